"""What the words of an address stand for where something is reported: one record of each kind, of one pairing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from core import clock
from partnerships.models import StrandRole
from reports.models import CityUpdate, Export, ProgressReport, PublicityItem, ReportingPeriod
from reports.tests.factories import (
    CityUpdateFactory,
    ExportFactory,
    ProgressReportFactory,
    PublicityItemFactory,
    ReportingPeriodFactory,
)

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Pairing, Strand


def words_of_reports(pairing: Pairing) -> dict[str, Any]:
    """A period of the pairing's strand, the counterpart's update for it, a draft of the strand's report, an item."""
    strand = pairing.strand
    period = ReportingPeriod.objects.filter(strand=strand).in_order().last() or ReportingPeriodFactory(
        strand=strand,
        code="interim-1",
        starts_on=dt.date(2026, 3, 2),
        ends_on=dt.date(2026, 9, 1),
        due_on=dt.date(2026, 10, 1),
    )
    if not CityUpdate.objects.filter(period=period, participation=pairing.counterpart).exists():
        CityUpdateFactory(period=period, participation=pairing.counterpart)
    draft = ProgressReport.objects.filter(period=period, pairing=None).first()
    draft = draft or ProgressReportFactory(period=period)
    item = PublicityItem.objects.filter(strand=strand).first()
    item = item or PublicityItemFactory(strand=strand, pairing=pairing, number=1)
    return {
        "period": period.code,
        "scope": "strand",
        "revision": draft.revision,
        "item": item.number,
        "export": _export(strand).key,
    }


def _export(strand: Strand) -> Export:
    """A file that is ready for the strand's staff; for somebody else while it has none."""
    if found := Export.objects.filter(strand=strand).first():
        return found
    role = StrandRole.objects.filter(strand=strand, role="staff").order_by("pk").first()
    content = ContentFile(b"PK\x05\x06" + bytes(18), name="seeded-export.zip")
    facts = {"name": "archive.zip", "media_type": "application/zip", "size": 22, "file": content}
    until = clock.now() + dt.timedelta(days=7)
    owner = {"owner": role.user} if role else {}
    return ExportFactory(strand=strand, state="ready", ended_at=clock.now(), expires_at=until, **owner, **facts)


def hand_exports_to(user: User, strand: Strand) -> None:
    """Let a person of the strand own what was seeded before there were people."""
    for export in Export.objects.filter(strand=strand):
        export.owner = user
        export.save()
