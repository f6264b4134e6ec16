"""What waits for somebody about places: empty and free ones, nominations to decide, and who came."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from events.enums import OPEN_EVENT, PLACED_DELEGATE, DelegateStatus, EventStatus
from events.models import Delegate, Event
from events.services.event_places import is_under_way, serves
from events.services.quotas import Places, places_of_events
from partnerships.models import Pairing

if TYPE_CHECKING:
    from partnerships.models import Participation

ASKED_DAYS = 60  # after the event's last day; then nobody is asked any more who came


@dataclass(frozen=True, slots=True)
class WaitingPlaces:
    """One partner at one event. `unsaid` counts those of whom nobody has said whether they came, once it is over."""

    event: Event
    participation: Participation
    places: Places
    unsaid: int = 0

    @property
    def address(self) -> list[str]:
        """The words of the delegation's address."""
        return [self.event.strand.code, self.event.code, self.participation.partner.code]

    def wants(self, today: dt.date) -> bool:
        """Whether places are empty and nominations go on, for an event that has a last day of its own."""
        until = self.event.nominate_until
        return self.event.is_open and until is not None and today <= until and bool(self.places.left)


@dataclass(frozen=True, slots=True)
class WaitingDecisions:
    """How many nominations to one event wait for the staff's answer, and of which partner where it is one alone."""

    event: Event
    number: int
    partner_code: str


def waiting_places(participations: Collection[int], today: dt.date) -> list[WaitingPlaces]:
    """What waits for these partners, the next deadline first; ten queries at most, two where nothing waits."""
    unsaid: dict[int, Counter[int]] = defaultdict(Counter)
    waiting: set[int] = set()
    rows = Delegate.objects.filter(delegation__participation__in=participations).filter(
        Q(status=DelegateStatus.WAITING, delegation__event__status__in=OPEN_EVENT)
        | Q(status__in=PLACED_DELEGATE, attended=None)
    )
    named = rows.exclude(delegation__event__status=EventStatus.CANCELLED).order_by()
    counted = named.values("status", "delegation__event", "delegation__participation").annotate(number=Count("pk"))
    for row in counted:
        if row["status"] == DelegateStatus.WAITING:
            waiting.add(row["delegation__event"])
        else:
            unsaid[row["delegation__event"]][row["delegation__participation"]] += row["number"]
    strands = Pairing.objects.open().filter(Q(eu__in=participations) | Q(counterpart__in=participations))
    open_ones = Q(status__in=OPEN_EVENT, nominate_until__gte=today, strand__in=strands.values("strand"))
    events = _events(open_ones | Q(pk__in=[*waiting, *unsaid]))
    return _found(events, participations, unsaid, today)


def _events(condition: Q) -> list[Event]:
    """The events that a condition names, with what places read of them; a closed pairing asks for nothing any more."""
    rows = Event.objects.filter(condition).select_related("strand", "part_of")
    events = list(rows.prefetch_related("hosting", "serving__pairing").order_by("nominate_until", "pk"))
    return [event for event in events if is_under_way(event)]


def _found(
    events: Sequence[Event], participations: Collection[int], unsaid: dict[int, Counter[int]], today: dt.date
) -> list[WaitingPlaces]:
    if not events:
        return []
    places = places_of_events(events)
    found = []
    for event in events:
        asked = _asks(event, today)
        for participation, one in places[event.pk].items():
            if participation.pk in participations:
                number = unsaid[event.pk][participation.pk] if asked else 0
                found.append(WaitingPlaces(event, participation, one, number))
    return found


def _asks(event: Event, today: dt.date) -> bool:
    """Whether it is over, and not so long that nobody remembers; of a month only the month's last day counts."""
    last = event.shown_period.last_day
    return last is not None and last < today <= last + dt.timedelta(days=ASKED_DAYS)


def waiting_decisions(strands: Collection[int]) -> list[WaitingDecisions]:
    """Nominations that staff of these strands have not answered, by event; two queries."""
    rows = Delegate.objects.filter(
        status=DelegateStatus.NOMINATED,
        delegation__event__strand__in=strands,
        delegation__event__status__in=OPEN_EVENT,
    ).order_by()
    names = ("delegation__event", "delegation__participation__partner__code")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for event, partner, number in rows.values_list(*names).annotate(number=Count("pk")):
        counts[event][partner] += number
    if not counts:
        return []
    events = Event.objects.filter(pk__in=counts).select_related("strand").order_by("nominate_until", "pk")
    return [
        WaitingDecisions(event, partners.total(), next(iter(partners)) if len(partners) == 1 else "")
        for event in events
        for partners in (counts[event.pk],)
    ]


def near_deadlines(pairings: Sequence[Pairing], today: dt.date) -> list[tuple[Pairing, WaitingPlaces]]:
    """Partners of these pairings with empty places shortly before the last day, as each strand counts "shortly"."""
    if not pairings:
        return []
    most = max(pairing.strand.deadline_days for pairing in pairings)
    events = _events(
        Q(
            status__in=OPEN_EVENT,
            strand__in={pairing.strand_id for pairing in pairings},
            nominate_until__range=(today, today + dt.timedelta(days=most)),
        )
    )
    if not events:
        return []
    places = places_of_events(events)
    found = []
    for pairing in pairings:
        for event in events:
            if not serves(event, pairing):
                continue
            for participation, one in places[event.pk].items():
                row = WaitingPlaces(event, participation, one)
                mine = participation.pk in (pairing.eu_id, pairing.counterpart_id)
                if mine and row.wants(today) and _is_near(event, pairing, today):
                    found.append((pairing, row))
    return found


def _is_near(event: Event, pairing: Pairing, today: dt.date) -> bool:
    until = event.nominate_until
    return until is not None and (until - today).days <= pairing.strand.deadline_days
