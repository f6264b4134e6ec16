"""What the pages and acts below a period have alike: where they lie, and what leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import pgettext

from core.acts import ActPage
from core.formats import format_period
from core.periods import PartialDate, Period
from partnerships.programmes.views import InStrand, crumbs
from reports.models import ReportingPeriod
from reports.rules import may_edit_period

if TYPE_CHECKING:
    from partnerships.models import Strand


def reports_place(strand: Strand) -> tuple[str, str]:
    """The strand's calendar of reports, for the way back."""
    return pgettext("navigation", "Reports"), reverse("reports:calendar", args=[strand.code])


def period_address(period: ReportingPeriod, name: str, *more: object) -> str:
    """An address below a period: its strand, its code, and what lies below."""
    return reverse(f"reports:{name}", args=[period.strand.code, period.code, *more])


def days_of(period: ReportingPeriod) -> Period:
    """The days that a period covers, to be shown."""
    return Period(PartialDate(period.starts_on), PartialDate(period.ends_on))


def title_of(period: ReportingPeriod) -> str:
    """What a period is called, with its days where its name could be that of another."""
    return period.name or f"{period.get_kind_display()}, {format_period(days_of(period))}"


class InPeriod(InStrand):
    """A page below a reporting period: finds it among those the reader may see."""

    @cached_property
    def period(self) -> ReportingPeriod:
        """The period of the address, else 404."""
        rows = ReportingPeriod.objects.visible_to(self.grants).select_related("strand")
        row: ReportingPeriod = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["period"])
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        period = self.period
        facts = {
            "strand": period.strand,
            "period": period,
            "days": days_of(period),
            "section": "reports",
            "country": period.strand.side_letters("counterpart"),
        }
        page: Any = super()
        context: dict[str, Any] = page.get_context_data(**facts | kwargs)
        return context

    def period_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over its calendar to the period and down to the page."""
        period = self.period
        here = (title_of(period), period.get_absolute_url() if below else "")
        return crumbs(period.strand, reports_place(period.strand), here, *below)


class OfPeriod(ActPage, InPeriod):
    """An act of staff on the period itself, with the way back to it."""

    rule: ClassVar[Any] = may_edit_period
    given_as = "period"

    def get_record(self) -> ReportingPeriod:
        """The period of the address."""
        return self.period

    def get_done_url(self) -> str:
        """The period's page."""
        return str(self.period.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the period."""
        return super().get_context_data(crumbs=self.period_crumbs((str(self.title), "")), **kwargs)
