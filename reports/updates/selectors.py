"""How far every partner is with its update for a period, and who still owes one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from core.folding import name_key
from partnerships.models import Participation
from reports.enums import HANDED_IN, UpdateStatus
from reports.models import CityUpdate
from reports.periods.selectors import standings
from reports.rules import may_decide_updates

if TYPE_CHECKING:
    from core.access import Grants
    from reports.models import ReportingPeriod

# The word of components/status_word.html that stands for each state.
_MARKS = {
    UpdateStatus.DRAFT: "planned",
    UpdateStatus.SUBMITTED: "done",
    UpdateStatus.RETURNED: "soon",
    UpdateStatus.ACCEPTED: "done",
}


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One partner and its update; `update` is None where nobody began it, or the reader does not see it.

    That it was submitted, and when, everybody knows who sees the period; what it says, not.
    `days` are those until the report is due, below zero once the day is over. `url` is the update's page, `write_url`
    where the reader writes it; each empty where the reader may not. `is_owed` says that it still waits for the partner.
    """

    participation: Participation
    update: CityUpdate | None
    word: str
    mark: str
    is_owed: bool
    is_late: bool
    days: int
    is_submitted: bool = False
    submitted_at: dt.datetime | None = None
    url: str = ""
    write_url: str = ""

    @property
    def waits_for_staff(self) -> bool:
        """Whether it was submitted and not yet accepted."""
        return self.update is not None and self.update.status == UpdateStatus.SUBMITTED

    @property
    def days_label(self) -> str:
        """By how many days it is late; nothing where it is not."""
        if not self.is_late:
            return ""
        return ngettext("%(days)s day late", "%(days)s days late", -self.days) % {"days": -self.days}


def update_rows(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[UpdateRow]:
    """Every participation of the strand, the EU side first, by name; four queries."""
    strand = period.strand
    updates = {row.participation_id: row for row in CityUpdate.objects.filter(period=period)}
    seen = set(CityUpdate.objects.visible_to(grants).filter(period=period).values_list("pk", flat=True))
    asked = not period.is_skipped and not standings([period], today)[period.pk].is_locked
    found = []
    partners = Participation.objects.filter(strand=strand).select_related("partner")
    for part in sorted(partners, key=lambda row: (row.side != "eu", name_key(row.partner), row.pk)):
        part.strand = strand
        row = updates.get(part.pk)
        if row is not None:
            row.period, row.participation = period, part
        found.append(
            update_row(grants, period, part, row, today, asked=asked, is_seen=row is not None and row.pk in seen)
        )
    return found


def update_row(
    grants: Grants,
    period: ReportingPeriod,
    part: Participation,
    update: CityUpdate | None,
    today: dt.date,
    *,
    asked: bool,
    is_seen: bool,
) -> UpdateRow:
    """One partner's row; `asked` says that the period asks for updates, `is_seen` that the reader sees this one."""
    handed_in = update is not None and update.status in HANDED_IN
    owed = asked and not handed_in
    late = owed and period.is_late_on(today)
    mine = part.pk in grants.participations
    inside = grants.is_administrator or period.strand_id in grants.staff | grants.authority or mine
    mark, word = _state(update, is_seen=inside or is_seen or handed_in)
    args = [period.strand.code, period.code, part.partner.code]
    begun = period.starts_on <= today
    return UpdateRow(
        participation=part,
        update=update if is_seen else None,
        word=word,
        mark="overdue" if late else mark,
        is_owed=owed,
        is_late=late,
        days=(period.due_on - today).days,
        is_submitted=handed_in,
        submitted_at=update.submitted_at if update is not None and handed_in else None,
        url=reverse("reports:update", args=args) if is_seen or inside else "",
        write_url=reverse("reports:update-write", args=args) if mine and owed and begun else "",
    )


def _state(update: CityUpdate | None, *, is_seen: bool) -> tuple[str, str]:
    """Look and word of an update; whoever does not see it reads only that it was not handed in, not even begun."""
    if not is_seen:
        return "not-reported", pgettext("city update", "Not submitted yet")
    if update is None:
        return "not-reported", pgettext("city update", "Not begun")
    status = UpdateStatus(update.status)
    return _MARKS[status], str(status.label)


def rows_to_accept(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[UpdateRow]:
    """The updates that wait for staff; none for anybody else."""
    if not may_decide_updates(grants, period):
        return []
    return [row for row in update_rows(grants, period, today) if row.waits_for_staff]


def rows_owed(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[UpdateRow]:
    """The partners whose update is not handed in, once the period has begun."""
    if period.starts_on > today:
        return []
    return [row for row in update_rows(grants, period, today) if row.is_owed]


def state_of_update(update: CityUpdate) -> tuple[str, str]:
    """Look and word of an update that the reader sees, also of one that nobody began."""
    return _state(update if update.pk else None, is_seen=True)
