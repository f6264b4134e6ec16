"""The form of a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from partnerships.services.contacts import COMMENT_LETTERS


class CommentForm(ActForm):
    """A comment as its author writes it."""

    text = forms.CharField(
        label=gettext_lazy("Comment"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Both sides and the programme staff read it."),
        error_messages={"required": gettext_lazy("Write the comment first.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["maxlength"] = COMMENT_LETTERS
