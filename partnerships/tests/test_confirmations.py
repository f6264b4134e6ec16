"""Confirmation by both sides: who may do what from which state, and what each act brings about."""

import datetime as dt

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate, Period
from partnerships.enums import ConfirmationState
from partnerships.models import Confirmation, TextEdition
from partnerships.services.asking import text_edited
from partnerships.services.confirmations import (
    confirm,
    confirm_several,
    milestone_stands,
    request_confirmation,
    stands,
    take_to_approval,
    withdraw,
)
from partnerships.services.texts import edit_action_plan, lost_confirmations
from partnerships.tests.factories import FollowUpFactory, UserFactory
from partnerships.tests.two_sides import ROLES, TwoSides, two_sides
from partnerships.workflow import CONFIRMATION

pytestmark = pytest.mark.django_db

STATES = ConfirmationState.values
ACTS = ("take-to-approval", "confirm", "withdraw")
# What each act does from each state for whom it is allowed: the new state, else what is raised.
OUTCOMES = {
    ("take-to-approval", "requested"): "in-approval",
    ("take-to-approval", "in-approval"): "in-approval",
    ("take-to-approval", "confirmed"): DomainError,
    ("take-to-approval", "withdrawn"): DomainError,
    ("confirm", "requested"): "confirmed",
    ("confirm", "in-approval"): "confirmed",
    ("confirm", "confirmed"): AlreadyDone,
    ("confirm", "withdrawn"): DomainError,
    ("withdraw", "requested"): DomainError,
    ("withdraw", "in-approval"): DomainError,
    ("withdraw", "confirmed"): "withdrawn",
    ("withdraw", "withdrawn"): AlreadyDone,
}


def in_state(scene: TwoSides, state: str) -> Confirmation:
    """The EU side's word under the action plan, in a state."""
    word = scene.word(scene.ask(scene.plan()), "eu")
    word.state = state
    if state in {"confirmed", "withdrawn"}:
        word.by = UserFactory()
        word.confirmed_at = clock.now()
    word.save(by=None)
    return word


def do(act: str, word: Confirmation, **given: object) -> Confirmation:
    if act == "take-to-approval":
        given |= {"until": clock.today(), "function": "Head of office"}
        return take_to_approval(confirmation=word, version=word.version, **given)
    if act == "confirm":
        return confirm(confirmation=word, version=word.version, edition=word.text.edition, **given)
    return withdraw(confirmation=word, version=word.version, **given)


def test_the_table_has_no_other_acts_than_those_walked():
    assert set(CONFIRMATION) == set(ACTS)
    assert {(act, state) for act in ACTS for state in STATES} == set(OUTCOMES)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_each_cell_of_the_table(act, state, role):
    scene = two_sides()
    word = in_state(scene, state)
    outcome = OUTCOMES[act, state] if role in {"eu", "staff"} else NotAllowed
    if isinstance(outcome, str):
        assert do(act, word, reason="On the phone", **scene.by(role)).state == outcome
    else:
        with pytest.raises(outcome) as refused:
            do(act, word, reason="On the phone", **scene.by(role))
        assert refused.type is outcome
        word.refresh_from_db()
        assert word.state == state


@pytest.mark.parametrize(
    ("act", "state", "role", "needed"),
    [
        ("take-to-approval", "requested", "eu", False),
        ("take-to-approval", "requested", "staff", True),
        ("confirm", "requested", "eu", False),
        ("confirm", "in-approval", "staff", True),
        ("withdraw", "confirmed", "eu", True),
        ("withdraw", "confirmed", "staff", True),
    ],
)
def test_whoever_acts_for_a_side_says_why_and_a_withdrawal_always_does(act, state, role, needed):
    scene = two_sides()
    word = in_state(scene, state)
    if needed:
        with pytest.raises(DomainError) as refused:
            do(act, word, reason=" ", **scene.by(role))
        assert refused.value.field == "reason"
    else:
        do(act, word, reason="", **scene.by(role))


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


def test_an_edit_voids_both_confirmations_and_asks_both_again_at_once():
    scene = two_sides()
    milestone = scene.milestone(confirmed_text="action-plan")
    plan = scene.plan()
    first = scene.ask(plan)
    scene.both_confirm(first)
    plan.refresh_from_db()
    assert [word.side for word in lost_confirmations(plan)] == ["counterpart", "eu"]

    changes = {"vision_en": "A greener and quieter port."}
    edit_action_plan(text=plan, version=plan.version, changes=changes, **scene.by("counterpart"))
    plan.refresh_from_db()
    milestone.refresh_from_db()
    assert plan.edition == first.edition + 1
    assert milestone.status == "planned"
    standing = stands([plan])[type(plan), plan.pk]
    assert (standing.eu, standing.counterpart) == ("requested", "requested")
    assert (standing.left, standing.right) == ("voided", "voided")
    assert lost_confirmations(plan) == []
    # What was confirmed stays on the record.
    assert first.confirmations.filter(state="confirmed").count() == 2
    again = AuditEntry.objects.get(action="confirmation-asked-again")
    assert (again.parameters["edition"], again.parameters["before"]) == (plan.edition, first.edition)

    scene.both_confirm(TextEdition.objects.of(plan).first())
    milestone.refresh_from_db()
    assert milestone.status == "done"


