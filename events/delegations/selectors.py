"""How many people each partner may send to an event, how many places are taken, and what waits for somebody."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from events.enums import OPEN_EVENT, PLACED_DELEGATE, DelegateStatus, EventStatus
from events.events.selectors import is_under_way, serves
from events.models import Delegate, Delegation, Event, Quota
from partnerships.enums import PairingStatus
from partnerships.models import Pairing, Participation

_WORDS: dict[str, str] = {DelegateStatus.WAITING: "waiting", DelegateStatus.READY: "ready"}


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one partner at one event. `quota` is None where nobody has set one: then there is no limit.

    `reason` says why the partner has a number of its own; empty where it has that of its side.
    """

    quota: int | None
    taken: int = 0
    waiting: int = 0
    ready: int = 0
    is_host: bool = False
    reason: str = ""

    @property
    def left(self) -> int | None:
        """Places that are still free; None where there is no limit."""
        return None if self.quota is None else max(0, self.quota - self.taken)

    @property
    def is_free(self) -> bool:
        """Whether one more person gets a place."""
        return self.left is None or self.left > 0

    @property
    def can_move_up(self) -> int:
        """How many of those who wait could have a place now."""
        return self.waiting if self.left is None else min(self.waiting, self.left)


def nominate_until(event: Event) -> dt.date | None:
    """The last day of nominations, in Brussels: the event's own, else that of the mission it is part of."""
    if event.nominate_until or event.part_of is None:
        return event.nominate_until
    return event.part_of.nominate_until


def places_of(event: Event) -> dict[Participation, Places]:
    """The places of every partner that comes to an event, guests first, then hosts; a constant number of queries.

    The event is read with its names (`EventQuerySet.with_names`).
    """
    return places_of_events([event])[event.pk]


def places_of_events(events: Sequence[Event]) -> dict[int, dict[Participation, Places]]:
    """The same of several events, by the event's key; five queries whatever their number."""
    strands = {event.strand_id for event in events}
    participations = {
        row.pk: row
        for row in Participation.objects.filter(strand__in=strands).select_related("partner", "strand").order_by("pk")
    }
    pairs = _pairs(strands)
    quotas = _quotas(events)
    counts = _counts(events)
    found: dict[int, dict[Participation, Places]] = {}
    for event in events:
        hosts = [row.participation_id for row in event.hosting.all()]
        own = [key for key in quotas.get(event.pk, {}) if isinstance(key, int)]
        keys = dict.fromkeys([*_coming(event, pairs), *hosts, *counts.get(event.pk, {}), *own])
        set_here = {key: _quota(event, participations[key], quotas) for key in keys}
        found[event.pk] = {
            participations[key]: Places(
                quota=set_here[key][0],
                reason=set_here[key][1],
                is_host=key in hosts,
                **counts.get(event.pk, {}).get(key, {}),
            )
            for key in sorted(keys, key=lambda key: key in hosts)
        }
    return found


def _pairs(strands: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """By strand, the two sides of each pairing that goes on, by the partners' names, counterpart first."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Pairing.objects.filter(strand__in=strands).exclude(status=PairingStatus.DISCONTINUED)
    rows = rows.order_by("counterpart__partner__search_text", "eu__partner__search_text", "pk")
    for strand, counterpart, eu in rows.values_list("strand", "counterpart", "eu"):
        found[strand].append((counterpart, eu))
    return found


def _coming(event: Event, pairs: Mapping[int, list[tuple[int, int]]]) -> list[int]:
    """The partners of the pairings that an event serves: the counterparts, then the EU partners."""
    if event.all_pairings:
        served = pairs.get(event.strand_id, [])
    else:
        served = [(row.pairing.counterpart_id, row.pairing.eu_id) for row in event.serving.all()]
    return [*(counterpart for counterpart, _eu in served), *(eu for _counterpart, eu in served)]


def _missions(event: Event) -> list[int]:
    """The event and what it is part of, as far as it can be told without a query."""
    mission = event.part_of
    return [key for key in (event.pk, event.part_of_id, mission.part_of_id if mission else None) if key]


def _quotas(events: Iterable[Event]) -> dict[int, dict[int | str, tuple[int, str]]]:
    """By event, the places and their reason, by side (a word) and by participation (a number)."""
    wanted = {key for event in events for key in _missions(event)}
    found: dict[int, dict[int | str, tuple[int, str]]] = defaultdict(dict)
    rows = Quota.objects.filter(event__in=wanted).order_by("pk")
    for event, side, participation, places, reason in rows.values_list(
        "event", "side", "participation", "places", "reason"
    ):
        found[event][participation or side] = (places, reason)
    return found


def _quota(
    event: Event, participation: Participation, quotas: Mapping[int, Mapping[int | str, tuple[int, str]]]
) -> tuple[int | None, str]:
    """The nearest number: the partner's own, its side's, those of the mission, the partner's delegation size."""
    for key in _missions(event):
        for whose in (participation.pk, participation.side):
            if whose in quotas.get(key, {}):
                return quotas[key][whose]
    return participation.delegates, ""


def _counts(events: Iterable[Event]) -> dict[int, dict[int, dict[str, int]]]:
    """By event and participation, how many have a place, wait, or stand ready."""
    found: dict[int, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for event, participation in Delegation.objects.filter(event__in=[event.pk for event in events]).values_list(
        "event", "participation"
    ):
        found[event][participation]["taken"] += 0
    rows = Delegate.objects.active().filter(delegation__event__in=[event.pk for event in events]).order_by()
    counted = rows.values("delegation__event", "delegation__participation", "status").annotate(number=Count("pk"))
    for row in counted:
        word = _WORDS.get(row["status"], "taken")
        found[row["delegation__event"]][row["delegation__participation"]][word] += row["number"]
    return {event: {key: dict(counter) for key, counter in rows.items()} for event, rows in found.items()}


# What waits for somebody about places: empty and free ones, nominations to decide, and who came.

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
