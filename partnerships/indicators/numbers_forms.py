"""How a number is typed: with or without commas between thousands, a point before the decimals."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.formats import format_number

_BLANKS = re.compile(r"\s")
_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
LONGEST = 40


class NumberField(forms.CharField):
    """One number as English and Korean write it, such as 1,200.5; gives a Decimal or None.

    Blanks between thousands, as the EU style guide has them, and full-width digits are read, too. A comma before
    decimals could mean thousands as well: it is refused, never guessed.
    """

    default_error_messages = {
        "no_number": _(
            "“%(text)s” is no number. Write digits, such as 1200 or 1,200.5; words belong into the evidence."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", LONGEST)
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
        if not _NUMBER.fullmatch(digits):
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
