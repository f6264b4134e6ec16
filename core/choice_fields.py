"""Choices among rows, for forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BigAutoField

_LONGEST_KEY = len(str(BigAutoField.MAX_BIGINT)) - 1  # digits: a database refuses to compare a key with more


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows to be ticked. What cannot be the key of a row is refused as one that is not among them."""

    def clean(self, value: Any) -> Any:
        """The rows that were ticked."""
        for key in value or ():
            if len(str(key)) > _LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)
