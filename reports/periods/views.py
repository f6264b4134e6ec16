"""The calendar of a strand's reports, the page of a period, and the reports of a pairing."""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter, methodcaller
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.access import Grants
from core.actions import Button, buttons_on
from core.columns import Column, Filter, choice_filter
from partnerships.actions import OFFICE
from partnerships.confirmations.selectors import text_states
from partnerships.lists import ListPage
from partnerships.models import Pairing, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand
from partnerships.rules import may_see_dealings
from reports.enums import HANDED_IN, PeriodKind, PeriodState, ReportStatus, UpdateStatus
from reports.models import CityUpdate, JointReport, ProgressReport, PublicityItem, ReportingPeriod
from reports.periods.actions import STEPS, AddPeriod
from reports.periods.models import ASKED_FOR
from reports.periods.selectors import next_due, terms_of, with_missing, with_reports
from reports.rules import may_take_archive
from reports.updates.selectors import update_rows, updates_of


def with_figures(rows: QuerySet[ReportingPeriod]) -> QuerySet[ReportingPeriod]:
    """Periods with `newest_status` and `newest_revision` of the strand's report, and `submitted` updates."""
    newest = ProgressReport.objects.issued().filter(period=OuterRef("pk"), pairing=None).order_by("-revision")
    updates = CityUpdate.objects.filter(period=OuterRef("pk"), status__in=HANDED_IN).order_by().values("period")
    counted = updates.annotate(number=Count("pk")).values("number")
    figures: dict[str, Any] = {f"newest_{name}": Subquery(newest.values(name)[:1]) for name in ("status", "revision")}
    return rows.annotate(submitted=Coalesce(Subquery(counted, output_field=IntegerField()), 0), **figures)


def _file_column(key: str, label: Any, value: Callable[[Any], Any], *order: str) -> Column:
    return Column(key, label, value, order=order, in_files_alone=True)


CALENDAR_COLUMNS = [
    Column("period", gettext_lazy("Reporting period"), str, link=lambda row: row.get_absolute_url()),
    _file_column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display(), "kind", "pk"),
    _file_column("from", gettext_lazy("First day"), lambda row: row.starts_on, "starts_on", "pk"),
    _file_column("to", gettext_lazy("Last day"), lambda row: row.ends_on, "ends_on", "pk"),
    Column("due", pgettext_lazy("report", "Due"), lambda row: row.due_on, order=("due_on", "pk")),
    Column("state", pgettext_lazy("table head", "State"), lambda row: row.state.label),
    _file_column("days", gettext_lazy("Days left"), lambda row: row.days_left if row.days_label else None),
    Column("updates", gettext_lazy("Updates submitted"), attrgetter("submitted"), order=("submitted", "due_on", "pk")),
    Column(
        "revision",
        pgettext_lazy("report", "Revision issued"),
        lambda row: row.newest_revision,
        order=(F("newest_revision").asc(nulls_last=True), "pk"),
    ),
    _file_column("languages", gettext_lazy("Languages"), lambda row: row.languages_label),
    _file_column("reason", gettext_lazy("Why it was skipped"), methodcaller("in_reading_language", "skipped_reason")),
    _file_column("code", gettext_lazy("Code"), lambda row: row.code, "code"),
]


def _of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """As `ReportingPeriod.state` has each; needs what `with_figures` adds."""
    today = clock.today()
    of_report = {"sent": "issued", "returned": "returned", "accepted": "accepted"}
    if state == PeriodState.SKIPPED:
        return rows.exclude(skipped_at=None)
    rows = rows.filter(skipped_at=None, newest_status=of_report.get(state))
    days = {
        PeriodState.NOT_REPORTED: Q(due_on__lt=today - ASKED_FOR),
        PeriodState.LATE: Q(due_on__lt=today, due_on__gte=today - ASKED_FOR),
        PeriodState.DUE: Q(due_on__gte=today, ends_on__lt=today),
        PeriodState.COMING: Q(ends_on__gte=today),
    }
    return rows.filter(days.get(PeriodState(state), Q()))


CALENDAR_FILTERS = [
    Filter("state", pgettext_lazy("table head", "State"), lambda _scope: PeriodState.choices, _of_state),
    choice_filter("kind", pgettext_lazy("table head", "Kind"), PeriodKind),
]


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
        periods, cities = with_missing(strand, kwargs["page"], today)
        add = AddPeriod.button_on(ReportingPeriod(strand=strand), self.grants)
        return super().get_context_data(
            periods=periods,
            cities=cities,
            next=next_due(strand, today),
            terms=terms_of(strand),
            add_url=add.url if add else "",
            terms_url=strand.address_of("reports:terms-edit") if add else "",
            archive_url=reverse("reports:archive", args=[strand.code]) if may_take_archive(self.grants, strand) else "",
            **kwargs,
        )


# The page of a reporting period.


