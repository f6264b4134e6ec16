"""What people do to events and to their head counts, and where a milestone is on other days than its event."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast

from django.db.models import Max
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ReasonForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.periods import Period
from core.texts import name_in_both
from events.actions import COMING, OnEvent
from events.enums import EventKind, EventStatus
from events.events import services, state_actions as states
from events.events.forms import EventAddForm, EventEditForm, HeadCountEditForm, HeadCountForm
from events.events.models import MOST_PEOPLE
from events.events.move_actions import CopyEvent, RescheduleEvent
from events.events.selectors import apart_text, check_works, read_undecided
from events.events.services import take_days
from events.models import Event, HeadCount
from partnerships.actions import JOINT, OFFICE, PairingAction
from partnerships.enums import RESPONSIBLE, MilestoneStatus, Side
from partnerships.fields import codes_in
from partnerships.milestones.models import check_period
from partnerships.models import Milestone, Pairing, Strand
from partnerships.translations.selectors import check_either_language, check_sources, fill, real_changes, what_differs


class AddEvent(Action):
    """Add an event or a mission to a strand; its first plan is the forecast it begins with.

    `?kind=`, `?part_of=` and `?pairing=` say what is chosen at first. One at a time in a strand, so that each gets a
    code of its own.
    """

    key = "event-add"
    news = gettext_lazy("%(city)s added the event %(what)s, %(new)s.")
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
        given, lists = services.split_lists(values)
        forecast, codes = given.pop("forecast", Period()), given.pop("milestones", ())
        event = Event(strand=self.row, status=EventStatus.PLANNED)
        services.fill_event(event, given)
        services.check_lists(grants=self.grants, event=event, lists=lists)
        services.check_milestones(event=event, codes=codes, pairings=lists.get("pairings", ()))
        check_period(forecast, field="forecast")
        services.check_mission(event=event, mission=event.part_of)
        event.baseline = event.forecast = forecast
        services.save_new(by=self.by, event=event, lists=lists, codes=codes)
        check_works(event)
        self.added = event
        self.log(new=forecast.iso())
        along = take_days(by=self.by, event=event)
        if event.is_mission:
            return _("Added. Add its parts next: the plenary and the visits.") + along
        return _("Added. Write its agenda next.") + along

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
        words = ("kind", "part_of", "pairing")
        kind, part_of, pairing = (self.asked.get(word, "").replace("\x00", "") for word in words)
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


class EditEvent(OnEvent):
    """Change what it says, where it is, who hosts it, whom it serves; dates and states have actions of their own."""

    key = "event-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    form = EventEditForm
    template = "events/events/event_edit.html"
    title = gettext_lazy("Edit the event")
    button = pgettext_lazy("event", "Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "event-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` are as the values of a new one, without `forecast`. Raises NotAllowed, AlreadyDone, DomainError."""
        row, (values, lists) = self.row, services.split_lists(changes)
        before_codes = set(codes_in(row.milestone_codes))
        codes: Sequence[str] | None = values.pop("milestones", None)
        changed = what_differs(row, values)
        services.fill_event(row, changed)
        differing = {name: lists[name] for name in lists if lists[name] != services.members_of(row, name)}
        if differing or {"all_pairings", "kind"} & changed.keys():
            before = {name: services.members_of(row, name) for name in services.LISTS}
            services.check_lists(grants=self.grants, event=row, lists=before | lists)
        names = [*changed, *(services.LISTS[name][0] for name in differing)]
        if codes is not None and ";".join(codes) != row.milestone_codes:
            names.append("milestone_codes")
            row.milestone_codes = ";".join(codes)
        if {"milestone_codes", "pairing_codes", "all_pairings"} & set(names):
            pairings = lists["pairings"] if "pairings" in lists else services.members_of(row, "pairings")
            services.check_milestones(event=row, codes=codes_in(row.milestone_codes), pairings=pairings)
        if {"part_of", "kind"} & changed.keys():
            services.check_mission(event=row, mission=row.part_of)
        if not names:
            raise AlreadyDone(_("Nothing was changed."))
        services.save_event(by=self.by, event=row, lists=differing)
        self.log(fields=", ".join(sorted(names)))
        if row.status not in COMING or not {"milestone_codes", "pairing_codes", "all_pairings"} & set(names):
            return _("Saved.")
        left = before_codes - set(codes_in(row.milestone_codes))
        return _("Saved.") + take_days(by=self.by, event=self.rows().get(pk=row.pk), left=left)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "grants": self.grants, "office": bool(self.actors & OFFICE)}

    def get_context(self) -> dict[str, Any]:
        """With the way to change its days, while they can be."""
        moves = self.row.status in COMING
        return super().get_context() | {"move_url": self.row.address_of("events:event-reschedule") if moves else ""}


# Head counts: of how many people a source counts at an event.


def _write_head_count(row: HeadCount, values: dict[str, Any]) -> None:
    fill(row, values, fields=HeadCount.WRITTEN)
    check_either_language(row, "whom")
    services.check_lengths(row, ("whom_en", "whom_ko"))
    if not 0 <= row.least <= MOST_PEOPLE or row.most > MOST_PEOPLE:
        raise DomainError(_("Give a number up to %(most)s.") % {"most": MOST_PEOPLE}, field="least")
    if row.least > row.most:
        raise DomainError(_("The second number must be the larger one."), field="most")
    if row.side not in ("", *Side.values):
        raise DomainError(_("Choose one of the two sides, or both."), field="side")
    if not row.source:
        raise DomainError(_("Enter the source of the number."), field="source")
    check_sources(row.source)


