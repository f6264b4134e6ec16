"""check_records finds what the database's constraints cannot see."""

import io

import pytest
from django.core.management import call_command

from partnerships.models import Pairing
from partnerships.tests.factories import MilestoneFactory, PairingFactory, ParticipationFactory, StageFactory

pytestmark = pytest.mark.django_db


def _check() -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("check_records", stdout=out)
    except SystemExit as stop:
        return int(stop.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_sound_strand_has_no_contradictions() -> None:
    MilestoneFactory()
    assert _check() == (0, "0 contradictions\n")


def test_partners_on_one_side_and_of_another_strand_are_found() -> None:
    pairing = PairingFactory()
    foreign = ParticipationFactory(side="counterpart")
    Pairing.objects.filter(pk=pairing.pk).update(eu=foreign)
    status, text = _check()
    assert status == 1
    assert f"pairing {pairing.code}: its partners do not stand one on each side" in text
    assert f"pairing {pairing.code}: a partner takes part in another strand" in text


def test_a_stage_of_another_strand_and_a_text_out_of_step_are_found() -> None:
    milestone = MilestoneFactory()
    milestone.stage = StageFactory()
    milestone.save(by=None)
    milestone.pairing.theme_codes = "made-up"
    milestone.pairing.save(by=None)
    _status, text = _check()
    assert "its stage belongs to another strand" in text
    assert "its text says made-up" in text
