"""Contacts in a report: how many, by pairing, kind and month, and the longest silence; no words of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Drawing, Heading, Paragraph, Table
from core.formats import month_label, year_label
from core.pictures.months import ContactMonth, contact_months
from core.pictures.shapes import NARROW
from partnerships.enums import OPEN_PAIRING, ContactKind
from reports.progress.rendering.drawings.canvas import WIDTH, drawing, from_page, moved
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    pairing_column,
    paper_column,
    sheet,
    side_name,
    table,
)
from reports.progress.rendering.words import Data, Sheet, Words

_EDGE = 10  # into which the name of the last month reaches
WHOSE = ("eu", "counterpart", "together")


def blocks(data: Data, words: Words) -> Iterator[Block]:
    total = data["total"]
    if total:
        said = ngettext(
            "The two sides recorded %(count)s contact in the period.",
            "The two sides recorded %(count)s contacts in the period.",
            total,
        )
        if not data["of_pairing"]:
            said = ngettext(
                "The pairings recorded %(count)s contact in the period.",
                "The pairings recorded %(count)s contacts in the period.",
                total,
            )
        lead = said % {"count": words.number(total)}
        yield Paragraph(f"{lead} {_('Only how many there are is told here; what was said stays with the two sides.')}")
        yield from _picture(data, words)
        yield table(
            _months(data, words),
            data["months"],
            words,
            caption=_(
                "Contacts by month and by the side that began them; at a call, meeting or visit both sat together."
            ),
        )
        yield _kinds(data, words)
    else:
        yield Paragraph(_("No contact was recorded in the period. There may have been some: nobody reported any."))
        # Whoever keeps no contacts here has had some: once all is over, the time without one tells nobody anything.
        if not any(one["status"] in OPEN_PAIRING for one in data["pairings"]):
            return
    yield Heading(_("Time without contact"), 2)
    yield table(
        _pairings(data, words),
        data["pairings"],
        words,
        caption=_(
            "A sign is a contact, a side's confirmation, a move of a project or an event held on known days. "
            "Where none is on record, nothing is known of the time without one."
        ),
    )


def _picture(data: Data, words: Words) -> Iterator[Block]:
    letters = {side: one["letters"] for side, one in data["sides"].items()}
    months = [
        ContactMonth(dt.date.fromisoformat(f"{one['month']}-01"), one["eu"], one["counterpart"], one["together"])
        for one in data["months"]
    ]
    svg, narrow = (contacts_drawing(months, letters, words.language, width=width) for width in (WIDTH, NARROW))
    if svg:
        names = {side: side_name(words, data, side) for side in letters}
        caption = (
            _("Contacts month by month and who began them: %(eu)s above the line, %(counterpart)s below it.") % names
        )
        yield Drawing(svg, f"{caption} {_('The table below has the same numbers.')}", caption, narrow=narrow)


def contacts_drawing(
    months: Sequence[ContactMonth], letters: Mapping[str, str], language: str, *, width: float = WIDTH
) -> str:
    """The picture of the dashboard; nothing without any contact."""
    picture = contact_months(
        months,
        month_label=partial(month_label, language=language),
        year_label=partial(year_label, language=language),
    )
    if picture is None:
        return ""
    room = picture.side_room
    sides = from_page("components/contact_months_sides.html", picture=picture, letters=letters)
    bars = from_page("components/contact_months_bars.html", across=width - room - _EDGE, picture=picture)
    return drawing([sides, moved(room, 0, bars)], height=picture.height, width=width)


def _numbers(data: Data, words: Words, prefix: str, *widths: float) -> list[Column]:
    """How many each side began, and how many both at one hour."""
    sides = [side_name(words, data, side) for side in ("eu", "counterpart")]
    rows = zip((*sides, pgettext("contacts", "At one hour")), WHOSE, widths, strict=True)
    return [Column(head, prefix + whose, "number", width) for head, whose, width in rows]


def _months(data: Data, words: Words) -> list[Column]:
    return [
        pairing_column(data),
        Column(pgettext("table head", "Month"), "month", "date", 2.6),
        *_numbers(data, words, "", 1.2, 1.2, 1.4),
        Column(_("All contacts"), lambda row: sum(row[whose] for whose in WHOSE), "number", 1.4),
    ]


def _kinds(data: Data, words: Words) -> Table:
    columns = [
        Column(pgettext("of a record", "Kind"), lambda kind: kind, ContactKind, 4),
        Column(_("All contacts"), lambda kind: data["by_kind"][kind.value], "number", 1.4),
    ]
    kinds = [kind for kind in ContactKind if data["by_kind"][kind.value]]
    return table(columns, kinds, words, caption=_("Contacts by kind."))


def _pairings(data: Data, words: Words) -> list[Column]:
    """On paper without the numbers where no pairing has any."""
    widths = (1, 1, 1.1, 1.1) if data["total"] else (0, 0, 0, 0)
    return [
        Column(_("Pairing"), "name", "link", 2.5),
        *_numbers(data, words, "by_side.", *widths[:3]),
        Column(_("All contacts"), "total", "number", widths[3]),
        *(Column(str(kind.label), f"by_kind.{kind.value}", "number") for kind in ContactKind),
        Column(_("Longest time without a sign, days"), "silence.days", "number"),
        Column(_("Events in it of which the day is not recorded"), "silence.undated", "number"),
        paper_column(_("Longest time without a sign"), lambda row: _silence(row["silence"], words), 2.7),
        address_column(),
    ]


def _silence(silence: One, words: Words) -> str:
    """How many days; without any sign that nothing is on record."""
    days = silence["days"]
    if days is None:
        return _("no sign on record")
    said = ngettext("%(count)s day", "%(count)s days", days) % {"count": words.number(days)}
    if number := silence["undated"]:
        within = ngettext(
            "in it %(count)s event held on a day not recorded",
            "in it %(count)s events held on days not recorded",
            number,
        )
        return words.joined([said, within % {"count": words.number(number)}])
    return said


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("contacts", _("Contacts"), _pairings(data, words), data["pairings"], words)
    months = [month | {"pairing": one["code"]} for one in data["pairings"] for month in one["months"]]
    rows = months if data["total"] else []
    yield sheet("contacts-by-month", _("Contacts by month"), _months(data, words), rows, words)
