"""What a service raises when it refuses: always with a sentence for the user."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the journey refuses an act; `message` is shown to the user."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class StaleRecord(DomainError):
    """Someone else saved the record first: nothing of this save was kept."""

    def __init__(self) -> None:
        super().__init__(
            _("Someone else changed this meanwhile. Nothing was saved; your input is kept. Compare and save again.")
        )


class NotAllowed(DomainError):
    """The acting user may see the record but not do this to it (HTTP 403); `reason` says why, where that is known."""

    def __init__(self, message: object = "") -> None:
        self.reason = message
        super().__init__(message or _("You have no access to this page. Ask the programme staff if you need it."))


class AlreadyDone(DomainError):
    """The act was carried out before, with the same outcome: nothing was done twice, and nothing is wrong."""
