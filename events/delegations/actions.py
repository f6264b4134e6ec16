"""What people do to delegations and nominations: nominate, edit, move up, accept, decline, replace; say who came."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from accounts.enums import MailKind
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import format_date
from core.models import lock, write_audit
from events import enums
from events.actions import OnDelegate, OnDelegation
from events.audit_actions import ATTENDANCE_CHANGED, ATTENDANCE_RECORDED
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegations import services
from events.delegations.forms import (
    AttendanceForm,
    DelegateReasonForm,
    EarlierForm,
    PasteForm,
    PersonEditForm,
    PersonForm,
    ReplaceForm,
)
from events.delegations.selectors import earlier_delegates, places_of
from events.models import Delegate, DelegateNeeds, Event
from partnerships.enums import OWN
from partnerships.translations.selectors import check_length, fill, real_changes


class Nominate(OnDelegation):
    """What the ways to nominate have alike; each nomination writes the log."""

    def perform(self, *, people: Sequence[Mapping[str, Any]]) -> str:
        """Raises NominationsRefused."""
        found = services.add_nominations(by=self.by, grants=self.grants, delegation=self.row, people=people)
        self.added = found[0]
        return services.nominated_message(found)

    def check_possible(self) -> None:
        services.check_takes(self.event, self.actors)
        services.check_deadline(self.event, self.actors)

    @property
    def question(self) -> str:
        """How many places are left."""
        row = self.row
        if row.quota is None:
            return _("No limit is set.")
        taken = ngettext("%(count)s place is taken: %(words)s.", "%(count)s places are taken: %(words)s.", row.quota)
        return taken % {"count": row.count_of_places, "words": row.label_of_places()}

    def get_consequences(self) -> list[str]:
        if not self.row.is_free:
            return [_("All places are taken: whoever is nominated now joins the waiting list.")]
        if self.row.waiting:
            return [_("Others are waiting: whoever is nominated now joins the end of the waiting list.")]
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"participation": self.row.participation}


class AddDelegate(Nominate):
    """Nominate one person."""

    key = "delegate-add"
    form = PersonForm
    title = gettext_lazy("Nominate a delegate")
    submit_label = gettext_lazy("Nominate")
    weight = "main"
    undo = "delegate-withdraw"

    def perform(self, *, person: Mapping[str, Any]) -> str:  # type: ignore[override]
        return super().perform(people=[person])


class PasteDelegates(Nominate):
    """Nominate several people, pasted as rows."""

    key = "delegates-paste"
    form = PasteForm
    template = "events/delegations/delegates_paste.html"
    title = gettext_lazy("Paste several delegates")
    button = gettext_lazy("Paste several")
    submit_label = gettext_lazy("Read the rows")


class ChooseEarlier(Nominate):
    """Nominate people whom the partner has sent before; a head or substitute of then comes as a member."""

    key = "delegates-earlier"
    form = EarlierForm
    template = "events/delegations/delegates_earlier.html"
    title = gettext_lazy("Choose from earlier delegates")
    submit_label = gettext_lazy("Nominate")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"earlier": earlier_delegates(self.grants, self.row)}


def has_begun(event: Event) -> bool:
    """Whether its first day has come by the clock of its first city, as far as the day is known, or it was held."""
    if event.status == enums.EventStatus.HELD:
        return True
    first, today = event.shown_period.first_day, clock.now().astimezone(event.zone).date()
    return event.status != enums.EventStatus.CANCELLED and first is not None and first <= today


class RecordAttendance(OnDelegation):
    """Say of delegates whether they came, once the event has begun; what is changed later is logged as such."""

    key = "attendance"
    form = AttendanceForm
    template = "events/delegations/attendance.html"
    title = gettext_lazy("Who came")
    button = gettext_lazy("Report who came")
    submit_label = gettext_lazy("Save")
    undo = "attendance"

    def perform(self, *, attended: Mapping[int, bool | None]) -> str:
        """`attended` by the delegate's number; None takes back what was said. Raises AlreadyDone, DomainError."""
        people = {one.number: one for one in self.people}
        if not set(attended) <= set(people):
            raise DomainError(_("One of these people is no longer in the delegation."))
        changed = [people[number] for number, came in attended.items() if people[number].attended is not came]
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        late = any(one.attended is not None for one in changed)
        for one in changed:
            one.attended = attended[one.number]
            one.save(by=self.by)
        self.row.save(by=self.by)
        known = [one for one in people.values() if one.attended is not None]
        write_audit(
            action=ATTENDANCE_CHANGED if late else ATTENDANCE_RECORDED,
            by=self.by,
            record=self.row,
            came=sum(bool(one.attended) for one in known),
            of=len(known),
        )
        return _("Saved.")

    @cached_property
    def people(self) -> list[Delegate]:
        """Everybody whose nomination stands."""
        return list(Delegate.objects.active().filter(delegation=self.row.pk or 0).order_by("nominated_at", "number"))

    def check_possible(self) -> None:
        services.check_goes_on(self.event)
        if not has_begun(self.event):
            first = self.event.shown_period.first_day
            if first is None:
                raise DomainError(_("The event has no date yet. Attendance can be reported once it has begun."))
            day = {"day": format_date(first)}
            raise DomainError(_("The event begins on %(day)s. Attendance can be reported from then on.") % day)
        if not self.row.pk:
            raise DomainError(_("Nobody was nominated, so nobody can have come."))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": self.people}


