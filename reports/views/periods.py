"""The page of a reporting period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from core import clock
from core.actions import Button
from reports.models import ProgressReport
from reports.rules import may_decide_updates, may_draft_report, may_edit_period
from reports.services.period_rows import report_lines
from reports.services.period_states import standing_of
from reports.services.update_standings import update_rows
from reports.views.next_steps import next_step
from reports.views.places import InPeriod, period_address, title_of

if TYPE_CHECKING:
    from reports.services.period_states import Standing
    from reports.services.update_standings import UpdateRow


class PeriodPage(InPeriod, TemplateView):
    """How a period stands, what is next for its reader, who has submitted, and the reports on it."""

    template_name = "reports/period.html"

    @cached_property
    def standing(self) -> Standing:
        """How it stands today."""
        return standing_of(self.period, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many cities and reports there are."""
        period, standing = self.period, self.standing
        partners = update_rows(self.grants, period, standing.today)
        visible = ProgressReport.objects.visible_to(self.grants).filter(period=period)
        reports = report_lines(self.grants, visible.with_names().order_by("pairing__code", "revision"))
        step = next_step(self.grants, standing, partners, reports)
        return super().get_context_data(
            crumbs=self.period_crumbs(),
            title=title_of(period),
            standing=standing,
            partners=partners,
            submitted=sum(row.is_submitted for row in partners),
            of_strand=[line for line in reports if line.report.pairing_id is None],
            of_pairings=[line for line in reports if line.report.pairing_id is not None],
            buttons=[*([step] if step else []), *self._buttons()],
            remind_url=self._remind_url(partners),
            draft_url=self._draft_url(),
            **kwargs,
        )

    def _buttons(self) -> list[Button]:
        """What staff and administrators may do to the period itself."""
        period = self.period
        if not may_edit_period(self.grants, period):
            return []
        history = reverse("partnerships:record-history", args=[period.strand.code, "reporting-period", period.pk])
        found = [Button(_("Edit"), period_address(period, "period-edit"), "word")]
        if period.is_skipped:
            again = pgettext("reporting period", "Take it up again")
            found.insert(0, Button(again, period_address(period, "period-take-up")))
        elif self.standing.report is None:
            found.append(Button(_("Skip it"), period_address(period, "period-skip"), "word"))
        return [*found, Button(_("History"), history, "word")]

    def _remind_url(self, partners: list[UpdateRow]) -> str:
        """Where staff remind those who have not submitted; empty where nobody is to be reminded."""
        asked = not (self.period.is_skipped or self.standing.is_locked) and self.standing.today > self.period.ends_on
        waits = any(row.is_owed for row in partners)
        if asked and waits and may_decide_updates(self.grants, self.period):
            return period_address(self.period, "updates-remind")
        return ""

    def _draft_url(self) -> str:
        """Where staff draft a report, also of a pairing; empty for everybody else."""
        if self.period.is_skipped or not may_draft_report(self.grants, self.period):
            return ""
        return period_address(self.period, "report-add")
