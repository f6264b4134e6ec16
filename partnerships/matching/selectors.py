"""Which needs and offers meet, and in which order they are shown; then the matches with their records.

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

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import batched, islice, product
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.utils.translation import gettext as _, gettext_lazy

from core import audit
from core.access import Grants
from core.folding import ByName
from core.texts import TwoLanguageText, in_both, reader_language
from partnerships.enums import InterestKind, Meeting, PairingStatus, Side
from partnerships.models import GoodPractice, Interest, Pairing, Participation, Partner, Project, Strand, Theme

MIDDLE = 2  # the weight of what was given none

type Pair = tuple[int, int]


class Statement(NamedTuple):
    """A need or an offer. `partner` and `topic` are places in the order by which they are shown, from 0.

    `row` is the key of its record, which comes back with the match.
    """

    partner: int
    topic: int
    area: int
    weight: int | None = None
    row: int = 0


class Match(NamedTuple):
    """What became of one need in one pair; `offers` are those that meet it, the heaviest first."""

    kind: Meeting
    eu: int
    counterpart: int
    paired: bool
    need: Statement
    offers: Sequence[Statement]

    @property
    def order(self) -> tuple[int, int, int, int, bool]:
        """Its place among the matches of its kind, of pairings or of suggestions."""
        weight = sum(_weight(one) for one in (self.need, *self.offers[:1]))
        return -weight, self.need.topic, self.counterpart, self.eu, self.need.partner == self.eu


def _weight(statement: Statement) -> int:
    return MIDDLE if statement.weight is None else statement.weight


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
    """All needs and offers, arranged so that what meets a need is found at once."""

    def __init__(self, *, needs: Iterable[Statement], offers: Iterable[Statement]) -> None:
        self._needs: dict[int, list[Statement]] = defaultdict(list)
        self._by_topic: dict[int, list[Statement]] = defaultdict(list)
        self._same: dict[Pair, list[Statement]] = {}
        self._near: dict[Pair, list[Statement]] = defaultdict(list)
        for need in needs:
            self._needs[need.partner].append(need)
        for offer in sorted(offers, key=lambda offer: (-_weight(offer), offer.topic, offer.partner)):
            self._by_topic[offer.topic].append(offer)
            self._same[offer.partner, offer.topic] = [offer]
            self._near[offer.partner, offer.area].append(offer)

    def others(self, match: Match) -> list[Statement]:
        """What partners outside the pair offer on the topic of the need, the heaviest first."""
        pair = (match.eu, match.counterpart)
        return [offer for offer in self._by_topic.get(match.need.topic, []) if offer.partner not in pair]

    def matches(self, question: MatchQuestion, *, paired: bool) -> Iterator[Match]:
        """Those that are asked for, of pairings or of all other pairs, as they come."""
        told = [kind for kind in question.kinds if paired or question.unmet_everywhere or kind is not Meeting.UNMET]
        for eu, counterpart in question.pairs(paired=paired):
            for asking, offering in ((eu, counterpart), (counterpart, eu)):
                for need in self._needs.get(asking, ()):
                    same = self._same.get((offering, need.topic))
                    offers = same or self._near.get((offering, need.area), [])
                    kind = Meeting.TOPIC if same else Meeting.AREA if offers else Meeting.UNMET
                    about = question.about
                    if kind in told and (about is None or any(one.topic in about for one in (need, *offers))):
                        yield Match(kind, eu, counterpart, paired, need, offers)


def ordered(market: Market, question: MatchQuestion) -> Iterator[Match]:
    """The matches that are asked for, in the order that this module describes; those of pairings wait for no others."""
    made: dict[bool, dict[Meeting, list[Match]]] = {}
    for kind, paired in product(Meeting, (True, False)):
        if paired not in made:
            made[paired] = defaultdict(list)
            for match in market.matches(question, paired=paired):
                made[paired][match.kind].append(match)
        yield from sorted(made[paired][kind], key=lambda match: match.order)


def tally(market: Market, question: MatchQuestion) -> dict[Pair, Counter[str]]:
    """How many matches of each kind `ordered` gives for each pair that is asked for; pairs without any are told too."""
    counts: dict[Pair, Counter[str]] = {}
    for paired in (True, False):
        counts |= {pair: Counter() for pair in question.pairs(paired=paired)}
        for match in market.matches(question, paired=paired):
            counts[match.eu, match.counterpart][match.kind.value] += 1
    return counts


# What the partners of a strand need and offer now, read once and arranged for matching.

_OF_TOPIC = ("topic_id", "topic__parent_id", "topic__position", "topic__code")


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
        listed = list(rows.order_by().values_list("pk", "participation_id", "kind", "weight", *_OF_TOPIC))
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


# Matches with their records: the reason, who else offers the topic, what one click starts; the list and the matrix.

# Stands for a text of another record while the sentence around it is translated.
_HOLES = {"partner": "\x01", "topic": "\x02", "note": "\x03"}
_HOLE = re.compile("([\x01-\x03])")

# What one partner wants or offers, said by the portal, with the partner's words in it: parts of the sentence, each with
# the language it is in where that is not the reader's.
type Sentence = list[tuple[str, str]]


# What the portal says of a match, by the name under which a project keeps it.
_SAID = {
    "match-wants-note": gettext_lazy("%(partner)s wants to learn about %(topic)s: “%(note)s”"),
    "match-wants": gettext_lazy("%(partner)s wants to learn about %(topic)s."),
    "match-no-offer": gettext_lazy("%(partner)s has entered no offer in this thematic area."),
    "match-offers-note": gettext_lazy("%(partner)s offers its experience: “%(note)s”"),
    "match-offers": gettext_lazy("%(partner)s offers its experience."),
    "match-offers-area-note": gettext_lazy("%(partner)s offers %(topic)s, in the same thematic area: “%(note)s”"),
    "match-offers-area": gettext_lazy("%(partner)s offers %(topic)s, in the same thematic area."),
}
for _key, _sentence in _SAID.items():
    audit.register(_key, _sentence)


def reason_of(need: Interest, offers: Sequence[Interest], offering: Partner) -> list[Sentence]:
    """Why these meet: what the one wants, then what the other (`offering`) has for it, or that it has nothing.

    The notes stand as they are, in quotation marks, so that they read well in either language.
    """
    if not offers:
        return [_filled(*_wants(need)), _filled("match-no-offer", None, offering)]
    return [_filled(*said) for said in (_wants(need), *(_offers(need, offer) for offer in offers))]


def found_by(need: Interest, offer: Interest) -> list[tuple[str, dict[str, Any]]]:
    """The same of one offer, to be kept and told in the language of whoever reads it (`audit.sentence`)."""
    return [
        (
            key,
            {
                "partner": in_both(partner, "name"),
                "topic": in_both(interest.topic, "name"),
                "note": {language: " ".join(text.split()) for language, text in in_both(interest, "note").items()},
            },
        )
        for key, interest, partner in (_wants(need), _offers(need, offer))
    ]


def as_text(sentences: Sequence[Sentence]) -> str:
    """The reason in one line, for a file."""
    return " ".join("".join(text for text, _language in sentence) for sentence in sentences)


def _wants(need: Interest) -> tuple[str, Interest, Partner]:
    return "match-wants-note" if need.note else "match-wants", need, need.participation.partner


def _offers(need: Interest, offer: Interest) -> tuple[str, Interest, Partner]:
    area = "" if offer.topic_id == need.topic_id else "-area"
    return f"match-offers{area}{'-note' if offer.note else ''}", offer, offer.participation.partner


def _filled(key: str, interest: Interest | None, partner: Partner) -> Sentence:
    """Put the texts into the holes of the translated sentence; its order of words is the translator's."""
    said = str(_SAID[key])
    texts = {_HOLES["partner"]: _picked(partner, "name")}
    if interest is not None:
        texts[_HOLES["topic"]] = _picked(interest.topic, "name")
        texts[_HOLES["note"]] = _picked(interest, "note")
    return [texts.get(part) or (part, "") for part in _HOLE.split(said % _HOLES) if part]


