"""What needs, offers and good practices must fulfil across tables, for the check of records."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from partnerships.enums import InterestKind
from partnerships.models import GoodPractice, Interest


def of_interests() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong)."""
    rows = Interest.objects.select_related("participation__partner", "participation__strand", "topic").order_by("pk")
    for row in rows.exclude(topic__strand=F("participation__strand")):
        yield _name(row), "its topic belongs to another strand"
    for row in rows.filter(topic__parent=None):
        yield _name(row), "it is stated on a thematic area instead of a topic"
    sheets = GoodPractice.objects.select_related("interest__participation__partner", "interest__participation__strand")
    for sheet in sheets.exclude(interest__kind=InterestKind.OFFER).select_related("interest__topic").order_by("pk"):
        yield _name(sheet.interest), "it is a need and has a good practice"


def _name(row: Interest) -> str:
    participation = row.participation
    return f"{row.kind} {participation.strand.code}/{participation.partner.code}/{row.topic.code}"
