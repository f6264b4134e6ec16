"""What people do to delegations: set their places, nominate, say who came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_date
from core.models import write_audit
from events.actions import EventAction
from events.audit_actions import ATTENDANCE_CHANGED, ATTENDANCE_RECORDED
from events.delegations.forms import AttendanceForm, EarlierForm, PersonForm, QuotaForm
from events.delegations.pages import OnDelegation
from events.delegations.paste_forms import PasteForm
from events.delegations.selectors import earlier_delegates, places_of
from events.delegations.services import (
    OFFICE,
    add_nominations,
    check_deadline,
    check_takes,
    nominated_message,
    nomination_opened,
    place_free,
)
from events.enums import EventStatus
from events.events.selectors import check_works, event_refusal, is_workable
from events.models import Delegate, Delegation, Event, Quota
from events.workflow import ORGANISER
from partnerships.enums import Side
from partnerships.models import Participation

type _Wanted = dict[tuple[str, int | None], tuple[int, str]]


class SetQuotas(EventAction):
    """Say how many each side and single partners may send, and until when they are nominated (the day included).

    Once places and a day are known, the coordinators of all partners that come are asked to nominate.
    """

    key = "quota-edit"
    allowed: ClassVar[frozenset[str]] = OFFICE
    form = QuotaForm
    template = "events/delegations/quota_edit.html"
    title = gettext_lazy("Places and deadline")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy(
        "Set the places: %(eu)s for each partner of the EU side, %(counterpart)s for each of the other side; "
        "nominations until %(until)s"
    )
    undo = "quota-edit"

    def perform(
        self,
        *,
        sides: Mapping[str, int | None],
        partners: Sequence[tuple[Participation, int | None, str]],
        until: dt.date | None,
    ) -> str:
        """`sides`, and `partners` with the reason of each, are the whole: what is None has no number of its own here.

        Raises AlreadyDone; DomainError with the field at fault (`places_<side>`, `places_<participation>`,
        `reason_<participation>`, `nominate_until`).
        """
        row, before = self.row, places_of(self.row)
        wanted = self._wanted(sides, partners)
        last = row.shown_period.last_day
        if until and last and until > last:
            raise DomainError(
                _("The event ends on %(day)s. Nominations end before it.") % {"day": format_date(last)},
                field="nominate_until",
            )
        is_new = until != row.nominate_until
        if not self._write(wanted) and not is_new:
            raise AlreadyDone(_("Nothing was changed."))
        places = places_of(row)
        _check_taken(before, places)
        row.nominate_until = until
        row.save(by=self.by)
        numbers = {side: "–" if (number := sides.get(side)) is None else str(number) for side in Side.values}
        self.log(until=until.isoformat() if until else "", **numbers)
        if until and is_new and clock.today() <= until:
            nomination_opened(delegations=places.values(), until=until, by=self.by)
        for participation, now in places.items():
            if now.can_move_up > (before[participation].can_move_up if participation in before else 0):
                place_free(delegation=now, by=self.by)
        return _("Saved.")

    def _wanted(
        self, sides: Mapping[str, int | None], partners: Sequence[tuple[Participation, int | None, str]]
    ) -> _Wanted:
        """The rows that are to be, by side and participation; refuses what no row may be."""
        wanted: _Wanted = {}
        for side, number in sides.items():
            if number is not None:
                _check_number(f"places_{Side(side).value}", number)
                wanted[side, None] = (number, "")
        for participation, number, reason in partners:
            if participation.strand_id != self.row.strand_id:
                raise DomainError(
                    _("This partner does not take part in the strand."), field=f"places_{participation.pk}"
                )
            if number is None:
                continue
            _check_number(f"places_{participation.pk}", number)
            if not reason.strip():
                raise DomainError(_("Give a reason."), field=f"reason_{participation.pk}")
            wanted[participation.side, participation.pk] = (number, reason.strip())
        return wanted

    def _write(self, wanted: _Wanted) -> bool:
        """Keep a number for each that is wanted, and no other; whether any differs."""
        rows = Quota.objects.filter(event=self.row).order_by("pk")
        known = {(row.side, row.participation_id): row for row in rows}
        for key, row in known.items():
            if key not in wanted:
                row.delete()
        differs = not known.keys() <= wanted.keys()
        for key, (places, reason) in wanted.items():
            row = known.get(key) or Quota(event=self.row, side=key[0], participation_id=key[1])
            if row.pk is None or (row.places, row.reason) != (places, reason):
                row.places, row.reason = places, reason
                row.save(by=self.by)
                differs = True
        return differs

    def check_possible(self) -> None:
        """Refuse to set places of what is over, cancelled or not reported."""
        check_works(self.row)
        if not self.row.is_open:
            raise DomainError(event_refusal(self.row))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"places": places_of(self.row)}

    def get_done_url(self) -> str:
        return str(self.row.address_of("events:delegation-list"))

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs(), (_("Delegations"), self.get_done_url()), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        """Whoever may can take up again what was held, too."""
        row = self.row
        reopens = not row.is_open and ORGANISER in self.actors and is_workable(row)
        return super().get_context() | {"country": row.strand.side_letters("counterpart"), "reopens": reopens}


def _check_number(field: str, number: int) -> None:
    if not 0 <= number <= Quota.MOST:
        raise DomainError(_("Write a number from 0 to %(most)s.") % {"most": Quota.MOST}, field=field)


def _check_taken(before: Mapping[Participation, Delegation], after: Mapping[Participation, Delegation]) -> None:
    """Refuse fewer places than have been given."""
    for participation, places in after.items():
        was = before.get(participation, places)
        if places.quota is None or places.quota >= places.taken or places.quota == was.quota:
            continue
        message = ngettext(
            "%(partner)s has nominated %(count)s delegate by now. Decline or withdraw first.",
            "%(partner)s has nominated %(count)s delegates by now. Decline or withdraw first.",
            places.taken,
        )
        facts = {"partner": participation.partner.name, "count": places.taken}
        raise DomainError(message % facts, field=f"places_{participation.side}")


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
        return taken % {"count": row.count, "words": row.label_of_places()}

    def get_consequences(self) -> list[str]:
        if not self.row.is_free:
            return [_("All places are taken: whoever is nominated now joins the waiting list.")]
        if self.row.waiting:
            return [_("Somebody waits: whoever is nominated now joins the waiting list behind.")]
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


def check_begun(event: Event) -> None:
    """Refuse to say who came before anybody can have come. Raises DomainError."""
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled."))
    if has_begun(event):
        return
    first = event.shown_period.first_day
    if first is None:
        raise DomainError(_("The event has no date yet. Who came can be said once it has begun."))
    day = format_date(first)
    raise DomainError(_("The event begins on %(day)s. Who came can be said from then on.") % {"day": day})


class RecordAttendance(OnDelegation):
    """Say of delegates whether they came, once the event has begun; what is changed later is logged as such."""

    key = "attendance"
    form = AttendanceForm
    template = "events/delegations/attendance.html"
    title = gettext_lazy("Who came")
    button = gettext_lazy("Say who came")
    submit_label = gettext_lazy("Save")
    undo = "attendance"

    def perform(self, *, attended: Mapping[int, bool | None]) -> str:
        """`attended` by the delegate's number; None takes back what was said. Raises AlreadyDone, DomainError."""
        people = {one.number: one for one in self.people}
        if not set(attended) <= set(people):
            raise DomainError(_("One of these people does not stand in the delegation any more."))
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
        check_works(self.event)
        check_begun(self.event)
        if not self.row.pk:
            raise DomainError(_("Nobody was nominated, so nobody can have come."))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": self.people}


NOMINATING = (AddDelegate, PasteDelegates, ChooseEarlier)
