"""What pages that change a plan have alike: whose they are, and a move of days that is previewed on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.action_views import CONFLICT, REFUSED, ActPage
from core.errors import DomainError
from partnerships.milestones.forms import days_before
from partnerships.models import Strand
from partnerships.plan.forms import DATES
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.http import HttpRequest, HttpResponse

MOST_TICKS = 2000


def plan_url(strand: Strand) -> str:
    """The page of a strand's plan."""
    return reverse("partnerships:plan", args=[strand.code])


class OfPlan(ActPage, InStrand):
    """An act of staff on a strand as a whole, with the way back to its plan."""

    rule: ClassVar[Any] = may_edit_plan

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def require(self, row: Any) -> None:
        """Whatever the act is about: staff of the strand and administrators do it."""
        super().require(self.strand)

    def get_done_url(self) -> str:
        """The plan."""
        return plan_url(self.strand)

    def get_places(self) -> list[tuple[str, str]]:
        """What lies between the strand and the act, and the act itself."""
        return [(_("Plan of the strand"), plan_url(self.strand)), (str(self.title), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        return super().get_context_data(
            strand=self.strand, section="strand", crumbs=crumbs(self.strand, *self.get_places()), **kwargs
        )


class PreviewedMove(ActPage):
    """Its form has `seen_preview`; `preview` shows what comes along, `carry_out` does it and says how much did."""

    def preview(self, form: Any) -> Any:
        """What the move brings about, with its `digest`."""
        raise NotImplementedError

    def carry_out(self, form: Any) -> str:
        """Move it with what is ticked; returns the message."""
        raise NotImplementedError

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Back to the days before."""
        return days_before(form)

    @property
    def ticked(self) -> list[str]:
        """The offered rows that the user has ticked."""
        return list(self.request.POST.getlist("also"))[:MOST_TICKS]

    def get_ticked(self, form: Any, preview: Any) -> Collection[str]:
        """The rows that the page shows as ticked."""
        del form, preview
        return self.ticked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview first; carry out what has been seen."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form_class(request.POST, record=self.record)
        if form.is_valid():
            try:
                self.preview(form)
            except DomainError as refused:
                form.refuse(refused)
        return self._page(form, status=CONFLICT if form.is_stale else REFUSED if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the preview, wherever the form has dates to preview."""
        form = kwargs["form"]
        preview = self._preview_or_none(form) if form.is_bound and not any(map(form.has_error, DATES)) else None
        ticked = self.get_ticked(form, preview)
        if preview is not None:
            # What is carried out next is what the page shows now.
            sent: QueryDict = form.data.copy()
            sent["seen_preview"] = preview.digest
            form.data = sent
        return super().get_context_data(preview=preview, ticked=ticked, **kwargs)

    def _preview_or_none(self, form: Any) -> Any:
        try:
            return self.preview(form)
        except DomainError:
            return None

    def act(self, form: Any) -> str:
        """Move it, once its preview has been seen."""
        if not form.cleaned_data["seen_preview"]:
            self.preview(form)
            raise DomainError(_("Look at the preview first: it shows what moves along. Then move."))
        return self.carry_out(form)
