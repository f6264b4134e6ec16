"""Figures beside each other: the key figures of the summary, and the indicators."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from events.models import Delegation, Event
from partnerships.enums import NAMED, REACHED, BuiltIn, MilestoneStatus
from partnerships.indicators.selectors import Line, Number, counts, read_lines_of, remark_on, rows_of
from partnerships.indicators.tables import row_order
from partnerships.models import Agreement, Indicator, Measurement, Milestone, Project, ProjectResult
from reports.enums import Section
from reports.progress.compiling import events
from reports.progress.compiling.cities import contact_refs, contacts_of, items_of, read_updates
from reports.progress.compiling.projects import signed_in_period
from reports.progress.compiling.scope import Plain, Scope, both, day_of, figure, in_both, iso, plain_number, ref

_STATES = {
    "milestones-done": MilestoneStatus.DONE,
    "milestones-open": MilestoneStatus.PLANNED,
    "milestones-not-reported": MilestoneStatus.UNKNOWN,
}


def compile_summary(scope: Scope) -> dict[str, Any]:
    """The figures with the section in which each has its rows; null where nothing was reported."""
    (held, others), updates = scope.read(events.events_of_period), scope.read(read_updates)
    return {
        **scope.frame("today", "period", "sides"),
        "keys": [*_journey(scope), *_projects(scope), *_events(scope, held, others), *_others(scope)],
        "updates": {"accepted": sum(bool(accepted) for _row, accepted in updates), "partners": len(updates)},
        # Its rows stand in the sections that it sums up.
        "figures": [],
    }


def _key(key: str, value: Number | None, section: Section) -> Plain:
    return {"key": key, "value": value, "section": section.value}


def _journey(scope: Scope) -> Iterator[Plain]:
    rows: QuerySet[Any] = Milestone.objects.on_day(scope.last_day).filter(pairing__in=scope.pairings)
    states = Counter(rows.order_by().values_list("status_then", flat=True))
    for key, status in _STATES.items():
        yield _key(key, states[status], Section.JOURNEY)


def _projects(scope: Scope) -> Iterator[Plain]:
    """What two sides have agreed comes before what was named, or is talked about."""
    projects = Project.objects.on_day(scope.last_day).filter(scope.of_projects())
    levels = Counter(projects.order_by().values_list("level_then", flat=True))
    for level in REACHED:
        yield _key(f"projects-{level}", levels[level], Section.PROJECTS)
    yield _key("projects-named", sum(levels[level] for level in NAMED), Section.PROJECTS)


def _events(scope: Scope, held: Sequence[Event], others: Sequence[Event]) -> Iterator[Plain]:
    yield _key("events-held", len(events.met(held)), Section.EVENTS)
    days = events.event_days(events.met(held))
    yield _key("event-days", days["value"], Section.EVENTS) | {"remark": days["remark"]}
    yield _key("events-not-reported", len(events.not_reported(others, scope)), Section.EVENTS)
    yield _key("participants", events.came(events.read_delegations(scope, held)), Section.EVENTS)
    yield _key("head-counts", events.head_count(held), Section.EVENTS)


def _others(scope: Scope) -> Iterator[Plain]:
    # An older agreement, such as a sister-city charter, is no success of the period.
    yield _key("agreements-signed-in-period", signed_in_period(scope), Section.AGREEMENTS)
    yield _key("contacts", contacts_of(scope).count(), Section.CONTACTS)
    yield _key("publicity-items", len(scope.read(items_of)), Section.PUBLICITY)


type Key = tuple[str, str]
type Earlier = Mapping[Key, Plain]


def compile_indicators(scope: Scope) -> dict[str, Any]:
    """The figures of the strand and of each pairing, or those of one pairing; a constant number of queries."""
    of = scope.pairings if scope.pairing else (None, *scope.pairings)
    lines = list(read_lines_of(of, scope.counts, scope.last_day, strand=scope.strand))
    whole = [line for line in lines if _is_whole(line, scope)]
    earlier = _earlier(scope)
    told = [_line(line, scope, earlier) for line in lines]
    remarks = {row["slug"]: row["remark"] for line, row in zip(lines, told, strict=True) if _is_whole(line, scope)}
    counted = [line for line in whole if line.is_count and line.target_value is not None]
    return {
        **scope.frame("today"),
        "lines": told,
        "figures": [
            *(_count(line, scope) | {"remark": remarks[line.slug]} for line in counted),
            # The measured ones that have a value, each with its source and the document that proves it.
            figure(
                "indicators-measured", [_value(line, scope) for line in whole if not line.is_count and line.measurement]
            ),
        ],
    }


def _is_whole(line: Line, scope: Scope) -> bool:
    return (line.pairing is None) == (scope.pairing is None)


def _line(line: Line, scope: Scope, earlier: Earlier) -> Plain:
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
        "document": scope.document(row.document_id) if row else "",
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


def _count(line: Line, scope: Scope) -> Plain:
    """A count of the portal with its rows; what passes between two sides is told as how many each pairing has."""
    count = counts()[BuiltIn(line.slug)]
    if count.source.dealings:
        dealings = rows_of(count, strand=scope.strand, pairing=scope.pairing, today=scope.last_day).order_by()
        rows = contact_refs(scope, Counter(dealings.values_list(count.source.pairing, flat=True)))
    else:
        found = rows_of(count, strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        found = found.select_related(*count.source.named).order_by(*row_order(count))
        # With what each adds to it, where rows are added up.
        rows = [
            _REFS[type(row)](row, scope) | ({"amount": plain_number(count.amount(row))} if count.summed else {})
            for row in found
        ]
    return figure(f"count-{line.slug}", rows) | {"value": plain_number(line.now)}


def _value(line: Line, scope: Scope) -> Plain:
    value = ref(
        "measurement",
        line.slug,
        _names(line)["name"],
        _url(line, scope),
        pairing=line.pairing.code if line.pairing else "",
        day=iso(line.as_of),
        documents=scope.proof(line.measurement),
    )
    return value | {"amount": plain_number(line.now)}


def _event_ref(row: Event, scope: Scope) -> Plain:
    name, url, day = both(row, "title"), row.get_absolute_url(), day_of(row.shown_period)
    return ref("event", row.code, name, url, day=day, documents=scope.documents_on(row))


_REFS: dict[type[Model], Callable[[Any, Scope], Plain]] = {
    Milestone: lambda row, scope: scope.ref_to("milestone", row, day_of(row.shown_period)),
    Project: lambda row, scope: scope.ref_to("project", row, iso(row.level_since)),
    Agreement: lambda row, scope: scope.ref_to("agreement", row, iso(row.signed_on_date)),
    # The document that proves what the project achieved.
    ProjectResult: lambda row, scope: (
        scope.ref_to("result", row.project, iso(row.as_of)) | {"documents": scope.proof(row)}
    ),
    Event: _event_ref,
    Delegation: lambda row, _scope: events.delegation_ref(row, row.came),
}
