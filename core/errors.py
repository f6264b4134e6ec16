"""What a service raises when it refuses, always with a sentence for the user; and what stops an act without a fault of
the portal: no room left, a database or a store that is away, one that is busy.
"""

import datetime as dt
import errno
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.utils import timezone
from django.utils.functional import Promise
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


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
# What PostgreSQL (by its code) and SQLite (by its name) say of a disk that is full,
_FULL = {"53100", "SQLITE_FULL"}
# of a transaction that was given up because of another one,
_BUSY = {"40P01", "40001", "55P03", "SQLITE_BUSY", "SQLITE_LOCKED"}
# and of a server or a file that is not there, does not answer, or takes nobody.
_AWAY = {"53300", "57P01", "57P02", "57P03", "57P05", "58000", "58030"}


class StoreAway(OSError):
    """The store of files is not there, does not answer, or takes nobody."""


@dataclass(frozen=True, slots=True)
class Outage:
    """The status of its answer, in how many seconds one may come again, and what a form says that keeps its input.

    Without words no form can be shown.
    """

    status: int
    retry_after: int
    words: str | Promise = ""


FULL = Outage(507, 600, _("The portal has no room left to store anything. Nothing was saved. Save again later."))
BUSY = Outage(503, 5, _("Someone else saved at the same moment. Nothing was saved; save again."))
AWAY = Outage(503, 60)


def outage_of(fault: BaseException | None) -> Outage | None:
    """What stopped the act, where that is no fault of the portal."""
    for one in _causes(fault):
        if isinstance(one, OSError) and one.errno in _NO_ROOM:
            return FULL
        if isinstance(one, OperationalError):
            return _of_database(one)
        if isinstance(one, (InterfaceError, StoreAway, *_of_redis())):
            return AWAY
    return None


def _of_redis() -> tuple[type[BaseException], ...]:
    """What Redis raises where it is away; nothing where no process has asked for it."""
    redis: Any = sys.modules.get("redis")
    return (redis.ConnectionError, redis.TimeoutError) if redis else ()


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _of_database(fault: OperationalError) -> Outage | None:
    code = getattr(fault.__cause__, "pgcode", None) or getattr(fault.__cause__, "sqlite_errorname", None)
    # SQLite tells more of some: SQLITE_BUSY_SNAPSHOT.
    name = "_".join(code.split("_")[:2]) if code else ""
    if name in _FULL:
        return FULL
    if name in _BUSY:
        return BUSY
    # A connection that is refused, or torn, has no code.
    away = not code or code in _AWAY or code.startswith("08") or name in {"SQLITE_CANTOPEN", "SQLITE_IOERR"}
    return AWAY if away else None
