"""Who took part in the events of a report: by event, side, sector and gender, and what sources count."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Paragraph, Table
from events.enums import Gender
from partnerships.enums import Sector
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    paper_column,
    sheet,
    side_name,
    table,
)
from reports.progress.rendering.sections.event_rows import source_link
from reports.progress.rendering.words import NOTHING, Data, Sheet, Words

# The three of the helix are told also where there is nobody.
_ALWAYS = {Sector.GOVERNMENT.value, Sector.RESEARCH.value, Sector.BUSINESS.value}


def participant_blocks(data: Data, words: Words) -> Iterator[Block]:
    """Delegations in numbers, and head counts; nobody is named."""
    people = data["participants"]
    if people["events"]:
        yield _by_event(data, words)
        yield _by_sector(people, words)
        yield from _by_gender(people, words)
    elif not data["head_counts"]:
        said = _("No delegation is on record: who took part was not reported.")
        if any(row.get("remark") for row in data["held"]):
            said = f"{said} {_('What sources say of it stands in the remarks above.')}"
        yield Paragraph(said)
    if data["head_counts"]:
        yield table(
            _head_count_columns(data, words),
            data["head_counts"],
            words,
            caption=_("How many people sources count, as they say it."),
        )


def participant_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    people = data["participants"]
    yield sheet("participants", pgettext("sheet", "Participants"), _event_columns(data, words), people["events"], words)
    # What is too small to be told is an empty cell with a note.
    rows = [(gender, people["genders"][gender.value]) for gender in Gender if gender.value in (people["genders"] or {})]
    columns = [
        Column(pgettext("table head", "Gender"), lambda row: str(row[0].label)),
        Column(pgettext("people", "Delegates"), lambda row: row[1] if isinstance(row[1], int) else None, "number"),
        Column(pgettext("of a figure", "Note"), lambda row: _few(row[1], _("not told"))),
    ]
    yield sheet("genders", pgettext("sheet", "Delegates by gender"), columns, rows, words)
    head_counts = _head_count_columns(data, words)
    yield sheet("head-counts", _("Head counts"), head_counts, data["head_counts"], words)


def _by_event(data: Data, words: Words) -> Table:
    people = data["participants"]
    rows = list(people["events"])
    if len(rows) > 1:
        rows.append(people | {"name": {words.language: pgettext("sum of a table", "Together")}, "url": ""})
    return table(
        _event_columns(data, words),
        rows,
        words,
        caption=_(
            "Delegates by side: those who came, where somebody said who did, else those who had a place. "
            "Who took part in two events counts twice."
        ),
    )


def _event_columns(data: Data, words: Words) -> list[Column]:
    sectors = [*Sector.choices, ("", pgettext("sector", "Not given"))]
    return [
        Column(pgettext("table head", "Event"), "name", "link", 4),
        *(Column(side_name(words, data, side), f"sides.{side}", "number", 1.2) for side in ("eu", "counterpart")),
        Column(pgettext("people", "Delegates"), "total", "number", 1.4),
        Column(pgettext("people", "Came"), "came", "reported", 1.2),
        Column(pgettext("people", "Did not come"), "absent", "reported", 1.4),
        *(Column(str(label), f"sectors.{code}", "number") for code, label in sectors),
        address_column(),
    ]


def _by_sector(people: One, words: Words) -> Table:
    total = people["total"]
    rows = [
        (label, number)
        for sector, label in [*Sector.choices, ("", pgettext("sector", "Not given"))]
        if (number := people["sectors"][sector]) or sector in _ALWAYS
    ]
    return table(
        [
            Column(pgettext("table head", "Sector"), lambda row: str(row[0]), width=4),
            Column(pgettext("people", "Delegates"), lambda row: row[1], "number", 1.4),
            Column(
                pgettext("table head", "Share"),
                lambda row: f"{round(100 * row[1] / total)}%" if total else NOTHING,
                "number",
                1.4,
            ),
        ],
        rows,
        words,
        caption=_("Delegates by sector."),
    )


def _by_gender(people: One, words: Words) -> Iterator[Block]:
    genders = people["genders"]
    if genders is None:
        yield Paragraph(_("No delegate has given a gender; it is never guessed from a name."))
        return
    not_told = pgettext("number of people", "not told")
    yield table(
        [
            Column(pgettext("table head", "Gender"), lambda gender: str(gender.label), width=4),
            Column(
                pgettext("people", "Delegates"),
                lambda gender: _few(genders[gender.value], not_told) or genders[gender.value],
                "number",
                2.8,
            ),
        ],
        Gender,
        words,
        caption=_("Delegates by gender, as they gave it themselves. Numbers below five are not told."),
    )


def _few(number: int | str, hidden: str) -> str | None:
    """What stands for a number of people of one gender that is too small to be told."""
    if isinstance(number, int):
        return None
    return _("fewer than 5") if number == "few" else hidden


def _head_count_columns(data: Data, words: Words) -> list[Column]:
    return [
        Column(pgettext("table head", "Event"), "name", "link", 3.1),
        Column(pgettext("head count", "Who is counted"), "whom", width=2.4),
        paper_column(pgettext("head count", "Number"), lambda row: _head_count(row, words), 1.2, "number"),
        Column(pgettext("head count", "At least"), "least", "number"),
        Column(pgettext("head count", "At most"), "most", "number"),
        Column(
            pgettext("table head", "Side"),
            lambda row: side_name(words, data, row["side"]) if row["side"] else None,
            width=1.2,
        ),
        Column(pgettext("table head", "Source"), "source"),
        paper_column(pgettext("table head", "Source"), lambda row: source_link(row["source"], words), 2.3),
    ]


def _head_count(row: One, words: Words) -> str:
    least, most = words.number(row["least"]), words.number(row["most"])
    return least if least == most else f"{least}–{most}"
