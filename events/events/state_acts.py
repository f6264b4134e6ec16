"""The acts that say how far an event has come, and the one that moves its days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.act_forms import ActForm, ReasonForm
from core.acts import refusal_by
from core.formats import join_names
from events.events import states
from events.events.acts import OnEvent
from events.events.labels import when_label
from events.events.milestones import to_complete
from events.events.moves import EventPreview, preview_event_move, reschedule_event
from events.events.states_forms import EventEndForm, EventHeldForm, EventMoveForm
from events.models import Event
from events.rules import event_actors
from events.transitions import check_transition, event_refusal
from events.workflow import EVENT
from partnerships.plan.pages import PreviewedMove

if TYPE_CHECKING:
    from collections.abc import Collection


class Turn(OnEvent):
    """An act by the table of transitions; `name` is its word there."""

    name: ClassVar[str]
    proposes_reopening = True

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        actors = event_actors(self.grants, self.event)
        asked = {"table": EVENT, "name": self.name, "state": self.event.status, "words": event_refusal(self.event)}
        return super().get_refusal() or refusal_by(check_transition, **asked, actors=actors, reason="-")

    @cached_property
    def parts(self) -> list[Event]:
        """The parts on which the same act can be carried out now."""
        return states.parts_for(self.name, self.grants, self.event)

    def with_parts(self, words: str, count: int) -> str:
        """The message, and how many parts went along."""
        if not count:
            return words
        more = ngettext("%(count)s part with it.", "%(count)s parts with it.", count) % {"count": count}
        return f"{words} {more}"


class EventAnnounce(Turn):
    """Tells that it is planned for its days."""

    name = "announce"
    form_class = ActForm
    title = gettext_lazy("Announce the event")
    submit_label = gettext_lazy("Announce")
    service = states.announce_event
    done = gettext_lazy("Announced.")

    def get_question(self) -> str:
        """For when."""
        return _("It is announced for %(when)s: both sides can count on the date.") % {"when": when_label(self.event)}


class EventConfirm(Turn):
    """Says that it takes place."""

    name = "confirm"
    form_class = ActForm
    title = gettext_lazy("Confirm the event")
    submit_label = gettext_lazy("It takes place")
    service = states.confirm_event
    done = gettext_lazy("Confirmed.")

    def get_question(self) -> str:
        """For when."""
        return _("It takes place: %(when)s. From then on journeys can be booked.") % {"when": when_label(self.event)}


class EventHeld(Turn):
    """Reports it held, with its actual days; which milestones that completes is said before."""

    name = "report-held"
    form_class = EventHeldForm
    title = gettext_lazy("Report it held")
    submit_label = gettext_lazy("It was held")
    question = gettext_lazy("On which days was it held? A month suffices where the day is not known.")
    undone_by = "events:event-reopen"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the parts that can be held with it."""
        return super().get_form_kwargs() | {"parts": self.parts}

    def get_consequences(self) -> list[str]:
        """Which milestones it completes."""
        return _milestone_sentences([self.event, *self.parts])

    def act(self, form: Any) -> str:
        """Report it."""
        done = states.report_event_held(
            **self.given(form), actual=form.actual, reason=form.cleaned_data["reason"], parts=form.parts
        )
        return self.with_parts(_("Held: %(when)s.") % {"when": when_label(done)}, len(form.parts))


class EventNotReported(Turn):
    """Says that nobody knows whether it was held."""

    name = "mark-not-reported"
    form_class = ReasonForm
    title = gettext_lazy("Mark as not reported")
    submit_label = gettext_lazy("Not reported")
    question = gettext_lazy("Nobody can say whether it was held. It counts neither as held nor as open.")
    undone_by = "events:event-reopen"
    service = states.mark_event_not_reported
    done = gettext_lazy("Marked as not reported. It can be reopened.")


class EventCancel(Turn):
    """Cancels it, and the parts that are ticked."""

    name = "cancel"
    form_class = EventEndForm
    title = gettext_lazy("Cancel the event")
    submit_label = gettext_lazy("Cancel the event")
    danger = True
    question = gettext_lazy("It will not be held. It stays in the list with its reason, and can be reopened.")
    undone_by = "events:event-reopen"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the parts that can be cancelled with it."""
        return super().get_form_kwargs() | {"parts": self.parts, "label": _("Cancelled with it")}

    def act(self, form: Any) -> str:
        """Cancel it."""
        states.cancel_event(**self.given(form), reason=form.cleaned_data["reason"], parts=form.parts)
        return self.with_parts(_("Cancelled. It can be reopened."), len(form.parts))


class EventReopen(Turn):
    """Takes back that it was held, cancelled or not reported."""

    name = "reopen"
    form_class = EventEndForm
    title = gettext_lazy("Reopen the event")
    submit_label = gettext_lazy("Reopen")

    def get_question(self) -> str:
        """What it is again."""
        words = {"state": self.event.get_status_display()}
        return (
            _("It is “%(state)s”, and becomes planned again. Milestones that it completed are opened with it.") % words
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the parts that can be reopened with it."""
        return super().get_form_kwargs() | {"parts": self.parts, "label": _("Reopened with it")}

    def act(self, form: Any) -> str:
        """Reopen it."""
        states.reopen_event(**self.given(form), reason=form.cleaned_data["reason"], parts=form.parts)
        return self.with_parts(_("Planned again."), len(form.parts))


def _milestone_sentences(events: list[Event]) -> list[str]:
    """Which milestones are done once the events are held, and which wait for both sides' word all the same."""
    completes, waiting = [], []
    for event in events:
        if event.milestone_codes:
            found = to_complete(event)
            completes += found.completes
            waiting += found.confirmed_by_both
    sentences = []
    if completes:
        names = join_names(f"“{row.title}” ({row.pairing.name})" for row in dict.fromkeys(completes))
        sentences.append(_("Done with it: %(milestones)s.") % {"milestones": names})
    if waiting:
        names = join_names(f"“{row.title}” ({row.pairing.name})" for row in dict.fromkeys(waiting))
        sentences.append(_("Done only once both sides confirm it: %(milestones)s.") % {"milestones": names})
    return sentences


# Moving an event's days: what moves along is previewed, and carried out as seen.


class EventReschedule(PreviewedMove, Turn):
    """Moves the plan of an event; the baseline stays, and the parts and agendas go along as ticked."""

    name = "reschedule"
    template_name = "events/events/event_move.html"
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
