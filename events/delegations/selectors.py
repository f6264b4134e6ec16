"""What is read of delegations: places given and left, who is nominated, who was sent before, what waits."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.enums import OPEN_EVENT, PLACED_DELEGATE, DelegateStatus, EventStatus
from events.events.selectors import is_under_way
from events.models import Delegate, DelegateStep, Delegation, Event, Quota
from partnerships.enums import PairingStatus
from partnerships.models import Pairing, Participation

if TYPE_CHECKING:
    from core.access import Grants

_STATES: dict[str, str] = {DelegateStatus.WAITING: "waiting", DelegateStatus.READY: "ready"}
MOST_FIGURES = 12  # drawn people of one partner; beyond it the number alone is read
MOST_EARLIER = 200


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

    @property
    def count(self) -> str:
        """How many of how many ("3 of 4"); the number alone where there is no limit."""
        if self.quota is None:
            return str(self.taken)
        return pgettext("places", "%(taken)s of %(quota)s") % {"taken": self.taken, "quota": self.quota}

    @property
    def figures(self) -> list[str]:
        """One figure for each place, `taken` or `free`; none where they would be too many to be counted."""
        quota = max(self.quota or 0, self.taken)
        return ["taken"] * self.taken + ["free"] * (quota - self.taken) if 0 < quota <= MOST_FIGURES else []

    def label(self, *, is_over: bool = False) -> str:
        """What is still to do about them: "1 place left", "all named", "no limit set"; and whether the partner hosts.

        Once the event is over, a place that stayed empty is nobody's to fill.
        """
        texts = []
        if self.left:
            left = ngettext("%(count)s place left", "%(count)s places left", self.left)
            texts += [] if is_over else [left % {"count": self.left}]
        elif self.quota is None:
            texts.append(pgettext("delegation", "no limit set"))
        elif not self.quota:
            texts.append(pgettext("delegation", "no places"))
        elif not self.is_host:
            texts.append(pgettext("delegation", "all named"))
        return " · ".join([*texts, pgettext("delegation", "host")] if self.is_host else texts)


@dataclass(frozen=True, slots=True)
class PartnerPlaces:
    """One partner at one event. `readable` says whether the reader sees who comes.

    `recorded` is False where the event is over and nobody was ever named for it: who came is not recorded then, which
    is not nobody. `unsaid` counts those of whom nobody has said whether they came, once it is over.
    """

    event: Event
    participation: Participation
    places: Places
    readable: bool = False
    recorded: bool = True
    unsaid: int = 0

    @property
    def address(self) -> list[str]:
        """The words of the delegation's address."""
        return [self.event.strand.code, self.event.code, self.participation.partner.code]

    def wants(self, today: dt.date) -> bool:
        """Whether places are empty and nominations go on, for an event that has a last day of its own."""
        until = self.event.nominate_until
        return self.event.is_open and until is not None and today <= until and bool(self.places.left)

    @property
    def has_free(self) -> bool:
        """Whether places are still to be filled."""
        return self.recorded and self.event.is_open and bool(self.places.left)

    @property
    def count(self) -> str:
        if self.recorded:
            return self.places.count
        most = self.places.quota
        return "" if most is None else pgettext("places", "up to %(quota)s") % {"quota": most}

    @property
    def label(self) -> str:
        if self.recorded:
            return self.places.label(is_over=not self.event.is_open)
        return pgettext("delegation", "not recorded")

    @property
    def figures(self) -> list[str]:
        return self.places.figures if self.recorded else []


def places_lines(grants: Grants, event: Event) -> list[PartnerPlaces]:
    """The places of each partner that comes, guests first; a constant number of queries."""
    found = places_of(event)
    recorded = event.is_open or any(one.taken or one.waiting or one.ready for one in found.values())
    return [
        PartnerPlaces(event, row, one, Delegation(event=event, participation=row).is_shown_to(grants), recorded)
        for row, one in found.items()
    ]


def bench_lines(places: Mapping[Participation, Places]) -> list[str]:
    """Who stands beside the places, one sentence for each partner with anybody there."""
    found = []
    for participation, one in places.items():
        facts = {"partner": participation.partner.name}
        if one.waiting:
            waiting = _("%(partner)s: %(count)s on the waiting list.")
            found.append(waiting % (facts | {"count": one.waiting}))
        if one.ready:
            ready = ngettext(
                "%(partner)s: %(count)s substitute stands ready.",
                "%(partner)s: %(count)s substitutes stand ready.",
                one.ready,
            )
            found.append(ready % (facts | {"count": one.ready}))
    return found


def total_text(places: Mapping[Participation, Places]) -> str:
    """How many places of all are taken; where there is no limit, how many people are named; empty where nobody is."""
    limited = [one for one in places.values() if one.quota is not None]
    taken = sum(one.taken for one in places.values())
    if limited and len(limited) == len(places):
        quota = sum(one.quota or 0 for one in limited)
        text = ngettext("%(taken)s of %(quota)s place taken", "%(taken)s of %(quota)s places taken", quota)
        return text % {"taken": taken, "quota": quota}
    return ngettext("%(count)s delegate named", "%(count)s delegates named", taken) % {"count": taken} if taken else ""


