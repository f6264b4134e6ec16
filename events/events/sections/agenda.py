"""The part of an event's page that tells of its agenda."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from events.agendas.actions import AddItem
from events.agendas.cards import AgendaDay, AgendaSheet, programme_links
from events.agendas.selectors import shown_agendas
from events.agendas.times import Clocks
from events.models import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants


# A longer agenda shows one of its days here, and the others on its own page.
ROOM = 12


def section(grants: Grants, event: Event, today: dt.date) -> dict[str, Any]:
    """What templates/events/events/sections/agenda.html shows; a constant number of queries.

    A mission without an agenda of its own shows that of the part that is on, else the next one, else the last.
    """
    parts = _parts(grants, event) if event.is_mission else []
    agendas = shown_agendas(grants, [event, *parts])
    with_agenda = [part for part in parts if agendas[part.pk].lines]
    shown = event if agendas[event.pk].lines or not with_agenda else _foremost(with_agenda, today)
    agenda = agendas[shown.pk]
    sheet = AgendaSheet(shown, agenda.lines, Clocks(grants, shown, agenda.lines), agenda.items)
    days = _in_room(sheet.days, today)
    return {
        "shown": agenda,
        "event": shown,
        "is_part": shown.pk != event.pk,
        "sheet": sheet,
        "days": days,
        "items_left": len(agenda.lines) - sum(len(day.rows) for day in days),
        "url": shown.address_of("events:agenda"),
        "add_url": "" if agenda.lines or not (add := AddItem.button_on(shown, grants)) else add.url,
        "others": [(part, part.address_of("events:agenda")) for part in with_agenda if part.pk != shown.pk],
        "programmes": programme_links(shown) if agenda.lines else [],
    }


def _in_room(days: list[AgendaDay], today: dt.date) -> list[AgendaDay]:
    """All days of a short agenda; of a longer one today, else the next day, else the first."""
    if sum(len(day.rows) for day in days) <= ROOM:
        return days
    coming = [one for one in days if one.day >= today.isoformat()]
    return (coming or days)[:1]


def _parts(grants: Grants, event: Event) -> list[Event]:
    """Its parts in order, with their names."""
    parts = list(Event.objects.visible_to(grants).filter(part_of=event).with_names().in_order())
    for part in parts:
        part.strand = event.strand
    return parts


def _foremost(parts: Sequence[Event], today: dt.date) -> Event:
    """The part that is on today, else the next one that is not over, else the last."""
    coming = [part for part in parts if not part.is_past(today)]
    running = [part for part in coming if part.is_running(today)]
    return (running or coming or [parts[-1]])[0]
