"""What stops an act without being a fault of the portal: no room left, a database that is away, one that is busy."""

import errno
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    is_busy: bool = False


FULL = Outage(507, 600, _("The portal has no room left to store anything. Nothing was saved. Save again later."))
BUSY = Outage(503, 5, _("Someone else saved at the same moment. Nothing was saved; save again."), is_busy=True)
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
