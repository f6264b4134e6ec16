"""What all of a rendering is made of: a snapshot's texts and numbers in one language, sheets, names of figures."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import pgettext, pgettext_lazy

from core.blocks import BULLET, OUTLINE_MARKS, Block, OutlineItem, Paragraph, Text, Written, language_of, text_of
from core.columns import csv_text, is_number
from core.formats import format_date, format_number, format_period
from core.periods import DAY, PartialDate, Period
from core.plain_text import plain_text
from partnerships.enums import BuiltIn, MilestoneStatus, ProjectLevel
from partnerships.milestones.selectors import DEFINITION

# A cell of a sheet: an empty one is None, and is no zero.
type Cell = str | int | float | dt.date | PartialDate | None
type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to count with: one sheet of a workbook, one CSV file. `key` is its file name, such as `milestones`."""

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


NOTHING = "–"
# By the language of the text behind which they stand; said in the language of the report.
_WANTED = {
    "en": pgettext_lazy("mark in a draft", "no Korean version"),
    "ko": pgettext_lazy("mark in a draft", "no English version"),
}
# Before a text that stands in the other language, by that language.
_ORIGINAL = {"en": pgettext_lazy("before a text", "(in English)"), "ko": pgettext_lazy("before a text", "(in Korean)")}


class Phrases:
    """The language in which a snapshot is told, `en` or `ko`; the gettext language is the same while it is rendered.

    `base_url` stands before the addresses within the portal (nothing on a page of the portal itself). In a draft
    (`draft`) a text that lacks its version in the language, or whose version is the older one, says so.
    """

    def __init__(self, language: str, base_url: str = "", *, draft: bool = False) -> None:
        self.language, self.base_url, self.draft = language, base_url, draft

    @property
    def other(self) -> str:
        """The other language."""
        return "en" if self.language == "ko" else "ko"

    def text(self, text: Mapping[str, Any], *, url: str = "") -> Written:
        """A text of the snapshot, in the other language where it has no version in this one; with a link if given."""
        mine = text.get(self.language) or ""
        language = self.language if mine or not text.get(self.other) else self.other
        words = str(mine or text.get(self.other) or "")
        if not words:
            return NOTHING
        mark = self._mark(text, language) if self.draft else ""
        return self.written(
            f"{words} [{mark}]" if mark else words, language, url, before="" if mark else self.original(language)
        )

    def original(self, language: str) -> str:
        """What stands on paper before a text in a language; nothing before one in that of the report."""
        if language == self.language:
            return ""
        with translation.override(self.language):
            return str(_ORIGINAL[language])

    def _mark(self, text: Mapping[str, Any], language: str) -> str:
        """What a draft says behind a text that has no version in its language, or an older one."""
        with translation.override(self.language):
            if language != self.language:
                return "" if text.get("free") else str(_WANTED[language])
            return pgettext("mark in a draft", "older than its translation") if text.get("stale") == language else ""

    def written(self, words: str, language: str, url: str = "", *, before: str = "") -> Written:
        """Words in a language, with a link to an address within the portal."""
        if language == self.language and not url:
            return words
        return Text(words, language, self.base_url + url if url else "", before)

    def plain(self, text: Mapping[str, Any]) -> str:
        """A text of the snapshot as mere words; nothing where it has none."""
        return str(text.get(self.language) or text.get(self.other) or "")

    def shown(self, text: Mapping[str, Any]) -> Written:
        """A text of the snapshot; nothing where it has none."""
        return self.text(text) if self.plain(text) else ""

    def listed(self, texts: Iterable[Mapping[str, Any]]) -> str:
        return ", ".join(map(self.plain, texts))

    def address(self, url: str) -> str | None:
        return self.base_url + url if url else None

    def remarked(self, label: str, figure: Mapping[str, Any]) -> str:
        """What a figure is called, with what is to be said beside it."""
        remark = self.plain(figure.get("remark", {}))
        return self.bracketed(label, remark) if remark else label

    def reported(self, value: float | None) -> str:
        """A number; what nobody reported says so, and is no zero."""
        return str(MilestoneStatus.UNKNOWN.label) if value is None else self.number(value)

    def date(self, iso: str | None, *, weekday: bool = False) -> str:
        """A date of the snapshot, as exact as it is known."""
        return format_date(PartialDate.parse(iso), self.language, weekday=weekday) if iso else NOTHING

    def span(self, span: Mapping[str, Any] | None) -> str:
        """A span of the snapshot."""
        period = self.period(span)
        return format_period(period, self.language) if period else NOTHING

    def period(self, span: Mapping[str, Any] | None) -> Period | None:
        """A span of the snapshot as a period; None where nothing is known."""
        start, end = (PartialDate.parse(span[name]) if span and span.get(name) else None for name in ("start", "end"))
        return Period(start, end) if start or end else None

    def number(self, value: float | None) -> str:
        return NOTHING if value is None else format_number(value, self.language)

    def bracketed(self, words: str, more: str) -> str:
        """Words with more in brackets behind them; Korean sets no blank before a bracket."""
        return f"{words}({more})" if self.language == "ko" else f"{words} ({more})"

    def joined(self, parts: Iterable[str]) -> str:
        """What stands beside each other and may hold commas or colons; Korean has no semicolon."""
        return (", " if self.language == "ko" else "; ").join(parts)

    def sentences(self, *parts: str) -> str:
        """One after the other, empty ones left out; Korean ones end in nouns, with a full stop before another alone."""
        return (". " if self.language == "ko" else " ").join(filter(None, parts))

    def sentence(self, parts: Iterable[str]) -> str:
        """`joined`, as a line of its own: with its capital and full stop; a Korean line ends in a noun and has none."""
        said = self.joined(parts)
        return said if self.language == "ko" else f"{capfirst(said)}."


