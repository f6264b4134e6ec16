"""Moving an event's days: what moves along is previewed, and carried out as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.forms.event_states import EventMoveForm
from events.services.event_moves import EventPreview, preview_event_move, reschedule_event
from events.views.event_state_acts import Turn
from partnerships.views.previewed_moves import PreviewedMove

if TYPE_CHECKING:
    from collections.abc import Collection


class EventReschedule(PreviewedMove, Turn):
    """Moves the plan of an event; the baseline stays, and the parts and agendas go along as ticked."""

    name = "reschedule"
    template_name = "events/event_move.html"
    form_class = EventMoveForm
    title = gettext_lazy("Move the event")
    submit_label = gettext_lazy("Move")
    undone_by = "events:event-reschedule"

    def preview(self, form: EventMoveForm) -> EventPreview:
        """Its parts that can move along, and its agenda."""
        return preview_event_move(grants=self.grants, event=self.event, forecast=form.forecast)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is moved."""
        return super().get_context_data(moving=self.event, **kwargs)

    def get_ticked(self, form: EventMoveForm, preview: EventPreview | None) -> Collection[str]:
        """At first what lies in the mission goes along, unless it is unticked."""
        if preview is None or form.data.get("seen_preview"):
            return self.ticked
        return {part.key for part in preview.parts if not part.why}

    def carry_out(self, form: Any) -> str:
        """Move it, and say how much came along."""
        done = reschedule_event(
            **self.given(form),
            forecast=form.forecast,
            reason=form.cleaned_data["reason"],
            also=self.ticked,
            digest=form.cleaned_data["seen_preview"],
        )
        count = sum(part.key in self.ticked for part in done.parts)
        if not count:
            return _("Moved.")
        return ngettext("Moved, with %(count)s part.", "Moved, with %(count)s parts.", count) % {"count": count}
