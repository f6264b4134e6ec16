"""Contacts as a report tells them: how many, by pairing, kind and month, and the longest silence; no words of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Drawing, Heading, Paragraph, Table, Written
from core.formats import month_label, year_label
from core.pictures.fluid import NARROW
from core.pictures.months import ContactMonth, contact_months
from partnerships.enums import OPEN_PAIRING, ContactKind
from reports.enums import Section
from reports.rendering.drawings.canvas import WIDTH, drawing, from_page, moved
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import names_of, plain, plain_names, side_name, table, whole
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]
_EDGE = 10  # into which the name of the last month reaches
WHOSE = ("eu", "counterpart", "together")


def tell_contacts(data: Data, words: Words) -> Iterator[Block]:
    """The number, the picture with its table, kinds, and the longest time without a sign of contact."""
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
        yield _months(data, words)
        yield _kinds(data, words)
    else:
        yield Paragraph(_("No contact was recorded in the period. There may have been some: nobody reported any."))
        # Whoever keeps no contacts here has had some: once all is over, the time without one tells nobody anything.
        if not any(one["status"] in OPEN_PAIRING for one in data["pairings"]):
            return
    yield Heading(_("Time without contact"), 2)
    yield _pairings(data, words)


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


def _months(data: Data, words: Words) -> Table:
    sides = [side_name(words, data, side) for side in ("eu", "counterpart")]
    return table(
        [pgettext("table head", "Month"), *sides, pgettext("contacts", "At one hour"), _("All contacts")],
        [
            [
                words.date(one["month"]),
                *(words.number(one[whose]) for whose in WHOSE),
                words.number(sum(one[whose] for whose in WHOSE)),
            ]
            for one in data["months"]
        ],
        widths=(2.6, 1.2, 1.2, 1.4, 1.4),
        numbers=(1, 2, 3, 4),
        caption=_("Contacts by month and by the side that began them; at a call, meeting or visit both sat together."),
    )


def _kinds(data: Data, words: Words) -> Table:
    return table(
        [pgettext("of a record", "Kind"), _("All contacts")],
        [
            [str(kind.label), words.number(data["by_kind"][kind.value])]
            for kind in ContactKind
            if data["by_kind"][kind.value]
        ],
        widths=(4, 1.4),
        numbers=(1,),
        caption=_("Contacts by kind."),
    )


def _pairings(data: Data, words: Words) -> Table:
    sides = [side_name(words, data, side) for side in ("eu", "counterpart")]
    names = names_of(words, data)
    return table(
        [
            _("Pairing"),
            *sides,
            pgettext("contacts", "At one hour"),
            _("All contacts"),
            _("Longest time without a sign"),
        ],
        [_pairing(one, _numbers(one, data, words), names, words) for one in data["pairings"]],
        widths=(2.5, 1, 1, 1.1, 1.1, 2.7),
        numbers=(1, 2, 3, 4),
        caption=_(
            "A sign is a contact, a side's confirmation, a move of a project or an event held on known days. "
            "Where none is on record, nothing is known of the time without one."
        ),
    )


def _numbers(one: One, data: Data, words: Words) -> list[str]:
    """The numbers of a pairing; none where no pairing has any."""
    found = [*(one["by_side"][whose] for whose in WHOSE), one["total"]]
    return [words.number(number) if data["total"] else "" for number in found]


def _pairing(one: One, numbers: Sequence[str], names: Mapping[str, Written], words: Words) -> Sequence[Written]:
    return [
        names[one["code"]],
        *numbers,
        _silence_words(one["silence"], words),
    ]


def _silence_words(silence: One, words: Words) -> str:
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


def contact_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Each pairing with its numbers, and each of its months."""
    sides = [side_name(words, data, side) for side in ("eu", "counterpart")]
    counted = [*sides, pgettext("contacts", "At one hour"), _("All contacts")]
    head = [
        _("Pairing"),
        *counted,
        *(str(kind.label) for kind in ContactKind),
        _("Longest time without a sign, days"),
        _("Events in it of which the day is not recorded"),
        _("Address"),
    ]
    yield Sheet("contacts", _("Contacts"), head, [_sheet_row(one, words) for one in data["pairings"]])
    head = [_("Pairing"), pgettext("table head", "Month"), *counted]
    yield Sheet("contacts-by-month", _("Contacts by month"), head, list(_month_rows(data, words)))


def _sheet_row(one: One, words: Words) -> Sequence[Cell]:
    return [
        plain(words, one["name"]),
        *(one["by_side"][whose] for whose in WHOSE),
        one["total"],
        *(one["by_kind"][kind.value] for kind in ContactKind),
        one["silence"]["days"],
        one["silence"]["undated"],
        whole(words, one["url"]),
    ]


def _month_rows(data: Data, words: Words) -> Iterator[Sequence[Cell]]:
    """A month of none at all is a row only where somebody keeps contacts."""
    names = plain_names(words, data)
    for one in data["pairings"] if data["total"] else ():
        for month in one["months"]:
            numbers = [month[whose] for whose in WHOSE]
            yield [names[one["code"]], day_cell(month["month"]), *numbers, sum(numbers)]


PART = Part(Section.CONTACTS, tell_contacts, contact_sheets)
