"""Confirmation by both sides: what each act brings about."""

import datetime as dt

import pytest
from django.db import IntegrityError

from core import clock
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate, Period
from core.tests.arranged import arranging
from partnerships.confirmations.actions import (
    ConfirmText,
    EditText,
    TakeToApproval,
    WithdrawConfirmation,
)
from partnerships.confirmations.selectors import milestone_states, text_states
from partnerships.confirmations.services import text_edited
from partnerships.tasks.selectors import next_waiting

pytestmark = pytest.mark.django_db


def test_it_counts_once_both_sides_confirmed_the_same_edition(sides):
    milestone = sides.milestone(confirmed_text="action-plan")
    other = sides.milestone(confirmed_text="closing")
    plan = sides.plan()
    edition = sides.ask(plan)
    sides.confirm(edition, "counterpart")
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert text_states([plan])[type(plan), plan.pk].confirmed == {"counterpart"}

    sides.confirm(edition, "eu")
    milestone.refresh_from_db()
    other.refresh_from_db()
    assert milestone.status == "done"
    assert milestone.actual == Period(PartialDate(clock.today()))
    assert milestone.baseline == Period(PartialDate(dt.date(2017, 3, 14)))
    assert other.status == "planned"
    standing = milestone_states([milestone, other])
    assert standing[milestone.pk].both
    assert not standing[other.pk].asked
    acts = list(AuditEntry.objects.filter(pairing_id=sides.pairing.pk).order_by("pk").values_list("action", flat=True))
    assert acts == ["text-request", "confirmation-confirm", "confirmation-confirm", "milestone-confirmed"]


@pytest.mark.parametrize(("status", "after"), [("planned", "done"), ("unknown", "done"), ("cancelled", "cancelled")])
def test_a_milestone_not_reported_is_done_too_and_a_cancelled_one_stays(sides, status, after):
    milestone = sides.milestone(confirmed_text="action-plan", status=status)
    sides.both_confirm(sides.ask(sides.plan()))
    milestone.refresh_from_db()
    assert milestone.status == after


def test_a_milestone_may_be_its_own_text(sides):
    milestone = sides.milestone(outcome_en="Held in Barcelona.")
    edition = sides.ask(milestone)
    assert edition.body == {
        "title_en": milestone.title_en,
        "title_ko": milestone.title_ko,
        "outcome_en": "Held in Barcelona.",
        "outcome_ko": "",
    }
    sides.both_confirm(edition)
    milestone.refresh_from_db()
    assert milestone.status == "done"

    milestone.outcome_en = "Held in Barcelona and Girona."
    milestone.save(by=sides.people["eu"])
    milestone.pairing = sides.pairing
    with arranging():
        text_edited(by=sides.people["eu"], record=milestone)
    milestone.refresh_from_db()
    assert (milestone.status, milestone.edition, milestone.actual) == ("planned", 2, Period())
    assert milestone_states([milestone])[milestone.pk].waits_for == ("eu", "counterpart")


def test_confirming_an_old_edition_is_refused(sides):
    plan = sides.plan()
    old = sides.word(sides.ask(plan), "eu")
    EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **sides.by("counterpart"))
    with pytest.raises(DomainError, match="The text has changed since: it is edition"):
        ConfirmText.do(old, version=old.version, edition=old.text.edition, **sides.by("eu"))
    old.refresh_from_db()
    assert old.state == "requested"


def test_reading_one_edition_and_confirming_another_is_refused(sides):
    word = sides.word(sides.ask(sides.plan()), "eu")
    with pytest.raises(DomainError, match="The text has changed since"):
        ConfirmText.do(word, version=word.version, edition=word.text.edition + 1, **sides.by("eu"))


def test_confirming_twice_does_nothing_and_says_so_whatever_version_the_second_tab_has(sides):
    edition = sides.ask(sides.plan())
    word = sides.word(edition, "eu")
    ConfirmText.do(word, version=1, edition=edition.edition, **sides.by("eu"))
    with pytest.raises(AlreadyDone, match="Barcelona has confirmed edition"):
        ConfirmText.do(word, version=1, edition=edition.edition, **sides.by("eu"))
    assert AuditEntry.objects.filter(action="confirmation-confirm").count() == 1


def test_two_tabs_do_not_overwrite_each_other(sides):
    word = sides.word(sides.ask(sides.plan()), "eu")
    TakeToApproval.do(word, version=1, until=clock.today(), function="Head", **sides.by("eu"))
    with pytest.raises(StaleRecord):
        TakeToApproval.do(word, version=1, until=clock.today(), function="Head", **sides.by("eu"))


