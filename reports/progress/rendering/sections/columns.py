"""The columns of a section's tables, from which page, paper and sheets follow; and what the sections say alike."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core.blocks import Block, Group, Heading, KeyFigures, Table, Text, Written, text_of
from partnerships.enums import Responsible
from partnerships.programmes.models import country_letters
from reports.progress.rendering.phrases import Cell, Data, Phrases, Sheet, day_cell, narrative_blocks

# A row of the snapshot.
type One = dict[str, Any]


def side_name(words: Phrases, data: Data, side: str) -> str:
    """A side by its name; its letters say nothing to whoever sees one table alone."""
    return words.plain(data["sides"][side]["name"])


def letters_in(language: str, code: str) -> str:
    """The letters of a side in one language, whatever the reader's is."""
    with translation.override(language):
        return country_letters(code)


def side_letters(data: Data) -> dict[str, str]:
    """The letters of both sides for a picture."""
    return {side: country_letters(found["letters"]) for side, found in data["sides"].items()}


def parties(data: Data, pairing: str = "") -> Mapping[str, One]:
    """Who stands on each side: the partners of a pairing, else the sides themselves."""
    if pairing:
        return next(row for row in data["pairings"] if row["code"] == pairing)
    return {side: found["name"] for side, found in data["sides"].items()}


def answers_for(words: Phrases, responsible: str, named: Mapping[str, One]) -> str:
    """Who answers for something, by name, or that both do."""
    return str(Responsible.BOTH.label) if responsible == Responsible.BOTH else words.plain(named[responsible])


def names_of(words: Phrases, data: Data) -> dict[str, Written]:
    """The names of the pairings, by code, each leading to its page."""
    return {row["code"]: words.text(row["name"], url=row["url"]) for row in data["pairings"]}


def figures_of(data: Data) -> dict[str, One]:
    return {figure["key"]: figure for figure in data["figures"]}


