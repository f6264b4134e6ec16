"""The rows behind the portal's counts as references, whatever records they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.urls import reverse

from events.models import Delegation, Event
from partnerships.models import Agreement, Milestone, Project, ProjectResult
from partnerships.services.counts import BuiltInCount, rows_of
from reports.services.compiling.naming import pairing_name
from reports.services.compiling.numbers import plain_number
from reports.services.compiling.participants import delegation_ref
from reports.services.compiling.plain import Plain, both, iso, ref

if TYPE_CHECKING:
    from reports.services.compiling.documents import Documents
    from reports.services.compiling.scope import Scope

type Say = Callable[[Any, "Documents"], Plain]


def row_ref(count: BuiltInCount, row: Model, documents: Documents) -> Plain:
    """A row behind a count; with what it adds to it, where rows are added up."""
    found = _SAID[type(row)](row, documents)
    return found | {"amount": plain_number(count.amount(row))} if count.summed else found


def rows_by_pairing(count: BuiltInCount, scope: Scope) -> list[Plain]:
    """How many rows each pairing of the scope has, where only its own people read them; one query."""
    rows = rows_of(count, strand=scope.strand, pairing=scope.pairing, today=scope.last_day).order_by()
    numbers: dict[int, int] = {}
    for key in rows.values_list(count.source.pairing, flat=True):
        numbers[key] = numbers.get(key, 0) + 1
    found = []
    for pairing in scope.pairings:
        if number := numbers.get(pairing.pk):
            url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
            row = ref("pairing", pairing.code, pairing_name(pairing), url, pairing=pairing.code)
            found.append(row | {"amount": number})
    return found


def _named(row: Any, documents: Documents, kind: str, day: str | None) -> Plain:
    proof = documents.on(row)
    pairing = row.pairing.code
    return ref(kind, row.code, both(row, "title"), row.get_absolute_url(), pairing=pairing, day=day, documents=proof)


def _milestone(row: Milestone, documents: Documents) -> Plain:
    return _named(row, documents, "milestone", iso(row.shown_period.end or row.shown_period.start))


def _project(row: Project, documents: Documents) -> Plain:
    return _named(row, documents, "project", iso(row.level_since))


def _agreement(row: Agreement, documents: Documents) -> Plain:
    return _named(row, documents, "agreement", iso(row.signed_on_date))


def _result(row: ProjectResult, documents: Documents) -> Plain:
    """What a project achieved, with the document that proves it."""
    proof = documents.code(row.document_id)
    told = _named(row.project, documents, "result", iso(row.as_of))
    return told | {"documents": [proof] if proof else []}


def _event(row: Event, documents: Documents) -> Plain:
    day = iso(row.shown_period.end or row.shown_period.start)
    return ref("event", row.code, both(row, "title"), row.get_absolute_url(), day=day, documents=documents.on(row))


def _delegation(row: Any, documents: Documents) -> Plain:
    del documents
    return delegation_ref(row, row.came)


_SAID: dict[type[Model], Say] = {
    Milestone: _milestone,
    Project: _project,
    Agreement: _agreement,
    ProjectResult: _result,
    Event: _event,
    Delegation: _delegation,
}
