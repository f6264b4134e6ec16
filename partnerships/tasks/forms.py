"""The form with which staff remind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.act_forms import Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerships.tasks.services import Owed


class RemindForm(Act):
    """What to remind of, as chosen on the page before; a thing that no longer waits is left out."""

    things = forms.MultipleChoiceField(
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("Choose at least one thing that waits."),
            "invalid_choice": _("Some of it no longer waits. Choose again."),
        },
    )

    def __init__(self, *args: Any, owed: Sequence[Owed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["things"]
        field.choices = [(one.due.choice, one.due.choice) for one in owed]