NOMINATING = (AddDelegate, PasteDelegates, ChooseEarlier)


# What becomes of a nomination.


LONGEST_REASON = 2000
_NOMINATED, _WAITING, _READY, _ACCEPTED, _CONFIRMED, _DECLINED, _WITHDRAWN, _REPLACED = enums.DelegateStatus


class OnNomination(OnDelegate):
    """What becomes of a nomination; whoever waits for a place that becomes free is told."""

    def check_possible(self) -> None:
        """Names nobody."""
        status = self.row.status
        if status not in (self.states or ()):
            refusal = AlreadyDone if status == self.target else DomainError
            raise refusal(self.state_refusal % {"state": enums.DelegateStatus(status).label})
        check_length("reason", self.reason, LONGEST_REASON)
        check_no_identity_numbers({"reason": self.reason})
        services.check_goes_on(self.event)

    @property
    def state_refusal(self) -> str:
        """Why the nomination does not take the action in its state, and what comes first."""
        if self.target == _NOMINATED and self.row.status in enums.PLACED_DELEGATE:
            return _("This person has a place already.")
        return {
            MoveUpDelegate.key: _("The nomination is “%(state)s”. Give it a free place first."),
            BringBackDelegate.key: _("The nomination is “%(state)s”. Bring it back first."),
            AcceptDelegate.key: _("The nomination is “%(state)s”. Accept it first; then the place can be confirmed."),
            WithdrawDelegate.key: _("The place is “%(state)s” already. Withdraw the nomination instead."),
        }.get(self.comes_first, _("The nomination is “%(state)s” already."))

    @property
    def comes_first(self) -> str:
        status = self.row.status
        if status == self.target or status in (self.states or ()):
            return ""
        if status in enums.BENCH_DELEGATE:
            # Whoever is brought back may come onto the bench: there it was done already.
            return "" if self.key == BringBackDelegate.key else MoveUpDelegate.key
        others = {
            (_NOMINATED, ConfirmDelegate.key): AcceptDelegate.key,
            (_CONFIRMED, DeclineDelegate.key): WithdrawDelegate.key,
        }
        return others.get((status, self.key)) or super().comes_first

    def turn(self, new: str) -> None:
        """Save it in another state, and log it."""
        old = services.change_state(self.row, new, by=self.by, reason=self.reason)
        self.log()
        self.notify_waiting(old)

    def notify_waiting(self, old: str) -> None:
        if old in enums.PLACED_DELEGATE and self.row.status not in enums.PLACED_DELEGATE:
            now = places_of(self.event)[self.delegation.participation]
            if now.can_move_up:
                services.place_free(delegation=now, by=self.by)

    @cached_property
    def others(self) -> list[Delegate]:
        """Whose nomination stands beside it."""
        rows = Delegate.objects.active().filter(delegation=self.delegation).exclude(pk=self.row.pk)
        return list(rows.order_by("number"))


