"""What belongs to a period, as pages list it: each partner's update and each report, as far as the reader may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from partnerships.models import Pairing, Participation
from partnerships.services.standings import Standing as BothSides
from partnerships.services.standings import stands
from reports.enums import OPEN_UPDATE, ReportStatus, UpdateStatus
from reports.models import CityUpdate, JointReport, ProgressReport
from reports.services.calendar_lines import HANDED_OVER

if TYPE_CHECKING:
    from core.access import Grants
    from reports.services.period_states import Standing

_UPDATE_MARKS = {
    UpdateStatus.DRAFT: "planned",
    UpdateStatus.SUBMITTED: "running",
    UpdateStatus.RETURNED: "watch",
    UpdateStatus.ACCEPTED: "done",
}
_REPORT_MARKS = {
    ReportStatus.DRAFT: "planned",
    ReportStatus.ISSUED: "running",
    ReportStatus.RETURNED: "watch",
    ReportStatus.ACCEPTED: "done",
}


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner of a period. `status` is its update's, nothing where none was begun or the reader is not told.

    `update` is the update where the reader may open it; `is_own` says that the reader works for the partner.
    """

    participation: Participation
    status: str
    update: CityUpdate | None
    is_own: bool
    is_late: bool

    @property
    def word(self) -> str:
        """The status in a word."""
        if self.status:
            return str(UpdateStatus(self.status).label)
        return pgettext("city update", "Not handed over")

    @property
    def mark(self) -> str:
        """The status as the components' icon and colour."""
        if self.is_late:
            return "overdue"
        return _UPDATE_MARKS[UpdateStatus(self.status)] if self.status else "planned"

    @property
    def is_open(self) -> bool:
        """Whether the partner has yet to hand over."""
        return self.status not in HANDED_OVER


def partner_lines(grants: Grants, standing: Standing) -> list[PartnerLine]:
    """Every partner of the period's strand with its update; three queries."""
    period = standing.period
    rows = Participation.objects.filter(strand=period.strand_id).select_related("partner", "strand")
    return _lines(grants, list(rows.order_by("-side", "partner__search_text", "pk")), [standing])[period.pk]


def pairing_lines(grants: Grants, pairing: Pairing, found: Sequence[Standing]) -> dict[int, list[PartnerLine]]:
    """For each period, by its key, the two partners of a pairing, EU first, with their updates; two queries."""
    return _lines(grants, [pairing.eu, pairing.counterpart], found)


def _lines(
    grants: Grants, parts: Sequence[Participation], found: Sequence[Standing]
) -> dict[int, list[PartnerLine]]:
    keys = [one.period.pk for one in found]
    rows = CityUpdate.objects.filter(period__in=keys, participation__in=[row.pk for row in parts])
    updates = {(row.period_id, row.participation_id): row for row in rows}
    visible = set(CityUpdate.objects.visible_to(grants).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    return {
        one.period.pk: [_line(grants, part, one, updates.get((one.period.pk, part.pk)), visible) for part in parts]
        for one in found
    }


def _line(
    grants: Grants, part: Participation, standing: Standing, update: CityUpdate | None, visible: set[int]
) -> PartnerLine:
    if update is not None:
        update.period, update.participation = standing.period, part
    seen = update if update is not None and update.pk in visible else None
    # That something was handed over everybody may know; of a draft, those alone who may read it.
    told = seen or (update if update is not None and update.status in HANDED_OVER else None)
    waits = (update is None or update.status in OPEN_UPDATE) and standing.is_owed
    return PartnerLine(
        participation=part,
        status=told.status if told else "",
        update=seen,
        is_own=part.pk in grants.participations,
        is_late=waits and standing.days_left < 0,
    )


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report: the newest of its scope, and of a joint one where both sides stand."""

    report: ProgressReport
    joint: JointReport | None
    standing: BothSides | None

    @property
    def word(self) -> str:
        """The status in a word."""
        return str(self.report.get_status_display())

    @property
    def mark(self) -> str:
        """The status as the components' icon and colour."""
        return _REPORT_MARKS[ReportStatus(self.report.status)]


def report_lines(grants: Grants, reports: Iterable[ProgressReport]) -> list[ReportLine]:
    """The newest report of each period and scope among those given, with the sides' word; two queries."""
    newest: dict[tuple[int, int | None], ProgressReport] = {}
    for row in reports:
        known = newest.get((row.period_id, row.pairing_id))
        if known is None or known.revision < row.revision:
            newest[row.period_id, row.pairing_id] = row
    joints = JointReport.objects.visible_to(grants).filter(report__in=[row.pk for row in newest.values()])
    joint_of = {row.report_id: row for row in joints}
    both = stands(joint_of.values())
    return [
        ReportLine(row, joint := joint_of.get(row.pk), both.get((JointReport, joint.pk)) if joint else None)
        for row in newest.values()
    ]
