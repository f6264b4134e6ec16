"""What is public: of each pairing the edition that both sides have released, as it was frozen, and nothing else.

Nothing here reads the results as they are written now, nor a project, an event, a person. One side's withdrawal, or
another edition, takes a pairing off with the next request.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Max, OuterRef, Q

from core import clock
from core.blocks import Text, Written, text_of
from core.texts import LANGUAGES, reader_language
from partnerships.enums import ConfirmationState, Side
from partnerships.models import Strand, TextEdition
from reports.models import PublicResults
from reports.services.public_items import PLURALS, ItemKind, counted_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class PublicItem:
    """One released result as it was worded."""

    kind: str
    code: str
    words: Mapping[str, str]

    @property
    def title(self) -> Written:
        """What it is, in the reader's language where it was written in it."""
        return picked(self.words, "title")

    @property
    def text(self) -> Written:
        """What is said of it."""
        return picked(self.words, "text")


@dataclass(frozen=True, slots=True)
class PublicSide:
    """One side by its letters and its partner's name."""

    side: str
    letters: str
    name: Written


@dataclass(frozen=True, slots=True)
class Released:
    """The results of a pairing as they are public: `body` is the frozen edition."""

    strand: Strand
    pairing: str
    edition: int
    sha256: str
    released_on: dt.date | None
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sides(self) -> list[PublicSide]:
        """Both, EU first."""
        return [
            PublicSide(row["side"], self.strand.side_letters(row["side"]), picked(row, "name"))
            for row in self.body.get("partners", [])
        ]

    @property
    def name(self) -> str:
        """Both partners' names in the reader's language, counterpart first."""
        names = {row["side"]: text_of(picked(row, "name")) for row in self.body.get("partners", [])}
        both = [names.get(side, "") for side in (Side.COUNTERPART.value, Side.EU.value)]
        return ("·" if reader_language() == "ko" else "-").join(both)

    @property
    def summary(self) -> Written:
        """What the two sides say of their work."""
        return picked(self.body, "summary")

    @property
    def items(self) -> list[PublicItem]:
        """The results in their order."""
        return [PublicItem(row["kind"], row["code"], row) for row in self.body.get("items", [])]

    @property
    def groups(self) -> list[tuple[str, list[PublicItem]]]:
        """The results by kind, in the order of the kinds; only kinds of which there are any."""
        found = [(kind, [row for row in self.items if row.kind == kind.value]) for kind in ItemKind]
        return [(str(PLURALS[kind]), rows) for kind, rows in found if rows]


def picked(words: Mapping[str, Any], stem: str) -> Written:
    """A text in the reader's language, else in the other one, which it then names."""
    mine = reader_language()
    for language in (mine, *LANGUAGES):
        if text := str(words.get(f"{stem}_{language}") or ""):
            return text if language == mine else Text(text, language)
    return ""


def preview(results: PublicResults) -> Released:
    """How the results would be public if both sides released them as they are written now."""
    pairing = results.pairing
    return Released(pairing.strand, pairing.code, results.edition, "", None, results.frozen_body())


def released_in(strand: Strand) -> list[Released]:
    """The released pairings of a strand by their codes; one query."""
    return [_released(strand, row) for row in _editions(strand).order_by("pairing__code")]


def find_released(strand: Strand, pairing: str) -> Released | None:
    """The released results of one pairing; None where there are none, or no such pairing."""
    row = _editions(strand).filter(pairing__code=pairing).first()
    return _released(strand, row) if row is not None else None


def is_public(results: PublicResults) -> bool:
    """Whether the results are public now, in the edition that is the record's own."""
    return find_released(results.pairing.strand, results.pairing.code) is not None


def totals(released: Sequence[Released]) -> list[tuple[str, int]]:
    """How many results of each kind are released."""
    counted = Counter(item.kind for one in released for item in one.items)
    found = [(kind, counted[kind.value]) for kind in ItemKind]
    return [(counted_words(kind, number), number) for kind, number in found if number]


def _editions(strand: Strand) -> QuerySet[Any]:
    """The frozen editions that are the record's own and that both sides have released."""
    current = PublicResults.objects.filter(pk=OuterRef("object_id"), edition=OuterRef("edition"))
    rows = TextEdition.objects.filter(
        Exists(current), content_type=ContentType.objects.get_for_model(PublicResults), pairing__strand=strand
    )
    confirmed = Q(confirmations__state=ConfirmationState.CONFIRMED)
    counted = rows.annotate(
        releases=Count("confirmations", filter=confirmed),
        released_at=Max("confirmations__confirmed_at", filter=confirmed),
    )
    return counted.filter(releases=len(Side.values)).select_related("pairing")


def _released(strand: Strand, row: Any) -> Released:
    day = clock.day_of(row.released_at) if row.released_at else None
    return Released(strand, row.pairing.code, row.edition, row.sha256, day, row.body)


def as_data(released: Sequence[Released], *, licence: Mapping[str, str]) -> dict[str, Any]:
    """The released results as plain data for a JSON file."""
    return {
        "schema": 1,
        "licence": dict(licence),
        "results": [
            {
                "strand": one.strand.code,
                "pairing": one.pairing,
                "edition": one.edition,
                "sha256": one.sha256,
                "released_on": one.released_on.isoformat() if one.released_on else None,
                "partners": list(one.body.get("partners", [])),
                "summary": {language: one.body.get(f"summary_{language}", "") for language in LANGUAGES},
                "items": list(one.body.get("items", [])),
            }
            for one in released
        ],
    }
