"""Publicity in a report: each item by its title as printed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language_info, ngettext, pgettext
from django.utils.translation import gettext as _

from core.blocks import Block, Paragraph, Text, Written
from core.texts import LANGUAGES
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    names_of,
    paper_column,
    sheet,
    table,
)
from reports.progress.rendering.words import Data, Sheet, Words


def blocks(data: Data, words: Words) -> Iterator[Block]:
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
    yield table(_columns(data, words), items, words)


def _columns(data: Data, words: Words) -> list[Column]:
    names = names_of(words, data)
    language, about = pgettext("publicity", "Language"), pgettext("publicity", "About")

    def pairing(item: One) -> Written:
        return names.get(item["pairing"], _("The whole strand"))

    return [
        Column(pgettext("publicity", "Day"), "on", "date", 1.6),
        Column(pgettext("publicity", "Outlet"), lambda item: _as_written(item["outlet"], item), width=1.7),
        Column(pgettext("publicity", "Title as printed"), lambda item: _title(item, words), width=3.4),
        paper_column(language, lambda item: _language(item["language"]), 1.2),
        Column(language, "language"),
        Column(about, pairing, width=0 if data["of_pairing"] else 2.2),
        Column(pgettext("publicity", "Published by"), lambda item: _as_written(item["published_by"], item), width=1.8),
        Column(pgettext("publicity", "Link"), "link"),
        address_column(),
    ]


def _title(item: One, words: Words) -> Written:
    """The title in its own language; it leads to where it was published, else to the item in the portal."""
    url = item["link"] or words.base_url + item["url"]
    return Text(item["title"], item["language"] if item["language"] in LANGUAGES else words.language, url)


def _as_written(text: str, item: One) -> Written:
    return Text(text, item["language"]) if text and item["language"] in LANGUAGES else text


def _language(code: str) -> str:
    """The language by its name; a code that has none as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("publicity", pgettext("sheet", "Publicity"), _columns(data, words), data["items"], words)
