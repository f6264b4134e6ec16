"""A text as pages show and compare it: part by part, in the languages it is written in."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any
from unicodedata import normalize

from django.utils.functional import cached_property
from django.utils.translation import pgettext

from core.differences import Piece, compare_texts
from core.formats import format_period
from core.periods import Period
from core.texts import LANGUAGES, reader_language, writer_language
from partnerships.confirmations.models import Confirmed, TextLine, in_order
from partnerships.models import Pairing


@dataclass(frozen=True)
class Part:
    """A part of a text under its own heading: in one or two languages, or a list.

    `lines` are those of `_line`; `head` is above them where they have sides and days, and so are a table. Where it was
    compared with an older edition and has changed, its lines say so by `change`, its texts are `compared` by language.
    """

    name: str
    label: str
    texts: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, Any]] | None = None
    head: str = ""
    is_changed: bool = False
    compared: list[tuple[str, list[Piece]]] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether its lines say whose they are, or until when."""
        return any(line["side"] or line["until"] for line in self.lines or [])

    @cached_property
    def languages(self) -> list[tuple[str, str]]:
        """What is written, by language, the reader's first."""
        return [(language, self.texts[language]) for language in _reading_order(self.texts)]


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


def marked(older: Sequence[Part], newer: Sequence[Part]) -> list[Part]:
    """The newer parts with what changed since the older ones marked in them: words of a text, lines of a list."""
    was = {part.name: part for part in older}
    return [_marked(was.get(part.name, Part(part.name, part.label)), part) for part in newer]


def _marked(old: Part, new: Part) -> Part:
    if new.lines is None:
        written = [one for one in _reading_order(LANGUAGES) if old.texts.get(one) or new.texts.get(one)]
        compared = [(one, compare_texts(old.texts.get(one, ""), new.texts.get(one, ""))) for one in written]
        is_changed = any(piece.kind != "same" for _language, pieces in compared for piece in pieces)
        return replace(new, is_changed=is_changed, compared=compared if is_changed else [])
    lines = _marked_lines(old.lines or [], new.lines)
    return replace(new, is_changed=any("change" in line for line in lines), lines=lines)


def _marked_lines(older: list[dict[str, Any]], newer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newer lines, and those that are gone in their places; one whose day alone is another has the day `before`."""
    matcher = SequenceMatcher(None, [_texts(line) for line in older], [_texts(line) for line in newer])
    changes = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    gone = {_texts(line)[:-1]: line["until"] for _kind, start, end, *_new in changes for line in older[start:end]}
    come = {_texts(line)[:-1]: line["until"] for *_old, start, end in changes for line in newer[start:end]}
    moved = {words: until for words, until in gone.items() if come.get(words, until) != until}
    lines: list[dict[str, Any]] = []
    for kind, old_start, old_end, start, end in matcher.get_opcodes():
        if kind == "equal":
            lines += newer[start:end]
            continue
        lines += [line | {"change": "removed"} for line in older[old_start:old_end] if _texts(line)[:-1] not in moved]
        for line in newer[start:end]:
            before = moved.get(_texts(line)[:-1])
            lines.append(line | ({"change": "added"} if before is None else {"change": "moved", "before": before}))
    return lines


def _texts(line: dict[str, Any]) -> tuple[str, ...]:
    """A line as its reader tells it from another, its day last."""
    words = line["who"], line["name"], *(f"{one['label']}: {one['name']}" for one in line["more"]), line["until"]
    return tuple(normalize("NFC", one) for one in words)


def _reading_order(languages: Iterable[str]) -> list[str]:
    return sorted(languages, key=lambda one: one != reader_language())


def names_of(pairing: Pairing, sides: Sequence[str]) -> str:
    """The partners of some sides: “Barcelona and Busan”."""
    names = [str(partner.name) for side, partner in pairing.partners if side in sides]
    both = pgettext("two partners", "%(one)s and %(two)s")
    return both % {"one": names[0], "two": names[1]} if names[1:] else names[0]