class PeriodPage(InStrand, TemplateView):
    """How a period stands, what is next for its reader, who has submitted, and the reports on it."""

    template_name = "reports/periods/period.html"

    @cached_property
    def period(self) -> ReportingPeriod:
        """The period of the address among those that the reader may see, else 404."""
        rows = ReportingPeriod.objects.visible_to(self.grants).with_names()
        row: ReportingPeriod = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["period"])
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many cities and reports there are."""
        period = self.period
        partners = update_rows(self.grants, period, clock.today())
        visible = ProgressReport.objects.visible_to(self.grants).filter(period=period)
        reports = newest_reports(self.grants, visible.with_names().order_by("pairing__code", "revision"))
        is_over, is_staff = clock.today() > period.ends_on, period.strand_id in self.grants.staff
        reminds = is_over and is_staff and any(row.is_owed for row in partners)
        drafts = is_staff and not period.is_skipped
        step = _next_step(self.grants, period, partners, reports)
        return super().get_context_data(
            period=period,
            section="reports",
            crumbs=period.get_crumbs(),
            title=period.title,
            partners=partners,
            submitted=sum(row.is_handed_in for row in partners),
            reports=sorted(reports, key=lambda report: report.pairing_id is not None),
            buttons=[*([step] if step else []), *self._buttons()],
            remind_url=period.address_of("reports:updates-remind") if reminds else "",
            draft_url=period.address_of("reports:report-add") if drafts else "",
            **kwargs,
        )

    def _buttons(self) -> list[Button]:
        """What staff and administrators may do to the period itself."""
        period = self.period
        if not OFFICE & period.actors(self.grants):
            return []
        history = reverse("partnerships:record-history", args=[period.strand.code, "reporting-period", period.pk])
        return [*buttons_on(period, STEPS, self.grants), Button(_("History"), history, "word")]


def _next_step(
    grants: Grants, period: ReportingPeriod, partners: Sequence[CityUpdate], reports: Sequence[ProgressReport]
) -> Button | None:
    """What the reader does next: write the own update, accept updates, draft, go on, correct, decide; None for nobody.

    `reports` are those of the period, newest of each scope.
    """
    if period.is_skipped:
        return None
    if period.strand_id in grants.staff:
        return _of_staff(period, partners, reports)
    if period.strand_id not in grants.authority:
        return own_update(partners)
    if period.state == PeriodState.SENT and period.report:
        return Button(_("Accept or return the report"), period.report.get_absolute_url(), "main")
    return None


def _of_staff(
    period: ReportingPeriod, partners: Sequence[CityUpdate], reports: Sequence[ProgressReport]
) -> Button | None:
    waiting = sum(row.status == UpdateStatus.SUBMITTED for row in partners)
    if waiting and not period.is_locked:
        words = ngettext("Check %(count)s update", "Check %(count)s updates", waiting)
        return Button(words % {"count": waiting}, period.address_of("reports:updates-accept"), "main")
    of_strand = next((report for report in reports if report.pairing_id is None), None)
    if of_strand is None:
        address = period.address_of("reports:report-add")
        return Button(_("Draft the report"), address, "main") if period.is_owed else None
    labels = {ReportStatus.DRAFT: _("Continue the report"), ReportStatus.RETURNED: _("Correct the report")}
    label = labels.get(ReportStatus(of_strand.status))
    return Button(label, of_strand.get_absolute_url(), "main") if label else None


# What pages list of periods: the updates of a pairing's two cities, and the newest report of each scope.

# What the tag `status_label` draws of each status.
_MARKS = {
    ReportStatus.DRAFT: "planned",
    ReportStatus.ISSUED: "done",
    ReportStatus.RETURNED: "watch",
    ReportStatus.ACCEPTED: "done",
}


def newest_reports(grants: Grants, reports: Iterable[ProgressReport]) -> list[Any]:
    """The newest report of each period and scope among those given in the order of their revisions, with its `mark`
    and, of a joint one, how far `both_sides` are with confirming it; three queries.
    """
    rows: list[Any] = list({(row.period_id, row.pairing_id): row for row in reports}.values())
    joints = list(JointReport.objects.visible_to(grants).filter(report__in=rows))
    states = text_states(joints)
    both = {joint.report_id: states.get((JointReport, joint.pk)) for joint in joints}
    for row in rows:
        row.mark, row.both_sides = _MARKS[ReportStatus(row.status)], both.get(row.pk)
    return rows


def own_update(partners: Iterable[Any]) -> Button | None:
    """The first of the updates that the reader writes and that waits; None where none does."""
    row = next((row for row in partners if row.write_url), None)
    if row is None:
        return None
    returned = row.status == UpdateStatus.RETURNED
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
        sees_brief, adds = may_see_dealings(grants, pairing), pairing.actors(grants)
        periods = _pairing_periods(grants, pairing)
        return super().get_context_data(
            section="strand",
            crumbs=[*pairing.get_crumbs(), (pgettext("tab", "Reports"), "")],
            tabs=tabs(pairing, "reports", grants),
            periods=periods,
            step=own_update(row for _period, updates, _report in periods for row in updates),
            items=items[:MOST_ITEMS],
            all_items_url=f"{reverse('reports:publicity', args=[strand.code])}?{chosen}",
            add_url=f"{reverse('reports:publicity-add', args=[strand.code])}?{chosen}" if adds else "",
            brief_url=reverse("reports:brief", args=place) if sees_brief else "",
            results_url=reverse("reports:results-edit", args=place) if adds else "",
            **kwargs,
        )


def _pairing_periods(
    grants: Grants, pairing: Pairing
) -> list[tuple[ReportingPeriod, list[CityUpdate], ProgressReport | None]]:
    """The periods of the pairing's strand, each with its two updates, EU first, and its joint report where there is
    one; in a constant number of queries.

    First those that still ask for a report, the nearest due first; then those that are over, the latest first.
    """
    rows = ReportingPeriod.objects.visible_to(grants).filter(strand=pairing.strand_id).select_related("strand")
    periods = with_reports(rows.in_order(), clock.today())
    going, over = [row for row in periods if not row.is_over], [row for row in periods if row.is_over]
    updates = updates_of(grants, periods, [pairing.eu, pairing.counterpart])
    visible = ProgressReport.objects.visible_to(grants).filter(pairing=pairing).with_names()
    reports = {row.period_id: row for row in newest_reports(grants, visible.order_by("revision"))}
    return [(row, updates[row.pk], reports.get(row.pk)) for row in [*going, *reversed(over)]]
