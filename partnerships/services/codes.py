"""The code that a record gets when it is added: from its English name, else its kind and a number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST = 80
# Words that addresses have for themselves where a code would stand.
RESERVED = frozenset({"add", "open", "move", "edit"})


def next_code(kind: str, rows: QuerySet[Any]) -> str:
    """The code after the highest number among the rows: `contact-3`; codes without a number do not count.

    The caller holds a lock under which nobody else takes a number.
    """
    endings = (code.rpartition("-")[2] for code in rows.values_list("code", flat=True))
    return f"{kind}-{max((int(ending) for ending in endings if ending.isdecimal()), default=0) + 1}"


def free_code(*, proposal: str, kind: str, taken: Iterable[str]) -> str:
    """A code that is none of `taken`: `closing-meeting`, `closing-meeting-2`; without English words `milestone-1`."""
    used = RESERVED.union(taken)
    base = slugify(proposal.replace("_", "-"))[:LONGEST].strip("-")
    if base and base not in used:
        return base
    stem, first = (base, 2) if base else (kind, 1)
    numbered = (f"{stem[: LONGEST - 6].strip('-')}-{number}" for number in count(first))
    return next(code for code in numbered if code not in used)