def nominate_until(event: Event) -> dt.date | None:
    """The last day of nominations, in Brussels: the event's own, else that of the mission it is part of."""
    return event.nominate_until or (event.part_of.nominate_until if event.part_of else None)


def deadline_passed(event: Event, today: dt.date) -> bool:
    """Whether nominations have ended."""
    until = nominate_until(event)
    return until is not None and today > until


def until_label(until: dt.date | None, today: dt.date) -> str:
    """How long nominations last still."""
    if until is None:
        return ""
    days = (until - today).days
    if days < 0:
        return pgettext("nominations", "ended")
    if days == 0:
        return pgettext("nominations", "today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def places_of(event: Event) -> dict[Participation, Places]:
    """The places of every partner that comes to an event (read with its names), guests first, then hosts."""
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
        found[event.pk] = {}
        for key in sorted(keys, key=lambda key: key in hosts):
            quota, reason = _quota(event, participations[key], quotas)
            counted = counts.get(event.pk, {}).get(key, {})
            found[event.pk][participations[key]] = Places(quota, reason=reason, is_host=key in hosts, **counted)
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
        state = _STATES.get(row["status"], "taken")
        found[row["delegation__event"]][row["delegation__participation"]][state] += row["number"]
    return {event: {key: dict(counter) for key, counter in rows.items()} for event, rows in found.items()}


# One partner's delegation, and its people.


def delegation_of(event: Event, participation: Participation) -> Delegation:
    """One partner's delegation to an event; a new one, not saved, until somebody is nominated."""
    found = Delegation.objects.filter(event=event, participation=participation).first()
    delegation: Delegation = found or Delegation(event=event, participation=participation)
    delegation.event, delegation.participation = event, participation
    return delegation


def find_delegation(
    grants: Grants, *, strand: str, event: str, partner: str, locked: bool = False
) -> Delegation | None:
    """The delegation of an address, with its places, of a partner that comes; None for who may not know who comes.

    `locked`: its event is, until the transaction ends.
    """
    rows = Event.objects.visible_to(grants).filter(strand__code=strand, code=event)
    if locked:
        rows.select_for_update(of=("self",), no_key=True).order_by("pk").first()
    row = rows.with_names().first()
    places = places_of(row) if row else {}
    participation = next((one for one in places if one.partner.code == partner), None)
    if row is None or participation is None:
        return None
    found = delegation_of(row, participation)
    found.places = places[participation]
    return found if found.is_shown_to(grants) else None


def delegates_of(delegation: Delegation) -> list[Delegate]:
    """A delegation's people by GROUPS, in each in the order of nomination, with their steps, the newest first."""
    rows = (
        Delegate.objects.filter(delegation=delegation.pk)
        .select_related("organisation", "replaces", "nominated_by")
        .prefetch_related(Prefetch("steps", queryset=DelegateStep.objects.select_related("by").order_by("-at", "-pk")))
        .order_by("nominated_at", "number")
    )
    for delegate in rows:
        delegate.delegation = delegation
    return sorted(rows, key=lambda row: Delegate.GROUPS.index(row.group))


def earlier_delegates(grants: Grants, delegation: Delegation) -> list[Delegate]:
    """Each person whom the partner has sent before once, as last written down, the newest event first.

    Only the partner's own people, in events that the reader may read; who stands in this delegation is left out. Two
    queries.
    """
    active: set[tuple[str, ...]] = set()
    if delegation.pk:
        active = {row.folded_names for row in Delegate.objects.active().filter(delegation=delegation)}
    rows = (
        Delegate.objects.visible_to(grants)
        .filter(delegation__participation__partner=delegation.participation.partner_id)
        .exclude(delegation=delegation.pk or 0)
        .select_related("delegation__event__strand", "delegation__participation__partner", "organisation")
        .order_by("-nominated_at", "-pk")
    )
    found: dict[tuple[str, ...], Delegate] = {}
    for row in rows[: MOST_EARLIER * 5]:
        if row.folded_names not in active and len(found) < MOST_EARLIER:
            found.setdefault(row.folded_names, row)
    return list(found.values())


# What waits for somebody about places: empty and free ones, nominations to decide, and who came.

ASKED_DAYS = 60  # after the event's last day; then nobody is asked any more who came


def waiting_places(participations: Collection[int], today: dt.date) -> list[PartnerPlaces]:
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
    events = events_under_way(open_ones | Q(pk__in=[*waiting, *unsaid]))
    places = places_of_events(events) if events else {}
    found = []
    for event in events:
        # Not so long after it that nobody remembers; of a month only the month's last day counts.
        last = event.shown_period.last_day
        asked = last is not None and last < today <= last + dt.timedelta(days=ASKED_DAYS)
        for participation, one in places[event.pk].items():
            if participation.pk in participations:
                number = unsaid[event.pk][participation.pk] if asked else 0
                found.append(PartnerPlaces(event, participation, one, unsaid=number))
    return found


def events_under_way(condition: Q) -> list[Event]:
    """The events that a condition names, with what places read of them; a closed pairing asks for nothing any more."""
    rows = Event.objects.filter(condition).select_related("strand", "part_of")
    events = list(rows.prefetch_related("hosting", "serving__pairing").order_by("nominate_until", "pk"))
    return [event for event in events if is_under_way(event)]
