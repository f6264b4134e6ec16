"""The forms of a side's word under a text: internal approval, confirming, several at once, taking back."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.act_forms import Act, ActForm, reason_field
from core.date_fields import DateField
from partnerships.forms.day_warnings import warn_of_days
from partnerships.forms.why import IN_PLACE_OF_A_SIDE

# What a plan of approval takes at first: the length of most internal procedures.
APPROVAL_DAYS = 7


class _OfSide(ActForm):
    """An act on one side's confirmation; whoever acts in place of the side says why."""

    def __init__(self, *args: Any, must_say_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if must_say_why:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)


def _function(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Function of the approver"),
        required=required,
        max_length=200,
        help_text=gettext_lazy("No name: the function, such as Director of International Relations."),
        error_messages={"required": gettext_lazy("Give the function of the person who approves.")},
    )


def _document() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Document number"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Of the internal document, where there is one."),
    )


class ApprovalForm(_OfSide):
    """Until when the side's internal approval runs, by whom, and under which number."""

    why: ClassVar[dict[str, Any]] = {
        "until": gettext_lazy("Until then nothing counts as late."),
    }

    until = DateField(
        label=gettext_lazy("In internal approval until"),
        error_messages={"required": gettext_lazy("Give the day until which the approval runs.")},
    )
    function = _function(required=True)
    document = _document()

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("until", record.approval_until or clock.today() + dt.timedelta(days=APPROVAL_DAYS))
        self.initial.setdefault("function", record.approver_function)
        self.initial.setdefault("document", record.approver_document)
        warn_of_days(self, record.text.pairing, "until")


class ConfirmForm(_OfSide):
    """The edition that is read and confirmed; and whose approval stands behind it, where there was one."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={"required": gettext_lazy("The form is incomplete. Nothing was saved; open it again.")},
    )
    function = _function(required=False)
    document = _document()

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("edition", record.text.edition)
        self.initial.setdefault("function", record.approver_function)
        self.initial.setdefault("document", record.approver_document)
        self.fields["function"].label = _("Approved internally by (function), if so")

    def mark_stale(self, seen: int | None = None) -> None:
        """A side that has confirmed meanwhile is told so by the service: nothing is in conflict."""
        if not self.record.confirmed_at or self.record.withdrawn_at:
            super().mark_stale(seen)


class WithdrawForm(ActForm):
    """Why the confirmation is taken back."""

    reason = reason_field(
        required=True, help_text=gettext_lazy("Both sides see it. What both had confirmed no longer counts.")
    )


class SeveralForm(Act):
    """The texts to confirm at once, each as `confirmation:version:edition`, as the reader has read them."""

    text = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={"required": gettext_lazy("Choose at least one text.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("text") if hasattr(self.data, "getlist") else self.initial.get("text", [])
        self.fields["text"].choices = [(one, one) for one in sent if parse_choice(one)]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[tuple[int, int, int]]:
        """Confirmation, version and edition of each."""
        return [found for one in self.cleaned_data["text"] if (found := parse_choice(one))]


def parse_choice(text: str) -> tuple[int, int, int] | None:
    """One text as a form names it; None for anything else."""
    parts = text.split(":")
    if len(parts) != len(("confirmation", "version", "edition")):
        return None
    # Nine digits hold every key and version, and no database takes offence.
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return None
    confirmation, version, edition = (int(part) for part in parts)
    return confirmation, version, edition
