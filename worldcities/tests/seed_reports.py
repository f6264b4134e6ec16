"""What the words of an address stand for where something is reported: one record of each kind, of one pairing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile

from core import clock
from partnerships.models import StrandRole
from partnerships.tests.factories import UserFactory
from reports.models import (
    CityUpdate,
    Export,
    Import,
    ProgressReport,
    PublicityItem,
    PublicResults,
    ReportingPeriod,
    ReportingTerms,
)
from reports.progress.selectors import compile_snapshot
from reports.tests.factories import (
    CityUpdateFactory,
    ExportFactory,
    IssuedFileFactory,
    ProgressReportFactory,
    PublicityItemFactory,
    ReportingPeriodFactory,
    ReportingTermsFactory,
    ReportStepFactory,
)
from reports.tests.released import released

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Pairing, Strand


def words_of_reports(pairing: Pairing) -> dict[str, Any]:
    """A period of the pairing's strand, the counterpart's update, the pairing's report in two revisions, an item.

    Of the strand's report there is a draft.
    """
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
    if not ProgressReport.objects.filter(period=period, pairing=None).exists():
        ProgressReportFactory(period=period)
    report = _issued(period, pairing)
    if not ReportingTerms.objects.filter(strand=strand).exists():
        ReportingTermsFactory(strand=strand)
    item = PublicityItem.objects.filter(pairing=pairing).first()
    item = item or PublicityItemFactory(strand=strand, pairing=pairing, number=1)
    if not PublicResults.objects.filter(pairing=pairing).exists():
        released(pairing)
    return {
        "period": period.code,
        "scope": pairing.code,
        "revision": report.revision,
        "publicity": item.number,
        "export": _export(strand).key,
        "import": _import(strand).key,
        "sheet": "partners",
    }


def _issued(period: ReportingPeriod, pairing: Pairing) -> ProgressReport:
    """The second revision of a pairing's issued report, which corrects the first, with a file."""
    known = ProgressReport.objects.filter(period=period, pairing=pairing, revision=2).first()
    if known is not None:
        return known
    draft = ProgressReport(strand=pairing.strand, period=period, pairing=pairing)
    data = compile_snapshot(draft, clock.now())
    first = ProgressReportFactory(period=period, pairing=pairing, issued=data)
    why = "The venue of the visit was wrong."
    second = ProgressReportFactory(
        period=period, pairing=pairing, revision=2, replaces=first, correction=why, issued=data
    )
    ReportStepFactory(report=second)
    # In the language and the format that the words of the events' papers name.
    IssuedFileFactory(report=second, format="docx", language="ko", name="report.docx")
    return second


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


def _import(strand: Strand) -> Import:
    """A sheet of one city that nobody has imported yet."""
    columns = ["Name in English", "Country", "Latitude", "Longitude", "Time zone"]
    city = ["Turku", "FI", "60.45", "22.27", "Europe/Helsinki"]
    role = StrandRole.objects.filter(strand=strand, role="staff").order_by("pk").first()
    owner = role.user if role else UserFactory()
    facts = {"kind": "partners", "name": "cities.xlsx", "rows": 1, "language": "en", "overwrite": True}
    sheets = {"tables": {"": [columns, [[2, city]]]}, "faults": []}
    found = Import.objects.filter(strand=strand).first()
    return found or Import.objects.create(
        strand=strand, owner=owner, key=f"sheet-{strand.code}", sheets=sheets, **facts
    )


def hand_exports_to(user: User, strand: Strand) -> None:
    """Let a person of the strand own what was seeded before there were people."""
    for kind in (Export, Import):
        for row in kind.objects.filter(strand=strand):
            row.owner = user
            row.save()
