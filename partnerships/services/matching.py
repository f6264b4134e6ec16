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

MIDDLE = 2  # the weight of what was given none

type Pair = tuple[int, int]
type _Key = tuple[int, int, int, int, bool]


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
        if not (self.pairings if paired else self.suggestions):
            return
        if paired:
            eu, counterpart = set(self.eu), set(self.counterpart)
            yield from (pair for pair in self.paired if pair[0] in eu and pair[1] in counterpart)
            return
        for one in self.eu:
            for other in self.counterpart:
                if (one, other) not in self.paired:
                    yield one, other


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
    """All needs and offers, arranged so that pairs are compared without looking at every statement again."""

    def __init__(self, *, needs: Iterable[Statement], offers: Iterable[Statement]) -> None:
        self._needs: dict[int, dict[int, Statement]] = defaultdict(dict)
        self._offers: dict[int, _Offers] = defaultdict(_Offers)
        self._area_bits: dict[int, int] = defaultdict(int)
        self._offering: dict[int, list[Statement]] = defaultdict(list)
        listed = sorted(offers, key=lambda offer: (-_weight(offer), offer.topic, offer.partner))
        for need in needs:
            self._needs[need.partner][need.topic] = need
            self._area_bits[need.area] |= 1 << need.topic
        for offer in listed:
            self._area_bits[offer.area] |= 1 << offer.topic
        for offer in listed:
            own = self._offers[offer.partner]
            own.by_topic[offer.topic] = offer
            own.by_area[offer.area].append(offer)
            own.topics |= 1 << offer.topic
            own.near |= self._area_bits[offer.area]
            self._offering[offer.topic].append(offer)
        self._need_bits = {partner: _bits(topics) for partner, topics in self._needs.items()}

    def others(self, match: Match) -> list[Statement]:
        """What partners outside the pair offer on the topic of the need, the heaviest first."""
        pair = (match.eu, match.counterpart)
        return [offer for offer in self._offering.get(match.need.topic, []) if offer.partner not in pair]

    def of_pair(
        self, kind: Meeting, pair: Pair, about: frozenset[int] | None, *, paired: bool
    ) -> Iterator[tuple[_Key, Match]]:
        """The matches of one kind in one pair, with the key of their order."""
        eu, counterpart = pair
        for asking, offering in (pair[::-1], pair):
            theirs = self._offers.get(offering, _NOTHING)
            for need in self._needs.get(asking, {}).values():
                found = _meet(need, theirs)
                if found[0] is not kind or not _is_about(need, found[1], about):
                    continue
                match = Match(kind, eu, counterpart, paired, need, found[1])
                yield _key(match), match

    def count(self, tally: Tally, asking: int, offering: int, question: Question) -> None:
        """Count one direction by bits: a topic that both name, one of an area of theirs, one of no area of theirs."""
        wanted = self._need_bits.get(asking, 0)
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

    They are made part by part, kind by kind: whoever reads the first page does not wait for the last.
    """
    for kind in Meeting:
        if kind not in question.kinds:
            continue
        for paired in (True, False):
            if kind is Meeting.UNMET and not paired and not question.unmet_everywhere:
                continue
            found: list[tuple[_Key, Match]] = []
            for pair in question.pairs(paired=paired):
                found.extend(market.of_pair(kind, pair, question.about, paired=paired))
            found.sort(key=lambda one: one[0])
            yield from (match for _key, match in found)


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


def _key(match: Match) -> _Key:
    """The order within one kind, and within pairings or suggestions."""
    heaviest = _weight(match.offers[0]) if match.offers else 0
    return (
        -_weight(match.need) - heaviest,
        match.need.topic,
        match.counterpart,
        match.eu,
        match.need.partner == match.eu,
    )
