"""The forms of texts that both sides confirm, and of each side's confirmation of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.act_forms import ActForm, EditForm, KeptChoice, reason_field
from core.date_fields import DateField
from core.texts import LANGUAGES
from partnerships.confirmations.models import same_text
from partnerships.fields import IN_PLACE_OF_A_SIDE, codes_in
from partnerships.hours.selectors import warn_of_days
from partnerships.models import ActionPlan, AgreedThemes, Closing, Pairing, Project, Theme

# What a plan of approval takes at first: the length of most internal procedures.
APPROVAL_DAYS = 7
# So many choices are offered at least, and two more than are taken.
LEAST_PLACES = 4
IN_TEXT = gettext_lazy("It is part of the text that both sides confirm.")


class ConfirmedForm(EditForm):
    """Edits what both sides confirm. A text counts as changed where what is hashed would differ.

    The confirmations that another text voids (`lost`) are given up knowingly; `warning` says so.
    """

    warning: Any = ""

    ask_again = forms.BooleanField(
        label=gettext_lazy("Save it anyway, and ask both sides to confirm again"), required=False
    )

    def __init__(self, *args: Any, lost: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not lost:
            del self.fields["ask_again"]

    @property
    def changes(self) -> dict[str, Any]:
        """What the user changed; the ends of lines and blanks at them are nobody's words."""
        found = super().changes.items()
        return {
            name: value
            for name, value in found
            if not (isinstance(value, str) and same_text(value, self.initial.get(name) or ""))
        }

    def clean(self) -> Any:
        cleaned = super().clean()
        voids = "ask_again" in self.fields and self.changes.keys() & set(self._meta.model.CONFIRMED_FIELDS)
        if voids and not self.cleaned_data.get("ask_again"):
            self.add_error("ask_again", self.warning)
        return cleaned


class OrderedTextForm(ConfirmedForm):
    """With records in their order, one choice after the other; `CODES` is the field that repeats their codes."""

    CODES: str

    def offer(self, word: str, label: Any, records: QuerySet[Any]) -> None:
        """The choices, as `word_1` and so on; `records` are read once somebody looks, `label` has their place."""
        self.records = records
        self.before = self._codes_of(self.record)
        self.places = [f"{word}_{place}" for place in range(1, max(LEAST_PLACES, len(self.before) + 2) + 1)]
        for place, name in enumerate(self.places):
            self.fields[name] = KeptChoice(
                label=label % {"place": place + 1},
                choices=lambda: [("", _("none")), *((code, str(record)) for code, record in self.known.items())],
                required=False,
                initial=self.before[place] if place < len(self.before) else "",
            )

    @cached_property
    def known(self) -> dict[str, Any]:
        """The records that may be chosen, by code."""
        return {record.code: record for record in self.records}

    def _codes_of(self, record: Any) -> list[str]:
        return codes_in(getattr(record, self.CODES))

    def values_of(self, record: Any) -> dict[str, Any]:
        """With the records in their places."""
        places = dict.fromkeys(self.places, "") | dict(zip(self.places, self._codes_of(record), strict=False))
        return super().values_of(record) | places

    @property
    def chosen(self) -> list[str]:
        """Their codes, in the order chosen."""
        return [code for name in self.places if (code := self.cleaned_data.get(name))]


class _TextForm(ConfirmedForm):
    """A text that both sides confirm, on a page of its own."""

    keeps_drafts = True

    rows = 5

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairing = pairing
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and name != "reason":
                field.widget.attrs["rows"] = self.rows


