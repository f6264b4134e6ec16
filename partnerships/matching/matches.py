"""Matches with their records: the reason in words, who else offers the topic, and what one click can start."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.folding import ByName
from core.texts import TwoLanguageText, reader_language
from partnerships.enums import Meeting
from partnerships.matching.selectors import Match, Question, Stated, ordered, read_stated
from partnerships.models import Interest, Pairing, Project
from partnerships.rules.journey import may_edit_pairing

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Participation, Partner

# Stands for a text of another record while the sentence around it is translated.
_HOLES = {"partner": "\x01", "topic": "\x02", "note": "\x03"}
_HOLE = re.compile("([\x01-\x03])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence, and the language it is in where that is not the reader's."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one partner wants or offers, said by the portal, with the partner's words in it."""

    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def reason_of(need: Interest, offers: Sequence[Interest], offering: Partner) -> list[Sentence]:
    """Why these meet: what the one wants, then what the other (`offering`) has for it, or that it has nothing.

    The notes stand as they are, in quotation marks, so that they read well in either language.
    """
    return [_wants(need), *(_offers(need, offer) for offer in offers)] if offers else [_wants(need), _nothing(offering)]


def as_text(sentences: Sequence[Sentence]) -> str:
    """The reason in one line, for a file or as evidence."""
    return " ".join(str(sentence) for sentence in sentences)


def _wants(need: Interest) -> Sentence:
    if need.note:
        said = _("%(partner)s wants to learn about %(topic)s: “%(note)s”")
    else:
        said = _("%(partner)s wants to learn about %(topic)s.")
    return _filled(said, need, need.participation.partner)


def _offers(need: Interest, offer: Interest) -> Sentence:
    if offer.topic_id == need.topic_id:
        said = (
            _("%(partner)s offers its experience: “%(note)s”")
            if offer.note
            else _("%(partner)s offers its experience.")
        )
    elif offer.note:
        said = _("%(partner)s offers %(topic)s, in the same thematic area: “%(note)s”")
    else:
        said = _("%(partner)s offers %(topic)s, in the same thematic area.")
    return _filled(said, offer, offer.participation.partner)


def _nothing(offering: Partner) -> Sentence:
    return _filled(_("%(partner)s has stated no offer in this thematic area."), None, offering)


def _filled(said: str, interest: Interest | None, partner: Partner) -> Sentence:
    """Put the texts into the holes of the translated sentence; its order of words is the translator's."""
    texts = {_HOLES["partner"]: _picked(partner, "name")}
    if interest is not None:
        texts[_HOLES["topic"]] = _picked(interest.topic, "name")
        texts[_HOLES["note"]] = _picked(interest, "note")
    parts = (part for part in _HOLE.split(said % _HOLES) if part)
    return Sentence(tuple(texts.get(part) or Piece(part) for part in parts))


def _picked(record: Interest | Partner | object, name: str) -> Piece:
    pair: TwoLanguageText = getattr(type(record), name)
    text, language = pair.pick(record)
    return Piece(" ".join(text.split()), "" if language == reader_language() else language)


CHUNK = 200  # rows whose records are read at a time
MOST = 3  # offers of one area, and partners outside the pair, that a row names

type _Projects = dict[tuple[int, int], list[Project]]


