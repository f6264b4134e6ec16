"""Which needs and offers meet, and in which order they are shown: data in, matches out; nothing is read here.

A match belongs to one EU partner and one counterpart, a pair, and tells what became of one need of either
of the two. There is one for each need:

- the other partner offers the same **topic**,
- else it offers topics of the same thematic **area**: all of them stand in the one match,
- else the need is **unmet** in the pair.

**The order** is that of `ordered`, each criterion deciding only where those before it are equal:

1. same topic, then one area, then unmet;
2. pairings of the strand, then all other pairs, which are suggestions (a pairing excludes nobody);
3. the heavier first: the weight of the need and that of its heaviest offer together, where an unknown
   weight counts as the middle one, so that whoever gave none is neither pushed ahead nor held back;
4. the topic of the need, in the strand's order;
5. the counterpart, then the EU partner, by name;
6. what the counterpart needs before what the EU partner needs.

The unmet needs of a suggested pair are left out unless they are asked for: they say nothing for suggesting it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from core.folding import ByName
from partnerships.enums import InterestKind, Meeting, PairingStatus
from partnerships.models import Interest, Pairing, Participation, Strand

HEAVIEST = 3
MIDDLE = 2  # the weight of what was given none

type Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """A need or an offer. `partner` and `topic` are places in the order by which they are shown, from 0.

    `row` is the key of its record, which comes back with the match.
    """

    partner: int
    topic: int
    area: int
    weight: int | None = None
    row: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """What became of one need in one pair; `offers` are those that meet it, the heaviest first."""

    kind: Meeting
    eu: int
    counterpart: int
    paired: bool
    need: Statement
    offers: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class MatchQuestion:
    """Which matches are asked for: of which partners, kinds and topics (None: all), of pairings or other pairs.

    A match is about a topic where it is the need's or that of one of its offers. `unmet_everywhere` lists
    the unmet needs of suggested pairs, too.
    """

    eu: Sequence[int]
    counterpart: Sequence[int]
    paired: frozenset[Pair] = frozenset()
    kinds: Collection[Meeting] = tuple(Meeting)
    about: frozenset[int] | None = None
    pairings: bool = True
    suggestions: bool = True
    unmet_everywhere: bool = False

    def pairs(self, *, paired: bool) -> Iterator[Pair]:
        """The pairs of one sort that are asked for."""
        if self.pairings if paired else self.suggestions:
            pairs = ((one, other) for one in self.eu for other in self.counterpart)
            yield from (pair for pair in pairs if (pair in self.paired) is paired)


class Market:
    """All needs and offers, arranged so that matches are found without looking at every statement again."""

    def __init__(self, *, needs: Iterable[Statement], offers: Iterable[Statement]) -> None:
        self._needs: dict[int, int] = defaultdict(int)
        # Of each partner its offers by topic and by area, and as bits its topics and those near them.
        self._by_topic: dict[int, dict[int, Statement]] = defaultdict(dict)
        self._by_area: dict[int, dict[int, list[Statement]]] = defaultdict(lambda: defaultdict(list))
        self._topics: dict[int, int] = defaultdict(int)
        self._around: dict[int, int] = defaultdict(int)
        self._area_bits: dict[int, int] = defaultdict(int)
        # By topic and weight, and partners by area and the weight of their heaviest offer in it.
        self._wanting: dict[tuple[int, int], list[Statement]] = defaultdict(list)
        self._offering: dict[int, list[Statement]] = defaultdict(list)
        self._able: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._near: dict[tuple[int, int], list[int]] = defaultdict(list)
        for need in needs:
            self._needs[need.partner] |= 1 << need.topic
            self._area_bits[need.area] |= 1 << need.topic
            self._wanting[need.topic, _weight(need)].append(need)
        listed = sorted(offers, key=lambda offer: (-_weight(offer), offer.topic, offer.partner))
        for offer in listed:
            self._area_bits[offer.area] |= 1 << offer.topic
        for offer in listed:
            by_area = self._by_area[offer.partner]
            if offer.area not in by_area:
                self._near[offer.area, _weight(offer)].append(offer.partner)
            by_area[offer.area].append(offer)
            self._by_topic[offer.partner][offer.topic] = offer
            self._topics[offer.partner] |= 1 << offer.topic
            self._around[offer.partner] |= self._area_bits[offer.area]
            self._offering[offer.topic].append(offer)
            self._able[offer.topic, _weight(offer)].append(offer.partner)
        self.topics = sorted({topic for topic, _weight in self._wanting})

    def others(self, match: Match) -> list[Statement]:
        """What partners outside the pair offer on the topic of the need, the heaviest first."""
        pair = (match.eu, match.counterpart)
        return [offer for offer in self._offering.get(match.need.topic, []) if offer.partner not in pair]

    def meeting(self, kind: Meeting, topic: int, weights: tuple[int, int], among: _Among) -> Iterator[Match]:
        """The matches of one kind with a need on a topic, of one weight of the need and one of its heaviest offer.

        The weight of the offer is 0 where there is none.
        """
        for need in self._wanting.get((topic, weights[0]), ()):
            others = among.others(need.partner)
            if among.paired:
                found: Iterable[int] = others
            elif kind is Meeting.TOPIC:
                found = self._able.get((topic, weights[1]), ())
            elif kind is Meeting.AREA:
                found = self._near.get((need.area, weights[1]), ())
            else:
                found = others
            for partner in found:
                if partner not in others:
                    continue
                met, offers = self._meet(need, partner)
                if met is not kind or (_weight(offers[0]) if offers else 0) != weights[1]:
                    continue
                if among.about is None or any(one.topic in among.about for one in (need, *offers)):
                    eu, counterpart = (need.partner, partner) if need.partner in among.eu else (partner, need.partner)
                    yield Match(kind, eu, counterpart, among.paired, need, offers)

    def _meet(self, need: Statement, partner: int) -> tuple[Meeting, tuple[Statement, ...]]:
        if offer := self._by_topic.get(partner, {}).get(need.topic):
            return Meeting.TOPIC, (offer,)
        if near := self._by_area.get(partner, {}).get(need.area):
            return Meeting.AREA, tuple(near)
        return Meeting.UNMET, ()

    def count(self, asking: int, offering: int, question: MatchQuestion) -> Iterator[tuple[Meeting, int]]:
        """Count one direction by bits: a topic that both name, one of an area of theirs, one of no area of theirs."""
        wanted, around = self._needs.get(asking, 0), self._around.get(offering, 0)
        topic = wanted & self._topics.get(offering, 0)
        found = {Meeting.TOPIC: topic, Meeting.AREA: wanted & around & ~topic, Meeting.UNMET: wanted & ~around}
        if question.about is not None:
            # Near is also what meets an offer of the topic asked for.
            named = near = sum(1 << topic for topic in question.about)
            for area, offers in self._by_area.get(offering, {}).items():
                if any(offer.topic in question.about for offer in offers):
                    near |= self._area_bits[area]
            found = {kind: bits & (near if kind is Meeting.AREA else named) for kind, bits in found.items()}
        return ((kind, bits.bit_count()) for kind, bits in found.items() if kind in question.kinds)


def ordered(market: Market, question: MatchQuestion) -> Iterator[Match]:
    """The matches that are asked for, in the order that this module describes.

    They are made part by part, in the order of the criteria: whoever reads the first page does not wait for the last.
    """
    for kind in Meeting:
        if kind not in question.kinds:
            continue
        for paired in (True, False):
            if not (question.pairings if paired else question.suggestions):
                continue
            if kind is Meeting.UNMET and not paired and not question.unmet_everywhere:
                continue
            among = _Among(question, paired=paired)
            for weight in range(2 * HEAVIEST, 0, -1):
                for topic in market.topics:
                    found = [
                        match
                        for parts in _parts(weight, offered=kind is not Meeting.UNMET)
                        for match in market.meeting(kind, topic, parts, among)
                    ]
                    found.sort(key=_key)
                    yield from found


def tally(market: Market, question: MatchQuestion) -> dict[Pair, Counter[str]]:
    """How many matches of each kind `ordered` gives for each pair that is asked for; pairs without any are told too."""
    counts: dict[Pair, Counter[str]] = {}
    for paired in (True, False):
        kinds = [kind for kind in Meeting if paired or question.unmet_everywhere or kind is not Meeting.UNMET]
        for pair in question.pairs(paired=paired):
            found = counts[pair] = Counter()
            for asking, offering in (pair, pair[::-1]):
                for kind, number in market.count(asking, offering, question):
                    if number and kind in kinds:
                        found[kind.value] += number
    return counts


class _Among:
    """The partners of a question, and with whom each of them is compared: in pairings, or in all other pairs."""

    def __init__(self, question: MatchQuestion, *, paired: bool) -> None:
        self.paired = paired
        self.about = question.about
        self.eu, counterparts = frozenset(question.eu), frozenset(question.counterpart)
        self._across = dict.fromkeys(self.eu, counterparts) | dict.fromkeys(counterparts, self.eu)
        self._mates: dict[int, set[int]] = defaultdict(set)
        for eu, counterpart in question.paired:
            if eu in self.eu and counterpart in counterparts:
                self._mates[eu].add(counterpart)
                self._mates[counterpart].add(eu)
        self._others: dict[int, frozenset[int]] = {}

    def others(self, partner: int) -> frozenset[int]:
        """Those of the other side with whom a partner makes a pair that is asked for."""
        if partner not in self._others:
            mates = frozenset(self._mates.get(partner, ()))
            self._others[partner] = mates if self.paired else self._across.get(partner, frozenset()) - mates
        return self._others[partner]


def _parts(weight: int, *, offered: bool) -> Iterator[tuple[int, int]]:
    """How a weight is made of that of a need and that of its heaviest offer, which is 0 where nothing is offered."""
    if not offered:
        yield weight, 0
    else:
        yield from ((need, weight - need) for need in range(1, HEAVIEST + 1) if 1 <= weight - need <= HEAVIEST)


def _weight(statement: Statement) -> int:
    return MIDDLE if statement.weight is None else statement.weight


def _key(match: Match) -> tuple[int, int, bool]:
    """The order among matches of one kind, weight and topic, within pairings or suggestions."""
    return match.counterpart, match.eu, match.need.partner == match.eu


# What the partners of a strand need and offer now, read once and arranged for matching.

_COLUMNS = (
    "pk",
    "participation_id",
    "kind",
    "weight",
    "topic_id",
    "topic__parent_id",
    "topic__position",
    "topic__code",
)


class Stated(Market):
    """What the partners of a strand state, read in two queries; for a pairing its two, and who else offers their needs.

    The place of a partner is that among `participations`, by name; the place of a topic that among `themes`, in
    the strand's order, each with its area. `silent` are the partners that state nothing.
    """

    def __init__(self, strand: Strand, *, pairing: Pairing | None = None) -> None:
        rows = Interest.objects.stated().filter(participation__strand=strand)
        if pairing is not None:
            sides = [pairing.eu_id, pairing.counterpart_id]
            needs = Interest.objects.stated().filter(participation__in=sides, kind=InterestKind.NEED).values("topic")
            rows = rows.filter(Q(participation__in=sides) | Q(kind=InterestKind.OFFER, topic__in=needs))
        listed = list(rows.order_by().values_list(*_COLUMNS))
        partners = Participation.objects.filter(strand=strand).select_related("partner", "strand")
        self.participations = list(partners.order_by(ByName("partner__"), "partner__code"))
        self.places = {row.pk: place for place, row in enumerate(self.participations)}
        # By position, then by code: the order in which a strand's themes stand.
        topics = sorted({row[4:8] for row in listed}, key=lambda topic: topic[2:])
        places = {topic[0]: place for place, topic in enumerate(topics)}
        made: dict[str, list[Statement]] = {InterestKind.NEED: [], InterestKind.OFFER: []}
        for pk, participation, kind, weight, topic, area, *_order in listed:
            # A topic without an area is an area of its own.
            made[kind].append(Statement(self.places[participation], places[topic], area or topic, weight, pk))
        super().__init__(needs=made[InterestKind.NEED], offers=made[InterestKind.OFFER])
        stating = {row[1] for row in listed}
        self.silent = [row for row in self.participations if row.pk not in stating]
        self.themes = [(topic, area) for topic, area, *_order in topics]


def pairings_in(strand: Strand) -> dict[tuple[int, int], Pairing]:
    """The pairings of a strand by their two participations, the open one where there are several; one query.

    A discontinued one is no pairing any more: its two are a suggestion like any others.
    """
    rows = Pairing.objects.filter(strand=strand).exclude(status=PairingStatus.DISCONTINUED).with_names()
    found: dict[tuple[int, int], Pairing] = {}
    for row in rows.order_by("code"):
        key = (row.eu_id, row.counterpart_id)
        if key not in found or row.is_open:
            found[key] = row
    return found
