"""What the pages below a period have alike: where they lie, and what leads back."""

from typing import Any

from django.utils.functional import cached_property

from partnerships.programmes.pages import InStrand
from reports.models import ReportingPeriod


class InPeriod(InStrand):
    """A page below a reporting period: finds it among those the reader may see."""

    @cached_property
    def period(self) -> ReportingPeriod:
        """The period of the address, else 404."""
        rows = ReportingPeriod.objects.visible_to(self.grants).with_names()
        row: ReportingPeriod = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["period"])
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        period = self.period
        country = period.strand.side_letters("counterpart")
        facts = {"strand": period.strand, "period": period, "section": "reports", "country": country}
        page: Any = super()
        context: dict[str, Any] = page.get_context_data(**facts | kwargs)
        return context
