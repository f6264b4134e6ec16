"""The form that gives back an older version."""

from __future__ import annotations

from typing import Any

from core.act_forms import ReasonForm


class RestoreForm(ReasonForm):
    """Asks for a reason as the edit of the record does: of some it is due, of some possible, of others not asked."""

    def __init__(self, *args: Any, must_give_reason: bool, takes_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = must_give_reason
        if not takes_reason:
            self.fields.pop("reason")
