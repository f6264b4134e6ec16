"""What is read of delegations: places given and left, who is nominated, who was sent before, what waits; in numbers."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, ngettext, pgettext

from core.access import Grants
from core.flat_rows import as_record, flat, read_flat
from events.enums import OPEN_EVENT, PLACED_DELEGATE, DelegateStatus, EventStatus, Gender
from events.events.selectors import is_under_way, partners_of, served_pairings
from events.models import Delegate, DelegateStep, Delegation, Event, EventHost, EventPairing, Quota
from partnerships.enums import OPEN_PAIRING, PairingStatus, Sector
from partnerships.models import Pairing, Participation
from partnerships.projects.selectors import Helix
from partnerships.tasks.selectors import PARTICIPATIONS, TODAY, period_names

MOST_EARLIER = 200


def places_lines(grants: Grants, event: Event) -> list[Delegation]:
    """Of each partner that comes its delegation, and whether the reader sees who it is (`is_readable`)."""
    found = list(places_of(event).values())
    for row in found:
        row.is_readable = row.is_shown_to(grants)
    return found


def bench_lines(delegations: Iterable[Delegation]) -> list[str]:
    """Who stands beside the places, one sentence for each partner with anybody there."""
    found = []
    for one in delegations:
        facts = {"partner": one.participation.partner.name}
        if one.waiting:
            waiting = _("%(partner)s: %(count)s on the waiting list.")
            found.append(waiting % (facts | {"count": one.waiting}))
        if one.ready:
            ready = ngettext(
                "%(partner)s: %(count)s substitute is named.",
                "%(partner)s: %(count)s substitutes are named.",
                one.ready,
            )
            found.append(ready % (facts | {"count": one.ready}))
    return found


def total_text(delegations: Collection[Delegation]) -> str:
    """How many places of all are taken; where there is no limit, how many people are named; empty where nobody is."""
    limits = [one.quota for one in delegations if one.quota is not None]
    taken = sum(one.taken for one in delegations)
    if limits and len(limits) == len(delegations):
        text = ngettext("%(taken)s of %(quota)s place taken", "%(taken)s of %(quota)s places taken", sum(limits))
        return text % {"taken": taken, "quota": sum(limits)}
    return ngettext("%(count)s delegate named", "%(count)s delegates named", taken) % {"count": taken} if taken else ""


def mission_of(event: Event, delegations: Collection[Delegation]) -> Event | None:
    """The mission for which delegates to a part are nominated; None once somebody was named for the part itself."""
    named = any(one.taken or one.waiting or one.ready for one in delegations)
    return None if named else event.part_of


def nominate_until(event: Event) -> dt.date | None:
    """The last day of nominations, in Brussels: the event's own, else that of the mission it is part of."""
    return event.nominate_until or (event.part_of.nominate_until if event.part_of else None)


def deadline_passed(event: Event, today: dt.date) -> bool:
    """Whether nominations have ended."""
    until = nominate_until(event)
    return until is not None and today > until