def _picked(record: object, name: str) -> tuple[str, str]:
    pair: TwoLanguageText = getattr(type(record), name)
    text, language = pair.pick(record)
    return " ".join(text.split()), "" if language == reader_language() else language


CHUNK = 200  # rows whose records are read at a time
MOST = 3  # offers of one area, and partners outside the pair, that a row names

type _Projects = dict[tuple[int, int], list[Project]]


class Start:
    """A project that can be started: in which pairing, from which need and offer; `outside` comes in from elsewhere.

    `projects` are those that the pairing has on the topic already: one more is started knowingly.
    """

    def __init__(self, pairing: Pairing, need: Interest, offer: Interest, projects: Sequence[Project]) -> None:
        self.pairing, self.need, self.offer, self.projects = pairing, need, offer, projects
        sides = (pairing.eu_id, pairing.counterpart_id)
        outside = [row.participation for row in (need, offer) if row.participation_id not in sides]
        self.outside: Participation | None = outside[0] if outside else None

    def button(self, *, alone: bool) -> dict[str, Any]:
        """What leads to its sheet.

        A further partner and the topic are named where the row has several buttons, and else for the ear alone.
        """
        about = self.offer.topic.name
        if self.outside is not None and alone:
            about = f"{self.outside.partner}, {about}"
        if self.outside is not None and not alone:
            label = _("Start another with %(partner)s") if self.projects else _("Start one with %(partner)s")
            label %= {"partner": self.outside.partner}
        else:
            label = _("Start another one") if self.projects else _("Start a project")
        url = self.pairing.address_of("partnerships:match-start", need=self.need.pk, offer=self.offer.pk)
        return {"url": url, "label": label, "about": about, "told": not alone}


