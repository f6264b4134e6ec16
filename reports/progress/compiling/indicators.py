"""The section of indicators: baseline, target, previous, now and the way between, of counts and of what is measured.

The rows behind a count stand in the section that tells of them; here stand those of the counts that have a target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.urls import reverse

from events.models import Delegation, Event
from partnerships.enums import BuiltIn
from partnerships.indicators.counts import BuiltInCount, counts, remark_on, rows_of
from partnerships.indicators.selectors import Line, read_all_lines
from partnerships.indicators.tables import row_order
from partnerships.models import Agreement, Indicator, Measurement, Milestone, Project, ProjectResult
from reports.enums import Section
from reports.progress.compiling.contacts import contact_refs
from reports.progress.compiling.documents import Documents, documents_of, record_ref
from reports.progress.compiling.participants import delegation_ref
from reports.progress.compiling.plain import Plain, both, figure, in_both, iso, last_day, plain_number, ref
from reports.progress.compiling.scope import frame

if TYPE_CHECKING:
    from reports.progress.compiling.scope import Scope

type Key = tuple[str, str]
type Earlier = Mapping[Key, Plain]


def compile_indicators(scope: Scope) -> dict[str, Any]:
    """The figures of the strand and of each pairing, or those of one pairing; a constant number of queries."""
    lines = list(read_all_lines(strand=scope.strand, pairings=scope.pairings, today=scope.last_day))
    if scope.pairing is not None:
        lines = [line for line in lines if line.pairing is not None]
    whole = [line for line in lines if _is_whole(line, scope)]
    documents, earlier = documents_of(scope), _earlier(scope)
    told = [_line(line, scope, earlier, documents) for line in lines]
    remarks = {row["slug"]: row["remark"] for line, row in zip(lines, told, strict=True) if _is_whole(line, scope)}
    counted = [line for line in whole if line.is_count and line.target_value is not None]
    return {
        **frame(scope, "today"),
        "lines": told,
        "figures": [
            *(_count(line, scope, documents) | {"remark": remarks[line.slug]} for line in counted),
            _measured([line for line in whole if not line.is_count], scope, documents),
        ],
    }


def _is_whole(line: Line, scope: Scope) -> bool:
    return (line.pairing is None) == (scope.pairing is None)


def _line(line: Line, scope: Scope, earlier: Earlier, documents: Documents) -> Plain:
    row = line.measurement
    key = (line.pairing.code if line.pairing else "", line.slug)
    return {
        "pairing": key[0],
        "slug": line.slug,
        "computed": line.is_count,
        **_names(line),
        "url": _url(line, scope),
        "level": line.level.value,
        "direction": line.direction.value,
        "baseline": plain_number(line.baseline),
        "baseline_on": iso(line.target.baseline_on) if line.target else None,
        "target": plain_number(line.target_value),
        "due_on": iso(line.target.due_on) if line.target else None,
        "previous": earlier.get(key, {}).get("value"),
        "previous_on": earlier.get(key, {}).get("on"),
        "now": plain_number(line.now),
        "as_of": iso(line.as_of),
        "unreported": line.unreported,
        "remark": in_both(lambda: _remark(line, scope)),
        "percent": line.percent,
        "reached": line.reached,
        "source": row.source if row else "",
        "document": documents.code(row.document_id) if row else "",
    }


def _remark(line: Line, scope: Scope) -> str:
    """What is to be said beside a count of the whole scope."""
    if not (line.is_count and _is_whole(line, scope)):
        return ""
    return remark_on(counts()[BuiltIn(line.slug)], strand=scope.strand, pairing=line.pairing, today=scope.last_day)


def _url(line: Line, scope: Scope) -> str:
    name = "figure-rows" if line.is_count else "indicator"
    address = reverse(f"partnerships:{name}", args=[scope.strand.code, line.slug])
    return f"{address}?pairing={line.pairing.code}" if line.pairing else address


def _names(line: Line) -> Plain:
    if isinstance(line.figure, Indicator):
        return {"name": both(line.figure, "name"), "unit": both(line.figure, "unit")}
    return {"name": in_both(lambda: line.name), "unit": in_both(lambda: line.unit)}


def _earlier(scope: Scope) -> dict[Key, Plain]:
    """What each figure was in the report on the period before; of what is measured else the last value before it began.

    A count that no earlier report tells is not known: the portal counts what there is, and keeps no earlier numbers.
    """
    before = scope.previous
    if before is not None:
        lines = before.get("sections", {}).get(Section.INDICATORS, {}).get("lines", ())
        told = {(line["pairing"], line["slug"]): {"value": line["now"], "on": line["as_of"]} for line in lines}
        if told:
            return told
    rows = Measurement.objects.active().filter(strand=scope.strand, on__lt=scope.first_day)
    codes = {pairing.pk: pairing.code for pairing in scope.pairings} | {None: ""}
    return {
        (codes[row.pairing_id], row.indicator.code): {"value": plain_number(row.value), "on": iso(row.on)}
        for row in rows.newest().select_related("indicator")
        if row.pairing_id in codes
    }


def _count(line: Line, scope: Scope, documents: Documents) -> Plain:
    """A count of the portal with its rows; what passes between two sides is told as how many each pairing has."""
    count = counts()[BuiltIn(line.slug)]
    if count.source.dealings:
        dealings = rows_of(count, strand=scope.strand, pairing=scope.pairing, today=scope.last_day).order_by()
        rows = contact_refs(scope, Counter(dealings.values_list(count.source.pairing, flat=True)))
    else:
        found = rows_of(count, strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        found = found.select_related(*count.source.named).order_by(*row_order(count))
        rows = [row_ref(count, row, documents) for row in found]
    return figure(f"count-{line.slug}", rows) | {"value": plain_number(line.now)}


def _measured(lines: Sequence[Line], scope: Scope, documents: Documents) -> Plain:
    """The measured indicators that have a value, each with its source and the document that proves it."""
    return figure("indicators-measured", [_value(line, scope, documents) for line in lines if line.measurement])


def _value(line: Line, scope: Scope, documents: Documents) -> Plain:
    proof = documents.code(line.measurement.document_id) if line.measurement else ""
    value = ref(
        "measurement",
        line.slug,
        _names(line)["name"],
        _url(line, scope),
        pairing=line.pairing.code if line.pairing else "",
        day=iso(line.as_of),
        documents=[proof] if proof else [],
    )
    return value | {"amount": plain_number(line.now)}


def row_ref(count: BuiltInCount, row: Any, documents: Documents) -> Plain:
    """A row behind a count; with what it adds to it, where rows are added up."""
    found = _REFS[type(row)](row, documents)
    return found | {"amount": plain_number(count.amount(row))} if count.summed else found


def _result_ref(row: ProjectResult, documents: Documents) -> Plain:
    """What a project achieved, with the document that proves it."""
    proof = documents.code(row.document_id)
    return record_ref("result", row.project, documents, iso(row.as_of)) | {"documents": [proof] if proof else []}


def _event_ref(row: Event, documents: Documents) -> Plain:
    name, url, day = both(row, "title"), row.get_absolute_url(), last_day(row.shown_period)
    return ref("event", row.code, name, url, day=day, documents=documents.on(row))


_REFS: dict[type[Model], Callable[[Any, Documents], Plain]] = {
    Milestone: lambda row, documents: record_ref("milestone", row, documents, last_day(row.shown_period)),
    Project: lambda row, documents: record_ref("project", row, documents, iso(row.level_since)),
    Agreement: lambda row, documents: record_ref("agreement", row, documents, iso(row.signed_on_date)),
    ProjectResult: _result_ref,
    Event: _event_ref,
    Delegation: lambda row, _documents: delegation_ref(row, row.came),
}