def test_an_edit_before_anybody_was_asked_asks_nobody():
    scene = two_sides()
    plan = scene.plan()
    edit_action_plan(text=plan, version=plan.version, changes={"vision_en": "Other"}, **scene.by("eu"))
    assert not TextEdition.objects.exists()
    assert not Confirmation.objects.exists()


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
    do("take-to-approval", word, **scene.by("eu"))
    with pytest.raises(StaleRecord):
        do("take-to-approval", word, **scene.by("eu"))


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


@pytest.mark.parametrize("role", ROLES)
def test_both_sides_staff_and_administrators_ask_for_confirmation(role):
    scene = two_sides()
    plan = scene.plan()
    if role in {"eu", "counterpart", "staff", "administrator"}:
        assert scene.ask(plan, role).confirmations.count() == 2
    else:
        with pytest.raises(NotAllowed):
            scene.ask(plan, role)


def test_asking_twice_asks_once():
    scene = two_sides()
    plan = scene.plan()
    scene.ask(plan)
    with pytest.raises(AlreadyDone, match="has been asked for already"):
        scene.ask(plan, "eu")
    assert Confirmation.objects.count() == 2


def test_an_empty_text_is_not_asked_for():
    scene = two_sides()
    plan = scene.plan()
    plan.vision_en = ""
    plan.save(by=None)
    with pytest.raises(DomainError, match="Write the vision or the objectives first"):
        scene.ask(plan)
    closing = scene.closing()
    closing.eu_take_aways_en = ""
    closing.save(by=None)
    with pytest.raises(DomainError, match="The take-aways of Barcelona are missing"):
        scene.ask(closing)
    with pytest.raises(DomainError, match="cancelled"):
        scene.ask(scene.milestone(status="cancelled"))


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_a_pairing_that_is_over_takes_no_confirmation(status):
    scene = two_sides()
    plan = scene.plan()
    edition = scene.ask(plan)
    word = scene.word(edition, "eu")
    scene.pairing.status = status
    scene.pairing.save(by=None)
    for act in ACTS:
        with pytest.raises(DomainError, match="The pairing is"):
            do(act, word, reason="", **scene.by("eu"))
    with pytest.raises(DomainError, match="The pairing is"):
        request_confirmation(record=plan, version=plan.version, **scene.by("eu"))


def test_the_steps_of_an_action_plan_are_frozen_when_it_is_asked_for():
    scene = two_sides()
    plan = scene.plan()
    done = scene.milestone(code="done", status="done")
    opened = scene.milestone(code="visit", title_en="Visit", title_ko="방문")
    scene.milestone(code="plan-agreed", confirmed_text="action-plan")
    promise = FollowUpFactory(pairing=scene.pairing, side="eu", due_on=dt.date(2017, 2, 1), what_en="Send the data")
    edition = scene.ask(plan)
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
    scene.confirm(edition, "eu")
    with pytest.raises(AlreadyDone):
        scene.ask(plan)
    assert stands([plan])[type(plan), plan.pk].confirmed == {"eu"}

    # Whoever wants the new ones takes them afresh, which asks both again.
    edit_action_plan(text=plan, version=plan.version, changes={}, steps=True, **scene.by("eu"))
    newer = TextEdition.objects.of(plan).first()
    assert newer.edition == 3
    assert [item["until"] for item in newer.body["items"]] == ["2017-02-01", "2017-04-20"]
    assert edition.body["items"][1]["until"] == "2017-03-14"


def test_the_standing_of_many_costs_what_that_of_one_costs(django_assert_num_queries):
    scene = two_sides()
    texts = [scene.plan(), scene.themes(), scene.closing(), *(scene.milestone() for _ in range(4))]
    for text in texts:
        scene.confirm(scene.ask(text), "eu")
    with django_assert_num_queries(1):
        found = stands(texts)
    assert {standing.confirmed for standing in found.values()} == {frozenset({"eu"})}
    named = scene.milestone(confirmed_text="closing")
    with django_assert_num_queries(2):
        assert milestone_stands([*texts[3:], named])[named.pk].confirmed == {"eu"}
    with django_assert_num_queries(0):
        assert milestone_stands([]) == {}


def test_a_text_nobody_has_begun_stands_nowhere():
    scene = two_sides()
    with pytest.raises(ObjectDoesNotExist):
        scene.pairing.closing  # noqa: B018
    named = scene.milestone(confirmed_text="closing")
    standing = milestone_stands([named])[named.pk]
    assert (standing.eu, standing.counterpart, standing.both, standing.asked) == ("", "", False, False)