class MatchRow:
    """A match as it is read: `pairing` is None for a suggested pair, `projects` are those on its topics.

    Of offers and of those of partners outside the pair (`others`) the first are named, and how many there are beside
    them. `starts` are the projects that the two can start in `place`, then those with a partner from outside.
    """

    def __init__(self, reader: MatchReader, match: Match, place: Pairing | None, known: _Projects) -> None:
        self.kind = match.kind
        self.eu, self.counterpart = reader.pair(match)
        self.pairing = reader.pairings.get((self.eu.pk, self.counterpart.pk))
        self.need = reader.interests[match.need.row]
        elsewhere = reader.stated.others(match) if self.pairing else []
        self.offers, self.others = (
            [reader.interests[one.row] for one in some[:MOST]] for some in (match.offers, elsewhere)
        )
        self.more_offers, self.more_others = (max(0, len(some) - MOST) for some in (match.offers, elsewhere))
        topics = dict.fromkeys(one.topic_id for one in (self.need, *self.offers))
        self.projects = [one for topic in topics for one in known[self.pairing.pk, topic]] if self.pairing else []
        self.starts: list[Start] = []
        if place is not None and place.pk in reader.works:
            self.starts = [
                Start(place, self.need, offer, known[place.pk, offer.topic_id])
                for offer in (*self.offers, *self.others)
            ]

    @property
    def offering(self) -> Participation:
        """The partner of the pair that is asked."""
        return self.counterpart if self.need.participation_id == self.eu.pk else self.eu

    @property
    def reason(self) -> list[Sentence]:
        """Why they match."""
        return reason_of(self.need, self.offers, self.offering.partner)

    @property
    def why(self) -> str:
        """The reason in one line."""
        return as_text(self.reason)

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """One for each project that can be started."""
        return [start.button(alone=len(self.starts) == 1) for start in self.starts]


def matches_of(grants: Grants, pairing: Pairing) -> list[MatchRow]:
    """The matches of a pairing in their order, each with who else in the strand offers its topic.

    A constant number of queries, whatever the number of partners and topics.
    """
    stated = Stated(pairing.strand, pairing=pairing)
    pair = stated.places[pairing.eu_id], stated.places[pairing.counterpart_id]
    question = MatchQuestion(eu=pair[:1], counterpart=pair[1:], paired=frozenset({pair}))
    return list(MatchReader(grants, stated, [pairing]).rows(ordered(stated, question)))


