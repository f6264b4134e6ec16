"""The invented strand: built through the services, the same story on any day, with something for everybody."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

from accounts.models import Mail
from core import clock
from core.models import AuditEntry
from partnerships.enums import ConfirmationState, MilestoneStatus
from partnerships.models import Confirmation, DateChange, FollowUp, Milestone, Pairing, Strand
from partnerships.services.activity import silence
from partnerships.services.integrity import contradictions
from partnerships.services.journeys import read_journeys
from partnerships.services.strand_timeline import page_timeline
from worldcities.demo.invented import CODE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def build(settings, today):
    settings.PORTAL_TODAY = today
    call_command("prepare_demo", stdout=StringIO())
    return Strand.objects.get(code=CODE)


def told(strand):
    """The story as days before today, without names of days."""
    acts = AuditEntry.objects.filter(strand_id=strand.pk).order_by("at", "pk")
    return [(entry.action, entry.actor_label, _without_days(entry, strand)) for entry in acts]


def _without_days(entry, strand):
    """What a record is called, unless it is called by its day."""
    called_by_day = entry.object_type in {"partnerships.contact", "partnerships.comment", "partnerships.measurement"}
    return "" if called_by_day else entry.object_label.replace(strand.phase, "")


def test_it_is_marked_as_invented_and_stands_in_the_middle_of_its_six_months(settings):
    today = dt.date(2026, 11, 25)
    strand = build(settings, today)
    assert strand.is_invented
    assert strand.previous.code == "eu-korea-2017"
    cooperation = strand.stages.get(code="decentralised-cooperation")
    assert cooperation.forecast.first_day < today - dt.timedelta(60)
    assert cooperation.forecast.last_day > today + dt.timedelta(60)
    assert list(contradictions()) == []
    assert not Strand.objects.get(code="eu-korea-2017").is_invented


def test_its_timeline_is_told_whole_on_a_phone(settings):
    strand = build(settings, dt.date(2026, 11, 25))
    journeys = read_journeys(list(Pairing.objects.filter(strand=strand).with_names()), clock.today())
    for language in ("en", "ko"):
        with translation.override(language):
            timeline = page_timeline(journeys)
        for row in timeline.rows:
            assert [one.title for one in row.narrow.labels] == [one.words.title for one in row.narrow.labels] != []


def test_busan_barcelona_and_staff_have_something_late_waiting_moved_and_half_confirmed(settings):
    today = dt.date(2026, 11, 25)
    strand = build(settings, today)
    pairing = Pairing.objects.get(strand=strand, code="busan-barcelona")
    plan = pairing.action_plan
    now = Confirmation.objects.live().filter(
        text__pairing=pairing, text__slug="action-plan", text__edition=plan.edition
    )
    assert dict(now.values_list("side", "state")) == {
        "eu": ConfirmationState.CONFIRMED,
        "counterpart": ConfirmationState.REQUESTED,
    }
    late = FollowUp.objects.filter(pairing=pairing).late(today)
    assert {row.side for row in late} == {"eu", "counterpart"}
    assert pairing.milestones.overdue(today).get().code == "smart-services"
    moved = DateChange.objects.get(milestone__pairing=pairing, milestone__code="bilateral-meeting")
    assert moved.by_label == "Kim Jisu"
    assert moved.reason
    closing = strand.stages.get(code="closing")
    assert closing.forecast.first_day > closing.baseline.first_day
    followers = Milestone.objects.filter(pairing__strand=strand, stage=closing)
    assert {row.forecast.first_day for row in followers} == {closing.forecast.first_day}
    objected = Milestone.objects.exclude(objection="").get(pairing__strand=strand)
    assert (objected.pairing.code, objected.status) == ("gwangju-tampere", MilestoneStatus.PLANNED)
    assert Confirmation.objects.get(on_behalf=True).reason
    waiting = Confirmation.objects.get(state=ConfirmationState.IN_APPROVAL)
    assert waiting.text.pairing.code == "suwon-scottish-cities-alliance"


def test_one_pairing_is_silent(settings):
    strand = build(settings, dt.date(2026, 11, 25))
    pairings = list(Pairing.objects.filter(strand=strand).with_names())
    quiet = {pairing.code: silence(pairings, clock.now())[pairing.pk].days for pairing in pairings}
    assert quiet.pop("seoul-eindhoven") >= 60
    assert max(quiet.values()) < strand.silence_days


def test_the_action_plan_that_was_asked_holds_the_dates_of_that_day(settings):
    strand = build(settings, dt.date(2026, 11, 25))
    pairing = Pairing.objects.get(strand=strand, code="busan-barcelona")
    first, second = pairing.text_editions.filter(slug="action-plan").order_by("edition")
    until = [
        next(item["until"] for item in edition.body["items"] if item["code"] == "closing-meeting")
        for edition in (first, second)
    ]
    assert until[0] < until[1]
    assert (first.edition, second.edition) == (1, 2)


def test_no_mail_of_the_past_is_sent(settings):
    build(settings, dt.date(2026, 11, 25))
    assert not Mail.objects.exists()


def told_on(settings, today):
    """The story as it is told on a day, and not kept."""
    with transaction.atomic():
        acts = told(build(settings, today))
        transaction.set_rollback(True)
    return sorted(acts)


@pytest.mark.parametrize(
    "today", [dt.date(2027, 1, 1), dt.date(2028, 2, 29), dt.date(2026, 3, 29), dt.date(2026, 8, 2)]
)
def test_the_same_story_is_told_on_any_day(settings, today):
    assert told_on(settings, today) == told_on(settings, dt.date(2026, 11, 25))


# To empty the database inside a transaction that is undone would leave the content types known wrongly.
@pytest.mark.django_db(transaction=True)
def test_it_is_built_anew_by_one_command(settings):
    before = told(build(settings, dt.date(2026, 11, 25)))
    call_command("prepare_demo", "--anew", stdout=StringIO())
    assert told(Strand.objects.get(code=CODE)) == before
    assert Strand.objects.count() == 2
