"""check_records finds what the database's constraints cannot see."""

import io

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from partnerships.models import Confirmation, FollowUp, Pairing, Strand, TextEdition
from partnerships.tests.factories import (
    FollowUpFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    StageFactory,
)

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
    assert f"pairing {pairing.strand.code}/{pairing.code}: its partners do not stand one on each side" in text
    assert f"pairing {pairing.strand.code}/{pairing.code}: “EU partner” leads to another strand" in text


def test_a_stage_of_another_strand_and_a_text_out_of_step_are_found() -> None:
    milestone = MilestoneFactory()
    milestone.stage = StageFactory()
    milestone.save(by=None)
    milestone.pairing.theme_codes = "made-up"
    milestone.pairing.save(by=None)
    _status, text = _check()
    assert "“stage” leads to another strand" in text
    assert "its text says made-up" in text


def test_a_round_that_does_not_fit_the_earlier_one_is_found() -> None:
    before = PairingFactory()
    goes_on = PairingFactory(strand__previous=before.strand, predecessor=before)
    stray = PairingFactory(
        predecessor=before,
        eu__partner=before.eu.partner,
        counterpart__partner=before.counterpart.partner,
    )
    _status, text = _check()
    assert f"pairing {goes_on.strand.code}/{goes_on.code}: its predecessor is a pairing of two others" in text
    assert f"pairing {goes_on.strand.code}/{goes_on.code}: its predecessor does not stand" not in text
    assert (
        f"pairing {stray.strand.code}/{stray.code}: its predecessor does not stand in the strand's earlier round"
        in text
    )
    assert f"pairing {stray.strand.code}/{stray.code}: its predecessor is a pairing" not in text


def test_no_strand_is_the_round_before_itself() -> None:
    strand = PairingFactory().strand
    with pytest.raises(IntegrityError):
        Strand.objects.filter(pk=strand.pk).update(previous=strand)


def test_a_follow_up_that_came_from_nowhere_or_elsewhere_is_found() -> None:
    milestone = MilestoneFactory()
    FollowUpFactory(code="follow-up-1", pairing=milestone.pairing, origin=milestone)
    assert _check()[0] == 0
    lost = FollowUpFactory(code="follow-up-2", pairing=milestone.pairing, origin=milestone)
    FollowUp.objects.filter(pk=lost.pk).update(origin_id=milestone.pk + 1000)
    FollowUpFactory(code="follow-up-3", pairing=milestone.pairing, origin=MilestoneFactory())
    _status, text = _check()
    assert "/follow-up-2: what it came from is gone" in text
    assert "/follow-up-3: what it came from belongs to another pairing" in text
    assert "/follow-up-1" not in text


def test_a_frozen_text_that_is_not_the_hashed_one_or_belongs_nowhere_is_found(sides) -> None:
    editions = [sides.ask(text) for text in (sides.plan(), sides.themes(), sides.closing(), sides.milestone())]
    assert _check()[0] == 0
    plan, themes, closing, own = (TextEdition.objects.filter(pk=edition.pk) for edition in editions)
    plan.update(canonical="Something else")
    themes.update(object_id=10_000)
    closing.update(pairing=PairingFactory(strand=sides.pairing.strand, code="elsewhere"))
    own.update(edition=7)
    Confirmation.objects.filter(text__in=own, side="eu").update(sha256="0" * 64)
    _status, text = _check()
    assert "busan-barcelona/action-plan: its text is not the one that was hashed" in text
    assert "busan-barcelona/agreed-themes: the record it belongs to is gone" in text
    assert "elsewhere/closing: the record it belongs to lies in another pairing" in text
    assert f"edition 7 of busan-barcelona/{editions[3].slug}: the record it belongs to has not come so far" in text
    assert f"edition 7 of busan-barcelona/{editions[3].slug}: a confirmation of it names another hash" in text
