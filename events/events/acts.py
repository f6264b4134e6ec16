"""Adding, editing and copying events, and their head counts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core import clock
from core.act_forms import ActForm, ReasonForm
from core.acts import ActPage, refusal_by
from events.enums import EventKind
from events.events.copies import copy_event, parts_to_copy
from events.events.forms import EventAddForm, EventEditForm, HeadCountForm
from events.events.head_counts import add_head_count, restore_head_count, withdraw_head_count
from events.events.pages import OfEvent, events_place
from events.events.selectors import check_works
from events.events.services import add_event, edit_event
from events.events.states import possible_acts
from events.events.states_forms import EventCopyForm
from events.models import Event, HeadCount
from events.rules import may_add_event, may_edit_event, may_edit_head_count
from partnerships.models import Pairing, Strand
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.rules.places import may_edit_plan


class EventAdd(ActPage, InStrand):
    """Adds an event; `?kind=`, `?part_of=` and `?pairing=` say what is chosen at first."""

    template_name = "events/events/event_edit.html"
    form_class = EventAddForm
    rule: ClassVar[Any] = may_add_event
    title = gettext_lazy("Add an event")
    submit_label = pgettext_lazy("verb", "Add")
    added: Event | None = None
    undone_by = "events:event-cancel"
    undone_at: ClassVar[dict[str, str]] = {"event": "code"}

    def get_record(self) -> Strand:
        """The strand, by which it is judged who may add."""
        return self.get_strand()

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        office = may_edit_plan(self.grants, self.record)
        return {"record": Event(strand=self.record), "grants": self.grants, "office": office}

    def get_initial(self) -> dict[str, Any]:
        """What the address says: each only where it is one of the strand.

        Else the usual kind of what a coordinator may add; the office begins with a mission.
        """
        asked = {name: self.request.GET.get(name, "").replace("\x00", "") for name in ("kind", "part_of", "pairing")}
        mission = self._mission
        found: dict[str, Any] = {"part_of": mission} if mission else {}
        if not may_edit_plan(self.grants, self.record):
            found["kind"] = EventKind.BILATERAL_MEETING
        if asked["kind"] in EventKind.values:
            found["kind"] = asked["kind"]
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=self.record, code=asked["pairing"])
        if asked["pairing"] and pairings.exists():
            found["pairings"] = [asked["pairing"]]
        return found

    @cached_property
    def _mission(self) -> Event | None:
        code = self.request.GET.get("part_of", "").replace("\x00", "")
        rows = Event.objects.visible_to(self.grants).filter(strand=self.record, code=code, kind=EventKind.MISSION)
        return rows.first() if code else None

    def get_question(self) -> str:
        """What one begins with."""
        if may_edit_plan(self.grants, self.record):
            return _("A mission holds its plenary and its visits as parts, each with its own agenda.")
        return _("A meeting or visit of your own pairing. Staff arrange what serves several pairings.")

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_works, Event(strand=self.record, all_pairings=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the list of events."""
        strand = self.record
        places = crumbs(strand, events_place(strand), (str(self.title), ""))
        return super().get_context_data(strand=strand, section="events", crumbs=places, **kwargs)

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_event(by=self.request.user, grants=self.grants, strand=self.record, values=form.values)
        if self.added.is_mission:
            return _("Added. Add its parts next: the plenary and the visits.")
        return _("Added. Write its agenda next.")

    def get_done_url(self) -> str:
        """The new event's page, the list until there is one."""
        return self.added.get_absolute_url() if self.added else events_place(self.record)[1]


class OnEvent(OfEvent):
    """An act on one event, for its organisers."""

    rule: ClassVar[Any] = may_edit_event

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_works, self.event)


class EventEdit(OnEvent):
    """Changes what an event says, where it is, who hosts it and whom it serves."""

    template_name = "events/events/event_edit.html"
    form_class = EventEditForm
    title = gettext_lazy("Edit the event")
    submit_label = gettext_lazy("Save")
    undone_by = "events:event-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        office = may_edit_plan(self.grants, self.event.strand)
        return {"record": self.event, "grants": self.grants, "office": office}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the way to change its days, while they can be."""
        moves = "reschedule" in possible_acts(self.grants, self.event, clock.today())
        return super().get_context_data(move_url=self.address("event-reschedule") if moves else "", **kwargs)

    def act(self, form: Any) -> str:
        """Save it."""
        edit_event(**self.given(form), changes=form.changes)
        return _("Saved.")


class EventCopy(OnEvent):
    """Copies an event or a mission as a template."""

    form_class = EventCopyForm
    title = gettext_lazy("Copy as a template")
    submit_label = gettext_lazy("Copy")
    question = gettext_lazy(
        "The copy is planned anew, with agenda and quotas; all days move as far as the first one. Delegations, "
        "answers of hosts and what happened are not copied."
    )
    added: Event | None = None
    undone_by = "events:event-cancel"
    undone_at: ClassVar[dict[str, str]] = {"event": "code"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the parts that it can have."""
        return {"record": self.event, "parts": parts_to_copy(self.grants, self.event)}

    def act(self, form: Any) -> str:
        """Copy it."""
        self.added = copy_event(
            by=self.request.user,
            grants=self.grants,
            event=self.event,
            start=form.cleaned_data["start"],
            parts=form.parts,
            titles=form.titles,
        )
        count = len(form.parts)
        if not count:
            return f"{_('Copied.')} {_('Look at its days and its agenda.')}"
        words = ngettext("Copied with %(count)s part.", "Copied with %(count)s parts.", count) % {"count": count}
        return f"{words} {_('Look at its days and its agenda.')}"

    def get_done_url(self) -> str:
        """The copy's page."""
        return str((self.added or self.event).get_absolute_url())

    def get_back_url(self) -> str:
        """The page of what is copied."""
        return str(self.event.get_absolute_url())


# The acts on head counts: add one, withdraw it, bring it back.


class HeadCountAdd(OnEvent):
    """Adds how many people a source counts."""

    form_class = HeadCountForm
    title = gettext_lazy("Add a head count")
    submit_label = pgettext_lazy("verb", "Add")
    question = gettext_lazy("How many people a source counts, in its words. Delegates are counted separately.")
    undone_by = "events:head-count-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"head_count": "pk"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"event": self.event}

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_head_count(by=self.request.user, grants=self.grants, event=self.event, values=form.values)
        return _("Added.")


class OnHeadCount(OfEvent):
    """An act on one head count."""

    rule: ClassVar[Any] = may_edit_head_count
    given_as = "head_count"

    def get_record(self) -> HeadCount:
        """The head count of the address among those of the event, else 404."""
        rows = HeadCount.objects.visible_to(self.grants).filter(event=self.event)
        row: HeadCount = self.get_or_404(rows, pk=self.kwargs["head_count"])
        row.event = self.event
        return row

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_works, self.event)

    def get_question(self) -> str:
        """Which one."""
        return _("“%(head_count)s”") % {"head_count": self.record}


class HeadCountWithdraw(OnHeadCount):
    """Withdraws one that is wrong."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw the head count")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    undone_by = "events:head-count-restore"
    service = withdraw_head_count
    done = gettext_lazy("Withdrawn. It can be brought back.")


class HeadCountRestore(OnHeadCount):
    """Brings a withdrawn one back."""

    form_class = ActForm
    title = gettext_lazy("Bring the head count back")
    submit_label = gettext_lazy("Bring it back")
    undone_by = "events:head-count-withdraw"
    service = restore_head_count
    done = gettext_lazy("It counts again.")

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("The event's page and reports count it again.")]