def key_figures(words: Phrases, data: Data, labels: Mapping[str, str], always: Collection[str]) -> KeyFigures:
    """Figures at a glance, by key and label; those that are none are left out, but for `always`.

    A number leads to its rows where the portal lists them.
    """
    found = figures_of(data)
    return KeyFigures(
        [
            (
                words.written(words.reported(found[key]["value"]), words.language, found[key].get("url", "")),
                words.remarked(label, found[key]),
            )
            for key, label in labels.items()
            if key in always or found[key]["value"]
        ]
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table. `value` is a key of the snapshot's row, or a path of keys, or a function.

    `type` is how it is written: `text` (words, a text of the snapshot or a list of either), `link` (a text that leads
    to the row), `date`, `period` (in sheets a column for each edge), `number`, `amount` (nothing is a dash),
    `reported` (nothing is "not reported"), `percent`, `flag`, `codes` (of documents), `address`, or choices whose label
    is written. With a `width`, a share of the line, it is on the page and on paper, else in the sheets alone;
    `in_sheets` is False where these have it in columns of their own; `paper` gives what page and paper have in place of
    the value.
    """

    head: str
    value: str | Callable[[Any], Any]
    type: Any = "text"
    width: float = 0
    in_sheets: bool = True
    paper: Callable[[Any], Written] | None = None

    def read(self, row: Any) -> Any:
        if not isinstance(self.value, str):
            return self.value(row)
        for key in self.value.split("."):
            row = row.get(key)
        return row

    def written(self, row: Any, words: Phrases) -> Written:
        """The value as the page and paper have it."""
        if self.paper:
            return self.paper(row)
        value = self.read(row)
        match self.type:
            case "link":
                return words.text(value, url=row["url"])
            case "period":
                return words.span(value)
            case "reported":
                return words.reported(value)
            case "amount":
                return words.number(value)
            case "codes":
                return ", ".join(code.rpartition("/")[2] for code in value)
        if value is None or value == "":
            return ""
        match self.type:
            case "date":
                return words.date(value)
            case "number":
                return value if isinstance(value, str) else words.number(value)
            case "percent":
                return f"{value}%"
            case "text":
                return words.shown(value) if isinstance(value, dict) else _joined(words, value)
        return str(self.type(value).label)

    def cells(self, row: Any, words: Phrases) -> tuple[Cell, ...]:
        """The value as a sheet has it, in as many cells as `heads`."""
        value = self.read(row)
        match self.type:
            case "period":
                return tuple(day_cell(value[edge]) if value else None for edge in ("start", "end"))
            case "date":
                return (day_cell(value),)
            case "flag":
                return (_("yes") if value else _("no"),)
            case "number" | "amount" | "reported":
                return (value,)
            case "percent":
                return (None if value is None else value / 100,)
            case "codes":
                return (", ".join(value) or None,)
            case "address":
                return (words.address(value),)
            case "text" | "link":
                return (text_of(_joined(words, value)) or None,)
        return (str(self.type(value).label) if value else None,)

    @property
    def heads(self) -> tuple[str, ...]:
        return _EDGES[str(self.value)]() if self.type == "period" else (self.head,)


_EDGES: dict[str, Callable[[], tuple[str, str]]] = {
    "baseline": lambda: (_("Baseline, start"), _("Baseline, end")),
    "forecast": lambda: (_("Forecast, start"), _("Forecast, end")),
    "actual": lambda: (_("Actual, start"), _("Actual, end")),
    "old": lambda: (_("Before, start"), _("Before, end")),
    "new": lambda: (_("After, start"), _("After, end")),
}


_NUMBERS = {"number", "amount", "reported", "percent"}


def _joined(words: Phrases, value: Any) -> Written:
    if isinstance(value, dict):
        return words.plain(value)
    if isinstance(value, list | tuple):
        return ", ".join(words.plain(one) if isinstance(one, dict) else str(one) for one in value)
    return value or ""


def table(
    columns: Sequence[Column],
    rows: Iterable[Any],
    words: Phrases,
    *,
    caption: Written = "",
    small: bool = False,
) -> Table:
    """What page and paper have of rows, of which some may be heads of groups.

    Columns of which no row says anything are left out; the first one stays.
    """
    shown = [column for column in columns if column.width]
    body = [row if isinstance(row, Group) else [one.written(row, words) for one in shown] for row in rows]
    filled = [row for row in body if not isinstance(row, Group)]
    kept = [0, *(at for at in range(1, len(shown)) if any(text_of(row[at]) for row in filled))]
    return Table(
        [shown[at].head for at in kept],
        [row if isinstance(row, Group) else [row[at] for at in kept] for row in body],
        widths=[shown[at].width for at in kept],
        numbers=[place for place, at in enumerate(kept) if shown[at].type in _NUMBERS],
        caption=caption,
        small=small,
    )


def sheet(key: str, title: str, columns: Sequence[Column], rows: Iterable[Any], words: Phrases) -> Sheet:
    """The same rows to count with; `key` is the name of the file."""
    kept = [column for column in columns if column.in_sheets]
    head = [one for column in kept for one in column.heads]
    return Sheet(key, title, head, [[cell for one in kept for cell in one.cells(row, words)] for row in rows])


def paper_column(head: str, value: str | Callable[[Any], Any], width: float, kind: Any = "text") -> Column:
    """A column of page and paper, which the sheets have in columns of their own."""
    return Column(head, value, kind, width, in_sheets=False)


def moved_to(row: One, words: Phrases) -> str:
    """The plan as it stands, where it is not the first one."""
    return words.span(row["forecast"]) if row["forecast"] != row["baseline"] else ""


def first_plan(row: One, words: Phrases) -> str:
    """The first plan, where it is not the one of now."""
    return words.span(row["baseline"]) if row["baseline"] != row["forecast"] else ""


def reason_or_none(row: One, words: Phrases) -> Written:
    return words.text(row["reason"]) if words.plain(row["reason"]) else _("no reason on record")


def pairing_column(data: Data) -> Column:
    """The pairing of a row; on paper it heads the rows instead."""
    names = {row["code"]: row["name"] for row in data["pairings"]}
    return Column(_("Pairing"), lambda row: names.get(row["pairing"]))


def record_columns(*, documents: float | None = None) -> list[Column]:
    """Where a record comes from and is read; `documents` is the width of those that hang on it, if any may."""
    return [
        Column(_("Recorded from sources"), "from_sources", "flag"),
        Column(_("Sources"), "source"),
        *([] if documents is None else [Column(_("Documents"), "documents", "codes", documents)]),
        Column(_("Code"), "code"),
        address_column(),
    ]


def address_column() -> Column:
    return Column(_("Address"), "url", "address")


def head(name: Written) -> Group:
    """A name above its rows; every page repeats it, where a link may not stand."""
    return Group(replace(name, url="") if isinstance(name, Text) else name)


def not_paired() -> str:
    """What stands above the rows that lie in no pairing."""
    return _("Between cities that are not paired")


def grouped(data: Data, words: Phrases, rows: Iterable[One]) -> Iterator[Group | One]:
    """Rows below the name of their pairing; without heads where there is one pairing only."""
    names = names_of(words, data)
    last = None
    for row in rows:
        if row["pairing"] != last and len(names) > 1:
            yield head(names.get(row["pairing"]) or not_paired())
        last = row["pairing"]
        yield row


def answer_blocks(rows: Iterable[One], words: Phrases) -> Iterator[Block]:
    """Each answer below its partner, in the language that it was written in where it has no version in this one."""
    for row in rows:
        yield Heading(words.text(row["name"], url=row["url"]), 3)
        yield from narrative_blocks(row["text"], words)


def proof(words: Phrases, row: One) -> Written:
    """What proves a level or a result: its words, leading to the address given, else that; the code of a document."""
    said = words.plain(row["evidence"]) or row["evidence_url"]
    shown = "\n".join(part for part in (said, row["document"]) if part)
    if not shown:
        return ""
    language = words.language if row["evidence"].get(words.language) or not row["evidence"] else words.other
    before = words.original(language)
    return Text(shown, language, row["evidence_url"], before) if row["evidence_url"] or before else shown
