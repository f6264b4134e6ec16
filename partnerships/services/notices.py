"""The mails that an act sends to those who now have to do something; queued in the act's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Milestone, TextEdition


def confirmation_asked(*, edition: TextEdition, by: User | None, again: bool = False) -> None:
    """Tell the coordinators of both sides, apart from `by`, that a text waits for their confirmation.

    `again` says that a text which was asked for or confirmed before has changed since.
    """


def objection_raised(*, milestone: Milestone, by: User | None, reason: str) -> None:
    """Tell the side that reported the milestone done that the other side objects, and why."""
