"""The one thing that is next in a period, for whoever reads its page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actions import Button
from reports.enums import PeriodState, ReportStatus, UpdateStatus
from reports.views.places import period_address

if TYPE_CHECKING:
    from core.access import Grants
    from reports.services.period_rows import ReportLine
    from reports.services.period_states import Standing
    from reports.services.update_standings import UpdateRow

MAIN = "main"


def next_step(
    grants: Grants, standing: Standing, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]
) -> Button | None:
    """What the reader does next: write the own update, accept updates, draft, go on, correct, decide; None for nobody.

    `reports` are those of the period, newest of each scope.
    """
    if standing.state == PeriodState.SKIPPED:
        return None
    period = standing.period
    if period.strand_id in grants.staff:
        return _of_staff(standing, partners, reports)
    if period.strand_id in grants.authority:
        report = standing.report
        if standing.state == PeriodState.SENT and report is not None:
            report.strand, report.period = period.strand, period
            return Button(_("Accept or return the report"), report.get_absolute_url(), MAIN)
        return None
    return own_update(partners)


def own_update(partners: Iterable[UpdateRow]) -> Button | None:
    """The first of the updates that the reader writes and that waits; None where none does."""
    row = next((row for row in partners if row.write_url), None)
    if row is None:
        return None
    returned = row.update is not None and row.update.status == UpdateStatus.RETURNED
    words = _("Complete the update of %(partner)s") if returned else _("Write the update of %(partner)s")
    return Button(words % {"partner": row.participation.partner.name}, row.write_url, MAIN)


def _of_staff(standing: Standing, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]) -> Button | None:
    period = standing.period
    waiting = [row for row in partners if row.waits_for_staff]
    of_strand = next((line.report for line in reports if line.report.pairing_id is None), None)
    if waiting and not standing.is_locked:
        words = ngettext("Look at %(count)s update", "Look at %(count)s updates", len(waiting))
        return Button(words % {"count": len(waiting)}, period_address(period, "updates-accept"), MAIN)
    if of_strand is not None and of_strand.status == ReportStatus.DRAFT:
        return Button(_("Go on with the report"), of_strand.get_absolute_url(), MAIN)
    if of_strand is not None and of_strand.status == ReportStatus.RETURNED:
        return Button(_("Correct the report"), of_strand.get_absolute_url(), MAIN)
    if of_strand is None and standing.is_owed:
        return Button(_("Draft the report"), period_address(period, "report-add"), MAIN)
    return None
