"""A ledger of what was erased at a person's wish, outside the database: a restored backup would bring it back."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core import clock


def note_erasure(kind: str, number: int) -> None:
    """Write down, once the transaction holds, that this record was emptied: when, its kind and its number alone."""
    transaction.on_commit(lambda: _add(f"{clock.now():%Y-%m-%dT%H:%M:%SZ} {kind} {number}\n"))


def _add(line: str) -> None:
    path = Path(settings.ERASURE_LEDGER)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    with path.open("a", encoding="ascii") as ledger:
        ledger.write(line)
        ledger.flush()
        os.fsync(ledger.fileno())


def noted_erasures(ledger: Path, since: dt.datetime) -> Iterator[tuple[str, int]]:
    """Each since that moment as (kind, number), in the order of their acts; raises ValueError at a line that is none.

    What was told anew after an earlier erasure is not erased with it.
    """
    if ledger.exists():
        for line in ledger.read_text(encoding="ascii").splitlines():
            at, kind, number = line.split(" ")
            if dt.datetime.fromisoformat(at) >= since.replace(microsecond=0):
                yield kind, int(number)
