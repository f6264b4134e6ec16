"""The parts of an event's page, each of what another noun has at it: agenda, notes, delegations, minutes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from events.agendas.actions import AddItem
from events.agendas.cards import AgendaDay, AgendaSheet, programme_links
from events.agendas.selectors import shown_agendas
from events.agendas.times import Clocks
from events.delegates.selectors import readable_lists
from events.delegations.selectors import (
    bench_lines,
    deadline_passed,
    nominate_until,
    places_lines,
    total_text,
    until_label,
)
from events.enums import EventKind, InterestOutcome
from events.events.pages import event_address
from events.events.selectors import is_workable, served_pairings
from events.models import Event, Minutes, NotedInterest, VisitNote
from events.visits.parts import with_clicks
from events.visits.selectors import has_begun_anywhere
from partnerships.confirmations.selectors import text_states, turn_of
from partnerships.confirmations.text_parts import parts_of
from partnerships.models import Closing, TextEdition
from partnerships.rules.journey import may_edit_pairing, may_read_draft, may_see_dealings
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


# A longer agenda shows one of its days here, and the others on its own page.
ROOM = 12


def agenda(grants: Grants, event: Event, parts: Sequence[Event], today: dt.date) -> dict[str, Any]:
    """The agenda of an event; a constant number of queries. `parts` come with their names.

    A mission without an agenda of its own shows that of the part that is on, else the next one, else the last.
    """
    parts = sorted(parts, key=_first_day) if event.is_mission else []
    agendas = shown_agendas(grants, [event, *parts])
    with_agenda = [part for part in parts if agendas[part.pk].lines]
    shown = event if agendas[event.pk].lines or not with_agenda else _foremost(with_agenda, today)
    found = agendas[shown.pk]
    sheet = AgendaSheet(shown, found.lines, Clocks(grants, shown, found.lines), found.items)
    days = _in_room(sheet.days, today)
    add = None if found.lines else AddItem.button_on(shown, grants)
    return {
        "shown": found,
        "event": shown,
        "is_part": shown.pk != event.pk,
        "sheet": sheet,
        "days": days,
        "items_left": len(found.lines) - sum(len(day.rows) for day in days),
        "url": shown.address_of("events:agenda"),
        "add_url": add.url if add else "",
        "others": [(part, part.address_of("events:agenda")) for part in with_agenda if part.pk != shown.pk],
        "programmes": programme_links(shown) if found.lines else [],
    }


def _first_day(part: Event) -> tuple[dt.date, int]:
    """As `in_order` has them."""
    return part.shown_period.first_day or dt.date.max, part.pk


def _in_room(days: list[AgendaDay], today: dt.date) -> list[AgendaDay]:
    """All days of a short agenda; of a longer one today, else the next day, else the first."""
    if sum(len(day.rows) for day in days) <= ROOM:
        return days
    coming = [one for one in days if one.day >= today.isoformat()]
    return (coming or days)[:1]


def _foremost(parts: Sequence[Event], today: dt.date) -> Event:
    """The part that is on today, else the next one that is not over, else the last."""
    coming = [part for part in parts if not part.is_past(today)]
    running = [part for part in coming if part.is_running(today)]
    return (running or coming or [parts[-1]])[0]


def delegations(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """Places taken and left, and who may name people now; a constant number of queries.

    A part for which nobody was named shows that its mission has the delegations, and no places of its own.
    """
    lines = places_lines(grants, event)
    named = any(line.taken or line.waiting or line.ready for line in lines)
    mission = event.part_of if event.part_of and not named else None
    works, sets_quota = event.is_open and is_workable(event), may_edit_plan(grants, event.strand)
    own = next((line for line in lines if line.actors(grants)), None)
    name_url = ""
    if own is not None and works and not mission and (sets_quota or not deadline_passed(event, today)):
        below = ("delegation-list",) if sets_quota else ("delegation", own.participation.partner.code)
        name_url = event_address(event, *below)
    return {
        "lines": [] if mission else lines,
        "benches": bench_lines(lines),
        "total": total_text(lines),
        "mission": mission,
        "lists_url": event_address(event, "list-index") if readable_lists(grants, event) else "",
        "until": None if mission else nominate_until(event),
        "until_label": until_label(event, today),
        "name_url": name_url,
        "quota_url": event_address(event, "quota-edit") if works and sets_quota else "",
    }


SHOWN = 8  # notes; the rest stands on the page of its pairing


def visit_notes(grants: Grants, event: Event) -> dict[str, Any]:
    """Notes of the event and its parts, undecided ones first.

    Empty for whoever sees what passes between the sides of no pairing that the event serves. Three queries.
    """
    pairings = [pairing for pairing in served_pairings(event) if may_see_dealings(grants, pairing)]
    if not pairings:
        return {}
    rows = VisitNote.objects.visible_to(grants).active().filter(Q(event=event) | Q(event__part_of=event))
    counts = Counter(rows.order_by().values_list("event", "pairing"))
    waiting = NotedInterest.objects.filter(note=OuterRef("pk"), outcome=InterestOutcome.OPEN)
    shown = rows.with_interests().annotate(waits=Exists(waiting)).order_by("-waits", "pk")[:SHOWN]
    can_begin = has_begun_anywhere(event)
    return {
        "works": is_workable(event),
        "notes": with_clicks(shown, grants),
        "more": max(sum(counts.values()) - SHOWN, 0),
        "here": event.get_absolute_url() + "#visit-notes",
        "pages": [
            {
                "pairing": pairing,
                "url": event_address(event, "visit-notes", pairing.code),
                "count": counts[event.pk, pairing.pk],
                "works": can_begin and pairing.is_open and may_edit_pairing(grants, pairing),
            }
            for pairing in pairings
        ],
    }


def minutes(grants: Grants, event: Event) -> dict[str, Any]:
    """The minutes of the event and of its parts, and the closing words at a closing meeting.

    Minutes are for those who see what passes between the sides; of a closing meeting everybody reads the closing words
    that were asked for. Four queries at most.
    """
    served = served_pairings(event)
    found: dict[str, Any] = {"closings": closings_of(grants, served)} if event.kind == EventKind.CLOSING else {}
    pairings = [pairing for pairing in served if may_see_dealings(grants, pairing)]
    if not pairings:
        return found
    rows = Minutes.objects.visible_to(grants).filter(Q(event=event) | Q(event__part_of=event))
    rows = rows.select_related(
        "event__strand", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
    )
    written = list(rows.order_by("event", "pk"))
    standings = text_states(written)
    begun, can_begin = {row.pairing_id for row in written if row.event_id == event.pk}, has_begun_anywhere(event)
    return found | {
        "readable": True,
        "works": is_workable(event),
        "lines": [
            {
                "minutes": row,
                "standing": standings[Minutes, row.pk],
                "turn": turn_of(row, standings[Minutes, row.pk]),
                "part": row.event if row.event_id != event.pk else None,
                "pairing": row.pairing if len(pairings) > 1 else None,
            }
            for row in written
        ],
        "missing": [
            {"pairing": pairing, "url": event_address(event, "minutes-edit", pairing.code)}
            for pairing in pairings
            if pairing.pk not in begun and can_begin and pairing.is_open and may_edit_pairing(grants, pairing)
        ],
    }


def closings_of(grants: Grants, pairings: Sequence[Pairing]) -> list[dict[str, Any]]:
    """The closing of each pairing part by part, with the link to read it, and to write in it; two queries.

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
        found.append(
            {
                "pairing": pairing,
                "parts": [part for part in parts_of(Closing, pairing, body) if part.texts],
                "url": text.get_absolute_url(),
                "edit_url": text.get_text_edit_url() if pairing.is_open and may_edit_pairing(grants, pairing) else "",
            }
        )
    return found