class EditDelegate(OnNomination):
    """Change what is written of a person; a new role as substitute or out of it gives up or asks for a place."""

    key = "delegate-edit"
    states = frozenset(enums.ACTIVE_DELEGATE)
    form = PersonEditForm
    title = gettext_lazy("Edit the delegate")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "delegate-edit"

    def perform(self, *, person: Mapping[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row = self.row
        changed = real_changes(row, {name: value for name, value in person.items() if name in Delegate.PERSON})
        old_role, old = row.role, row.status
        fill(row, changed, fields=Delegate.PERSON)
        services.check_person(row)
        services.check_beside(row, self.others)
        if "organisation_name" in changed:
            services.place_of_organisation(row)
        if old_role != row.role and enums.DelegateRole.SUBSTITUTE in (old_role, row.role):
            self._change_bench()
        row.save(by=self.by)
        if row.status != old:
            services.write_step(row, old=old, by=self.by)
        if changed.keys() & Delegate.SPELLED:
            self._ask_for_spelling()
        self.log(fields=", ".join(changed))
        self.notify_waiting(old)
        return _("Saved.")

    def _ask_for_spelling(self) -> None:
        """What the delegate said of the name before does not hold of another one."""
        for needs in DelegateNeeds.objects.filter(delegate=self.row, spelling_checked_at__isnull=False):
            needs.spelling_checked_at = None
            needs.save(by=self.by)

    def _change_bench(self) -> None:
        """A new substitute gives up the place; one who is none any more asks for one."""
        row = self.row
        if row.role != enums.DelegateRole.SUBSTITUTE:
            row.status = services.place_for(row.role, self.places)
        elif row.status in enums.ACCEPTED_DELEGATE:
            refusal = _("The place is “%(state)s”. Replace the person by somebody else first.")
            raise DomainError(refusal % {"state": row.get_status_display()}, field="role")
        else:
            row.status = _READY

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"participation": self.delegation.participation}


class MoveUpDelegate(OnNomination):
    """Give a free place to somebody who waits or stands ready."""

    key = "delegate-move-up"
    states = frozenset(enums.BENCH_DELEGATE)
    target = _NOMINATED
    title = gettext_lazy("Give a free place")
    button = gettext_lazy("Give the place")
    question = gettext_lazy("The person takes a free place and is nominated.")
    logged = gettext_lazy("Took a free place")

    def check_possible(self) -> None:
        super().check_possible()
        if not self.places.is_free:
            raise DomainError(_("No place is free. First withdraw or replace somebody."))

    def perform(self) -> str:
        if self.row.role == enums.DelegateRole.SUBSTITUTE:
            self.row.role = enums.DelegateRole.MEMBER
        self.turn(_NOMINATED)
        return _("The place is taken.")


class Decision(OnNomination):
    """An action that does nothing but lead to another state; what the office decides the partner is told, by number."""

    done: Any

    def perform(self) -> str:
        self.turn(self.target)
        if self.allowed == services.OFFICE:
            key, state = f"{self.row.pk}:{self.row.version}", enums.DelegateStatus(self.row.status)
            facts = {"number": self.row.number, "state": state, "reason": self.reason}
            services.mail_partner(MailKind.NOMINATION_DECIDED, key, self.delegation, by=self.by, **facts)
        return str(self.done)


class AcceptDelegate(Decision):
    """Accept the nomination."""

    key = "delegate-accept"
    news = gettext_lazy("%(city)s accepted the nomination of %(what)s.")
    states = frozenset({_NOMINATED})
    target = _ACCEPTED
    allowed = services.OFFICE
    title = gettext_lazy("Accept the nomination")
    button = pgettext_lazy("nomination", "Accept")
    submit_label = gettext_lazy("Accept")
    logged = gettext_lazy("Accepted the nomination")
    done = gettext_lazy("Accepted.")


class ConfirmDelegate(Decision):
    """Confirm the place of somebody accepted."""

    key = "delegate-confirm"
    news = gettext_lazy("%(city)s confirmed the place of %(what)s.")
    states = frozenset({_ACCEPTED})
    target = _CONFIRMED
    allowed = services.OFFICE
    title = button = gettext_lazy("Confirm the place")
    logged = gettext_lazy("Confirmed the place")
    done = gettext_lazy("The place is confirmed.")


class DeclineDelegate(Decision):
    """Decline a nomination, and say why."""

    key = "delegate-decline"
    news = gettext_lazy("%(city)s declined the nomination of %(what)s.")
    states = frozenset({_NOMINATED, _WAITING, _READY, _ACCEPTED})
    target = _DECLINED
    allowed = reason_of = services.OFFICE
    form = DelegateReasonForm
    title = gettext_lazy("Decline the nomination")
    button = gettext_lazy("Decline")
    danger = True
    question = gettext_lazy("The place is free for somebody else, and the partner is informed. It can be brought back.")
    logged = gettext_lazy("Declined the nomination")
    undo = "delegate-bring-back"
    done = gettext_lazy("Declined. You can bring the nomination back.")


class WithdrawDelegate(Decision):
    """Record that the person will not come."""

    key = "delegate-withdraw"
    news = gettext_lazy("%(city)s withdrew the nomination of %(what)s.")
    states = frozenset(enums.ACTIVE_DELEGATE)
    target = _WITHDRAWN
    reason_of = services.OFFICE | {OWN}
    form = DelegateReasonForm
    title = gettext_lazy("Withdraw the nomination")
    button = gettext_lazy("Withdraw")
    danger = True
    question = gettext_lazy("The place is free for somebody else. The nomination can be brought back.")
    logged = gettext_lazy("Withdrew the nomination")
    undo = "delegate-bring-back"
    done = gettext_lazy("Withdrawn. You can bring the nomination back.")


class BringBackDelegate(OnNomination):
    """Take back a withdrawal or a decline: onto a free place, else onto the waiting list; a substitute stands ready."""

    key = "delegate-bring-back"
    states = frozenset({_DECLINED, _WITHDRAWN})
    target = _NOMINATED
    title = gettext_lazy("Bring the nomination back")
    button = gettext_lazy("Bring back")
    question = gettext_lazy("The person takes a place again, or joins the waiting list where none is free.")
    logged = gettext_lazy("Brought the nomination back")
    undo = "delegate-withdraw"

    def perform(self) -> str:
        """Raises NotAllowed: what staff have declined comes back by staff alone."""
        row = self.row
        if row.status == _DECLINED and not self.actors & services.OFFICE:
            raise NotAllowed
        services.check_beside(row, self.others)
        self.turn(services.place_for(row.role, self.places))
        return services.nominated_message([row])


class ReplaceDelegate(OnNomination):
    """Give the place of one to another in the same role, who waits, stands ready, or is new."""

    key = "delegate-replace"
    news = gettext_lazy("%(city)s replaced %(what)s.")
    states = frozenset(enums.PLACED_DELEGATE)
    target = _REPLACED
    reason_of = services.OFFICE | {OWN}
    form = ReplaceForm
    title = gettext_lazy("Replace the delegate")
    button = gettext_lazy("Replace")
    question = gettext_lazy("Who comes instead takes the place in the same role. Both keep their history.")
    logged = gettext_lazy("Replaced by delegate %(number)s")

    def perform(self, *, comes: Delegate | None = None, person: Mapping[str, Any] | None = None) -> str:
        """A new `person` after the last day comes by staff only; who is nominated already may always step in.

        Raises StaleRecord, DomainError.
        """
        leaves = self.row
        who = self._new_person(person or {}) if comes is None else self._deputy(comes)
        services.change_state(leaves, _REPLACED, by=self.by, reason=self.reason)
        self.log(number=who.number)
        who.role, who.replaces = leaves.role, leaves
        if comes is None:
            services.save_new(who, by=self.by)
        else:
            services.change_state(who, _NOMINATED, by=self.by)
            services.log_act_on_delegate(MoveUpDelegate.key, who, self.by)
        self.added = who
        return _("Replaced.")

    def _new_person(self, values: Mapping[str, Any]) -> Delegate:
        """Who comes newly, checked, not saved yet."""
        services.check_deadline(self.event, self.actors)
        who = Delegate(delegation=self.delegation, nominated_by=self.by, number=services.next_number(self.delegation))
        fill(who, values, fields=Delegate.PERSON)
        who.role = self.row.role
        services.check_people([who], self.others)
        return who

    def _deputy(self, comes: Delegate) -> Delegate:
        """Who waits or stands ready in the same delegation, locked."""
        who = lock(comes, version=comes.version)
        if who.delegation_id != self.delegation.pk:
            raise DomainError(_("This person is in another delegation."), field="comes")
        who.delegation = self.delegation
        if who.status not in enums.BENCH_DELEGATE:
            refusal = _("“%(name)s” is no longer on the waiting list or a substitute.")
            raise DomainError(refusal % {"name": who.shown_name}, field="comes")
        return who

    def get_form_kwargs(self) -> dict[str, Any]:
        """With those who wait or stand ready, in their order."""
        rows = self.delegation.delegates.filter(status__in=enums.BENCH_DELEGATE).exclude(pk=self.row.pk)
        bench = list(rows.order_by("-status", "nominated_at", "number"))
        return super().get_form_kwargs() | {"participation": self.delegation.participation, "bench": bench}


# Done by one click on the row, and by a form of their own.
CLICKS = (AcceptDelegate, ConfirmDelegate, MoveUpDelegate, BringBackDelegate)
FORMS = (EditDelegate, ReplaceDelegate, DeclineDelegate, WithdrawDelegate)
