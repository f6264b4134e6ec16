"""A move of days that is previewed, on whatever record: what moves along is seen before it moves."""

from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from core.action_views import CONFLICT, REFUSED, ActionView
from core.actions import ASKS
from core.errors import DomainError
from partnerships.milestones.forms import DATES

MOST_TICKS = 2000


class PreviewedMove(ActionView):
    """Its form has `seen_preview`; `preview` shows what comes along, the action takes what is ticked as `also`."""

    def get_record(self) -> Any:
        """Locked where it is moved; a preview only reads it."""
        return self._find_row(locked=self.request.method == "POST" and not {ASKS, "preview"} & self.request.POST.keys())

    def preview(self, form: Any) -> Any:
        """What the move brings about, with its `digest`."""
        raise NotImplementedError

    @property
    def ticked(self) -> list[str]:
        return list(self.request.POST.getlist("also"))[:MOST_TICKS]

    def get_ticked(self, form: Any, preview: Any) -> Collection[str]:
        """The rows that the page shows as ticked."""
        del form, preview
        return self.ticked

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview first; carry out what has been seen."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.require(self.record)
        form = self.form_class(request.POST, record=self.record)
        if form.is_valid():
            try:
                self.preview(form)
            except DomainError as refused:
                form.refuse(refused)
        return self._page(form, status=CONFLICT if form.is_stale else REFUSED if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the preview, wherever the form has dates to preview."""
        form, preview = kwargs["form"], None
        if form.is_bound and not any(map(form.has_error, DATES)):
            with suppress(DomainError):
                preview = self.preview(form)
        ticked = self.get_ticked(form, preview)
        if preview is not None:
            # What is carried out next is what the page shows now.
            sent: QueryDict = form.data.copy()
            sent["seen_preview"] = preview.digest
            form.data = sent
        return super().get_context_data(preview=preview, ticked=ticked, **kwargs)

    def act(self, form: Any) -> str:
        """Move it with what is ticked, once its preview has been seen."""
        if not form.cleaned_data["seen_preview"]:
            self.preview(form)
            raise DomainError(_("Check the preview first: it shows what moves along. Then move."))
        return self.action.carry_out(**form.given, also=self.ticked)
