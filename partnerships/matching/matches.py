"""Matches with their records: the reason, who else offers the topic, what one click starts; the list and the matrix."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import batched, islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.access import Grants
from core.folding import ByName
from core.texts import TwoLanguageText, in_both, reader_language
from partnerships.enums import Meeting, Side
from partnerships.matching.selectors import (
    Match,
    MatchQuestion,
    Pair,
    Stated,
    ordered,
    pairings_in,
    tally,
)
from partnerships.models import Interest, Pairing, Participation, Partner, Project, Strand, Theme

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
