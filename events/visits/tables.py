"""The columns and filters of the visit notes of a pairing from an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column, Filter
from events.enums import InterestOutcome
from partnerships.enums import Side

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from events.models import VisitNote
    from partnerships.models import Pairing

NOBODY = "nobody"


def _interest(row: VisitNote, side: str) -> str:
    """What became of a side's interest, with the project or the reason; empty where the side is not interested."""
    for interest in row.interests.all():
        if interest.side == side:
            more = str(interest.project) if interest.project else interest.reason
            word = str(interest.get_outcome_display())
            return f"{word}: {more}" if more else word
    return ""


def _partners(pairing: Pairing) -> list[tuple[str, str]]:
    return [(side, str(partner.name)) for side, partner in pairing.partners]


def _outcomes(_pairing: Pairing) -> list[tuple[str, Any]]:
    return [*InterestOutcome.choices, (NOBODY, _("Nobody is interested"))]


def _of_outcome(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == NOBODY:
        return rows.filter(interests=None)
    return rows.filter(pk__in=rows.model.interests.rel.related_model.objects.filter(outcome=value).values("note"))


def _of_side(rows: QuerySet[Any], side: str) -> QuerySet[Any]:
    return rows.filter(pk__in=rows.model.interests.rel.related_model.objects.filter(side=side).values("note"))


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
    Filter("outcome", _("What became of it"), _outcomes, _of_outcome),
    Filter("side", _("Who is interested"), _partners, _of_side),
]
