"""The actions that the search proposes: those of the pages of records, by what they are called in either language."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from core.access import Grants
from core.actions import ACTIONS, Action
from core.folding import fold, in_any, query_parts
from core.parts import MOST_RESULTS, SearchGroup, SearchResult
from core.texts import name_in_both
from events.events.actions import FURTHER_STEPS
from events.events.actions import STEPS as EVENT_STEPS
from events.models import Event
from partnerships.agreements.actions import STEPS as AGREEMENT_STEPS
from partnerships.agreements.actions import SignAgreement
from partnerships.contacts.actions import STEPS as CONTACT_STEPS
from partnerships.documents.actions import STEPS as DOCUMENT_STEPS
from partnerships.enums import OPEN_PAIRING
from partnerships.follow_ups.actions import STEPS as FOLLOW_UP_STEPS
from partnerships.milestones.actions import STEPS as MILESTONE_STEPS
from partnerships.models import Agreement, Contact, Document, FollowUp, Milestone, Pairing, Project
from partnerships.pairings.actions import STEPS as PAIRING_STEPS
from partnerships.pairings.pages import to_add
from partnerships.projects.actions import AddResult, EditProject, MoveProject
from partnerships.querysets import own_pairing

TITLE = gettext_lazy("Actions")
ROWS = 30  # of a kind that are tried
_ADDED = ("contact-add", "follow-up-add", "milestone-add", "project-add", "agreement-add", "event-add", "document-add")
_STEPS: dict[Any, tuple[type[Action], ...]] = {
    Milestone: MILESTONE_STEPS,
    FollowUp: FOLLOW_UP_STEPS,
    Project: (MoveProject, EditProject, AddResult),
    Agreement: (SignAgreement, *AGREEMENT_STEPS),
    Event: (*EVENT_STEPS, *FURTHER_STEPS),
    Contact: CONTACT_STEPS,
    Document: DOCUMENT_STEPS,
    Pairing: PAIRING_STEPS,
}
_PARTNERS = tuple(f"{side}__partner__search_text" for side in ("eu", "counterpart"))


def acts_found(grants: Grants, query: str) -> SearchGroup:
    """What the reader may do now: some words of the query call the action, the others the record that it is done to.

    Of the actions those that most of the words call. One query for each kind of record, and what its rows need.
    """
    works = grants.participations or grants.staff or grants.is_administrator
    found = _results(grants, query_parts(query)) if works else ()
    return SearchGroup.of(str(TITLE), list(islice(found, MOST_RESULTS + 1)))


def _results(grants: Grants, words: list[str]) -> Iterator[SearchResult]:
    called = [(*one, {word for word in words if f" {word}" in _names(one[1].key)}) for one in _all()]
    most = max(len(found) for _model, _action, found in called)
    rows: dict[tuple[Any, ...], list[Any]] = {}
    for model, action, found in called:
        if len(found) < most or all(len(word) < 2 for word in found):
            continue
        rest = tuple(word for word in words if word not in found)
        if (model, rest) not in rows:
            rows[model, rest] = list(_rows(model, grants, rest)[:ROWS])
        for row in rows[model, rest]:
            if url := _address(action, row, grants):
                place = row.strand if model in {Pairing, Event} else f"{row.pairing.name}, {row.pairing.strand}"
                name = row.name if model is Pairing else row
                yield SearchResult(f"{action.title}: {name}", "", url, str(place))


@cache
def _all() -> list[tuple[Any, type[Action]]]:
    steps = [(model, action) for model, actions in _STEPS.items() for action in actions]
    return [*((Pairing, ACTIONS[key]) for key in _ADDED), *steps]


@cache
def _names(key: str) -> str:
    """What an action is called on its page and on its button, in both languages."""
    action = ACTIONS[key]
    found = [*name_in_both(action.title).values(), *name_in_both(action.button).values()]
    return " ".join(["", *(fold(one.replace("·", " ")) for one in found)])


def _rows(model: Any, grants: Grants, words: Iterable[str]) -> QuerySet[Any]:
    """Those that have the words, in what the reader works on."""
    rows = model.objects.visible_to(grants).with_names().order_by("pk")
    if model is Event:
        return rows.filter(in_any(words, "search_text")).reverse()
    path = "" if model is Pairing else "pairing__"
    named = in_any(words, "search_text", *(f"{path}{one}" for one in _PARTNERS))
    if path:
        rows = rows.filter(pairing__status__in=OPEN_PAIRING)
    return rows.filter(named, own_pairing(grants, path))


def _address(action: type[Action], row: Any, grants: Grants) -> str:
    """Where it is done; nothing where the reader may not, or it is not possible now."""
    if not isinstance(row, action.on):
        return next((one.url for one in to_add(row, grants) if one.label == str(action.title)), "")
    button = action.button_on(row, grants)
    return button.url if button else ""
