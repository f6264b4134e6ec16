"""The calendar of a strand's reports, the page of a period, and the reports of a pairing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.generic import TemplateView

from core import clock
from core.actions import Button, buttons_on
from partnerships.actions import OFFICE
from partnerships.confirmations.selectors import TextState as BothSides
from partnerships.confirmations.selectors import text_states
from partnerships.lists import ListPage
from partnerships.models import Pairing, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.rules.journey import may_edit_pairing
from reports.enums import PeriodState, ReportStatus, UpdateStatus
from reports.models import CityUpdate, JointReport, ProgressReport, PublicityItem, ReportingPeriod
from reports.periods.actions import STEPS, AddPeriod
from reports.periods.pages import InPeriod
from reports.periods.selectors import attach_figures, next_due, standings, states_of, terms_of
from reports.periods.tables import CALENDAR_COLUMNS, CALENDAR_FILTERS, with_figures
from reports.rules import may_draft_report, may_see_brief, may_take_archive
from reports.updates.selectors import UpdateRow, update_row, update_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from reports.periods.selectors import PeriodOnDay

# The columns of the page; the files have all.
SHOWN = ("period", "due", "state", "updates", "revision")


class Calendar(ListPage):
    """The reporting periods of a strand as they come due, each with its state and who has handed over."""

    template_name = "reports/periods/calendar.html"
    name = "reports"
    title = gettext_lazy("Reports")
    columns = CALENDAR_COLUMNS
    filters = CALENDAR_FILTERS
    search_field = ""
    section = "reports"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """As they come due."""
        rows = ReportingPeriod.objects.visible_to(self.grants).filter(strand=strand)
        return with_figures(rows.in_order().select_related("strand"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The periods with their figures, what is due next, the contract, and what staff may do."""
        strand, today = kwargs["strand"], clock.today()
        heads = {column.key: head for head, column in zip(kwargs["heads"], self.columns, strict=True)}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        periods = list(kwargs["page"])
        add = AddPeriod.button_on(ReportingPeriod(strand=strand), self.grants)
        return super().get_context_data(
            periods=periods,
            cities=attach_figures(strand, periods, today),
            next=next_due(strand, today),
            terms=terms_of(strand),
            add_url=add.url if add else "",
            terms_url=strand.address_of("reports:terms-edit") if add else "",
            archive_url=reverse("reports:archive", args=[strand.code]) if may_take_archive(self.grants, strand) else "",
            **kwargs,
        )


# The page of a reporting period.


class PeriodPage(InPeriod, TemplateView):
    """How a period stands, what is next for its reader, who has submitted, and the reports on it."""

    template_name = "reports/periods/period.html"

    @cached_property
    def standing(self) -> PeriodOnDay:
        """How it stands today."""
        return states_of(self.period, clock.today())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many cities and reports there are."""
        period, standing = self.period, self.standing
        partners = update_rows(self.grants, period, standing.today)
        visible = ProgressReport.objects.visible_to(self.grants).filter(period=period)
        reports = report_lines(self.grants, visible.with_names().order_by("pairing__code", "revision"))
        step = _next_step(self.grants, standing, partners, reports)
        return super().get_context_data(
            crumbs=self.period_crumbs(),
            title=period.title,
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
        if not OFFICE & period.actors(self.grants):
            return []
        history = reverse("partnerships:record-history", args=[period.strand.code, "reporting-period", period.pk])
        return [*buttons_on(period, STEPS, self.grants), Button(_("History"), history, "word")]

    def _remind_url(self, partners: list[UpdateRow]) -> str:
        """Where staff remind those who have not submitted; empty where nobody is to be reminded."""
        asked = not (self.period.is_skipped or self.standing.is_locked) and self.standing.today > self.period.ends_on
        waits = any(row.is_owed for row in partners)
        if asked and waits and self.period.strand_id in self.grants.staff:
            return self.period.address_of("reports:updates-remind")
        return ""

    def _draft_url(self) -> str:
        """Where staff draft a report, also of a pairing; empty for everybody else."""
        if self.period.is_skipped or not may_draft_report(self.grants, self.period):
            return ""
        return self.period.address_of("reports:report-add")


def _next_step(
    grants: Grants, standing: PeriodOnDay, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]
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
            return Button(_("Accept or return the report"), report.get_absolute_url(), "main")
        return None
    return own_update(partners)


def _of_staff(standing: PeriodOnDay, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]) -> Button | None:
    period = standing.period
    waiting = [row for row in partners if row.waits_for_staff]
    of_strand = next((line.report for line in reports if line.report.pairing_id is None), None)
    if waiting and not standing.is_locked:
        words = ngettext("Look at %(count)s update", "Look at %(count)s updates", len(waiting))
        return Button(words % {"count": len(waiting)}, period.address_of("reports:updates-accept"), "main")
    if of_strand is not None and of_strand.status == ReportStatus.DRAFT:
        return Button(_("Go on with the report"), of_strand.get_absolute_url(), "main")
    if of_strand is not None and of_strand.status == ReportStatus.RETURNED:
        return Button(_("Correct the report"), of_strand.get_absolute_url(), "main")
    if of_strand is None and standing.is_owed:
        return Button(_("Draft the report"), period.address_of("reports:report-add"), "main")
    return None


# What pages list of periods: the updates of a pairing's two cities, and the newest report of each scope.

# The word of components/status_word.html that stands for each status.
_MARKS = {
    ReportStatus.DRAFT: "planned",
    ReportStatus.ISSUED: "done",
    ReportStatus.RETURNED: "watch",
    ReportStatus.ACCEPTED: "done",
}


def pairing_rows(grants: Grants, pairing: Pairing, found: Sequence[PeriodOnDay]) -> dict[int, list[UpdateRow]]:
    """For each period, by its key, the two partners of a pairing, EU first, with their updates; two queries."""
    parts = [pairing.eu, pairing.counterpart]
    rows = CityUpdate.objects.filter(period__in=[one.period.pk for one in found], participation__in=parts)
    updates = {(row.period_id, row.participation_id): row for row in rows}
    visible = set(CityUpdate.objects.visible_to(grants).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    return {
        one.period.pk: [update_row(grants, one, part, updates.get((one.period.pk, part.pk)), visible) for part in parts]
        for one in found
    }


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report: the newest of its scope, and of a joint one where both sides stand."""

    report: ProgressReport
    standing: BothSides | None

    @property
    def label(self) -> str:
        """The status, in the reader's language."""
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
    both = text_states(joint_of.values())
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


