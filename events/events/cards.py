"""Events as pages of others show them, the next and last ones; and what other nouns have at one, on its own page."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from core.access import Grants
from core.columns import table_rows
from core.formats import format_date
from events.delegates.selectors import readable_lists
from events.delegations import selectors as delegates
from events.enums import EventKind, InterestOutcome
from events.events.selectors import days_in, holidays_of, in_parallel, is_workable, served_pairings
from events.events.tables import SHORT_COLUMNS, when_html
from events.models import Event, Minutes, NotedInterest, VisitNote
from events.visits.parts import with_clicks
from events.visits.selectors import has_begun_anywhere
from partnerships.confirmations.selectors import parts_of, text_states, turn_of
from partnerships.enums import Side
from partnerships.models import Closing, Pairing, Participation, TextEdition
from partnerships.people.selectors import card_of, coordinators_of
from partnerships.rules import may_edit_plan, may_read_draft, may_see_dealings


def marked(
    events: Iterable[Event], *, nest: bool = False, offs: Mapping[int, dict[dt.date, str]] | None = None
) -> list[Any]:
    """Events in the order given, each with what it has beside others: a day off of a host, another one on its days.

    Where the order is by mission (`nest`), whose parts are on the same days, they have no such remark. Two queries at
    most, none where their days `offs` were read.
    """
    rows: list[Any] = list(events)
    offs = holidays_of(rows) if offs is None else offs
    parallel = frozenset() if nest else in_parallel(rows)
    for row in rows:
        row.offs = days = offs.get(row.pk, {})
        several = len(days_in(row.shown_period)) > 1
        row.off = " ".join(f"{format_date(day)}: {why}" if several else why for day, why in days.items())
        row.is_parallel, row.is_nested = row.pk in parallel, nest
        row.as_row, row.when_html = partial(table_rows, SHORT_COLUMNS, [row]), partial(when_html, row)
    return rows


def add_url(grants: Grants, pairing: Pairing) -> str:
    """Where an event of a pairing is added; empty where the reader may not."""
    if not (pairing.is_open and pairing.actors(grants)):
        return ""
    return f"{pairing.strand.address_of('events:event-add')}?{urlencode({'pairing': pairing.code})}"


def coordinators(grants: Grants, event: Event, today: dt.date) -> list[tuple[Participation, list[dict[str, Any]]]]:
    """Who is across from the reader in the pairings that it serves, with the way to the cards; one query at most.

    Whoever works for none of its sides, such as an observer, sees those of both where it serves one pairing, else
    those of its hosts.
    """
    served, found = served_pairings(event), {}
    for pairing in served:
        own = pairing.side_of(grants)
        for side, row in ((Side.EU, pairing.eu), (Side.COUNTERPART, pairing.counterpart)):
            if (own and side != own) or (not own and len(served) == 1):
                found[row.pk] = row
    if not found:
        hosts = (row.participation for row in event.hosting.all())
        found = {row.pk: row for row in hosts if row.pk not in grants.participations}
    people = coordinators_of(found, today) if found else {}
    return [
        (row, [card_of(one, event.strand, reached=False) | {"deputy": is_deputy} for one, is_deputy in people[key]])
        for key, row in found.items()
        if people[key]
    ]


# The parts of an event's page, each of what another noun has at it.


def delegations(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """Places taken and left, and who may name people now; a constant number of queries.

    A part for which nobody was named has no places of its own: its mission has the delegations.
    """
    lines = delegates.places_lines(grants, event)
    mission = delegates.mission_of(event, lines)
    works, sets_quota = event.is_open and is_workable(event), may_edit_plan(grants, event.strand)
    own = next((line for line in lines if line.actors(grants)), None)
    list_url, name_url = event.address_of("events:delegation-list"), ""
    if own is not None and works and not mission and (sets_quota or not delegates.deadline_passed(event, today)):
        name_url = list_url if sets_quota else own.get_absolute_url()
    return {
        "lines": [] if mission or not any(line.is_recorded for line in lines) else lines,
        "all": lines,
        "benches": delegates.bench_lines(lines),
        "total": delegates.total_text(lines),
        "part_url": list_url if mission else "",
        "lists_url": event.address_of("events:list-index") if readable_lists(grants, event) else "",
        "until": None if mission else delegates.nominate_until(event),
        "until_label": delegates.until_label(event, today),
        "name_url": name_url,
        "quota_url": event.address_of("events:quota-edit") if works and sets_quota else "",
    }


SHOWN_NOTES = 8  # notes; the rest stands on the page of its pairing


def visit_notes(grants: Grants, event: Event, parts: Sequence[Event]) -> dict[str, Any]:
    """Notes of the event and its parts, undecided ones first, and how many interests nobody has decided (`open`).

    Empty for whoever sees what passes between the sides of no pairing that the event serves. Four queries at most, one
    where nothing is noted.
    """
    pairings = [pairing for pairing in served_pairings(event) if may_see_dealings(grants, pairing)]
    if not pairings:
        return {}
    rows = VisitNote.objects.visible_to(grants).active().filter(Q(event=event) | Q(event__part_of=event))
    waiting = NotedInterest.objects.filter(note=OuterRef("pk"), outcome=InterestOutcome.OPEN).order_by()
    ordered = rows.annotate(waits=Exists(waiting)).order_by("-waits", "pk")
    ordered = ordered.prefetch_related(Prefetch("interests", NotedInterest.objects.select_related("project")))
    found = _placed(ordered[: SHOWN_NOTES + 1], event, parts)
    shown, is_cut = found[:SHOWN_NOTES], len(found) > SHOWN_NOTES
    of_shown = ((row.event_id, row.pairing_id) for row in found)
    counts = Counter(rows.order_by().values_list("event", "pairing") if is_cut else of_shown)
    waits = [one for row in shown for one in row.interests.all() if one.outcome == InterestOutcome.OPEN]
    return {
        "notes": with_clicks(shown, grants),
        "open": NotedInterest.objects.filter(note__in=rows).open().count() if is_cut else len(waits),
        "more": max(sum(counts.values()) - SHOWN_NOTES, 0),
        "here": event.get_absolute_url() + "#visit-notes",
        "several": len(pairings) > 1,
        "pages": [
            (pairing, event.address_of("events:visit-notes", pairing=pairing.code), counts[event.pk, pairing.pk])
            for pairing in pairings
            if counts[event.pk, pairing.pk]
        ],
        "add": [
            (label, f"{event.address_of('events:visit-notes', pairing=pairing.code)}#quick-heading")
            for pairing, label in _to_begin(grants, event, pairings, _("Add a visit note"))
        ],
    }


def _placed(rows: Iterable[Any], event: Event, parts: Sequence[Event]) -> list[Any]:
    """Rows at an event or its parts, for pairings that it serves, each with these as they were read."""
    events = {one.pk: one for one in (event, *parts)}
    pairings = {pairing.pk: pairing for one in events.values() for pairing in served_pairings(one)}
    found = list(rows)
    for row in found:
        row.event = events[row.event_id]
        row.pairing = pairings.get(row.pairing_id) or row.pairing
        row.pairing.strand = event.strand
    return found


def _to_begin(grants: Grants, event: Event, pairings: Sequence[Pairing], label: str) -> list[tuple[Pairing, str]]:
    """The pairings for which the reader can write of the event now, and the label, which names one of several."""
    if not has_begun_anywhere(event):
        return []
    return [
        (pairing, f"{label}: {pairing.name}" if len(pairings) > 1 else label)
        for pairing in pairings
        if pairing.is_open and pairing.actors(grants)
    ]


def minutes(grants: Grants, event: Event, parts: Sequence[Event]) -> dict[str, Any]:
    """The minutes of the event and of its parts, and the closing words at a closing meeting.

    Minutes are for those who see what passes between the sides; of a closing meeting everybody reads the closing words
    that were asked for. Four queries at most.
    """
    served = served_pairings(event)
    found: dict[str, Any] = {"closings": _closings_of(grants, served)} if event.kind == EventKind.CLOSING else {}
    pairings = [pairing for pairing in served if may_see_dealings(grants, pairing)]
    if not pairings:
        return found
    rows = Minutes.objects.visible_to(grants).filter(Q(event=event) | Q(event__part_of=event))
    written = _placed(rows.order_by("event", "pk"), event, parts)
    states = text_states(written) if written else {}
    begun = {row.pairing_id for row in written if row.event_id == event.pk}
    return found | {
        "several": len(pairings) > 1,
        "lines": [(row, states[Minutes, row.pk], turn_of(row, states[Minutes, row.pk])) for row in written],
        "missing": [
            (label, event.address_of("events:minutes-edit", pairing=pairing.code))
            for pairing, label in _to_begin(grants, event, pairings, _("Write the minutes"))
            if pairing.pk not in begun
        ],
    }


def _closings_of(grants: Grants, pairings: Sequence[Pairing]) -> list[tuple[Closing, list[Any], str]]:
    """The closing of each pairing part by part, with the link to read it, and to write in it; none where nothing is
    written and the reader cannot write. Two queries.

    What the two sides are still writing only they read, and the programme; others the newest edition that was asked
    for.
    """
    rows = {row.pairing_id: row for row in Closing.objects.filter(pairing__in=pairings)}
    kind = ContentType.objects.get_for_model(Closing)
    asked = TextEdition.objects.filter(content_type=kind, object_id__in=[text.pk for text in rows.values()])
    # The newest comes last and stays.
    frozen = {row.object_id: row.body for row in asked.defer("canonical").order_by("edition")}
    found = []
    for pairing in pairings:
        text = rows.get(pairing.pk) or Closing.blank(pairing)
        text.pairing = pairing
        body = text.frozen_body() if may_read_draft(grants, text) else frozen.get(text.pk, {})
        parts = [part for part in parts_of(Closing, pairing, body) if part.texts]
        edit_url = text.get_text_edit_url() if pairing.is_open and pairing.actors(grants) else ""
        if parts or edit_url:
            found.append((text, parts, edit_url))
    return found
