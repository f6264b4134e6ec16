"""What pages list of periods: the updates of a pairing's two cities, and the newest report of each scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.actions import Button
from partnerships.confirmations.selectors import Standing as BothSides
from partnerships.confirmations.selectors import stands
from partnerships.models import Pairing
from reports.enums import ReportStatus, UpdateStatus
from reports.models import CityUpdate, JointReport, ProgressReport
from reports.updates.selectors import UpdateRow, update_row

if TYPE_CHECKING:
    from core.access import Grants
    from reports.periods.selectors import Standing

# The word of components/status_word.html that stands for each status.
_MARKS = {
    ReportStatus.DRAFT: "planned",
    ReportStatus.ISSUED: "done",
    ReportStatus.RETURNED: "watch",
    ReportStatus.ACCEPTED: "done",
}


def pairing_rows(grants: Grants, pairing: Pairing, found: Sequence[Standing]) -> dict[int, list[UpdateRow]]:
    """For each period, by its key, the two partners of a pairing, EU first, with their updates; two queries."""
    parts = [pairing.eu, pairing.counterpart]
    rows = CityUpdate.objects.filter(period__in=[one.period.pk for one in found], participation__in=parts)
    updates = {(row.period_id, row.participation_id): row for row in rows}
    visible = set(CityUpdate.objects.visible_to(grants).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    return {
        one.period.pk: [_row(grants, one, part, updates.get((one.period.pk, part.pk)), visible) for part in parts]
        for one in found
    }


def _row(grants: Grants, standing: Standing, part: Any, update: CityUpdate | None, visible: set[int]) -> UpdateRow:
    period = standing.period
    if update is not None:
        update.period, update.participation = period, part
    asked = not period.is_skipped and not standing.is_locked
    seen = update is not None and update.pk in visible
    return update_row(grants, period, part, update, standing.today, asked=asked, is_seen=seen)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report: the newest of its scope, and of a joint one where both sides stand."""

    report: ProgressReport
    standing: BothSides | None

    @property
    def word(self) -> str:
        """The status in a word."""
        return str(self.report.get_status_display())

    @property
    def mark(self) -> str:
        """The status as the components' icon and colour."""
        return _MARKS[ReportStatus(self.report.status)]


def report_lines(grants: Grants, reports: Iterable[ProgressReport]) -> list[ReportLine]:
    """The newest report of each period and scope among those given, with the sides' word; three queries."""
    newest: dict[tuple[int, int | None], ProgressReport] = {}
    for row in reports:
        known = newest.get((row.period_id, row.pairing_id))
        if known is None or known.revision < row.revision:
            newest[row.period_id, row.pairing_id] = row
    joints = JointReport.objects.visible_to(grants).filter(report__in=[row.pk for row in newest.values()])
    joint_of = {row.report_id: row for row in joints}
    both = stands(joint_of.values())
    standings = {key: both.get((JointReport, joint.pk)) for key, joint in joint_of.items()}
    return [ReportLine(row, standings.get(row.pk)) for row in newest.values()]


def own_update(partners: Iterable[UpdateRow]) -> Button | None:
    """The first of the updates that the reader writes and that waits; None where none does."""
    row = next((row for row in partners if row.write_url), None)
    if row is None:
        return None
    returned = row.update is not None and row.update.status == UpdateStatus.RETURNED
    words = _("Complete the update of %(partner)s") if returned else _("Write the update of %(partner)s")
    return Button(words % {"partner": row.participation.partner.name}, row.write_url, "main")
