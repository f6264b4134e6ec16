"""How two snapshots differ, in words: which record or figure, in what, from what to what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core.blocks import Block, Heading, Paragraph, Table, Written, text_of
from events.enums import EventStatus
from partnerships.enums import (
    AgreementStatus,
    MilestoneStatus,
    PairingStatus,
    ProjectLevel,
    Sector,
)
from reports.enums import Section, UpdateStatus
from reports.rendering.figure_labels import figure_label
from reports.rendering.parts import Data, Sheet
from reports.rendering.words import NOTHING, Words

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
_FIELDS = {
    "name": pgettext_lazy("what of a record", "name"),
    "status": pgettext_lazy("what of a record", "status"),
    "state": pgettext_lazy("what of a record", "state"),
    "level": pgettext_lazy("what of a record", "level"),
    "level_since": pgettext_lazy("what of a record", "level since"),
    "baseline": pgettext_lazy("what of a record", "baseline"),
    "forecast": pgettext_lazy("what of a record", "forecast"),
    "actual": pgettext_lazy("what of a record", "actual dates"),
    "deviation": pgettext_lazy("what of a record", "deviation"),
    "reason": pgettext_lazy("what of a record", "reason"),
    "outcome": pgettext_lazy("what of a record", "outcome"),
    "summary": pgettext_lazy("what of a record", "summary"),
    "stage": pgettext_lazy("what of a record", "stage"),
    "responsible": pgettext_lazy("what of a record", "responsible side"),
    "confirmation": pgettext_lazy("what of a record", "confirmation"),
    "confirmed": pgettext_lazy("what of a record", "sides that confirmed"),
    "reported_by": pgettext_lazy("what of a record", "reported by"),
    "days_of_delay": pgettext_lazy("what of a record", "days of delay"),
    "days_early": pgettext_lazy("what of a record", "days early"),
    "source": pgettext_lazy("what of a record", "source"),
    "now": pgettext_lazy("what of a record", "value now"),
    "as_of": pgettext_lazy("what of a record", "as of"),
    "target": pgettext_lazy("what of a record", "target"),
    "due_on": pgettext_lazy("what of a record", "due day"),
    "percent": pgettext_lazy("what of a record", "share of the way"),
    "moves": pgettext_lazy("what of a record", "number of moves"),
    "organisations": pgettext_lazy("what of a record", "number of organisations"),
    "days": pgettext_lazy("what of a record", "days"),
    "venue": pgettext_lazy("what of a record", "venue"),
    "text_en": pgettext_lazy("what of a record", "text in English"),
    "text_ko": pgettext_lazy("what of a record", "text in Korean"),
    "unit": pgettext_lazy("what of a record", "unit"),
    "signed_on": pgettext_lazy("what of a record", "day of signature"),
    "topic": pgettext_lazy("what of a record", "topic"),
    "lead": pgettext_lazy("what of a record", "leading side"),
}
_VALUES: tuple[tuple[str, str, Any], ...] = (
    (Section.JOURNEY, "status", MilestoneStatus),
    (Section.EVENTS, "status", EventStatus),
    (Section.AGREEMENTS, "status", AgreementStatus),
    (Section.UPDATES, "status", UpdateStatus),
    (Section.PROJECTS, "level", ProjectLevel),
    (Section.HELIX, "sector", Sector),
    ("", "status", PairingStatus),
)


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


def change_lines(changes: Iterable[Mapping[str, Any]], words: Words) -> list[ChangeLine]:
    """The changes of a snapshot (as plain data) in the language of `words`, which gettext speaks too."""
    return [_line(change, words) for change in changes]


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
    rows = [[one.about, one.section, one.what, one.old, one.new] for one in change_lines(changes[:MOST_ROWS], words)]
    found: list[Block] = [heading, Paragraph(lead), Table(_head(), rows, [4, 2, 3, 3, 3])]
    if len(changes) > MOST_ROWS:
        note = _("%(count)s further changes stand in the sheet “Changes” of the workbook (XLSX).")
        found.append(Paragraph(note % {"count": words.number(len(changes) - MOST_ROWS)}))
    return found


def change_sheets(snapshot: Data, words: Words) -> list[Sheet]:
    """The same with every row; no sheet in a first report."""
    lines = change_lines(snapshot.get("changes") or [], words)
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


def _line(change: Mapping[str, Any], words: Words) -> ChangeLine:
    section = str(Section(change["section"]).label) if change["section"] in Section.values else _("Pairings")
    old, new = (_value(change, name, words) for name in ("old", "new"))
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


def field_label(name: str) -> str:
    """What a field is called; one that has no words yet by its own name."""
    return str(_FIELDS[name]) if name in _FIELDS else name.replace("_", " ").replace(".", ": ")


def _value(change: Mapping[str, Any], name: str, words: Words) -> Written:
    value = change[name]
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if isinstance(value, int | float):
        return words.number(value)
    if isinstance(value, Mapping):
        return words.span(value) if value.keys() <= {"start", "end"} else words.say(value)
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return _word(change, str(value), words)


def _word(change: Mapping[str, Any], value: str, words: Words) -> Written:
    for section, field, choices in _VALUES:
        if change["section"] == section and change["field"] == field and value in choices.values:
            return str(choices(value).label)
    return words.date(value) if _DAY.fullmatch(value) else value
