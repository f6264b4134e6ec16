"""The matching of a strand as its page asks for it: whose, on which theme, of which kind; its matrix and its list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from partnerships.enums import Meeting, Side
from partnerships.matching.matches import MatchReader, MatchRow
from partnerships.matching.selectors import Pair, Question, Tally, ordered, pairings_in, read_stated, tally
from partnerships.models import Theme

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing, Participation, Strand

PAIRINGS, SUGGESTIONS = "pairings", "suggestions"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader chose, as the address has it; empty is all, and what the strand does not have is empty, too."""

    eu: str = ""
    counterpart: str = ""
    pairs: str = ""
    theme: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a pair of the matrix has."""

    eu: Participation
    counterpart: Participation
    pairing: Pairing | None
    counts: Tally


@dataclass(frozen=True, slots=True)
class Matrix:
    """One part of the partners of both sides against each other."""

    across: Sequence[Participation]
    lines: Sequence[tuple[Participation, Sequence[Cell]]]


class MatchList:
    """The matches of a strand that are asked for: its statements are read once, records for the rows that are shown.

    Who asks for nothing (`asked` is None) gets those of the own partner, or all where the reader has none or several.
    """

    def __init__(self, *, grants: Grants, strand: Strand, asked: Asked | None) -> None:
        self.grants = grants
        self.strand = strand
        self.themes = list(Theme.objects.filter(strand=strand).select_related("parent").order_by("position", "code"))
        self.stated = read_stated(strand)
        self.pairings = pairings_in(strand)
        self.asked = self._of_own_partner() if asked is None else self._known(asked)

    def own_partners(self) -> list[Participation]:
        """Those of the strand for which the reader is a coordinator."""
        return [row for row in self.stated.participations if row.pk in self.grants.participations]

    def partners(self, side: str) -> list[Participation]:
        """The partners of a side by name."""
        return [row for row in self.stated.participations if row.side == side]

    def used_themes(self) -> list[Theme]:
        """The areas and topics on which something is stated, in the strand's order."""
        used = {key for topic in self.stated.topics for key in topic if key}
        return [theme for theme in self.themes if theme.pk in used]

    @cached_property
    def question(self) -> Question:
        """What is asked for, by places."""
        asked, paired = self.asked, self.stated.paired(self.pairings)
        eu, counterpart = (
            self._places(side, code) for side, code in ((Side.EU, asked.eu), (Side.COUNTERPART, asked.counterpart))
        )
        theme = next((theme for theme in self.themes if theme.code == asked.theme), None)
        return Question(
            eu=eu,
            counterpart=counterpart,
            paired=paired,
            kinds=(Meeting(asked.kind),) if asked.kind else tuple(Meeting),
            about=self.stated.about(theme) if asked.theme else None,
            pairings=asked.pairs != SUGGESTIONS,
            suggestions=asked.pairs != PAIRINGS,
            # One pair is looked at whole, a suggested one too.
            unmet_everywhere=bool(asked.eu and asked.counterpart),
        )

    @cached_property
    def counts(self) -> dict[Pair, Tally]:
        """How many matches each pair has."""
        return tally(self.stated.market, self.question)

    @cached_property
    def total(self) -> int:
        """The length of the list."""
        return sum(counts.total for counts in self.counts.values())

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[MatchRow]:
        """A part of the list in its order."""
        reader = MatchReader(self.grants, self.stated, self.pairings.values())
        return reader.rows(islice(ordered(self.stated.market, self.question), start, stop))

    def matrix(self, *, down: slice, across: slice) -> Matrix:
        """EU partners down, the others across; pairings stand near the diagonal."""
        question = replace(self.question, kinds=tuple(Meeting))
        columns = [self.stated.participations[place] for place in question.counterpart][across]
        lines = [self.stated.participations[place] for place in self._by_pairing(question)][down]
        return Matrix(columns, [(line, [self._cell(line, column) for column in columns]) for line in lines])

    def _cell(self, eu: Participation, counterpart: Participation) -> Cell:
        pair = (self.stated.places[eu.pk], self.stated.places[counterpart.pk])
        return Cell(eu, counterpart, self.pairings.get((eu.pk, counterpart.pk)), self.counts.get(pair) or Tally())

    def _by_pairing(self, question: Question) -> list[int]:
        """The EU partners in the order of those whom they are paired with; whoever is not comes last."""
        first: dict[int, int] = {}
        for eu, counterpart in sorted(question.paired):
            first[eu] = min(first.get(eu, counterpart), counterpart)
        return sorted(question.eu, key=lambda place: (first.get(place, len(self.stated.participations)), place))

    def _places(self, side: str, code: str) -> list[int]:
        return [self.stated.places[row.pk] for row in self.partners(side) if not code or row.partner.code == code]

    def _of_own_partner(self) -> Asked:
        own = self.own_partners()
        return Asked(**{own[0].side: own[0].partner.code}) if len(own) == 1 else Asked()

    def _known(self, asked: Asked) -> Asked:
        codes = {side.value: {row.partner.code for row in self.partners(side)} for side in Side}
        return Asked(
            eu=asked.eu if asked.eu in codes["eu"] else "",
            counterpart=asked.counterpart if asked.counterpart in codes["counterpart"] else "",
            pairs=asked.pairs if asked.pairs in (PAIRINGS, SUGGESTIONS) else "",
            theme=asked.theme if asked.theme in {theme.code for theme in self.themes} else "",
            kind=asked.kind if asked.kind in set(Meeting) else "",
        )