def day_cell(iso: str | None) -> dt.date | PartialDate | None:
    """A date of the snapshot for a sheet: a real day, or as exact as it is known."""
    if not iso:
        return None
    value = PartialDate.parse(iso)
    return dt.date.fromisoformat(iso) if len(iso) == len("2017-03-14") else value


# What staff write above the records of a section: paragraphs, and outlines where the lines begin with marks.


_BLANK = re.compile(r"\n\s*\n")
_KOREAN = re.compile(r"([□○※]|-(?=\s))\s*(\S.*)")
_LISTED = re.compile(r"[-•*](?=\s)\s*(\S.*)")
# Characters: what is longer is no paragraph that anybody sets, and would keep the writers busy for minutes.
_LONGEST = 4_000


def narrative_blocks(text: Mapping[str, Any], words: Phrases) -> list[Block]:
    """Paragraphs end at blank lines; a Korean line with a mark of the outline, or a listed English one, is an item."""
    said = words.text(text)
    if text_of(said) == NOTHING:
        return []
    language = language_of(said, words.language)
    pieces = _BLANK.split(plain_text(text_of(said)).strip())
    found: list[Any] = [block for piece in pieces for block in _piece(piece, language, words)]
    if isinstance(said, Text) and said.before and found:
        found[0] = replace(found[0], text=replace(found[0].text, before=said.before))
    return found


def _piece(piece: str, language: str, words: Phrases) -> Iterator[Block]:
    """Lines without a mark that follow each other are one paragraph."""
    waiting: list[str] = []
    for line in piece.split("\n"):
        item = _item(line, language, words)
        if item is None:
            waiting.append(line)
            continue
        yield from _paragraphs(waiting, language, words)
        waiting = []
        yield item
    yield from _paragraphs(waiting, language, words)


def _item(line: str, language: str, words: Phrases) -> OutlineItem | None:
    if language == "ko" and (found := _KOREAN.fullmatch(line.lstrip())):
        mark, text = found.groups()
        return OutlineItem(words.written(text, language), OUTLINE_MARKS.index(mark) + 1, mark)
    if language == "en" and (found := _LISTED.fullmatch(line.lstrip())):
        return OutlineItem(words.written(found[1], language), 1, BULLET)
    return None


