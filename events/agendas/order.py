"""The order of an agenda: where a new item belongs, and moving one to another place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError
from core.models import one_act
from events.agendas.act_steps import lock_agenda, lock_open_item, log_act_on_item
from events.audit_actions import AGENDA_ITEM_MOVED
from events.models import AgendaItem, Event

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


@one_act()
def move_item(*, by: User, grants: Grants, item: AgendaItem, version: int, place: int) -> AgendaItem:
    """Move an item to a place among those that stand, from 1. Its day and time stay what they are.

    Raises StaleRecord, NotAllowed, DomainError on `place`; AlreadyDone where it stands there.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock_open_item(item, event, version=version)
    rows = standing(event)
    before = _place_among(row, rows)
    if not 1 <= place <= len(rows):
        raise DomainError(_("Choose a place from 1 to %(last)s.") % {"last": len(rows)}, field="place")
    if place == before:
        raise AlreadyDone(_("It stands there already."))
    mine = rows.pop(before - 1)
    rows.insert(place - 1, mine)
    _put_in_order(by=by, rows=rows)
    log_act_on_item(AGENDA_ITEM_MOVED, event, mine, by, before=before, after=place)
    return mine


def put_where_it_belongs(*, by: User, event: Event, item: AgendaItem) -> int:
    """Move a saved item behind what comes before it by day and time; returns its place, from 1.

    It comes last where nobody knows its day. The caller has locked the agenda.
    """
    rows = standing(event)
    mine = next(row for row in rows if row.pk == item.pk)
    others = [row for row in rows if row.pk != item.pk]
    earlier = [number for number, other in enumerate(others, start=1) if _comes_before(other, mine)]
    place = len(others) if mine.on_date is None else max(earlier, default=0)
    _put_in_order(by=by, rows=[*others[:place], mine, *others[place:]])
    return place + 1


def standing(event: Event) -> list[AgendaItem]:
    """The items of an agenda in their order, without those that were taken out."""
    return list(AgendaItem.objects.standing().filter(event=event).in_order())


def next_position(event: Event) -> int:
    """A position behind all that stand."""
    rows = standing(event)
    return rows[-1].position + 1 if rows else 1


def _put_in_order(*, by: User, rows: Sequence[AgendaItem]) -> None:
    """Save the rows with their own positions in the order given; those that have theirs already are left alone.

    A position is free before it is taken: where all wait for each other, one goes behind the others meanwhile.
    """
    waiting = {
        row.pk: position
        for row, position in zip(rows, sorted(row.position for row in rows), strict=True)
        if row.position != position
    }
    while waiting:
        taken = {row.position for row in rows}
        ready = next((row for row in rows if row.pk in waiting and waiting[row.pk] not in taken), None)
        if ready is None:
            ready = next(row for row in rows if row.pk in waiting)
            ready.position = max(taken) + 1
        else:
            ready.position = waiting.pop(ready.pk)
        ready.save(by=by, update_fields=["position"])


def place_of(item: AgendaItem, event: Event) -> int:
    """Where an item stands, from 1; nought where it was taken out."""
    return _place_among(item, standing(event))


def _place_among(item: AgendaItem, rows: Sequence[AgendaItem]) -> int:
    return next((number for number, row in enumerate(rows, start=1) if row.pk == item.pk), 0)


def _comes_before(other: AgendaItem, mine: AgendaItem) -> bool:
    """Whether the other item is earlier, or on the same day without a time that says otherwise."""
    earlier, later = other.on_date, mine.on_date
    if earlier is None or later is None:
        return False
    if earlier != later:
        return earlier.first_day <= later.first_day
    return mine.starts_at is None or other.starts_at is None or other.starts_at <= mine.starts_at
