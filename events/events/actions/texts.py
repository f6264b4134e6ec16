"""What people do to what an event says of itself: add one, edit it; and what all actions on an event have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.actions import ACTIONS, Action, Button
from core.errors import AlreadyDone, DomainError
from core.periods import Period
from events.enums import OPEN_EVENT, EventKind, EventStatus
from events.events.forms import EventAddForm, EventEditForm
from events.events.selectors import check_works, event_refusal
from events.events.services import (
    LISTS,
    check_lists,
    check_milestones,
    check_mission,
    fill_event,
    members_of,
    save_event,
    save_new,
    split_lists,
)
from events.models import Event
from events.workflow import ORGANISER
from partnerships.actions import JOINT, OFFICE
from partnerships.codes import codes_in
from partnerships.milestones.models import check_period
from partnerships.models import Pairing, Strand
from partnerships.translations.selectors import what_differs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import User
    from core.access import Grants

COMING = frozenset(OPEN_EVENT)


class AddEvent(Action):
    """Add an event or a mission to a strand; its first plan is the forecast it begins with.

    `?kind=`, `?part_of=` and `?pairing=` say what is chosen at first. One at a time in a strand, so that each gets a
    code of its own.
    """

    key = "event-add"
    on = Strand
    allowed = JOINT
    form = EventAddForm
    template = "events/events/event_edit.html"
    title = gettext_lazy("Add an event")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added the event, for %(new)s")
    undo = "event-cancel"

    def check_possible(self) -> None:
        check_works(Event(strand=self.row, all_pairings=True))

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are fields with `forecast` (a Period), `cities`, `hosts`, `pairings`, `organisations` (lists in
        order) and `milestones` (codes). Raises NotAllowed, DomainError with the field at fault.
        """
        given, lists = split_lists(values)
        forecast, codes = given.pop("forecast", Period()), given.pop("milestones", ())
        event = Event(strand=self.row, status=EventStatus.PLANNED)
        fill_event(event, given)
        check_lists(grants=self.grants, event=event, lists=lists)
        check_milestones(event=event, codes=codes, pairings=lists.get("pairings", ()))
        check_period(forecast, field="forecast")
        check_mission(event=event, mission=event.part_of)
        event.baseline = event.forecast = forecast
        save_new(by=self.by, event=event, lists=lists, codes=codes)
        check_works(event)
        self.added = event
        self.log(new=forecast.iso())
        if event.is_mission:
            return _("Added. Add its parts next: the plenary and the visits.")
        return _("Added. Write its agenda next.")

    @property
    def is_of_office(self) -> bool:
        """Whether the person may let it serve whom they like; a coordinator one that serves the own pairing alone."""
        return bool(self.actors & OFFICE)

    @property
    def question(self) -> str:
        """What one begins with."""
        if self.is_of_office:
            return _("A mission holds its plenary and its visits as parts, each with its own agenda.")
        return _("A meeting or visit of your own pairing. Staff arrange what serves several pairings.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": Event(strand=self.row), "grants": self.grants, "office": self.is_of_office}

    def get_initial(self) -> dict[str, Any]:
        """What the address says: each only where it is one of the strand.

        Else the usual kind of what a coordinator may add; the office begins with a mission.
        """
        # PostgreSQL knows no text with a zero byte.
        kind, part_of, pairing = (
            self.asked.get(name, "").replace("\x00", "") for name in ("kind", "part_of", "pairing")
        )
        found: dict[str, Any] = {} if self.is_of_office else {"kind": EventKind.BILATERAL_MEETING}
        if kind in EventKind.values:
            found["kind"] = kind
        missions = Event.objects.visible_to(self.grants).filter(strand=self.row, kind=EventKind.MISSION)
        if part_of and (mission := missions.filter(code=part_of).first()):
            found["part_of"] = mission
        pairings = Pairing.objects.visible_to(self.grants).filter(strand=self.row, code=pairing)
        if pairing and pairings.exists():
            found["pairings"] = [pairing]
        return found

    def get_back_url(self) -> str:
        return self.row.address_of("events:event-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs(), (_("Events"), self.get_back_url()), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"section": "events"}


class OnEvent(Action):
    """An action on an event, or on what lies in it, for its organisers, while one of the pairings it serves goes on."""

    on: ClassVar[Any] = Event
    allowed = frozenset({ORGANISER})
    template = "events/events/event_act.html"
    refused_template = "events/events/event_refused.html"

    @property
    def event(self) -> Event:
        """The event that it is about."""
        found: Event = getattr(self.row, "event", self.row)
        return found

    def check_possible(self) -> None:
        """Refuse what belongs to pairings that are over, then by the state, and say what comes first."""
        check_works(self.event)
        if self.states is not None and self.state not in self.states:
            raise (AlreadyDone if self.state == self.target else DomainError)(event_refusal(self.event))

    @classmethod
    def button_on(cls, row: Event, grants: Grants) -> Button | None:
        """Its button on an event of which it is known that one of its pairings goes on; no query."""
        action = cls(row, by=cast("User", None), grants=grants)
        possible = action.is_allowed and (cls.states is None or row.status in cls.states)
        due = possible and action.is_timely(clock.today())
        return Button(str(action.button or action.title), action.url, action.weight) if due else None

    def is_timely(self, today: dt.date) -> bool:
        """Whether it is offered today."""
        del today
        return True

    def can_reopen(self) -> bool:
        """Whether the reader can take the event up again, on the page that says why it refuses the action."""
        reopen = ACTIONS["event-reopen"](self.event, by=self.by, grants=self.grants)
        return reopen.is_allowed and not reopen.refusal

    def get_context(self) -> dict[str, Any]:
        return {"event": self.event, "section": "events", "reopens": self.can_reopen}


class EditEvent(OnEvent):
    """Change what it says, where it is, who hosts it, whom it serves; dates and states have actions of their own."""

    key = "event-edit"
    form = EventEditForm
    template = "events/events/event_edit.html"
    title = gettext_lazy("Edit the event")
    button = pgettext_lazy("event", "Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "event-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` are as the values of a new one, without `forecast`. Raises NotAllowed, AlreadyDone, DomainError."""
        row, (values, lists) = self.row, split_lists(changes)
        codes: Sequence[str] | None = values.pop("milestones", None)
        changed = what_differs(row, values)
        fill_event(row, changed)
        before = members_of(row)
        after = before | lists
        differing = {name: lists[name] for name in lists if lists[name] != before[name]}
        if differing or {"all_pairings", "kind"} & changed.keys():
            check_lists(grants=self.grants, event=row, lists=after)
        names = [*changed, *(LISTS[name][0] for name in differing)]
        if codes is not None and ";".join(codes) != row.milestone_codes:
            names.append("milestone_codes")
            row.milestone_codes = ";".join(codes)
        if {"milestone_codes", "pairing_codes", "all_pairings"} & set(names):
            check_milestones(event=row, codes=codes_in(row.milestone_codes), pairings=after["pairings"])
        if {"part_of", "kind"} & changed.keys():
            check_mission(event=row, mission=row.part_of)
        if not names:
            raise AlreadyDone(_("Nothing was changed."))
        save_event(by=self.by, event=row, lists=differing)
        self.log(fields=", ".join(sorted(names)))
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "grants": self.grants, "office": bool(self.actors & OFFICE)}

    def get_context(self) -> dict[str, Any]:
        """With the way to change its days, while they can be."""
        moves = self.row.status in COMING
        return super().get_context() | {"move_url": self.row.address_of("events:event-reschedule") if moves else ""}