def _paragraphs(lines: list[str], language: str, words: Phrases) -> Iterator[Block]:
    text = "\n".join(lines).strip()
    while len(text) > _LONGEST:
        cut = text.rfind(" ", _LONGEST // 2, _LONGEST) + 1 or _LONGEST
        yield Paragraph(words.written(text[:cut].rstrip(), language))
        text = text[cut:]
    if text:
        yield Paragraph(words.written(text, language))


_COUNTED = (BuiltIn.MILESTONES_ON_TIME, BuiltIn.DAYS_OF_DELAY, BuiltIn.PILOTS, BuiltIn.AGREEMENTS_SIGNED)
_RESULTS = (BuiltIn.FIRMS, BuiltIn.JOBS, BuiltIn.FUNDING_EUR, BuiltIn.FUNDING_KRW, BuiltIn.PEOPLE)
FIGURES = {
    # The journey.
    "milestones-done": pgettext_lazy("figure of a report", "Milestones done"),
    "milestones-open": pgettext_lazy("figure of a report", "Milestones open"),
    "milestones-overdue": pgettext_lazy("figure of a report", "Milestones overdue"),
    "milestones-not-reported": pgettext_lazy("figure of a report", "Milestones not reported"),
    "milestones-cancelled": pgettext_lazy("figure of a report", "Milestones cancelled"),
    "milestones-deviating": pgettext_lazy("figure of a report", "Milestones that left the first plan"),
    "milestones-undated": pgettext_lazy("figure of a report", "Milestones not known to be on time or late"),
    # Projects, helix, agreements.
    "projects-named": pgettext_lazy("figure of a report", "Projects named or explored"),
    "projects-new": pgettext_lazy("figure of a report", "Projects first reported in the period"),
    "projects-moved": pgettext_lazy("figure of a report", "Projects that moved to another level in the period"),
    "result-co2": pgettext_lazy("figure of a report", "CO2 saved by projects, in tonnes a year"),
    "organisations": pgettext_lazy("figure of a report", "Organisations that take part in projects"),
    "organisations-government": pgettext_lazy("figure of a report", "Organisations of government"),
    "organisations-research": pgettext_lazy("figure of a report", "Organisations of research"),
    "organisations-business": pgettext_lazy("figure of a report", "Organisations of business"),
    "organisations-civil-society": pgettext_lazy("figure of a report", "Organisations of civil society"),
    "organisations-other": pgettext_lazy("figure of a report", "Other organisations"),
    "agreements-signed-in-period": pgettext_lazy("figure of a report", "Agreements signed in the period"),
    "agreements-earlier": pgettext_lazy("figure of a report", "Agreements signed before the programme"),
    "agreements-drafted": pgettext_lazy("figure of a report", "Agreements drafted"),
    "agreements-discussed": pgettext_lazy("figure of a report", "Agreements discussed"),
    "agreements-lapsed": pgettext_lazy("figure of a report", "Agreements lapsed"),
    # Events, contacts, indicators, updates and what else is told.
    "events-cancelled": pgettext_lazy("figure of a report", "Events cancelled"),
    "events-not-reported": pgettext_lazy("figure of a report", "Events not reported"),
    "events-moved": pgettext_lazy("figure of a report", "Events moved by a new forecast"),
    "participants": pgettext_lazy("figure of a report", "Delegates who came"),
    "head-counts": pgettext_lazy("figure of a report", "People at events at least, as sources count them"),
    "contacts": pgettext_lazy("figure of a report", "Contacts in the period"),
    "indicators-measured": pgettext_lazy("figure of a report", "Measured indicators with a value"),
    "updates-accepted": pgettext_lazy("figure of a report", "City updates accepted"),
    "updates-missing": pgettext_lazy("figure of a report", "Partners without a submitted city update"),
    "publicity-items": pgettext_lazy("figure of a report", "Publicity items in the period"),
    "signals": pgettext_lazy("figure of a report", "Signals"),
    "follow-ups-late": pgettext_lazy("figure of a report", "Follow-ups late"),
    "closings-confirmed": pgettext_lazy("figure of a report", "Closings confirmed by both sides"),
    "good-practices": pgettext_lazy("figure of a report", "Good practices added in the period"),
    "milestones-next": pgettext_lazy("figure of a report", "Milestones of the next period"),
    "events-next": pgettext_lazy("figure of a report", "Events of the next period"),
    "agreements-next": pgettext_lazy("figure of a report", "Agreements on their way"),
    # What the portal counts itself is called as there.
    **{count.value: count.label for count in _COUNTED},
    **{f"projects-{level}": BuiltIn(level).label for level in ProjectLevel.values},
    **{f"result-{count.value}": count.label for count in _RESULTS},
    "events-held": BuiltIn.MEETINGS.label,
    "event-days": BuiltIn.DAYS.label,
    **{f"count-{count.value}": count.label for count in BuiltIn},
}


def figure_label(key: str) -> str:
    """The figure in words; a key that no later version knows any more is shown as it is."""
    return str(FIGURES[key]) if key in FIGURES else key.replace("-", " ").capitalize()


def figure_definition(key: str) -> str:
    """What a figure means where its words alone do not tell; as the section says it that has the figure."""
    return str(DEFINITION) if key.removeprefix("count-") == BuiltIn.DAYS_OF_DELAY else ""


# Sheets as a workbook and as CSV files in a zip, the same bytes from the same sheets.


_LONGEST_CELL = 32_767  # characters, the most that a cell of XLSX holds
_LONGEST_NAME = 31
_MOST_LINKS = 60_000  # the most that a sheet of XLSX holds is 65,530
_LONGEST_LINK = 2_000
_NARROWEST, _WIDEST = 9, 60  # signs
_MEASURED = 400  # rows
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NO_FILE_NAME = re.compile(r"[^a-z0-9-]+")
_EXCEL_BEGINS = dt.date(1900, 3, 1)
# The earliest moment that a zip file can name.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


def workbook_file(sheets: Sequence[Sheet], *, title: str, made_at: dt.datetime) -> bytes:
    """A sheet each, with real dates and numbers; a month stays a month, and text stays text, also behind `=`."""
    import xlsxwriter  # noqa: PLC0415 - few requests need it

    target = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        moment = made_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": plain_text(title)[:255], "created": moment})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
            "part": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "link": book.add_format({"valign": "top", "underline": 1}),
        }
        for name, sheet in zip(sheet_names(sheets), sheets, strict=True):
            _write_sheet(book.add_worksheet(name), sheet, formats)
    return target.getvalue()


