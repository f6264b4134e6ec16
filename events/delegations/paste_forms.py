"""Delegates pasted as rows from a spreadsheet or a mail: the form reads them, shows them, takes them once seen."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import NameOrder
from core.act_forms import ActForm
from core.folding import fold
from events.delegations.forms import usual_name_order
from events.enums import DelegateRole
from events.models import Delegate, Delegation
from partnerships.enums import Sector

if TYPE_CHECKING:
    from core.errors import DomainError
    from partnerships.models import Participation

type _Row = tuple[int, dict[str, Any]]

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


class PasteForm(ActForm):
    """The rows as text; `seen` is the digest of the rows that were shown."""

    rows_text = forms.CharField(
        label=gettext_lazy("Delegates, one in each row"),
        strip=False,  # faults are named by the number of the line
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participation = participation
        self.rows: list[_Row] = []
        # A browser would cut a long list off without a word; so much text is more rows than are taken.
        self.fields["rows_text"].widget.attrs.pop("maxlength", None)
        self.fields["rows_text"].error_messages["max_length"] = too_many_message()
        titles = "; ".join(str(title) for _name, title in COLUMNS)
        self.fields["rows_text"].help_text = _(
            "Copied from a spreadsheet, or apart by semicolons: %(titles)s. What comes after the names may be left "
            "out. Names are taken as they are."
        ) % {"titles": titles}

    def clean_rows_text(self) -> str:
        """Read every row, and name the fault of each that has one."""
        text: str = self.cleaned_data["rows_text"]
        self.rows, faults = read_rows(text, name_order=usual_name_order(self.participation))
        if faults:
            raise ValidationError([_row_fault(*one) for one in faults])
        if not self.rows:
            raise ValidationError(self.fields["rows_text"].error_messages["required"])
        return text

    @property
    def given(self) -> dict[str, Any]:
        return {"people": [values for _line, values in self.rows]}

    @property
    def preview(self) -> list[Delegate]:
        """The people as they would be nominated, not saved."""
        return [Delegate(**values) for _line, values in self.rows]

    @property
    def digest(self) -> str:
        """What tells these rows from others."""
        return hashlib.sha256(repr(self.given["people"]).encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        """Whether exactly these rows were shown before."""
        return bool(self.cleaned_data.get("seen") == self.digest)

    def remember(self) -> None:
        """The next click on this form takes what is shown now."""
        sent = self.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = self.digest
        self.data = sent

    def refuse(self, refusal: DomainError) -> None:
        """Where the service refused rows (NominationsRefused), say of each why."""
        faults: Sequence[tuple[int, str, str]] = getattr(refusal, "faults", ())
        for index, _field, fault in faults:
            self.add_error("rows_text", _row_fault(self.rows[index][0], fault))
        if not faults:
            super().refuse(refusal)


def _row_fault(line: int, fault: str) -> ValidationError:
    """What is wrong with one pasted row."""
    return ValidationError(_("Row %(number)s: %(fault)s"), params={"number": line, "fault": fault})


def read_rows(text: str, *, name_order: str) -> tuple[list[_Row], list[tuple[int, str]]]:
    """The people in a pasted text, and the faults of its lines, each with the number of the line it ends on, from 1.

    Cells are apart by tabs, else by semicolons.

    A cell that a spreadsheet has put in quotation marks may hold line breaks of its own. Roles, sectors and name
    orders are read as stored or as the reader's screen names them; without a role somebody is a member, without an
    order the name stands in `name_order`. Names are taken as they are.
    """
    rows: list[_Row] = []
    faults: list[tuple[int, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ";")
    for cells in reader:
        line = reader.line_num
        trimmed = [cell.strip() for cell in cells]
        if not any(trimmed) or _is_head(trimmed):
            continue
        if len(rows) + len(faults) == Delegation.MOST_AT_ONCE:
            # Nothing more is read: of thousands of rows nobody wants to hear one by one.
            faults.append((line, too_many_message()))
            break
        values, fault = _values(trimmed, name_order)
        if fault:
            faults.append((line, fault))
        else:
            rows.append((line, values))
    return rows, faults


def too_many_message() -> str:
    """Why so many rows are refused."""
    return _("Nominate at most %(most)s people at once.") % {"most": Delegation.MOST_AT_ONCE}


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
