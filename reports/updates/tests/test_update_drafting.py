"""What the records draft for a city update: each kind of record, in both languages, and whose matter it is."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.periods import Period
from events.tests.factories import DelegateFactory, DelegationFactory, EventFactory
from partnerships.models import Indicator
from partnerships.tests.factories import FollowUpFactory, PairingFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    DocumentFactory,
    LevelChangeFactory,
    ProjectFactory,
)
from reports.tests.factories import PublicityItemFactory
from reports.tests.update_scene import IN_PERIOD, keyed, milestone, moved, tell_everything
from reports.updates.drafting import UpdateDraft

pytestmark = pytest.mark.django_db


def test_each_kind_of_record_drafts_its_line_under_its_question(scene):
    tell_everything(scene.pairing)
    Indicator.objects.update(unit_ko="명")
    found = keyed(scene.lines())
    assert {key: one.question.value for key, one in found.items()} == {
        "milestone-done": "achieved",
        "event-held": "achieved",
        "project-level": "achieved",
        "agreement-signed": "achieved",
        "indicator-value": "achieved",
        "followup-done": "achieved",
        "contacts-counted": "achieved",
        "publicity-published": "achieved",
        "milestone-late": "difficult",
        "milestone-moved": "difficult",
        "followup-late": "difficult",
        "milestone-next": "next",
        "event-next": "next",
        "agreement-next": "next",
    }
    value = found["indicator-value"]
    assert "4 people, as of" in value.text_en
    assert "4명" in value.text_ko
    assert all(one.text_en and one.text_ko and one.url.startswith("/strands/") for one in found.values())
    assert [one.question.value for one in scene.lines()] == sorted(
        (one.question.value for one in scene.lines()), key=["achieved", "difficult", "next"].index
    )


def test_a_milestone_done_late_says_by_how_many_days_and_why(scene):
    row = milestone(scene.pairing, "launch", status="done", actual="2026-09-20", reason="Holidays of Chuseok")
    (line,) = scene.lines()
    assert line.text_en == "Launch: done, 20 September 2026 (19 days after the first plan; reason: Holidays of Chuseok)"
    assert line.url == row.get_absolute_url()
    assert "2026. 9. 20.(일)" in line.text_ko
    assert "Holidays of Chuseok" in line.text_ko
    assert not line.is_unexplained


def test_the_reason_of_a_move_explains_a_late_one_and_none_is_said_to_be_missing(scene):
    told = milestone(scene.pairing, "told", status="done", actual="2026-09-20")
    moved(told, "2026-09-01", "2026-09-20", "The hall was closed")
    milestone(scene.pairing, "untold", status="done", actual="2026-09-20")
    first, second = sorted(scene.lines(), key=lambda one: one.text_en)
    assert "reason: The hall was closed" in first.text_en
    assert "reason not reported" in second.text_en
    assert [first.is_unexplained, second.is_unexplained] == [False, True]


def test_one_known_by_its_month_counts_by_its_last_day_and_stays_a_month(scene):
    milestone(scene.pairing, "visit", status="done", baseline="2026-09", actual="2026-10")
    milestone(scene.pairing, "later", status="done", baseline="2026-11", actual="2026-11")
    (line,) = scene.lines()
    assert "October 2026 (31 days after the first plan" in line.text_en
    assert "2026. 10." in line.text_ko


def test_moves_of_the_period_are_told_from_the_first_day_to_the_last_with_every_reason(scene):
    row = milestone(scene.pairing, "call", status="planned", forecast="2026-12-10")
    moved(row, "2026-08-01", "2026-09-01", "Ministry's wish", on=dt.date(2026, 7, 1))
    moved(row, "2026-09-01", "2026-12-10", "The mayor travels", on=dt.date(2026, 8, 20))
    moved(row, "2026-06-01", "2026-08-01", "Before the period", on=dt.date(2026, 4, 1))
    line = keyed(scene.lines())["milestone-moved"]
    assert line.text_en == (
        "Call: moved from 1 August 2026 to 10 December 2026 (reason: Ministry's wish; The mayor travels)"
    )


def test_what_was_moved_there_and_back_is_no_move(scene):
    row = milestone(scene.pairing, "call", status="planned", forecast="2026-12-10")
    moved(row, "2026-12-10", "2026-12-12", "A strike", on=dt.date(2026, 8, 1))
    moved(row, "2026-12-12", "2026-12-10", "No strike", on=dt.date(2026, 8, 2))
    assert list(keyed(scene.lines())) == ["milestone-next"]


def test_what_falls_due_after_the_period_is_not_late_in_it(scene):
    milestone(scene.pairing, "after", status="planned", forecast="2026-11-10")
    assert list(keyed(scene.lines())) == ["milestone-next"]


def test_the_other_sides_own_matters_never_appear(scene):
    pairing = scene.pairing
    milestone(pairing, "theirs", status="done", actual="2026-09-01", responsible="eu")
    milestone(pairing, "theirs-late", responsible="eu")
    FollowUpFactory(pairing=pairing, side="eu", due_on=IN_PERIOD)
    PublicityItemFactory(strand=pairing.strand, pairing=pairing, number=70, side="eu", published_on=IN_PERIOD)
    other = PairingFactory(strand=pairing.strand)
    milestone(other, "elsewhere", status="done", actual="2026-09-01")
    assert scene.lines() == []
    assert len(scene.lines("eu")) == 4


@pytest.mark.parametrize("audience", ["own-side", "pairing"])
def test_a_document_that_the_strand_does_not_see_is_no_evidence_in_a_line(scene, audience):
    project = ProjectFactory(pairing=scene.pairing)
    document = DocumentFactory(pairing=scene.pairing, title="Secret memo", audience=audience, side="eu")
    LevelChangeFactory(project=project, on=IN_PERIOD, evidence="", document=document)
    (line,) = scene.lines()
    assert "Secret memo" not in line.text_en + line.text_ko


def test_contacts_are_counted_and_not_retold(scene):
    for day, kind in ((dt.date(2026, 9, 1), "mail"), (dt.date(2026, 9, 2), "mail"), (dt.date(2026, 10, 2), "call")):
        ContactFactory(pairing=scene.pairing, on=day, kind=kind, what_en="Between us")
    ContactFactory(pairing=scene.pairing, on=IN_PERIOD, withdrawn_at=clock.now(), withdrawn_reason="twice")
    (line,) = scene.lines()
    assert line.text_en == "3 contacts with Barcelona (Mail: 2, Call: 1; September: 2, October: 1)"
    assert "Between us" not in line.text_en


def test_what_moved_or_is_to_come_is_named_in_either_language(scene):
    row = milestone(scene.pairing, "coming", forecast="2026-12-10")
    moved(row, "2026-12-01", "2026-12-10", "The venue was taken")
    for line in scene.lines():
        assert line.text_en.startswith("Coming: ")
        assert line.text_ko.startswith("coming 일정: ")
    assert len(scene.lines()) == 2


def test_a_level_that_went_down_is_difficult_and_gives_its_reason(scene):
    project = ProjectFactory(pairing=scene.pairing, title_en="Lamps")
    LevelChangeFactory(project=project, old="identified", new="exploring", on=dt.date(2026, 6, 1))
    LevelChangeFactory(project=project, old="exploring", new="not-pursued", on=IN_PERIOD, reason="No money")
    (line,) = scene.lines()
    assert line.question == "difficult"
    assert line.text_en == "Project Lamps: from Identified to Not pursued, 14 September 2026 (reason: No money)"


def test_an_event_counts_the_own_delegation_alone_also_that_of_its_mission(scene):
    pairing = scene.pairing
    mission = EventFactory(strand=pairing.strand, kind="mission", pairings=[pairing], code="mission")
    part = EventFactory(
        strand=pairing.strand, status="held", part_of=mission, pairings=[pairing], title_en="Visit", code="part"
    )
    part.forecast = part.actual = Period.parse("2026-09-14/2026-09-15")
    part.save(by=None)
    ours = DelegationFactory(event=mission, participation=pairing.counterpart)
    for number, came in enumerate((True, True, False)):
        DelegateFactory(delegation=ours, number=number + 1, status="confirmed", attended=came)
    theirs = DelegationFactory(event=mission, participation=pairing.eu)
    DelegateFactory(delegation=theirs, number=1, status="confirmed", attended=True)
    line = keyed(scene.lines())["event-held"]
    assert line.text_en == "Visit: held, 14–15 September 2026 (own delegation: 2 people)"


def test_a_milestone_that_a_held_event_completes_is_not_told_twice_unless_it_was_late(scene):
    pairing = scene.pairing
    event = EventFactory(strand=pairing.strand, status="held", pairings=[pairing], milestone_codes="opening;closing")
    event.forecast = event.actual = Period.parse("2026-09-01")
    event.save(by=None)
    milestone(pairing, "opening", status="done", actual="2026-09-01")
    milestone(pairing, "closing", status="done", actual="2026-09-02", reason="Rain")
    assert sorted(keyed(scene.lines())) == ["event-held", "milestone-done"]


def test_an_agreement_counts_as_drafted_from_its_first_draft(scene):
    row = AgreementFactory(pairing=scene.pairing, status="discussed")
    row.status = "drafted"
    with clock.fixed_at(dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)):
        row.save(by=None)
    row.note = "A word more"
    row.save(by=None)
    assert sorted(keyed(scene.lines())) == ["agreement-drafted", "agreement-next"]
    assert "text drafted, 1 September 2026" in keyed(scene.lines())["agreement-drafted"].text_en


def test_where_there_are_several_pairings_each_line_names_the_partner_across(scene):
    other = PairingFactory(
        strand=scene.pairing.strand, counterpart=scene.pairing.counterpart, eu__partner__name_en="Tampere"
    )
    milestone(scene.pairing, "launch", status="done", actual="2026-09-01")
    milestone(other, "launch", status="done", actual="2026-09-01")
    assert sorted(one.text_en.split(":")[0] for one in scene.lines()) == ["Launch (Barcelona)", "Launch (Tampere)"]


def test_markup_and_signs_of_other_scripts_stay_words(scene):
    milestone(
        scene.pairing, "odd", status="done", actual="2026-09-01", title_en="<b>=1+1</b> 🚢\n\x07 مرحبا", title_ko=""
    )
    (line,) = scene.lines()
    assert line.text_en.startswith("<b>=1+1</b> 🚢")
    assert "\n" not in line.text_en
    assert line.text_ko.startswith("<b>=1+1</b>")


@pytest.mark.one_database
def test_a_draft_costs_the_same_with_one_record_of_each_kind_and_with_many(scene):
    tell_everything(scene.pairing)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(scene.lines()) == 14
    tell_everything(PairingFactory(strand=scene.pairing.strand, counterpart=scene.pairing.counterpart), again=4)
    with CaptureQueriesContext(connection) as many:
        assert len(scene.lines()) > 60
    assert len(one) == len(many)


def test_before_the_period_ends_the_draft_tells_what_happened_so_far(scene):
    milestone(scene.pairing, "early", status="done", actual="2026-06-01")
    milestone(scene.pairing, "open", forecast="2026-10-20")
    lines = UpdateDraft(scene.pairing.counterpart, scene.period, dt.date(2026, 7, 1)).lines
    assert sorted(keyed(lines)) == ["milestone-done"]
