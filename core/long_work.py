"""Files that take longer than a page may: a view leaves them to a worker, which asks the same address for them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

# Rows of a list that are written at once: one of 5,000 takes more than a second of the processor.
MOST_ROWS = 1_000


class Purpose(Enum):
    """What an address is asked for, where nobody waits for its answer: whether it has the file, or the file."""

    RIGHT = auto()
    FILE = auto()


class LeftToWorker(Exception):
    """A worker makes the file of this address; `name` says what it is, in the language at hand."""

    def __init__(self, strand: Any, name: Callable[[], str]) -> None:
        super().__init__()
        self.strand, self.name = strand, name


def leave_to_worker(
    request: HttpRequest, *, strand: Any, name: Callable[[], str], is_long: Callable[[], bool] = lambda: True
) -> None:
    """Raise LeftToWorker where the file that a view is about to make may take longer than a page.

    A view calls it once all its rules are asked and before anything of the file is read, whatever its size: whoever
    comes for the file later is asked as far as here.
    """
    purpose = getattr(request, "file_purpose", None)
    if purpose is Purpose.RIGHT or (purpose is None and is_long()):
        raise LeftToWorker(strand, name)
