"""Confirmation by both sides: what each act brings about."""

import datetime as dt

import pytest
from django.db import IntegrityError

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate, Period
from partnerships.models import Confirmation
from partnerships.services.asking import text_edited
from partnerships.services.confirmations import confirm, confirm_several, take_to_approval, withdraw
from partnerships.services.standings import milestone_stands, stands
from partnerships.services.texts import edit_action_plan
from partnerships.tests.two_sides import two_sides

pytestmark = pytest.mark.django_db


def test_it_counts_once_both_sides_confirmed_the_same_edition():
    scene = two_sides()
    milestone = scene.milestone(confirmed_text="action-plan")
    other = scene.milestone(confirmed_text="closing")
    plan = scene.plan()
    edition = scene.ask(plan)
    scene.confirm(edition, "counterpart")
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert stands([plan])[type(plan), plan.pk].confirmed == {"counterpart"}

    scene.confirm(edition, "eu")
    milestone.refresh_from_db()
    other.refresh_from_db()
    assert milestone.status == "done"
    assert milestone.actual == Period(PartialDate(clock.today()))
    assert milestone.baseline == Period(PartialDate(dt.date(2017, 3, 14)))
    assert other.status == "planned"
    standing = milestone_stands([milestone, other])
    assert standing[milestone.pk].both
    assert not standing[other.pk].asked
    acts = list(AuditEntry.objects.filter(pairing_id=scene.pairing.pk).order_by("pk").values_list("action", flat=True))
    assert acts == ["confirmation-asked", "confirmation-given", "confirmation-given", "milestone-confirmed"]


@pytest.mark.parametrize(("status", "after"), [("planned", "done"), ("unknown", "done"), ("cancelled", "cancelled")])
def test_a_milestone_not_reported_is_done_too_and_a_cancelled_one_stays(status, after):
    scene = two_sides()
    milestone = scene.milestone(confirmed_text="action-plan", status=status)
    scene.both_confirm(scene.ask(scene.plan()))
    milestone.refresh_from_db()
    assert milestone.status == after


def test_a_milestone_may_be_its_own_text():
    scene = two_sides()
    milestone = scene.milestone(outcome_en="Held in Barcelona.")
    edition = scene.ask(milestone)
    assert edition.body == {
        "title_en": milestone.title_en,
        "title_ko": milestone.title_ko,
        "outcome_en": "Held in Barcelona.",
        "outcome_ko": "",
    }
    scene.both_confirm(edition)
    milestone.refresh_from_db()
    assert milestone.status == "done"

    milestone.outcome_en = "Held in Barcelona and Girona."
    milestone.save(by=scene.people["eu"])
    milestone.pairing = scene.pairing
    text_edited(by=scene.people["eu"], record=milestone)
    milestone.refresh_from_db()
    assert (milestone.status, milestone.edition, milestone.actual) == ("planned", 2, Period())
    assert milestone_stands([milestone])[milestone.pk].waits_for == ("eu", "counterpart")


def test_confirming_an_old_edition_is_refused():
    scene = two_sides()
    plan = scene.plan()
    old = scene.word(scene.ask(plan), "eu")
    edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
    with pytest.raises(DomainError, match="The text has changed since: it is edition"):
        confirm(confirmation=old, version=old.version, edition=old.text.edition, **scene.by("eu"))
    old.refresh_from_db()
    assert old.state == "requested"


def test_reading_one_edition_and_confirming_another_is_refused():
    scene = two_sides()
    word = scene.word(scene.ask(scene.plan()), "eu")
    with pytest.raises(DomainError, match="The text has changed since"):
        confirm(confirmation=word, version=word.version, edition=word.text.edition + 1, **scene.by("eu"))


def test_confirming_twice_does_nothing_and_says_so_whatever_version_the_second_tab_has():
    scene = two_sides()
    edition = scene.ask(scene.plan())
    word = scene.word(edition, "eu")
    confirm(confirmation=word, version=1, edition=edition.edition, **scene.by("eu"))
    with pytest.raises(AlreadyDone, match="Barcelona has confirmed edition"):
        confirm(confirmation=word, version=1, edition=edition.edition, **scene.by("eu"))
    assert AuditEntry.objects.filter(action="confirmation-given").count() == 1


def test_two_tabs_do_not_overwrite_each_other():
    scene = two_sides()
    word = scene.word(scene.ask(scene.plan()), "eu")
    take_to_approval(confirmation=word, version=1, until=clock.today(), function="Head", **scene.by("eu"))
    with pytest.raises(StaleRecord):
        take_to_approval(confirmation=word, version=1, until=clock.today(), function="Head", **scene.by("eu"))