class AgreedThemesForm(OrderedTextForm, _TextForm):
    """The themes in order, one choice after the other, and who agreed them."""

    CODES = "theme_codes"
    why: dict[str, Any] = {"agreed_by": IN_TEXT}

    class Meta:
        model = AgreedThemes
        fields = ["agreed_by_en", "agreed_by_ko"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("theme", _("Theme %(place)s"), Theme.objects.filter(strand=self.pairing.strand_id))
        self.order_fields(self.places)

    @property
    def changes(self) -> dict[str, Any]:
        """With `themes` in their order, where it is another."""
        found = super().changes
        if self.chosen != self.before:
            found["themes"] = [self.known[code] for code in self.chosen]
        return found


class ActionPlanForm(_TextForm):
    """Vision and objectives; the steps come from follow-ups and milestones."""

    why: dict[str, Any] = {"vision": IN_TEXT, "objectives": IN_TEXT}

    class Meta:
        model = ActionPlan
        fields = ["vision_en", "vision_ko", "objectives_en", "objectives_ko"]

    def __init__(self, *args: Any, newer_steps: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if newer_steps:
            self.fields["steps"] = forms.BooleanField(
                label=_("Use today's list of steps"),
                required=False,
                help_text=_("Follow-ups or milestones have changed since this edition was frozen."),
            )

    @property
    def given(self) -> dict[str, Any]:
        """With whether the list of steps is to be taken afresh without another change."""
        return super().given | {"steps": bool(self.cleaned_data.get("steps"))}


class ClosingForm(_TextForm):
    """Take-aways and prospects: of the own side, or of both with a reason."""

    why: dict[str, Any] = {
        f"{side}_{name}": IN_TEXT for side in ("eu", "counterpart") for name in ("take_aways", "prospects")
    }

    class Meta:
        model = Closing
        fields = list(Closing.CONFIRMED_FIELDS)

    def __init__(
        self, *args: Any, sides: Sequence[str], may_say_why: bool = False, must_give_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = {"take_aways": _("Take-aways of %(partner)s"), "prospects": _("Prospects of %(partner)s")}
        words = {"en": _("in English"), "ko": _("in Korean")}
        for side, partner in self.pairing.partners:
            for name, label in labels.items():
                for language in LANGUAGES:
                    key = f"{side}_{name}_{language}"
                    if side in sides:
                        self.fields[key].label = f"{label % {'partner': partner.name}}, {words[language]}"
                    else:
                        del self.fields[key]
        if may_say_why:
            self.fields["reason"] = reason_field(required=must_give_reason, help_text=IN_PLACE_OF_A_SIDE)


class ProjectTextForm(_TextForm):
    """What the two sides agree on a project."""

    why: dict[str, Any] = {"agreed": IN_TEXT}

    rows = 10

    class Meta:
        model = Project
        fields = ["agreed_en", "agreed_ko"]


class _OfSide(ActForm):
    """An act on one side's confirmation, with whose approval is behind it; who acts in place of the side says why."""

    function = forms.CharField(
        label=gettext_lazy("Function of the approver"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("No name: the function, such as Director of International Relations."),
        error_messages={"required": gettext_lazy("Give the function of the person who approves.")},
    )
    document = forms.CharField(
        label=gettext_lazy("Document number"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Of the internal document, where there is one."),
    )

    def __init__(self, *args: Any, record: Any = None, must_give_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("function", record.approver_function)
        self.initial.setdefault("document", record.approver_document)
        if must_give_reason:
            self.fields["reason"] = reason_field(required=True, help_text=IN_PLACE_OF_A_SIDE)


class ApprovalForm(_OfSide):
    """Until when the side's internal approval runs, by whom, and under which number."""

    why: dict[str, Any] = {"until": gettext_lazy("Nothing is late before this day.")}

    until = DateField(
        label=gettext_lazy("In internal approval until"),
        error_messages={"required": gettext_lazy("Give the day until which the approval runs.")},
    )
    field_order = ("until",)

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("until", record.approval_until or clock.today() + dt.timedelta(days=APPROVAL_DAYS))
        self.fields["function"].required = True
        warn_of_days(self, record.text.pairing, "until")


class ConfirmForm(_OfSide):
    """The edition that is read and confirmed; and whose approval stands behind it, where there was one."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={"required": gettext_lazy("The form is incomplete. Nothing was saved; open it again.")},
    )

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("edition", record.text.edition)
        self.fields["function"].label = _("Approved internally by (function), if so")

    def mark_stale(self, seen: int | None = None) -> None:
        """A side that has confirmed meanwhile is told so by the service: nothing is in conflict."""
        if not self.record.confirmed_at or self.record.withdrawn_at:
            super().mark_stale(seen)


class WithdrawForm(ActForm):
    """Why the confirmation is taken back."""

    reason = reason_field(required=True, help_text=gettext_lazy("Both sides see it. The text is no longer in force."))
