"""How two snapshots differ, in words: which record or figure, in what, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Heading, Paragraph, Table, Written, text_of
from reports.enums import Section
from reports.progress.rendering.change_values import field_label, value_label
from reports.progress.rendering.figure_labels import figure_label
from reports.progress.rendering.parts import Data, Sheet
from reports.progress.rendering.words import NOTHING, Words

# What people leaf through; a longer list stands whole in the workbook, and the section says so.
MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference as it is read: where, of what, in what, and the two values."""

    section: str
    about: Written
    what: str
    old: Written
    new: Written


def change_lines(
    changes: Iterable[Mapping[str, Any]], words: Words, frame: Data = MappingProxyType({})
) -> list[ChangeLine]:
    """The changes of a snapshot (as plain data) in the language of `words`, which gettext speaks too.

    `frame` is one of the two snapshots: it has the names of the sides and the names of the pairings.
    """
    return [_line(change, words, frame) for change in changes]


def change_blocks(snapshot: Data, words: Words) -> list[Block]:
    """What a correction changes of the report that it replaces, its heading of level 1; nothing in a first report."""
    replaced = snapshot["report"].get("replaces")
    if not replaced:
        return []
    changes = snapshot.get("changes") or []
    heading = Heading(pgettext("progress report", "What this revision changes"))
    lead = pgettext("progress report", "Compared with revision %(revision)s.") % {"revision": replaced["revision"]}
    if not changes:
        return [heading, Paragraph(lead), Paragraph(_("Every record and every figure says the same in both."))]
    lines = change_lines(changes[:MOST_ROWS], words, snapshot)
    rows = [[one.about, one.section, one.what, one.old, one.new] for one in lines]
    found: list[Block] = [heading, Paragraph(lead), Table(_head(), rows, [4, 2, 3, 3, 3])]
    if len(changes) > MOST_ROWS:
        more = len(changes) - MOST_ROWS
        note = ngettext(
            "%(count)s further change stands in the sheet “Changes” of the workbook (XLSX).",
            "%(count)s further changes stand in the sheet “Changes” of the workbook (XLSX).",
            more,
        )
        found.append(Paragraph(note % {"count": words.number(more)}))
    return found


def change_sheets(snapshot: Data, words: Words) -> list[Sheet]:
    """The same with every row; no sheet in a first report."""
    lines = change_lines(snapshot.get("changes") or [], words, snapshot)
    if not lines:
        return []
    rows = [[text_of(cell) for cell in (one.about, one.section, one.what, one.old, one.new)] for one in lines]
    return [Sheet("changes", pgettext("progress report", "Changes"), _head(), rows)]


def _head() -> list[str]:
    return [
        pgettext("head of a table of changes", "What differs"),
        pgettext("report", "Section"),
        pgettext("head of a table of changes", "In what"),
        pgettext("head of a table of changes", "Before"),
        pgettext("head of a table of changes", "Now"),
    ]


def _line(change: Mapping[str, Any], words: Words, frame: Data) -> ChangeLine:
    section = str(Section(change["section"]).label) if change["section"] in Section.values else _("Pairings")
    old, new = (value_label(change, change[name], words, frame) for name in ("old", "new"))
    return ChangeLine(section, _about(change, words), _what(change), old, new)


def _about(change: Mapping[str, Any], words: Words) -> Written:
    if change["what"] == "text":
        return pgettext("of a section", "What staff wrote")
    said = words.say(change["name"], url=change["url"])
    if said != NOTHING:
        return said
    if change["what"] == "figure":
        return figure_label(change["key"])
    return words.written(change["key"] or NOTHING, words.language, change["url"])


def _what(change: Mapping[str, Any]) -> str:
    """What happened to it."""
    kind = change["kind"]
    if change["in_figure"]:
        figure = figure_label(change["in_figure"])
        if kind == "added":
            return pgettext("a record", "counted now: %(figure)s") % {"figure": figure}
        return pgettext("a record", "counted no more: %(figure)s") % {"figure": figure}
    if kind == "changed":
        return field_label(change["field"]) if change["field"] else pgettext("figure", "value")
    if change["field"]:
        return field_label(change["field"])
    return pgettext("change", "added") if kind == "added" else pgettext("change", "gone")