def until_label(event: Event, today: dt.date) -> str:
    """How long nominations last still."""
    if (until := nominate_until(event)) is None:
        return ""
    days = (until - today).days
    if days < 0:
        return pgettext("nominations", "ended")
    if days == 0:
        return pgettext("nominations", "today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


def places_of(event: Event) -> dict[Participation, Delegation]:
    """Of every partner that comes to an event (read with its names) the delegation with its places; a new one, not
    saved, until somebody is nominated. Guests first, then hosts.
    """
    partners = partners_of(event)
    pairs = []
    if event.all_pairings:
        pairs = [row for row in served_pairings(event) if row.status != PairingStatus.DISCONTINUED]
        pairs.sort(key=lambda row: (row.counterpart.partner.search_text, row.eu.partner.search_text, row.pk))
    sides = [(row.counterpart_id, row.eu_id) for row in pairs]
    return _places([event], partners, {event.strand_id: sides})[event.pk]


def places_of_events(events: Sequence[Event], partners: Collection[int]) -> dict[int, dict[Participation, Delegation]]:
    """The same of several open events and those of some partners that come, by the event's key; four queries."""
    known = Participation.objects.filter(pk__in=partners).select_related("partner", "strand").in_bulk()
    return _places(events, known, _pairs({event.strand_id for event in events}), partners)


def _places(
    events: Sequence[Event],
    known_partners: dict[int, Participation],
    pairs: dict[int, list[tuple[int, int]]],
    among: Collection[int] | None = None,
) -> dict[int, dict[Participation, Delegation]]:
    numbers = Quota.objects.filter(event__in={key for event in events for key in _missions(event)}).order_by("pk")
    quotas = {(row.event_id, row.participation_id or row.side): row for row in numbers}
    states = {"taken": PLACED_DELEGATE, "waiting": {DelegateStatus.WAITING}, "ready": {DelegateStatus.READY}}
    counts = {name: Count("delegates", filter=Q(delegates__status__in=those)) for name, those in states.items()}
    rows = Delegation.objects.filter(event__in=[event.pk for event in events]).annotate(**counts).order_by("pk")
    known = {(row.event_id, row.participation_id): row for row in rows}
    found: dict[int, dict[Participation, Delegation]] = {}
    for event in events:
        hosts = [row.participation_id for row in event.hosting.all()]
        served = pairs[event.strand_id]
        if not event.all_pairings:
            served = [(row.pairing.counterpart_id, row.pairing.eu_id) for row in event.serving.all()]
        guests = [*(counterpart for counterpart, _eu in served), *(eu for _counterpart, eu in served)]
        # Who does not come any more and has named somebody, or has a number of its own.
        others = [whose for at, whose in (*known, *quotas) if at == event.pk and isinstance(whose, int)]
        come = [key for key in dict.fromkeys([*guests, *hosts, *others]) if among is None or key in among]
        if missing := [key for key in come if key not in known_partners]:
            known_partners = known_partners | Participation.objects.select_related("partner", "strand").in_bulk(missing)
        found[event.pk] = {}
        for key in sorted(come, key=lambda key: key in hosts):
            row = known.get((event.pk, key)) or Delegation()
            row.event, row.participation = event, known_partners[key]
            # The nearest number: the partner's own, its side's, those of the mission, the partner's delegation size.
            near = ((at, whose) for at in _missions(event) for whose in (key, row.participation.side))
            row.set_by = next((quotas[place] for place in near if place in quotas), None)
            row.quota = row.set_by.places if row.set_by else row.participation.delegates
            found[event.pk][row.participation] = row
        is_recorded = event.is_open or any(row.taken or row.waiting or row.ready for row in found[event.pk].values())
        for row in found[event.pk].values():
            row.is_recorded = is_recorded
    return found


def _pairs(strands: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """By strand, the two sides of each pairing that goes on, by the partners' names, counterpart first."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Pairing.objects.filter(strand__in=strands).exclude(status=PairingStatus.DISCONTINUED)
    rows = rows.order_by("counterpart__partner__search_text", "eu__partner__search_text", "pk")
    for strand, counterpart, eu in rows.values_list("strand", "counterpart", "eu"):
        found[strand].append((counterpart, eu))
    return found


def _missions(event: Event) -> list[int]:
    """The event and what it is part of, as far as it can be told without a query."""
    mission = event.part_of
    return [key for key in (event.pk, event.part_of_id, mission.part_of_id if mission else None) if key]


# One partner's delegation, and its people.


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
    if row is None:
        return None
    found = next((one for one in places_of(row).values() if one.participation.partner.code == partner), None)
    if found is None or not found.is_shown_to(grants):
        return None
    return found


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


PLACES = "places"


def place_rows() -> Iterator[QuerySet[Any, Any]]:
    """The reader's own partners at events that wait for something: for names, for whoever waits, for who came."""
    waiting, named = Q(status=DelegateStatus.WAITING), Q(status__in=PLACED_DELEGATE)
    own = Q(delegation__participation=OuterRef("part"))
    people = Delegate.objects.filter(own, delegation__event=OuterRef("pk")).order_by()

    def number(which: Q) -> Coalesce:
        counted = people.filter(which).values("delegation").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted), 0)

    open_event = Q(status__in=OPEN_EVENT)
    under_way = Pairing.objects.open().filter(Q(eu__in=PARTICIPATIONS) | Q(counterpart__in=PARTICIPATIONS))
    asked = open_event & Q(nominate_until__gte=TODAY, strand__in=under_way.order_by().values("strand"))
    unsaid = ~Q(status=EventStatus.CANCELLED) & Q(Exists(people.filter(named, attended=None)))
    served = EventPairing.objects.filter(event=OuterRef("pk"))
    sides = Q(pairing__eu=OuterRef("part")) | Q(pairing__counterpart=OuterRef("part"))
    going_on = Pairing.objects.exclude(status=PairingStatus.DISCONTINUED).filter(
        Q(eu=OuterRef("part")) | Q(counterpart=OuterRef("part")), strand=OuterRef("strand")
    )
    quotas = Quota.objects.filter(Q(participation=OuterRef("part")) | Q(participation=None, side=OuterRef("part_side")))
    near = [
        Subquery(
            quotas.filter(event=OuterRef(at)).order_by(F("participation").asc(nulls_last=True)).values("places")[:1]
        )
        for at in ("pk", "part_of", "part_of__part_of")
    ]
    comes = (
        Q(all_pairings=True) & Q(Exists(going_on))
        | Q(all_pairings=False) & Q(Exists(served.filter(sides)))
        | Q(Exists(EventHost.objects.filter(event=OuterRef("pk"), participation=OuterRef("part"))))
        | Q(Exists(Delegation.objects.filter(event=OuterRef("pk"), participation=OuterRef("part"))))
        | Q(Exists(Quota.objects.filter(event=OuterRef("pk"), participation=OuterRef("part"))))
    )
    rows = (
        # First whose partners: a database tries the other conditions for each partner of the strand otherwise.
        Event.objects.filter(strand__participations__in=PARTICIPATIONS)
        .annotate(part=F("strand__participations"), part_side=F("strand__participations__side"))
        .filter(comes)
        .filter(asked | open_event & Q(Exists(people.filter(waiting))) | unsaid)
        .filter(~Exists(served) | Exists(served.filter(pairing__status__in=OPEN_PAIRING)))
    )
    read = ("id", "code", "strand_id", "strand__id", "strand__code", "status", "title_en", "title_ko", "nominate_until")
    partner = {f"part__{name}": F(f"strand__participations__{name}") for name in ("id", "partner_id")}
    partner |= {
        f"part__partner__{name}": F(f"strand__participations__partner__{name}")
        for name in ("id", "code", "name_en", "name_ko")
    }
    yield flat(
        PLACES, rows, None, *read, *period_names("forecast"), *period_names("actual"), **partner,
        quota=Coalesce(*near, F("strand__participations__delegates")),
        taken=number(named), waiting=number(waiting), unsaid=number(named & Q(attended=None)),
    )  # fmt: skip


