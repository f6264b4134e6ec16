"""The tab "Reports" of a pairing: what its two cities report, its joint reports, its publicity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from core import clock
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.views import crumbs
from partnerships.rules.journey import may_edit_pairing
from reports.models import ProgressReport, PublicityItem, ReportingPeriod
from reports.periods.rows import own_update, pairing_rows, report_lines
from reports.periods.selectors import standings
from reports.public.tables import language_label
from reports.rules import may_edit_publicity, may_see_brief

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing
    from reports.periods.rows import ReportLine
    from reports.periods.selectors import Standing
    from reports.updates.selectors import UpdateRow

MOST_ITEMS = 5


@dataclass(frozen=True, slots=True)
class PairingPeriod:
    """One period for a pairing: its two updates, EU first, and its joint report where there is one."""

    standing: Standing
    updates: list[UpdateRow]
    report: ReportLine | None


class PairingReports(InPairing, TemplateView):
    """Every period of the strand with what the pairing has to do with it; a link to the brief."""

    template_name = "reports/periods/pairing_reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In a constant number of queries, however many periods there are."""
        pairing, grants = self.pairing, self.grants
        strand = pairing.strand
        place = [strand.code, pairing.code]
        items = PublicityItem.objects.visible_to(grants).filter(pairing=pairing).standing().with_names().in_order()
        chosen = urlencode({"pairing": pairing.code})
        adds = may_edit_publicity(grants, PublicityItem(strand=strand, pairing=pairing))
        sees_brief = may_see_brief(grants, pairing)
        periods = _pairing_periods(grants, pairing)
        return super().get_context_data(
            strand=strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(strand, (pairing.name, pairing.get_absolute_url()), (pgettext("tab", "Reports"), "")),
            tabs=tabs(pairing, "reports", grants),
            periods=periods,
            step=own_update(row for one in periods for row in one.updates),
            items=[(row, language_label(row)) for row in items[:MOST_ITEMS]],
            all_items_url=f"{reverse('reports:publicity', args=[strand.code])}?{chosen}",
            add_url=f"{reverse('reports:publicity-add', args=[strand.code])}?{chosen}" if adds else "",
            brief_url=reverse("reports:brief", args=place) if sees_brief else "",
            results_url=reverse("reports:results-edit", args=place) if may_edit_pairing(grants, pairing) else "",
            country=strand.side_letters("counterpart"),
            **kwargs,
        )


def _pairing_periods(grants: Grants, pairing: Pairing) -> list[PairingPeriod]:
    """The periods of the pairing's strand, in a constant number of queries.

    First those that still ask for a report, the nearest due first; then those that are over, the latest first.
    """
    rows = ReportingPeriod.objects.visible_to(grants).filter(strand=pairing.strand_id).select_related("strand")
    found = standings(rows.order_by("due_on", "pk"), clock.today())
    going = [one for one in found.values() if not one.is_over]
    over = [one for one in found.values() if one.is_over]
    updates = pairing_rows(grants, pairing, list(found.values()))
    reports = ProgressReport.objects.visible_to(grants).filter(pairing=pairing).with_names()
    lines = {line.report.period_id: line for line in report_lines(grants, reports.order_by("revision"))}
    return [PairingPeriod(one, updates[one.period.pk], lines.get(one.period.pk)) for one in [*going, *reversed(over)]]
