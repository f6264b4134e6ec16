"""A text as pages show and compare it: part by part, in the languages it is written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import pgettext

from core.differences import after, before, compare_lines, compare_texts
from core.formats import format_period
from core.periods import Period
from core.texts import LANGUAGES, reader_language, writer_language
from partnerships.confirmations.models import Confirmed, TextLine, in_order

if TYPE_CHECKING:
    from partnerships.models import Pairing


@dataclass(frozen=True)
class Part:
    """A part of a text under its own heading: in one or two languages, or a list.

    `lines` are those of `_line`; `head` is above them where they have sides and days, and so are a table.
    """

    name: str
    label: str
    texts: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, Any]] | None = None
    head: str = ""

    @property
    def is_table(self) -> bool:
        """Whether its lines say whose they are, or until when."""
        return any(line["side"] or line["until"] for line in self.lines or [])

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """What is written, by language, the reader's first."""
        mine = reader_language()
        return [(language, self.texts[language]) for language in sorted(self.texts, key=lambda one: one != mine)]

    def written(self, language: str) -> str:
        """The part as one text, to compare it."""
        if self.lines is None:
            return self.texts.get(language, "")
        rows = []
        for line in self.lines:
            rows.append(" · ".join(part for part in (line["until"], line["who"], f"“{line['name']}”") if part))
            rows += [f"{one['label']}: {one['name']}" for one in line["more"]]
        return "\n".join(rows)


def text_name(record: Any) -> str:
    """What a record is called within its pairing: a text that the pairing has once by its kind, else by its name."""
    fields = record._meta.fields if isinstance(record, Confirmed) else ()
    once = any(field.name == "pairing" and field.one_to_one for field in fields)
    return record.kind_name() if once else str(record)


def kind_beside(kind: str, name: str) -> str:
    """The kind of a record, to stand beside its name; nothing where the name says it."""
    return "" if name.startswith(kind) else kind


def parts_of(model: type[Confirmed], pairing: Pairing, body: dict[str, Any]) -> list[Part]:
    """A text of a kind, frozen or not, as its parts in order; a pair of languages is one part."""
    parts: list[Part] = []
    for name, value in sorted(body.items(), key=_place_in(model)):
        stem = name.removesuffix("_en")
        if isinstance(value, list):
            lines = [_line(model, pairing, line) for line in model.lines_of(name, value)]
            label = model.part_label(name, pairing)
            parts.append(Part(name, label, lines=lines, head=str(model.LINE_HEADS.get(name, label))))
        elif stem != name:
            texts = {language: body.get(f"{stem}_{language}", "") for language in LANGUAGES}
            written = {language: text for language, text in texts.items() if text}
            parts.append(Part(stem, model.part_label(stem, pairing), written))
        elif not name.endswith("_ko"):
            text = str(value or "")
            parts.append(Part(name, model.part_label(name, pairing), {writer_language(text): text} if text else {}))
    return parts


def _place_in(model: type[Confirmed]) -> Callable[[tuple[str, Any]], int]:
    """The title, then the fields in the model's order, then what was frozen with them: PostgreSQL keeps no order."""
    titles = [name for name in ("title_en", "title_ko") if name not in model.CONFIRMED_FIELDS]
    places = {name: place for place, name in enumerate([*titles, *model.CONFIRMED_FIELDS])}
    return lambda item: places.get(item[0], len(places))


def _line(model: type[Confirmed], pairing: Pairing, line: TextLine, label: str = "") -> dict[str, Any]:
    """A line with its `name` in the reader's language where that is written, and in the `other` where there are two.

    `more` are its further texts, each under its own `label`.
    """
    (language, name), (other_language, other) = [*in_order(line.words), ("", ""), ("", "")][:2]
    names = [str(partner.name) for side, partner in pairing.partners if line.side in (side, "both")]
    return {
        "name": name,
        "language": language,
        "other": other,
        "other_language": other_language,
        "side": line.side,
        "who": ", ".join(names),
        "until": format_period(Period.parse(line.until)) if line.until else "",
        "label": label,
        "more": [
            _line(model, pairing, TextLine(words), model.part_label(stem, pairing)) for stem, words in line.more.items()
        ],
    }


def compare_parts(older: Sequence[Part], newer: Sequence[Part]) -> list[dict[str, Any]]:
    """What changed between two editions, part by part and language by language; what stayed is left out.

    Lines of a list are compared in the reader's language, and have no `language`.
    """
    was = {part.name: part for part in older}
    changes = []
    for part in newer:
        old = was.get(part.name, Part(part.name, part.label))
        languages = sorted(LANGUAGES, key=lambda one: one != reader_language())
        for language in languages if part.lines is None else languages[:1]:
            compare = compare_texts if part.lines is None else compare_lines
            pieces = compare(old.written(language), part.written(language))
            if any(piece.kind != "same" for piece in pieces):
                changes.append(
                    {
                        "label": part.label,
                        "language": language if part.lines is None else "",
                        "older": before(pieces),
                        "newer": after(pieces),
                    }
                )
    return changes


def names_of(pairing: Pairing, sides: Sequence[str]) -> str:
    """The partners of some sides: “Barcelona and Busan”."""
    names = [str(partner.name) for side, partner in pairing.partners if side in sides]
    both = pgettext("two partners", "%(one)s and %(two)s")
    return both % {"one": names[0], "two": names[1]} if names[1:] else names[0]
