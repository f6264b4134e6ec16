"""Asking both sides to confirm, what is frozen by it, and asking again after an edit."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import AuditEntry, of_actions
from core.periods import PartialDate, Period
from partnerships.confirmations.actions import EditText
from partnerships.confirmations.selectors import lost_confirmations, milestone_states, text_states
from partnerships.models import Confirmation, TextEdition
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.two_sides import ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_both_sides_staff_and_administrators_ask_for_confirmation(sides, role):
    plan = sides.plan()
    if role in {"eu", "counterpart", "staff", "administrator"}:
        assert sides.ask(plan, role).confirmations.count() == 2
    else:
        with pytest.raises(NotAllowed):
            sides.ask(plan, role)


def test_asking_twice_asks_once(sides):
    plan = sides.plan()
    sides.ask(plan)
    with pytest.raises(AlreadyDone, match="has been asked for already"):
        sides.ask(plan, "eu")
    assert Confirmation.objects.count() == 2


def test_an_empty_text_is_not_asked_for(sides):
    plan = sides.plan()
    plan.vision_en = ""
    plan.save(by=None)
    with pytest.raises(DomainError, match="Write the vision or the objectives first"):
        sides.ask(plan)
    closing = sides.closing()
    closing.eu_take_aways_en = ""
    closing.save(by=None)
    with pytest.raises(DomainError, match="The take-aways of Barcelona are missing"):
        sides.ask(closing)
    with pytest.raises(DomainError, match="cancelled"):
        sides.ask(sides.milestone(status="cancelled"))


def test_the_steps_of_an_action_plan_are_frozen_when_it_is_asked_for(sides):
    plan = sides.plan()
    done = sides.milestone(code="done", status="done")
    opened = sides.milestone(code="visit", title_en="Visit", title_ko="방문")
    sides.milestone(code="plan-agreed", confirmed_text="action-plan")
    promise = FollowUpFactory(pairing=sides.pairing, side="eu", due_on=dt.date(2017, 2, 1), what_en="Send the data")
    edition = sides.ask(plan)
    assert [(item["kind"], item["code"], item["until"]) for item in edition.body["items"]] == [
        ("follow-up", promise.code, "2017-02-01"),
        ("milestone", opened.code, "2017-03-14"),
    ]
    assert done.code not in edition.canonical
    assert edition.edition == plan.edition == 2

    # Afterwards they move on, and the frozen ones stay; nothing is void, and asking again freezes nothing anew.
    opened.refresh_from_db()
    opened.forecast = Period(PartialDate(dt.date(2017, 4, 20)))
    opened.save(by=None)
    sides.confirm(edition, "eu")
    with pytest.raises(AlreadyDone):
        sides.ask(plan)
    assert text_states([plan])[type(plan), plan.pk].confirmed == {"eu"}

    # Whoever wants the new ones takes them afresh, which asks both again.
    EditText.do(plan, version=plan.version, changes={}, steps=True, **sides.by("eu"))
    newer = TextEdition.objects.of(plan).first()
    assert newer.edition == 3
    assert [item["until"] for item in newer.body["items"]] == ["2017-02-01", "2017-04-20"]
    assert edition.body["items"][1]["until"] == "2017-03-14"


def test_the_standing_of_many_costs_what_that_of_one_costs(sides, django_assert_num_queries):
    texts = [sides.plan(), sides.themes(), sides.closing(), *(sides.milestone() for _ in range(4))]
    for text in texts:
        sides.confirm(sides.ask(text), "eu")
    named = sides.milestone(confirmed_text="closing")
    with CaptureQueriesContext(connection) as one:
        text_states(texts[:1])
    with django_assert_num_queries(len(one)):
        found = text_states(texts)
    assert {standing.confirmed for standing in found.values()} == {frozenset({"eu"})}
    with CaptureQueriesContext(connection) as one:
        milestone_states([named])
    with django_assert_num_queries(len(one)):
        assert milestone_states([*texts[3:], named])[named.pk].confirmed == {"eu"}


def test_a_text_nobody_has_begun_stands_nowhere(sides):
    with pytest.raises(ObjectDoesNotExist):
        sides.pairing.closing  # noqa: B018
    named = sides.milestone(confirmed_text="closing")
    standing = milestone_states([named])[named.pk]
    assert (*[side.state for side in standing.sides], standing.both, standing.asked) == ("", "", False, False)


def test_an_edit_voids_both_confirmations_and_asks_both_again_at_once(sides):
    milestone = sides.milestone(confirmed_text="action-plan")
    plan = sides.plan()
    first = sides.ask(plan)
    sides.both_confirm(first)
    plan.refresh_from_db()
    assert [word.side for word in lost_confirmations(plan)] == ["counterpart", "eu"]

    changes = {"vision_en": "A greener and quieter port."}
    EditText.do(plan, version=plan.version, changes=changes, **sides.by("counterpart"))
    plan.refresh_from_db()
    milestone.refresh_from_db()
    assert plan.edition == first.edition + 1
    assert milestone.status == "planned"
    standing = text_states([plan])[type(plan), plan.pk]
    assert [side.state for side in standing.sides] == ["requested", "requested"]
    assert [side.mark for side in standing.sides] == ["voided", "voided"]
    assert lost_confirmations(plan) == []
    # What was confirmed stays on the record.
    assert first.confirmations.filter(state="confirmed").count() == 2
    again = AuditEntry.objects.get(of_actions("confirmation-asked-again"))
    assert (again.parameters["edition"], again.parameters["before"]) == (plan.edition, first.edition)

    sides.both_confirm(TextEdition.objects.of(plan).first())
    milestone.refresh_from_db()
    assert milestone.status == "done"


def test_an_edit_before_anybody_was_asked_asks_nobody(sides):
    plan = sides.plan()
    EditText.do(plan, version=plan.version, changes={"vision_en": "Other"}, **sides.by("eu"))
    assert not TextEdition.objects.exists()
    assert not Confirmation.objects.exists()