class MatchReader:
    """Finds the records of matches by `CHUNK`: one query for their projects, one for what nobody has read yet."""

    def __init__(self, grants: Grants, stated: Stated, pairings: Iterable[Pairing]) -> None:
        self.stated = stated
        self.pairings = {(row.eu_id, row.counterpart_id): row for row in pairings}
        self.interests: dict[int, Interest] = {}
        self.homes: dict[int, Pairing] = {}
        works = [row for row in self.pairings.values() if row.is_open and row.actors(grants)]
        for row in works:
            self.homes.setdefault(row.eu_id, row)
            self.homes.setdefault(row.counterpart_id, row)
        self.works = {row.pk for row in works}

    def rows(self, matches: Iterable[Match]) -> Iterator[MatchRow]:
        """The matches in the order in which they come."""
        for some in batched(matches, CHUNK):
            keys = {statement.row for match in some for statement in (match.need, *match.offers[:MOST])}
            keys |= {offer.row for match in some if match.paired for offer in self.stated.others(match)[:MOST]}
            self._read(keys)
            places = [self._place(match) for match in some]
            topics = {self.interests[key].topic_id for key in keys}
            projects = _projects({place.pk: place for place in places if place}, topics)
            for match, place in zip(some, places, strict=True):
                yield MatchRow(self, match, place, projects)

    def pair(self, match: Match) -> tuple[Participation, Participation]:
        """The EU partner and the counterpart."""
        return self.stated.participations[match.eu], self.stated.participations[match.counterpart]

    def _read(self, keys: set[int]) -> None:
        """Read the needs and offers that are new: each comes up in the matches of many pairs."""
        missing = keys - self.interests.keys()
        rows = Interest.objects.select_related("topic__strand", "good_practice").in_bulk(missing) if missing else {}
        for row in rows.values():
            row.participation = self.stated.participations[self.stated.places[row.participation_id]]
        self.interests |= rows

    def _place(self, match: Match) -> Pairing | None:
        """Where a project of the match lies: in the pair's own pairing, else in one of the partner that needs it.

        Where that has none in which the reader works, in one of the partner that offers it.
        """
        two = [row.pk for row in self.pair(match)]
        own = self.pairings.get((two[0], two[1]))
        if own is not None or not match.offers:
            return own
        asking = two if match.need.partner == match.eu else two[::-1]
        return self.homes.get(asking[0]) or self.homes.get(asking[1])


def _projects(pairings: dict[int, Pairing], topics: set[int]) -> _Projects:
    """The projects on these topics by pairing and topic, by title."""
    found: _Projects = defaultdict(list)
    rows = Project.objects.filter(pairing__in=pairings, topic__in=topics)
    for project in rows.order_by(ByName(), "code"):
        project.pairing = pairings[project.pairing_id or 0]
        found[project.pairing.pk, project.topic_id or 0].append(project)
    return found


# The matching of a strand as its page asks for it: whose, on which theme, of which kind.

PAIRINGS, SUGGESTIONS = "pairings", "suggestions"
PAIRS = "pairs"
KEYS = ("eu", "counterpart", PAIRS, "theme", "kind")


