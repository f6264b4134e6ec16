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

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from partnerships.enums.matching import Meeting

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
class Question:
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


@dataclass(slots=True)
class Tally:
    """How many matches of each kind a pair has."""

    topic: int = 0
    area: int = 0
    unmet: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.topic + self.area + self.unmet


@dataclass(slots=True)
class _Offers:
    """What one partner offers: by topic and by area, and the topics and the areas' topics as bits."""

    by_topic: dict[int, Statement] = field(default_factory=dict)
    by_area: dict[int, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    topics: int = 0
    near: int = 0


class Market:
    """All needs and offers, arranged so that matches are found without looking at every statement again."""

    def __init__(self, *, needs: Iterable[Statement], offers: Iterable[Statement]) -> None:
        self._needs: dict[int, int] = defaultdict(int)
        self._offers: dict[int, _Offers] = defaultdict(_Offers)
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
            own = self._offers[offer.partner]
            if offer.area not in own.by_area:
                self._near[offer.area, _weight(offer)].append(offer.partner)
            own.by_topic[offer.topic] = offer
            own.by_area[offer.area].append(offer)
            own.topics |= 1 << offer.topic
            own.near |= self._area_bits[offer.area]
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
                met, offers = _meet(need, self._offers.get(partner, _NOTHING))
                if met is kind and (_weight(offers[0]) if offers else 0) == weights[1]:
                    eu, counterpart = (need.partner, partner) if need.partner in among.eu else (partner, need.partner)
                    if _is_about(need, offers, among.about):
                        yield Match(kind, eu, counterpart, among.paired, need, offers)

    def count(self, tally: Tally, asking: int, offering: int, question: Question) -> None:
        """Count one direction by bits: a topic that both name, one of an area of theirs, one of no area of theirs."""
        wanted = self._needs.get(asking, 0)
        theirs = self._offers.get(offering, _NOTHING)
        topic, near, unmet = wanted & theirs.topics, wanted & theirs.near & ~theirs.topics, wanted & ~theirs.near
        if question.about is not None:
            named = _bits(question.about)
            topic, unmet = topic & named, unmet & named
            # Near is also what meets an offer of the topic asked for.
            around = 0
            for area, offers in theirs.by_area.items():
                if any(offer.topic in question.about for offer in offers):
                    around |= self._area_bits[area]
            near &= named | around
        if Meeting.TOPIC in question.kinds:
            tally.topic += topic.bit_count()
        if Meeting.AREA in question.kinds:
            tally.area += near.bit_count()
        if Meeting.UNMET in question.kinds:
            tally.unmet += unmet.bit_count()


def ordered(market: Market, question: Question) -> Iterator[Match]:
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


def tally(market: Market, question: Question) -> dict[Pair, Tally]:
    """How many matches `ordered` gives for each pair that is asked for; pairs without any are told too."""
    counts: dict[Pair, Tally] = {}
    for paired in (True, False):
        unmet_too = paired or question.unmet_everywhere
        for pair in question.pairs(paired=paired):
            told = Tally()
            for asking, offering in (pair, pair[::-1]):
                market.count(told, asking, offering, question)
            if not unmet_too:
                told.unmet = 0
            counts[pair] = told
    return counts


class _Among:
    """The partners of a question, and with whom each of them is compared: in pairings, or in all other pairs."""

    def __init__(self, question: Question, *, paired: bool) -> None:
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


_NOTHING = _Offers()


def _weight(statement: Statement) -> int:
    return MIDDLE if statement.weight is None else statement.weight


def _bits(topics: Iterable[int] | Mapping[int, Statement]) -> int:
    bits = 0
    for topic in topics:
        bits |= 1 << topic
    return bits


def _meet(need: Statement, theirs: _Offers) -> tuple[Meeting, tuple[Statement, ...]]:
    if offer := theirs.by_topic.get(need.topic):
        return Meeting.TOPIC, (offer,)
    if near := theirs.by_area.get(need.area):
        return Meeting.AREA, tuple(near)
    return Meeting.UNMET, ()


def _is_about(need: Statement, offers: Sequence[Statement], about: frozenset[int] | None) -> bool:
    return about is None or need.topic in about or any(offer.topic in about for offer in offers)


def _key(match: Match) -> tuple[int, int, bool]:
    """The order among matches of one kind, weight and topic, within pairings or suggestions."""
    return match.counterpart, match.eu, match.need.partner == match.eu