def test_staff_confirm_for_one_side_with_a_reason_and_never_for_both(sides):
    milestone = sides.milestone(confirmed_text="action-plan")
    plan = sides.plan()
    edition = sides.ask(plan)
    word = sides.confirm(edition, "eu", "staff", "Confirmed by letter 2026/14")
    assert (word.on_behalf, word.reason, word.by) == (True, "Confirmed by letter 2026/14", sides.people["staff"])
    assert text_states([plan])[type(plan), plan.pk].of_eu.mark == "behalf"
    with pytest.raises(DomainError, match="Nobody confirms for both"):
        sides.confirm(edition, "counterpart", "staff", "By phone")
    sides.confirm(edition, "counterpart")
    milestone.refresh_from_db()
    assert milestone.status == "done"
    entry = AuditEntry.objects.filter(action="confirmation-confirm").order_by("pk").first()
    assert (entry.parameters["on_behalf"], entry.reason) == ("eu", "Confirmed by letter 2026/14")


def test_the_database_knows_too_that_nobody_confirms_for_both(sides):
    edition = sides.ask(sides.plan())
    sides.confirm(edition, "eu")
    word = sides.word(edition, "counterpart")
    word.state, word.by = "confirmed", sides.people["eu"]
    with pytest.raises(IntegrityError):
        word.save(by=None)


def test_withdrawing_reopens_what_both_had_completed_and_the_side_can_be_asked_again(sides):
    milestone = sides.milestone(confirmed_text="action-plan")
    plan = sides.plan()
    edition = sides.ask(plan)
    sides.both_confirm(edition)
    word = sides.word(edition, "eu")
    WithdrawConfirmation.do(word, version=word.version, reason="The budget fell through.", **sides.by("eu"))
    milestone.refresh_from_db()
    assert milestone.status == "planned"
    assert AuditEntry.objects.get(action="milestone-unconfirmed").reason == "The budget fell through."
    standing = text_states([plan])[type(plan), plan.pk]
    assert [side.state for side in standing.sides] == ["voided", "confirmed"]
    assert standing.waits_for == ()

    assert sides.ask(plan) == edition
    assert text_states([plan])[type(plan), plan.pk].waits_for == ("eu",)
    sides.confirm(edition, "eu")
    milestone.refresh_from_db()
    assert milestone.status == "done"


def test_what_is_void_already_cannot_be_withdrawn(sides):
    plan = sides.plan()
    edition = sides.ask(plan)
    word = sides.confirm(edition, "eu")
    EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **sides.by("counterpart"))
    with pytest.raises(DomainError, match="The text has changed since"):
        WithdrawConfirmation.do(word, version=word.version, reason="Too late", **sides.by("eu"))


def test_internal_approval_says_until_when_by_which_function_under_which_number(sides):
    word = sides.word(sides.ask(sides.plan()), "counterpart")
    until = clock.today() + dt.timedelta(days=9)
    given = sides.by("counterpart")
    with pytest.raises(DomainError) as past:
        TakeToApproval.do(word, until=clock.today() - dt.timedelta(days=1), function="Head", version=1, **given)
    assert past.value.field == "until"
    with pytest.raises(DomainError) as nobody:
        TakeToApproval.do(word, until=until, function=" ", version=1, **given)
    assert nobody.value.field == "function"
    given |= {"function": "Director of the office", "document": "2026-1131"}
    row = TakeToApproval.do(word, until=until, version=1, **given)
    assert (row.state, row.approval_until, row.approver_function) == ("in-approval", until, "Director of the office")
    with pytest.raises(AlreadyDone):
        TakeToApproval.do(word, until=until, version=2, **given)
    later = until + dt.timedelta(days=2)
    row = TakeToApproval.do(word, until=later, version=2, **given)
    confirmed = ConfirmText.do(word, edition=word.text.edition, version=row.version, **sides.by("counterpart"))
    assert (confirmed.approver_document, confirmed.approval_until) == ("2026-1131", later)


def test_a_side_is_led_from_each_text_that_waits_for_it_to_the_next(sides):
    plan, themes, milestone = [
        sides.word(sides.ask(text), "eu") for text in (sides.plan(), sides.themes(), sides.milestone())
    ]
    assert [next_waiting(word) for word in (plan, themes, milestone)] == [themes, milestone, plan]
    sides.confirm(themes.text, "eu")
    assert [next_waiting(word) for word in (plan, themes, milestone)] == [milestone, milestone, plan]
    sides.confirm(milestone.text, "eu")
    assert [next_waiting(word) for word in (plan, themes, milestone)] == [None, plan, plan]
    # What waits for the other side is the other side's.
    assert next_waiting(sides.word(themes.text, "counterpart")) == sides.word(milestone.text, "counterpart")
    sides.pairing.status = "discontinued"
    sides.pairing.save(by=None)
    themes.text.pairing = sides.pairing
    assert next_waiting(themes) is None
