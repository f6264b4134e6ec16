"""The form for delegates pasted as rows: it reads them, shows them, and takes them once they were seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from events.delegates.pasted_delegates import COLUMNS, PastedRow, read_rows, too_many_message
from events.delegates.selectors import usual_name_order
from events.models import Delegate

if TYPE_CHECKING:
    from partnerships.models import Participation


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
        self.rows: list[PastedRow] = []
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
            raise ValidationError([row_fault(one.line, one.words) for one in faults])
        if not self.rows:
            raise ValidationError(self.fields["rows_text"].error_messages["required"])
        return text

    @property
    def preview(self) -> list[Delegate]:
        """The people as they would be nominated, not saved."""
        return [Delegate(**row.values) for row in self.rows]

    @property
    def digest(self) -> str:
        """What tells these rows from others."""
        return hashlib.sha256(repr([row.values for row in self.rows]).encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        """Whether exactly these rows were shown before."""
        return bool(self.cleaned_data.get("seen") == self.digest)

    def remember(self) -> None:
        """The next click on this form takes what is shown now."""
        sent = self.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = self.digest
        self.data = sent

    def refuse_rows(self, faults: Sequence[tuple[int, str, str]]) -> None:
        """Say of each row that the service refused why."""
        for index, _field, words in faults:
            self.add_error("rows_text", row_fault(self.rows[index].line, words))


def row_fault(line: int, words: str) -> ValidationError:
    """What is wrong with one pasted row."""
    return ValidationError(_("Row %(number)s: %(fault)s"), params={"number": line, "fault": words})