@dataclass(frozen=True, slots=True)
class Start:
    """A project that one click starts: in which pairing, from which need and offer; `outside` comes in from elsewhere.

    `projects` are those that the pairing has on the topic already: one more is started knowingly.
    """

    pairing: Pairing
    need: Interest
    offer: Interest
    outside: Participation | None = None
    projects: tuple[Project, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """A partner outside the pair that offers the topic too, and the project that can be started with it."""

    offer: Interest
    start: Start | None = None


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match as it is read: `pairing` is None for a suggested pair, `projects` are those on its topics.

    Of offers and of partners outside the pair the first are named, and how many there are beside them.
    """

    match: Match
    eu: Participation
    counterpart: Participation
    pairing: Pairing | None
    need: Interest
    offers: tuple[Interest, ...]
    reason: tuple[Sentence, ...]
    more_offers: int = 0
    projects: tuple[Project, ...] = ()
    starts: tuple[Start, ...] = ()
    others: tuple[Other, ...] = ()
    more_others: int = 0

    @property
    def kind(self) -> Meeting:
        """Same topic, one area, or unmet."""
        return self.match.kind

    @property
    def offering(self) -> Participation:
        """The partner of the pair that is asked."""
        return self.counterpart if self.need.participation_id == self.eu.pk else self.eu

    @property
    def all_starts(self) -> list[Start]:
        """The projects that the two can start, then those with a partner from outside."""
        return [*self.starts, *(other.start for other in self.others if other.start)]

    @property
    def why(self) -> str:
        """The reason in one line."""
        return as_text(self.reason)


def matches_of(grants: Grants, pairing: Pairing) -> list[MatchRow]:
    """The matches of a pairing in their order, each with who else in the strand offers its topic.

    A constant number of queries, whatever the number of partners and topics.
    """
    stated = read_stated(pairing.strand, pairing=pairing)
    pair = stated.places[pairing.eu_id], stated.places[pairing.counterpart_id]
    question = Question(eu=pair[:1], counterpart=pair[1:], paired=frozenset({pair}))
    return list(MatchReader(grants, stated, [pairing]).rows(ordered(stated.market, question)))


class MatchReader:
    """Finds the records of matches by `CHUNK`: one query for their projects, one for what nobody has read yet."""

    def __init__(self, grants: Grants, stated: Stated, pairings: Iterable[Pairing]) -> None:
        self.stated = stated
        self.pairings = {(row.eu_id, row.counterpart_id): row for row in pairings}
        self.interests: dict[int, Interest] = {}
        self.homes: dict[int, Pairing] = {}
        for row in self.pairings.values():
            if row.is_open and may_edit_pairing(grants, row):
                self.homes.setdefault(row.eu_id, row)
                self.homes.setdefault(row.counterpart_id, row)
        self.works = {row.pk for row in self.pairings.values() if row.is_open and may_edit_pairing(grants, row)}

    def rows(self, matches: Iterable[Match]) -> Iterator[MatchRow]:
        """The matches in the order in which they come."""
        for some in batched(matches, CHUNK):
            keys = {statement.row for match in some for statement in (match.need, *match.offers[:MOST])}
            keys |= {offer.row for match in some if match.paired for offer in self.stated.market.others(match)[:MOST]}
            self._read(keys)
            interests = {key: self.interests[key] for key in keys}
            places = [self._place(match) for match in some]
            projects = _projects(
                {place.pk: place for place in places if place}, {row.topic_id for row in interests.values()}
            )
            for match, place in zip(some, places, strict=True):
                yield self._row(match, place, interests, projects)

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
        eu, counterpart = (self.stated.participations[place].pk for place in (match.eu, match.counterpart))
        if (own := self.pairings.get((eu, counterpart))) is not None:
            return own
        if not match.offers:
            return None
        asking = self.stated.participations[match.need.partner].pk
        return self.homes.get(asking) or self.homes.get(counterpart if asking == eu else eu)

    def _row(
        self, match: Match, place: Pairing | None, interests: dict[int, Interest], projects: _Projects
    ) -> MatchRow:
        eu, counterpart = (self.stated.participations[one] for one in (match.eu, match.counterpart))
        need, offers = interests[match.need.row], tuple(interests[offer.row] for offer in match.offers[:MOST])
        offering = counterpart if need.participation_id == eu.pk else eu
        pairing = self.pairings.get((eu.pk, counterpart.pk))
        found: dict[int, tuple[Project, ...]] = {}
        if place is not None:
            topics = dict.fromkeys([need.topic_id, *(offer.topic_id for offer in offers)])
            found = {topic: tuple(projects.get((place.pk, topic), ())) for topic in topics}
        works = place if place is not None and place.pk in self.works else None
        others = self.stated.market.others(match) if pairing is not None else []
        return MatchRow(
            match=match,
            eu=eu,
            counterpart=counterpart,
            pairing=pairing,
            need=need,
            offers=offers,
            reason=tuple(reason_of(need, offers, offering.partner)),
            more_offers=max(0, len(match.offers) - MOST),
            projects=tuple(project for some in found.values() for project in some) if pairing else (),
            starts=tuple(_start(works, need, offer, found) for offer in offers) if works else (),
            others=tuple(
                Other(offer, _start(works, need, offer, found) if works else None)
                for offer in (interests[one.row] for one in others[:MOST])
            ),
            more_others=max(0, len(others) - MOST),
        )


def _start(pairing: Pairing, need: Interest, offer: Interest, found: dict[int, tuple[Project, ...]]) -> Start:
    sides = (pairing.eu_id, pairing.counterpart_id)
    outside = [row.participation for row in (need, offer) if row.participation_id not in sides]
    return Start(pairing, need, offer, outside[0] if outside else None, found.get(offer.topic_id, ()))


def _projects(pairings: dict[int, Pairing], topics: set[int]) -> _Projects:
    """The projects on these topics by pairing and topic, by title."""
    found: _Projects = defaultdict(list)
    rows = Project.objects.filter(pairing__in=pairings, topic__in=topics)
    for project in rows.order_by(ByName(), "code"):
        project.pairing = pairings[project.pairing_id or 0]
        found[project.pairing.pk, project.topic_id or 0].append(project)
    return found
