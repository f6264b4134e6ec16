"""Records as plain data that JSON can say: texts in both languages, dates as exact as they are known, references.

In a snapshot a text is an object with `en` and `ko`, of which one may be empty, and `stale`, the language that is older
than the other, or nothing. A date is its ISO 8601 form, which is its precision: `2017-03-14`, `2017-03`, `2017`. A span
has `start` and `end`, each a date or null. A reference leads to a record: its kind, code, name, address within the
portal, a day, and the codes of the documents that prove it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import translation

from core.periods import PartialDate, Period
from core.texts import LANGUAGES, writer_language
from partnerships.enums import Side

if TYPE_CHECKING:
    from partnerships.models import Pairing, Strand

type Plain = dict[str, Any]
_BETWEEN = {"en": "-", "ko": "·"}


def both(row: Any, name: str) -> Plain:
    stale = set(getattr(row, "stale_texts", "").split())
    old = next((language for language in LANGUAGES if f"{name}_{language}" in stale), "")
    return {"en": getattr(row, f"{name}_en"), "ko": getattr(row, f"{name}_ko"), "stale": old}


def free(text: str) -> Plain:
    """A text in its writer's language, such as a reason; there is no other version of it, and none is wanted."""
    return {writer_language(text): text, "free": True} if text else {}


def remark(row: Any) -> Plain:
    """The remark on a record that is known from published sources, as public as they are; of another one nothing."""
    return free(row.note) if row.from_sources else {}


def same(text: str) -> Plain:
    """A name that is written alike in both languages, such as one of a file."""
    return {"en": text, "ko": text, "stale": ""}


def iso(value: PartialDate | dt.date | None) -> str | None:
    """A date as exact as it is known."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, dt.date) else value.iso()


def span(period: Period | None) -> Plain:
    """A period, each edge as exact as it is known."""
    return {"start": iso(period.start) if period else None, "end": iso(period.end) if period else None}


def fields(row: Any, *names: str) -> Plain:
    """Fields of a record by their names, each as plain as it is: a text in both languages, a date, a span, a value."""
    return {name: _field(row, name) for name in names}


def named_fields(row: Any, *names: str) -> Plain:
    """The same of a record of a pairing, with its name, which is its title."""
    return {"pairing": row.pairing.code, "name": both(row, "title"), **fields(row, "code", "url", *names)}


def _field(row: Any, name: str) -> Any:
    if name == "url":
        return row.get_absolute_url()
    if hasattr(row, f"{name}_en"):
        return both(row, name)
    match getattr(row, name):
        case Period() as period:
            return span(period)
        case PartialDate() | dt.date() as day:
            return iso(day)
        case value:
            return value


def ref(
    kind: str,
    code: str,
    name: Mapping[str, Any],
    url: str,
    *,
    pairing: str = "",
    day: str | None = None,
    documents: Sequence[str] = (),
) -> Plain:
    """A reference to a record; `kind` is its model, such as `milestone`, `pairing` the code of its pairing."""
    return {
        "kind": kind,
        "code": code,
        "pairing": pairing,
        "name": dict(name),
        "url": url,
        "day": day,
        "documents": list(documents),
    }


def figure(key: str, rows: Iterable[Plain], *, value: float | None = None) -> Plain:
    """A figure with the rows behind it; its value is how many they are, unless it is another sum of them."""
    found = list(rows)
    return {"key": key, "value": len(found) if value is None else value, "rows": found}


def last_day(period: Period) -> str | None:
    """The day by which a reference places a period."""
    return iso(period.end or period.start)


def plain_number(value: Decimal | float | None) -> int | float | None:
    """A number without noughts behind the point; what nobody reported stays nothing, which is no zero."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def in_both(words: Callable[[], Any]) -> Plain:
    """What `words` gives in each language, such as a label or a sentence."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words())
    return {**said, "stale": ""}


def pairing_name(pairing: Pairing) -> Plain:
    """Both partners' names, counterpart first, as the portal writes them; needs both partners."""
    partners = (pairing.counterpart.partner, pairing.eu.partner)
    said = {
        language: _BETWEEN[language].join(
            getattr(partner, f"name_{language}") or partner.name_en or partner.name_ko for partner in partners
        )
        for language in LANGUAGES
    }
    return {**said, "stale": ""}


def sides_of(strand: Strand) -> Plain:
    return {
        side: {"letters": strand.side_letters(side), "name": in_both(partial(strand.side_name, side))}
        for side in Side.values
    }