class AboutHeadCount(OnEvent):
    """An action whose entry in the log is the event's."""

    def log_parameters(self) -> dict[str, Any]:
        return {"record": self.event}


class AddHeadCount(AboutHeadCount):
    """Add what a source counts, with the next number at its event."""

    key = "head-count-add"
    news = gettext_lazy("%(city)s noted how many people came to %(what)s.")
    form = HeadCountForm
    title = gettext_lazy("Add a head count")
    submit_label = pgettext_lazy("verb", "Add")
    question = gettext_lazy("How many people a source counts. Delegates are counted separately.")
    logged = gettext_lazy("Added a head count")
    undo = "head-count-withdraw"

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are whom (in one language at least), `least` and `most` people, `side`, `source`.

        Raises DomainError with the field at fault.
        """
        last = HeadCount.objects.filter(event=self.row).aggregate(last=Max("number"))["last"] or 0
        self.added = HeadCount(event=self.row, number=last + 1)
        _write_head_count(self.added, values)
        self.added.save(by=self.by)
        return _("Added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"event": self.row}


class OnHeadCount(AboutHeadCount):
    """An action on one head count."""

    on = HeadCount

    @property
    def question(self) -> str:
        """Which one."""
        return _("“%(head_count)s”") % {"head_count": self.row}


class EditHeadCount(OnHeadCount):
    """Put right what was written, in the administration."""

    key = "head-count-edit"
    news = gettext_lazy("%(city)s changed how many people came to %(what)s.")
    form = HeadCountEditForm
    logged = gettext_lazy("Edited a head count")

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, or DomainError with the field at fault."""
        real_changes(self.row, changes)
        _write_head_count(self.row, changes)
        self.row.save(by=self.by)
        return _("Saved.")


class WithdrawHeadCount(OnHeadCount):
    """Let one that is wrong no longer count; it stays with the event."""

    key = "head-count-withdraw"
    reason_of = OnEvent.allowed
    form = ReasonForm
    title = gettext_lazy("Withdraw the head count")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    logged = gettext_lazy("Withdrew a head count")
    undo = "head-count-restore"

    def perform(self) -> str:
        if self.row.withdrawn_at:
            raise AlreadyDone(_("It was withdrawn already."))
        self.row.withdrawn_at = clock.now()
        self.row.save(by=self.by)
        return _("Withdrawn. It can be brought back.")


class RestoreHeadCount(OnHeadCount):
    """Let a withdrawn one count again."""

    key = "head-count-restore"
    title = gettext_lazy("Bring the head count back")
    submit_label = gettext_lazy("Bring it back")
    logged = gettext_lazy("Brought a head count back")
    undo = "head-count-withdraw"

    def perform(self) -> str:
        if not self.row.withdrawn_at:
            raise AlreadyDone(_("This head count was not withdrawn."))
        self.row.withdrawn_at = None
        self.row.save(by=self.by)
        return _("Brought back.")

    def get_consequences(self) -> list[str]:
        return [_("The event's page and reports count it again.")]


# In the order of their buttons: beside the title, and what is rarely needed.
STEPS = (states.AnnounceEvent, states.ConfirmEvent, states.ReportEventHeld, RescheduleEvent, EditEvent)
HEAD_COUNT_STEPS = (WithdrawHeadCount, RestoreHeadCount)
FURTHER_STEPS = (CopyEvent, states.ReopenEvent, states.MarkEventNotReported, states.CancelEvent)


# Where a milestone and the event that completes it are on other days.


class KeepMilestoneDays(PairingAction):
    """Keep a milestone beside the other days of its event, with the reason; nobody is asked until either moves."""

    key = "milestone-keep-days"
    news = gettext_lazy("%(city)s kept the days of %(what)s beside those of its event.")
    on: Any = Milestone
    states = frozenset({MilestoneStatus.PLANNED})
    allowed = frozenset({RESPONSIBLE}) | OFFICE
    reason_of = allowed
    form = ReasonForm
    template = "partnerships/milestones/milestone_act.html"
    title = button = gettext_lazy("Keep both")
    logged = gettext_lazy("Kept for %(old)s, while the event “%(event)s” is on %(new)s")

    @cached_property
    def apart(self) -> tuple[Event, str] | None:
        """The event on other days, with all of these days; None where there is nothing to decide."""
        return next(((event, days) for _row, event, days in read_undecided([self.row])), None)

    def check_possible(self) -> None:
        super().check_possible()
        if self.apart is None:
            raise AlreadyDone(_("There is nothing to decide: event and milestone agree, or both are kept."))

    def perform(self) -> str:
        row, (event, days) = self.row, cast("tuple[Event, str]", self.apart)
        row.apart_days, row.apart_reason = days, self.reason
        row.save(by=self.by)
        self.log(old=row.forecast.iso(), event=name_in_both(event), new=event.forecast.iso())
        return _("Both are kept. You are asked again once either moves.")

    @property
    def question(self) -> str:
        """On which days both are."""
        return apart_text(self.apart[0], self.row) if self.apart else ""
