"""Moving an event's days: the form, the preview of what moves along on the same page, and carrying it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.acts import CONFLICT, REFUSED
from core.errors import DomainError
from events.forms.event_states import EventMoveForm
from events.services.event_moves import EventPreview, preview_event_move, reschedule_event
from events.views.event_state_acts import Turn
from partnerships.forms.plan import DATES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

MOST_TICKS = 500


class EventReschedule(Turn):
    """Moves the plan of an event; the baseline stays, and the parts and agendas go along as ticked."""

    name = "reschedule"
    template_name = "events/event_move.html"
    form_class = EventMoveForm
    title = gettext_lazy("Move the event")
    submit_label = gettext_lazy("Move")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the preview first; carry out what has been seen."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form_class(request.POST, record=self.record)
        if form.is_valid():
            try:
                self._preview(form)
            except DomainError as refused:
                form.refuse(refused)
        return self._page(form, status=CONFLICT if form.is_stale else REFUSED if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the preview, wherever the form has dates to preview."""
        form = kwargs["form"]
        preview = self._preview_or_none(form) if form.is_bound and not any(map(form.has_error, DATES)) else None
        ticked = set(self._ticked)
        if preview is not None:
            if not form.data.get("seen_preview"):
                # At first what lies in the mission goes along, unless it is unticked.
                ticked = {part.key for part in preview.parts if not part.why}
            # What is carried out next is what the page shows now.
            sent: QueryDict = form.data.copy()
            sent["seen_preview"] = preview.digest
            form.data = sent
        return super().get_context_data(preview=preview, ticked=ticked, **kwargs)

    def _preview(self, form: EventMoveForm) -> EventPreview:
        return preview_event_move(grants=self.grants, event=self.event, forecast=form.forecast)

    def _preview_or_none(self, form: EventMoveForm) -> EventPreview | None:
        try:
            return self._preview(form)
        except DomainError:
            return None

    @property
    def _ticked(self) -> list[str]:
        return list(self.request.POST.getlist("also"))[:MOST_TICKS]

    def act(self, form: Any) -> str:
        """Move it, and say how much came along."""
        if not form.cleaned_data["seen_preview"]:
            self._preview(form)
            raise DomainError(_("Look at the preview first: it shows what moves along. Then move."))
        done = reschedule_event(
            **self.given(form),
            forecast=form.forecast,
            reason=form.cleaned_data["reason"],
            also=self._ticked,
            digest=form.cleaned_data["seen_preview"],
        )
        count = sum(part.key in self._ticked for part in done.parts)
        if not count:
            return _("Moved.")
        return ngettext("Moved, with %(count)s part.", "Moved, with %(count)s parts.", count) % {"count": count}
