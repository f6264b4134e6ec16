"""The codes of records: what a new one gets, and the ordered lists that repeat them as text."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.text import slugify

from partnerships.fields import RESERVED

LONGEST = 80


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


def codes_of(records: Iterable[Any]) -> str:
    """The codes in order, as packs write them."""
    return ";".join(record.code for record in records)


def codes_in(text: str) -> list[str]:
    """The codes that such a text holds, in order."""
    return [code for code in text.split(";") if code]


def replace_rows(
    through: type[models.Model], owner: dict[str, models.Model], item: str, records: Sequence[models.Model]
) -> None:
    """Write the rows of a list afresh: a position that two rows swap would meet itself half-way.

    `owner` names the saved record, whose text of codes the caller has put into the same save; `item` is the field that
    each of `records` fills.
    """
    through._default_manager.filter(**owner).delete()
    add_rows(through, owner, item, records)


def add_rows(
    through: type[models.Model], owner: dict[str, models.Model], item: str, records: Sequence[models.Model]
) -> None:
    """Write the rows of a list of a new record."""
    for position, record in enumerate(records, start=1):
        through(**owner, **{item: record}, position=position).save()