def test_staff_confirm_for_one_side_with_a_reason_and_never_for_both():
    scene = two_sides()
    milestone = scene.milestone(confirmed_text="action-plan")
    plan = scene.plan()
    edition = scene.ask(plan)
    word = scene.confirm(edition, "eu", "staff", "Confirmed by letter 2026/14")
    assert (word.on_behalf, word.reason, word.by) == (True, "Confirmed by letter 2026/14", scene.people["staff"])
    assert stands([plan])[type(plan), plan.pk].left == "behalf"
    with pytest.raises(DomainError, match="Nobody confirms for both"):
        scene.confirm(edition, "counterpart", "staff", "By phone")
    scene.confirm(edition, "counterpart")
    milestone.refresh_from_db()
    assert milestone.status == "done"
    entry = AuditEntry.objects.filter(action="confirmation-given").order_by("pk").first()
    assert (entry.parameters["on_behalf"], entry.reason) == ("eu", "Confirmed by letter 2026/14")


def test_the_database_knows_too_that_nobody_confirms_for_both():
    scene = two_sides()
    edition = scene.ask(scene.plan())
    scene.confirm(edition, "eu")
    word = scene.word(edition, "counterpart")
    word.state, word.by = "confirmed", scene.people["eu"]
    with pytest.raises(IntegrityError):
        word.save(by=None)


def test_withdrawing_reopens_what_both_had_completed_and_the_side_can_be_asked_again():
    scene = two_sides()
    milestone = scene.milestone(confirmed_text="action-plan")
    plan = scene.plan()
    edition = scene.ask(plan)
    scene.both_confirm(edition)
    word = scene.word(edition, "eu")
    withdraw(confirmation=word, version=word.version, reason="The budget fell through.", **scene.by("eu"))
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert AuditEntry.objects.get(action="milestone-unconfirmed").reason == "The budget fell through."
    standing = stands([plan])[type(plan), plan.pk]
    assert (standing.eu, standing.counterpart) == ("voided", "confirmed")
    assert standing.waits_for == ()

    assert scene.ask(plan) == edition
    assert stands([plan])[type(plan), plan.pk].waits_for == ("eu",)
    scene.confirm(edition, "eu")
    milestone.refresh_from_db()
    assert milestone.status == "done"


def test_what_is_void_already_cannot_be_withdrawn():
    scene = two_sides()
    plan = scene.plan()
    edition = scene.ask(plan)
    word = scene.confirm(edition, "eu")
    edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
    with pytest.raises(DomainError, match="The text has changed since"):
        withdraw(confirmation=word, version=word.version, reason="Too late", **scene.by("eu"))


def test_internal_approval_says_until_when_by_which_function_under_which_number():
    scene = two_sides()
    word = scene.word(scene.ask(scene.plan()), "counterpart")
    until = clock.today() + dt.timedelta(days=9)
    given = {"confirmation": word, **scene.by("counterpart")}
    with pytest.raises(DomainError) as past:
        take_to_approval(until=clock.today() - dt.timedelta(days=1), function="Head", version=1, **given)
    assert past.value.field == "until"
    with pytest.raises(DomainError) as nobody:
        take_to_approval(until=until, function=" ", version=1, **given)
    assert nobody.value.field == "function"
    row = take_to_approval(until=until, function="Director of the office", document="2026-1131", version=1, **given)
    assert (row.state, row.approval_until, row.approver_function) == ("in-approval", until, "Director of the office")
    with pytest.raises(AlreadyDone):
        take_to_approval(until=until, function="Director of the office", document="2026-1131", version=2, **given)
    later = until + dt.timedelta(days=2)
    row = take_to_approval(until=later, function="Director of the office", document="2026-1131", version=2, **given)
    confirmed = confirm(edition=word.text.edition, version=row.version, **given)
    assert (confirmed.approver_document, confirmed.approval_until) == ("2026-1131", later)


def test_several_are_confirmed_at_once():
    scene = two_sides()
    words = [scene.word(scene.ask(text), "eu") for text in (scene.plan(), scene.themes(), scene.milestone())]
    given = [(word, word.version, word.text.edition) for word in words]
    assert len(confirm_several(confirmations=given, **scene.by("eu"))) == 3
    assert Confirmation.objects.filter(state="confirmed", side="eu").count() == 3
    with pytest.raises(AlreadyDone):
        confirm_several(confirmations=given, **scene.by("eu"))


def test_all_or_none_and_the_text_that_stands_in_the_way_is_named():
    scene = two_sides()
    plan, themes = scene.plan(), scene.themes()
    words = [scene.word(scene.ask(text), "eu") for text in (themes, plan)]
    given = [(word, word.version, word.text.edition) for word in words]
    edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("counterpart"))
    with pytest.raises(DomainError, match=r"^Action plan: The text has changed since.*Nothing was confirmed"):
        confirm_several(confirmations=given, **scene.by("eu"))
    assert not Confirmation.objects.filter(state="confirmed").exists()


def test_nothing_chosen_is_said():
    scene = two_sides()
    with pytest.raises(DomainError, match="Choose at least one text"):
        confirm_several(confirmations=[], **scene.by("eu"))


def test_several_for_the_other_side_are_refused():
    scene = two_sides()
    word = scene.word(scene.ask(scene.plan()), "eu")
    with pytest.raises(NotAllowed):
        confirm_several(confirmations=[(word, 1, word.text.edition)], **scene.by("counterpart"))