def waiting_places(participations: Collection[int], today: dt.date) -> list[Delegation]:
    """What waits for these partners, the next deadline first; one query."""
    return places_among(read_flat(place_rows, participations=participations, today=today)[PLACES], today)


def places_among(rows: Iterable[tuple[int, Any]], today: dt.date) -> list[Delegation]:
    """The same of rows that were read."""
    found = []
    for _pairing, facts in rows:
        row = Delegation()
        row.event = event = as_record(Event, {name: value for name, value in facts.items() if "part__" not in name})
        partner = {name.removeprefix("part__"): value for name, value in facts.items() if name.startswith("part__")}
        row.participation = as_record(Participation, partner)
        row.quota, row.taken, row.waiting = facts["quota"], facts["taken"], facts["waiting"]
        # Not so long after it that nobody remembers; of a month only the month's last day counts.
        last = event.shown_period.last_day
        asked = last is not None and last < today <= last + dt.timedelta(days=ASKED_DAYS)
        row.unsaid = facts["unsaid"] if asked and event.status != EventStatus.CANCELLED else 0
        found.append(row)
    return sorted(found, key=lambda row: (row.event.nominate_until or dt.date.max, row.event.pk))


def events_under_way(condition: Q) -> list[Event]:
    """The events that a condition names, with what places read of them; a closed pairing asks for nothing any more."""
    rows = Event.objects.filter(condition).select_related("strand", "part_of")
    events = list(rows.prefetch_related("hosting", "serving__pairing").order_by("nominate_until", "pk"))
    return [event for event in events if is_under_way(event)]


# How many take part, by side, sector and gender where given, and how many came: numbers alone.


class Participants:
    """The delegates of one event who have a place; once anybody's coming was recorded, those who came.

    `sectors` and `genders` are by their stored words, "" for what was not given: neither is ever guessed. `attended`
    and `absent` count those of whom it was said.
    """

    def __init__(self) -> None:
        self.sides, self.sectors, self.genders = Counter[str](), Counter[str](), Counter[str]()
        self.attended = self.absent = 0

    @property
    def total(self) -> int:
        return self.sides.total()

    @property
    def is_recorded(self) -> bool:
        """Whether somebody has said who came."""
        return bool(self.attended or self.absent)

    @property
    def gender_not_given(self) -> int:
        return self.genders[Gender.NOT_GIVEN]

    @property
    def sector_not_given(self) -> int:
        return self.sectors[""]

    @property
    def helix(self) -> Helix:
        """The mix of sectors, of those whose sector is known."""
        return Helix({sector: self.sectors[sector] for sector in Sector})


def figures_of(rows: Iterable[Event | Delegation], *, owner: str = "delegation__event") -> dict[int, Participants]:
    """The figures of events, or of delegations (with `owner` that), by key; one query."""
    found = {row.pk: Participants() for row in rows if row.pk}
    names = (owner, "delegation__participation__side", "sector", "gender", "attended")
    placed = Delegate.objects.placed().filter(**{f"{owner}__in": found}).order_by()
    counted = list(placed.values_list(*names).annotate(number=Count("pk")))
    recorded = {key for key, _side, _sector, _gender, attended, _number in counted if attended is not None}
    for key, side, sector, gender, attended, number in counted:
        one = found[key]
        one.attended += number if attended else 0
        one.absent += number if attended is False else 0
        if key in recorded and not attended:
            continue
        one.sides[side] += number
        one.sectors[sector] += number
        one.genders[gender] += number
    return found
