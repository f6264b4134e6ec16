"""Rows pasted from a spreadsheet or a mail as people to nominate: read, never changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import NameOrder
from core.folding import fold
from events.delegations.nominations import MOST_AT_ONCE
from events.enums import DelegateRole
from partnerships.enums import Sector

# The columns in their order, each with its title; a first row that repeats the titles is left out.
COLUMNS: tuple[tuple[str, Any], ...] = (
    ("family_name", gettext_lazy("Family name")),
    ("given_name", gettext_lazy("Given name")),
    ("name_native", gettext_lazy("Name in own script")),
    ("title", pgettext_lazy("title of a person", "Title")),
    ("function", pgettext_lazy("of a person", "Function")),
    ("organisation_name", gettext_lazy("Organisation")),
    ("sector", gettext_lazy("Sector")),
    ("languages", gettext_lazy("Languages")),
    ("role", gettext_lazy("Role")),
    ("email", gettext_lazy("E-mail address")),
    ("name_order", gettext_lazy("Name order")),
)
_NAMES = tuple(name for name, _title in COLUMNS)
_CHOICES: dict[str, Any] = {"sector": Sector, "role": DelegateRole, "name_order": NameOrder}


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One person as pasted, and the number of the line it ends on, counted from 1."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one line."""

    line: int
    words: str


def read_rows(text: str, *, name_order: str) -> tuple[list[PastedRow], list[RowFault]]:
    """The people in a pasted text, and the faults of its lines; cells are apart by tabs, else by semicolons.

    A cell that a spreadsheet has put in quotation marks may hold line breaks of its own. Roles, sectors and name
    orders are read as stored or as the reader's screen names them; without a role somebody is a member, without an
    order the name stands in `name_order`. Names are taken as they are.
    """
    rows: list[PastedRow] = []
    faults: list[RowFault] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ";")
    for cells in reader:
        line = reader.line_num
        trimmed = [cell.strip() for cell in cells]
        if not any(trimmed) or _is_head(trimmed):
            continue
        if len(rows) + len(faults) == MOST_AT_ONCE:
            # Nothing more is read: of thousands of rows nobody wants to hear one by one.
            faults.append(RowFault(line, too_many_message()))
            break
        values, fault = _values(trimmed, name_order)
        if fault:
            faults.append(RowFault(line, fault))
        else:
            rows.append(PastedRow(line, values))
    return rows, faults


def too_many_message() -> str:
    """Why so many rows are refused."""
    return _("Nominate at most %(most)s people at once.") % {"most": MOST_AT_ONCE}


def _is_head(cells: Sequence[str]) -> bool:
    """Whether the cells are titles of columns: as the screen names them, or as they are called in English."""
    known = {fold(str(title)) for _name, title in COLUMNS} | {fold(name.replace("_", " ")) for name in _NAMES}
    return all(fold(cell.replace("_", " ")) in known for cell in cells if cell)


def _values(cells: Sequence[str], name_order: str) -> tuple[dict[str, Any], str]:
    """What one line says, or why it cannot be read."""
    if len(cells) > len(_NAMES):
        return {}, _("There are more than %(most)s entries.") % {"most": len(_NAMES)}
    values: dict[str, Any] = dict.fromkeys(_NAMES, "") | dict(zip(_NAMES, cells, strict=False))
    for name, choices in _CHOICES.items():
        value = _value_of(values[name], choices)
        if value is None:
            return {}, _("“%(value)s” is none of the choices.") % {"value": values[name]}
        values[name] = value
    values["role"] = values["role"] or DelegateRole.MEMBER.value
    values["name_order"] = values["name_order"] or name_order
    return values, ""


def _value_of(cell: str, choices: Any) -> str | None:
    """The stored value of a choice; None where it is none of them."""
    if not cell:
        return ""
    for value, label in choices.choices:
        if fold(cell) in (fold(value), fold(str(label))):
            return str(value)
    return None
