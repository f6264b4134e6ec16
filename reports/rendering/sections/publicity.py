"""Publicity as a report tells it: each item by its title as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from core.blocks import Block, Paragraph, Text, Written
from core.texts import LANGUAGES
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import names_of, plain_names, table
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_publicity(data: Data, words: Words) -> Iterator[Block]:
    """A table in the order of the days."""
    items = data["items"]
    if not items:
        yield Paragraph(_("No publicity item was recorded for the period."))
        return
    yield Paragraph(
        ngettext(
            "%(count)s item was recorded for the period.", "%(count)s items were recorded for the period.", len(items)
        )
        % {"count": words.number(len(items))}
    )
    names = names_of(words, data)
    yield table(
        [
            pgettext("publicity", "Day"),
            pgettext("publicity", "Outlet"),
            pgettext("publicity", "Title as printed"),
            pgettext("publicity", "Language"),
            pgettext("publicity", "About"),
            pgettext("publicity", "Published by"),
        ],
        [
            [
                words.date(item["on"]),
                _free(item["outlet"], item),
                title_words(item, words),
                language_word(item["language"]),
                "" if data["of_pairing"] else names.get(item["pairing"], _("The whole strand")),
                _free(item["published_by"], item),
            ]
            for item in items
        ],
        widths=(1.6, 1.7, 3.4, 1.2, 2.2, 1.8),
    )


def title_words(item: One, words: Words) -> Written:
    """The title in its own language; it leads to where it was published, else to the item in the portal."""
    url = item["link"] or words.base_url + item["url"]
    return Text(item["title"], item["language"] if item["language"] in LANGUAGES else words.language, url)


def _free(text: str, item: One) -> Written:
    """An outlet's name, as it is written where it appears."""
    return Text(text, item["language"]) if text and item["language"] in LANGUAGES else text


def language_word(code: str) -> str:
    """The language by its name; a code that has none as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def publicity_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Every item."""
    names = plain_names(words, data)
    rows: list[Sequence[Cell]] = [
        [
            day_cell(item["on"]),
            item["outlet"],
            item["title"],
            item["language"],
            names.get(item["pairing"]) or _("The whole strand"),
            item["published_by"] or None,
            item["link"] or None,
            words.base_url + item["url"],
        ]
        for item in data["items"]
    ]
    head = [
        pgettext("publicity", "Day"),
        pgettext("publicity", "Outlet"),
        pgettext("publicity", "Title as printed"),
        pgettext("publicity", "Language"),
        pgettext("publicity", "About"),
        pgettext("publicity", "Published by"),
        pgettext("publicity", "Link"),
        _("Address"),
    ]
    yield Sheet("publicity", pgettext("sheet", "Publicity"), head, rows)


PART = Part(Section.PUBLICITY, tell_publicity, publicity_sheets)