class MatchList:
    """The matches of a strand that are asked for: its statements are read once, records for the rows that are shown.

    `asked` is what the reader chose of KEYS, as the address has it; empty is all, and what the strand does not have is
    empty, too. Who asks for nothing (None) gets those of the own partner, or all where the reader has none or several.
    """

    def __init__(self, *, grants: Grants, strand: Strand, asked: Mapping[str, str] | None) -> None:
        self.grants = grants
        self.strand = strand
        self.themes = list(Theme.objects.filter(strand=strand).select_related("parent").order_by("position", "code"))
        self.stated = Stated(strand)
        self.pairings = pairings_in(strand)
        if asked is None:
            own = self.own_partners()
            asked = {own[0].side: own[0].partner.code} if len(own) == 1 else {}
        known = {side.value: {row.partner.code for row in self.partners(side)} for side in Side}
        known |= {PAIRS: {PAIRINGS, SUGGESTIONS}, "theme": {one.code for one in self.themes}, "kind": set(Meeting)}
        self.asked = {key: value if (value := asked.get(key, "")) in known[key] else "" for key in KEYS}

    def own_partners(self) -> list[Participation]:
        """Those of the strand for which the reader is a coordinator."""
        return [row for row in self.stated.participations if row.pk in self.grants.participations]

    def partners(self, side: str) -> list[Participation]:
        """The partners of a side by name."""
        return [row for row in self.stated.participations if row.side == side]

    @cached_property
    def question(self) -> MatchQuestion:
        """What is asked for, by places."""
        asked, places = self.asked, self.stated.places
        eu, counterpart = (
            [places[row.pk] for row in self.partners(side) if asked[side] in ("", row.partner.code)] for side in Side
        )
        # A topic, or the topics of an area.
        about = {theme.pk for theme in self.themes if theme.code == asked["theme"]}
        return MatchQuestion(
            eu=eu,
            counterpart=counterpart,
            paired=frozenset((places[eu], places[counterpart]) for eu, counterpart in self.pairings),
            kinds=(Meeting(asked["kind"]),) if asked["kind"] else tuple(Meeting),
            about=frozenset(place for place, topic in enumerate(self.stated.themes) if about & {*topic})
            if about
            else None,
            pairings=asked[PAIRS] != SUGGESTIONS,
            suggestions=asked[PAIRS] != PAIRINGS,
            # One pair is looked at whole, a suggested one too.
            unmet_everywhere=bool(asked["eu"] and asked["counterpart"]),
        )

    @cached_property
    def counts(self) -> dict[Pair, Counter[str]]:
        """How many matches each pair has."""
        return tally(self.stated, self.question)

    @cached_property
    def total(self) -> int:
        """The length of the list."""
        return sum(counts.total() for counts in self.counts.values())

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[MatchRow]:
        """A part of the list in its order."""
        reader = MatchReader(self.grants, self.stated, self.pairings.values())
        return reader.rows(islice(ordered(self.stated, self.question), start, stop))

    def matrix(self, *, down: slice, across: slice) -> dict[str, Any]:
        """A part of the partners of both sides against each other: EU partners down, the others across.

        Pairings stand near the diagonal. Each cell is the counterpart, the pairing of both, and what the pair has.
        """
        # The EU partners in the order of those whom they are paired with; whoever is not comes last.
        first: dict[int, int] = {}
        for eu, counterpart in sorted(self.question.paired):
            first[eu] = min(first.get(eu, counterpart), counterpart)
        nowhere = len(self.stated.participations)
        places = sorted(self.question.eu, key=lambda place: (first.get(place, nowhere), place))
        lines, columns = (
            [(place, self.stated.participations[place]) for place in some]
            for some in (places[down], self.question.counterpart[across])
        )
        return {
            "across": [column for _place, column in columns],
            "lines": [
                (
                    line,
                    [
                        (column, self.pairings.get((line.pk, column.pk)), self.counts.get((here, there), Counter()))
                        for there, column in columns
                    ],
                )
                for here, line in lines
            ],
        }


def asks_as(grants: Grants, practice: GoodPractice) -> Participation | None:
    """For which partner of another strand the reader can ask about a practice, in the newest of the strands.

    None where it is not released, and for whoever works for the partner that wrote it.
    """
    asked = practice.interest.participation
    if not practice.is_released or asked.pk in grants.participations:
        return None
    rows = Participation.objects.with_names().filter(pk__in=grants.participations)
    rows = rows.filter(strand__programme_record=asked.strand.programme_record_id).exclude(strand=asked.strand_id)
    return rows.order_by(F("strand__starts_on").desc(nulls_last=True), "pk").first()
