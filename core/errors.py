"""What a service raises when it refuses: always with a sentence for the user."""

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import clock
from core.formats import format_time


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


class NotAllowed(DomainError, PermissionDenied):
    """The acting user may see the record but not do this to it (HTTP 403); `reason` says why, where that is known."""

    def __init__(self, message: object = "") -> None:
        self.reason = message
        super().__init__(message or _("You have no access to this page. Ask the programme staff if you need it."))


class TooOften(DomainError):
    """The person has asked for much in a short time (HTTP 429); one more is possible `after` a moment."""

    def __init__(self, after: dt.datetime) -> None:
        self.after = after
        told = {"time": format_time(timezone.localtime(after + dt.timedelta(minutes=1)))}
        super().__init__(
            _("You asked for a lot in a short time. Nothing was started. Ask again after %(time)s.") % told
        )

    @property
    def retry_after(self) -> str:
        """In how many seconds, as the head of an answer says it."""
        return str(max(math.ceil((self.after - clock.now()).total_seconds()), 1))


class AlreadyDone(DomainError):
    """The act was carried out before, with the same outcome: nothing was done twice, and nothing is wrong."""


def check_reason(reason: str) -> None:
    """Refuse a blank reason. Raises DomainError on the field `reason`."""
    if not reason.strip():
        raise DomainError(_("Give a reason."), field="reason")


def refusal_by(check: Callable[..., object], *args: Any, **facts: Any) -> str:
    """Why a check of the services refuses an act now, in its own words; empty where it passes."""
    try:
        check(*args, **facts)
    except DomainError as refused:
        return str(refused)
    return ""
