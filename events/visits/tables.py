"""The columns and filters of the visit notes of a pairing from an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column, Filter
from events.enums import InterestOutcome
from events.models import NotedInterest
from partnerships.enums import Side

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from events.models import VisitNote

NOBODY = "nobody"


def _interest(row: VisitNote, side: str) -> str:
    """What became of a side's interest, with the project or the reason; empty where the side is not interested."""
    for interest in row.interests.all():
        if interest.side == side:
            more = str(interest.project) if interest.project else interest.reason
            word = str(interest.get_outcome_display())
            return f"{word}: {more}" if more else word
    return ""


def _with_interest(rows: QuerySet[Any], **of: str) -> QuerySet[Any]:
    return rows.filter(pk__in=NotedInterest.objects.filter(**of).values("note"))


VISIT_NOTE_COLUMNS = [
    Column("note", pgettext_lazy("table head", "Note"), str, order=("pk",), link=lambda row: row.get_absolute_url()),
    Column("item", _("Agenda item"), lambda row: row.item or ""),
    Column("what_en", _("Seen or discussed, in English"), lambda row: row.what_en),
    Column("what_ko", _("Seen or discussed, in Korean"), lambda row: row.what_ko),
    Column("topic", _("Topic"), lambda row: row.topic or ""),
    Column("eu", _("Interest of the EU side"), lambda row: _interest(row, Side.EU)),
    Column("counterpart", _("Interest of the other side"), lambda row: _interest(row, Side.COUNTERPART)),
    Column("author", _("Recorded by"), lambda row: row.author_label),
    Column("withdrawn", _("Withdrawn, and why"), lambda row: row.withdrawn_reason),
]

VISIT_NOTE_FILTERS = [
    Filter(
        "outcome",
        _("What became of it"),
        lambda _pairing: [*InterestOutcome.choices, (NOBODY, _("Nobody is interested"))],
        lambda rows, value: rows.filter(interests=None) if value == NOBODY else _with_interest(rows, outcome=value),
    ),
    Filter(
        "side",
        _("Who is interested"),
        lambda pairing: [(side, str(partner.name)) for side, partner in pairing.partners],
        lambda rows, side: _with_interest(rows, side=side),
    ),
]
