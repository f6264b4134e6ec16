"""What the sections say alike: names by code, lists of names, numbers that nobody reported, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.blocks import Group, KeyFigures, Row, Table, Text, Written, text_of
from partnerships.enums import MilestoneStatus, Responsible
from reports.rendering.parts import Data
from reports.rendering.words import Words

type Texts = Mapping[str, Any]


def plain(words: Words, text: Texts) -> str:
    """A text of the snapshot as mere words; nothing where it has none."""
    return str(text.get(words.language) or text.get(words.other) or "")


def cell(words: Words, text: Texts) -> str | None:
    """The same for a sheet."""
    return plain(words, text) or None


def listed(words: Words, texts: Iterable[Texts]) -> str:
    """Several names in a row."""
    return ", ".join(plain(words, text) for text in texts)


def whole(words: Words, url: str) -> str | None:
    """The whole address of a record, for a sheet."""
    return words.base_url + url if url else None


def told(words: Words, text: Texts) -> Written:
    """A free text, or an empty cell."""
    return words.say(text) if plain(words, text) else ""


def shown_day(words: Words, iso: str | None) -> str:
    """A date in the one form that a report has for dates; nothing where there is none."""
    return words.date(iso) if iso else ""


def side_name(words: Words, data: Data, side: str) -> str:
    """A side by its name; its letters say nothing to whoever sees one table alone."""
    return plain(words, data["sides"][side]["name"])


def parties(data: Data, pairing: str = "") -> Mapping[str, Texts]:
    """Who stands on each side: the partners of a pairing, else the sides themselves."""
    if pairing:
        return next(row for row in data["pairings"] if row["code"] == pairing)
    return {side: found["name"] for side, found in data["sides"].items()}


def answers_for(words: Words, responsible: str, named: Mapping[str, Texts]) -> str:
    """Who answers for something, by name, or that both do."""
    return str(Responsible.BOTH.label) if responsible == Responsible.BOTH else plain(words, named[responsible])


def numbered(number: int, written: Written) -> Written:
    """A name behind its number, in the name's language and with its link."""
    if isinstance(written, Text):
        return replace(written, text=f"{number}. {written.text}")
    return f"{number}. {written}"


def names_of(words: Words, data: Data) -> dict[str, Written]:
    """The names of the pairings, by code, each leading to its page."""
    return {row["code"]: words.say(row["name"], url=row["url"]) for row in data["pairings"]}


def plain_names(words: Words, data: Data) -> dict[str, str]:
    """The names of the pairings for a sheet."""
    return {row["code"]: plain(words, row["name"]) for row in data["pairings"]}


def figures_of(data: Data) -> dict[str, Mapping[str, Any]]:
    """The figures of a section by their key."""
    return {figure["key"]: figure for figure in data["figures"]}


def number_word(words: Words, value: float | None) -> str:
    """A number; what nobody reported says so, and is no zero."""
    return str(MilestoneStatus.UNKNOWN.label) if value is None else words.number(value)


def key_figures(words: Words, data: Data, labels: Sequence[tuple[str, str]]) -> KeyFigures:
    """Some figures at a glance, by key and label; a number leads to its rows where the portal lists them."""
    found = figures_of(data)
    return KeyFigures(
        [
            (
                words.written(number_word(words, found[key]["value"]), words.language, found[key].get("url", "")),
                remarked(label, found[key], words),
            )
            for key, label in labels
        ]
    )


def remarked(label: str, figure: Mapping[str, Any], words: Words) -> str:
    """What a figure is called, with what is to be said beside it."""
    remark = plain(words, figure.get("remark", {}))
    return words.bracketed(label, remark) if remark else label


def head(name: Written) -> Group:
    """A name above its rows; every page repeats it, where a link may not stand."""
    return Group(replace(name, url="") if isinstance(name, Text) else name)


def grouped(names: Mapping[str, Written], rows: Iterable[tuple[str, Sequence[Written]]]) -> list[Row]:
    """Rows by the code of their pairing below the pairing's name; without heads where there is one pairing only."""
    found: list[Row] = []
    last = None
    for code, row in rows:
        if code != last and len(names) > 1:
            found.append(head(names[code]))
        last = code
        found.append(row)
    return found


def table(
    head: Sequence[str],
    rows: Iterable[Row],
    *,
    widths: Sequence[float] = (),
    numbers: Sequence[int] = (),
    caption: Written = "",
    small: bool = False,
) -> Table:
    """A table without the columns of which no row says anything; the first one stays."""
    body = list(rows)
    cells = [row for row in body if not isinstance(row, Group)]
    kept = [0, *(at for at in range(1, len(head)) if any(text_of(row[at]) for row in cells))]
    return Table(
        [head[at] for at in kept],
        [row if isinstance(row, Group) else [row[at] for at in kept] for row in body],
        widths=[widths[at] for at in kept] if widths else (),
        numbers=[place for place, at in enumerate(kept) if at in numbers],
        caption=caption,
        small=small,
    )


def proof(words: Words, row: Texts) -> Written:
    """What proves a level or a result: its words, leading to the address given, else that; the code of a document."""
    said = plain(words, row["evidence"]) or row["evidence_url"]
    shown = "\n".join(part for part in (said, row["document"]) if part)
    if not shown:
        return ""
    language = words.language if row["evidence"].get(words.language) or not row["evidence"] else words.other
    return Text(shown, language, row["evidence_url"]) if row["evidence_url"] or language != words.language else shown