# The tab "Reports" of a pairing: what its two cities report, its joint reports, its publicity.

MOST_ITEMS = 5


class PairingReports(InPairing, TemplateView):
    """Every period of the strand with what the pairing has to do with it; a link to the brief."""

    template_name = "reports/periods/pairing_reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many periods there are."""
        pairing, grants = self.pairing, self.grants
        strand = pairing.strand
        place = [strand.code, pairing.code]
        items = PublicityItem.objects.visible_to(grants).filter(pairing=pairing).active().with_names().in_order()
        chosen = urlencode({"pairing": pairing.code})
        sees_brief, adds = may_see_brief(grants, pairing), may_edit_pairing(grants, pairing)
        periods = _pairing_periods(grants, pairing)
        return super().get_context_data(
            strand=strand,
            pairing=pairing,
            section="strand",
            crumbs=[*pairing.get_crumbs(), (pgettext("tab", "Reports"), "")],
            tabs=tabs(pairing, "reports", grants),
            periods=periods,
            step=own_update(row for _standing, updates, _report in periods for row in updates),
            items=items[:MOST_ITEMS],
            all_items_url=f"{reverse('reports:publicity', args=[strand.code])}?{chosen}",
            add_url=f"{reverse('reports:publicity-add', args=[strand.code])}?{chosen}" if adds else "",
            brief_url=reverse("reports:brief", args=place) if sees_brief else "",
            results_url=reverse("reports:results-edit", args=place) if adds else "",
            country=strand.side_letters("counterpart"),
            **kwargs,
        )


def _pairing_periods(grants: Grants, pairing: Pairing) -> list[tuple[PeriodOnDay, list[UpdateRow], ReportLine | None]]:
    """The periods of the pairing's strand, each with its two updates, EU first, and its joint report where there is
    one; in a constant number of queries.

    First those that still ask for a report, the nearest due first; then those that are over, the latest first.
    """
    rows = ReportingPeriod.objects.visible_to(grants).filter(strand=pairing.strand_id).select_related("strand")
    found = standings(rows.order_by("due_on", "pk"), clock.today())
    going = [one for one in found.values() if not one.is_over]
    over = [one for one in found.values() if one.is_over]
    updates = pairing_rows(grants, pairing, list(found.values()))
    reports = ProgressReport.objects.visible_to(grants).filter(pairing=pairing).with_names()
    lines = {line.report.period_id: line for line in report_lines(grants, reports.order_by("revision"))}
    return [(one, updates[one.period.pk], lines.get(one.period.pk)) for one in [*going, *reversed(over)]]