def sheet_names(sheets: Sequence[Sheet]) -> list[str]:
    """A name for each, as Excel takes it: up to 31 signs, each once whatever its case, none of Excel's own."""
    taken = {"history"}
    found = []
    for sheet in sheets:
        base = _NO_NAME.sub(" ", plain_text(sheet.title)).strip(" '")[:_LONGEST_NAME].strip(" '") or sheet.key
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            tail = f" {number}"
            name = base[: _LONGEST_NAME - len(tail)] + tail
        taken.add(name.casefold())
        found.append(name)
    return found


def _write_sheet(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    for column, title in enumerate(sheet.head):
        page.write_string(0, column, plain_text(title), formats["head"])
    links = 0
    for down, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            links += _write(page, down, column, value, formats, may_link=links < _MOST_LINKS)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.head) - 1)


def _write(page: Any, down: int, column: int, value: Cell, formats: dict[str, Any], *, may_link: bool) -> bool:
    """Write one cell; true where it became a link."""
    day = _day(value)
    if day is not None:
        page.write_datetime(down, column, day, formats["date"])
    elif is_number(value):
        page.write_number(down, column, value, formats["number" if value == int(value) else "part"])
    elif text := _text(value)[:_LONGEST_CELL]:
        if may_link and text.startswith(("https://", "http://")) and len(text) <= _LONGEST_LINK:
            page.write_url(down, column, text, formats["link"], text)
            return True
        page.write_string(down, column, text, formats["text"])
    return False


def _day(value: Cell) -> dt.date | None:
    """A day that a workbook can count."""
    if isinstance(value, PartialDate):
        value = value.day if value.precision == DAY else None
    return value if isinstance(value, dt.date) and value >= _EXCEL_BEGINS else None


def _text(value: Cell) -> str:
    """A cell in words; dates as their own standard writes them, as exact as they are known."""
    if value is None:
        return ""
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, dt.date):
        return value.isoformat()
    return plain_text(value)


def _widths(sheet: Sheet) -> Iterator[float]:
    """As wide as what stands in a column, Hangul twice as wide as Latin, within reason."""
    for column, title in enumerate(sheet.head):
        # The arrow of the filter stands beside the title.
        longest = max((_signs(_text(row[column])) for row in sheet.rows[:_MEASURED]), default=0)
        yield min(_WIDEST, max(_NARROWEST, _signs(plain_text(title)) + 3, longest + 1))


def _signs(text: str) -> int:
    return max((sum(1 + (sign >= "\u1100") for sign in line) for line in text.split("\n")), default=0)


def csv_files(sheets: Sequence[Sheet]) -> bytes:
    """One CSV file per sheet in a zip: UTF-8 with the mark by which Excel knows it, nothing that a spreadsheet runs."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        taken: set[str] = set()
        for sheet in sheets:
            name = base = _NO_FILE_NAME.sub("-", sheet.key.lower()).strip("-") or "table"
            while name in taken:
                name = f"{base}-{len(taken)}"
            taken.add(name)
            entry = zipfile.ZipInfo(f"{name}.csv", _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _csv(sheet))
    return target.getvalue()


def _csv(sheet: Sheet) -> bytes:
    cells = ([value if is_number(value) else _text(value) for value in row] for row in (sheet.head, *sheet.rows))
    return csv_text(cells).encode("utf-8-sig")
