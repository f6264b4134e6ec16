"""Where an event lies: the pairings it serves, whether it may still be worked on, the missions that it lies in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import DomainError
from core.formats import format_period
from events.models import Event
from partnerships.enums import OPEN_PAIRING
from partnerships.models import Pairing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.periods import Period


def served_pairings(event: Event) -> list[Pairing]:
    """The pairings that an event serves: those it names, or all of its strand. One query where it serves all."""
    if event.all_pairings:
        return list(Pairing.objects.filter(strand=event.strand_id).with_names().order_by("code"))
    return [row.pairing for row in event.serving.all()]


def serves(event: Event, pairing: Pairing) -> bool:
    """Whether an event serves a pairing, by name or among all of its strand; reads `serving`."""
    if event.all_pairings:
        return event.strand_id == pairing.strand_id
    return any(row.pairing_id == pairing.pk for row in event.serving.all())


def is_under_way(event: Event) -> bool:
    """Whether one of the pairings that it names goes on; also where it names none. Reads `serving__pairing`."""
    served = [row.pairing for row in event.serving.all()]
    return not served or any(pairing.is_open for pairing in served)


def is_workable(event: Event) -> bool:
    """Whether anything of it may still be changed: not where all pairings that it serves are closed or discontinued.

    One that serves none is as its strand: over once the strand has pairings and none is planned or active.
    """
    return bool(workable_among([event]))


def workable_among(events: Sequence[Event]) -> list[Event]:
    """Those events of one strand of which anything may still be changed; at most one query."""
    strand: list[str] | None = None
    found = []
    for event in events:
        served = [] if event.all_pairings else [row.pairing.status for row in event.serving.all()]
        if not served:
            if strand is None:
                strand = list(Pairing.objects.filter(strand=event.strand_id).values_list("status", flat=True))
            served = strand
        if not served or any(status in OPEN_PAIRING for status in served):
            found.append(event)
    return found


def check_works(event: Event) -> None:
    """Refuse to change what belongs to pairings that are over. Raises DomainError."""
    if not is_workable(event):
        raise DomainError(_("The pairings that it serves are closed. Staff can reopen a pairing."))


def above(event: Event) -> Iterator[Event]:
    """The missions that it lies in, the nearest first; ends where a chain comes back to itself."""
    seen = {event.pk}
    mission = event.part_of
    while mission is not None and mission.pk not in seen:
        yield mission
        seen.add(mission.pk)
        mission = mission.part_of


def lies_in(period: Period, whole: Period) -> bool:
    """Whether all days that a period can mean lie in another, of which an unknown edge is open."""
    first, last = period.first_day, period.last_day
    if first is None or last is None or not whole:
        return False
    too_early = whole.start is not None and first < whole.start.first_day
    return not too_early and not (whole.end is not None and last > whole.end.last_day)


def outside_words(event: Event) -> list[str]:
    """That a part's days lie outside those of its mission, in a sentence; nothing where they do not, or are unknown."""
    mission = event.part_of
    if mission is None or not event.shown_period or not mission.shown_period:
        return []
    if lies_in(event.shown_period, mission.shown_period):
        return []
    return [
        _("Its days lie outside those of “%(mission)s” (%(period)s).")
        % {"mission": mission, "period": format_period(mission.shown_period)}
    ]
