"""What people do to delegations: nominate, say who came."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from core.models import write_audit
from events.audit_actions import ATTENDANCE_CHANGED, ATTENDANCE_RECORDED
from events.delegations.forms import AttendanceForm, EarlierForm, PasteForm, PersonForm
from events.delegations.pages import OnDelegation
from events.delegations.selectors import earlier_delegates
from events.delegations.services import (
    add_nominations,
    check_deadline,
    check_goes_on,
    check_takes,
    nominated_message,
)
from events.enums import EventStatus
from events.models import Delegate, Event


class Nominate(OnDelegation):
    """What the ways to nominate have alike; each nomination writes the log."""

    def perform(self, *, people: Sequence[Mapping[str, Any]]) -> str:
        """Raises NominationsRefused."""
        found = add_nominations(by=self.by, grants=self.grants, delegation=self.row, people=people)
        self.added = found[0]
        return nominated_message(found)

    def check_possible(self) -> None:
        check_takes(self.event, self.actors)
        check_deadline(self.event, self.actors)

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
    if event.status == EventStatus.HELD:
        return True
    first = event.shown_period.first_day
    return (
        event.status != EventStatus.CANCELLED
        and first is not None
        and first <= clock.now().astimezone(event.zone).date()
    )


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
        rows = Delegate.objects.active().filter(delegation=self.row.pk or 0)
        return list(rows.order_by("nominated_at", "number"))

    def check_possible(self) -> None:
        check_goes_on(self.event)
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
