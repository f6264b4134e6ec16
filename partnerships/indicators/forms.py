"""The forms of the indicators' library, of targets, and of values; how a number is typed."""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, EditForm, ReasonForm
from core.date_fields import DateField
from core.formats import bracketed, format_number
from core.texts import in_reading_order
from partnerships.documents.forms import DocumentSelect
from partnerships.indicators.models import LONGEST_SOURCE, TARGET_FIELDS
from partnerships.models import Document, Indicator, Target

_BLANKS = re.compile(r"\s")
_DIGITS = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
MOST_DIGITS = 40


class NumberField(forms.CharField):
    """One number as English and Korean write it, such as 1,200.5; gives a Decimal or None.

    Blanks between thousands, as the EU style guide has them, and full-width digits are read, too. A comma before
    decimals could mean thousands as well: it is refused, never guessed.
    """

    default_error_messages = {
        "no_number": gettext_lazy(
            "“%(text)s” is not a number. Write digits, such as 1200 or 1,200.5, and put words into the evidence."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", MOST_DIGITS)
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 16, "inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read the text; in user's words where it is no number."""
        if isinstance(value, Decimal):
            return value
        text = super().to_python(value)
        if not text:
            return None
        digits = _BLANKS.sub("", unicodedata.normalize("NFKC", text))
        if not _DIGITS.fullmatch(digits):
            raise forms.ValidationError(self.error_messages["no_number"], code="no_number", params={"text": text})
        return Decimal(digits.replace(",", ""))

    def run_validators(self, value: Any) -> None:
        """The text's own validators look at it as it is written."""
        super().run_validators("" if value is None else str(value))

    def prepare_value(self, value: Any) -> Any:
        """Show a number with its thousands apart."""
        return format_number(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as numbers; what is no number has changed."""
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True


class IndicatorForm(EditForm):
    """What an indicator says of itself, for one that is added and for one that there is."""

    keeps_drafts = True
    field_order = ("name", "unit", "direction", "level")

    why: dict[str, Any] = {
        "unit": gettext_lazy("Shown beside each value, such as people, firms, tonnes of CO2 a year."),
        "direction": gettext_lazy("It decides when a target counts as reached."),
        "definition": gettext_lazy("What is counted, and what is not."),
        "verification": gettext_lazy("Where the values come from."),
    }

    class Meta:
        model = Indicator
        fields: list[str] = [*in_reading_order(*Indicator.BILINGUAL), "direction", "level"]
        widgets: dict[str, Any] = {
            name: forms.Textarea(attrs={"rows": 3}) for name in in_reading_order("definition", "verification")
        }


# One way to write numbers in both languages, and none of them is guessed: 1,200.5 and 1200.5, not 1.200,5.
_NUMBER: dict[str, Any] = {
    "help_text": gettext_lazy("A point before the decimals, such as 1,200.5 or 1200.5."),
    "error_messages": {
        "no_number": gettext_lazy(
            "“%(text)s” cannot be read as a number. Write a point before the decimals, and commas between the "
            "thousands if you like: 1,200.5."
        ),
        "required": gettext_lazy("Write the value."),
    },
}


class TargetForm(ActForm):
    """Where a figure started, and where it is to arrive by when; each can be left open."""

    shows_present = True
    baseline = NumberField(label=gettext_lazy("Baseline value"), **_NUMBER)
    baseline_on = DateField(label=gettext_lazy("Baseline as of"), required=False)
    target = NumberField(label=gettext_lazy("Target value"), **_NUMBER)
    due_on = DateField(label=gettext_lazy("To be reached by"), required=False)

    def __init__(self, *args: Any, record: Target, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for name in TARGET_FIELDS:
            self.initial[name] = getattr(record, name)
        for name in ("baseline", "target"):
            self.fields[name].label = bracketed(str(self.fields[name].label), unit)

    @property
    def given(self) -> dict[str, Any]:
        return {"values": super().given}


class MeasurementForm(ActForm):
    """A value, the day on which it was so, and where it comes from."""

    why: dict[str, Any] = {"on": gettext_lazy("The newest value is the current one.")}

    value = NumberField(label=pgettext_lazy("of an indicator", "Value"), required=True, **_NUMBER)
    on = DateField(label=pgettext_lazy("of a value", "As of"))
    source = forms.CharField(
        label=pgettext_lazy("of a value", "Source"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Who counted it, or where it is published."),
        error_messages={"required": gettext_lazy("Enter the source of the value.")},
    )
    document: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=gettext_lazy("Document"),
        empty_label=gettext_lazy("No document"),
        widget=DocumentSelect,
    )

    def __init__(self, *args: Any, unit: str, documents: QuerySet[Document] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = bracketed(str(self.fields["value"].label), unit)
        if documents is None:
            self.fields.pop("document")
        else:
            self.fields["document"].queryset = documents  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        return {"values": super().given}


class MeasurementWithdrawForm(ReasonForm):
    """Why the value does not stand."""

    def clean(self) -> dict[str, Any]:
        """Ask for the version, unless somebody else withdrew it since: then the service says so."""
        return super().clean() if self.record.withdrawn_at is None else self.cleaned_data
