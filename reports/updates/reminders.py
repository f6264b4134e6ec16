"""The mails about city updates: submitted (to staff), returned and accepted (to the partner), a reminder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import MailKind
from accounts.models import Mail
from accounts.services.mail import queue_mail
from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.enums import StrandRoleName
from partnerships.models import StrandRole
from partnerships.people.selectors import People, read_people
from reports.audit_actions import UPDATE_REMINDED
from reports.rules import may_decide_updates
from reports.updates.places import lock_open_period
from reports.updates.selectors import UpdateRow, rows_owed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Participation
    from reports.models import CityUpdate, ReportingPeriod


def update_submitted(*, update: CityUpdate, by: User) -> int:
    """Tell the staff of the strand that it waits for them; returns how many mails that makes."""
    return _send(_staff_of(update.period.strand_id), MailKind.UPDATE_SUBMITTED, "update_submitted", update, by)


def update_returned(*, update: CityUpdate, by: User, reason: str) -> int:
    """Tell the partner's coordinators that it is to be completed, and why."""
    people = read_people([update.participation_id], clock.today()).of_side(update.participation_id)
    return _send(people, MailKind.UPDATE_RETURNED, "update_returned", update, by, reason=reason)


def update_accepted(*, update: CityUpdate, by: User) -> int:
    """Tell the partner's coordinators that nothing more is to be done."""
    people = read_people([update.participation_id], clock.today()).of_side(update.participation_id)
    return _send(people, MailKind.UPDATE_ACCEPTED, "update_accepted", update, by)


def reminder_key(period: ReportingPeriod, participation: int, person: int, today: dt.date) -> str:
    """What one person is reminded of on a day is kept under this key, so that it happens once."""
    return f"update-reminder:{today}:{period.pk}:{participation}:{person}"


def remind_partner(
    *, period: ReportingPeriod, participation: Participation, people: People, by: User, today: dt.date
) -> int:
    """Ask a partner's people for the update that they owe; returns how many mails that makes."""
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.REMINDER,
            key=reminder_key(period, participation.pk, person.pk, today),
            template="update_reminder",
            context=_facts(period, participation, by)
            | {"due": period.due_on, "late": period.due_on < today, "days": abs((period.due_on - today).days)},
        )
        for person in people.of_side(participation.pk)
        if person.pk != by.pk
    )


def _staff_of(strand: int) -> list[Any]:
    """Who is staff of a strand today; one query."""
    roles = StrandRole.objects.not_ended(clock.today()).filter(strand=strand, role=StrandRoleName.STAFF)
    users = get_user_model().objects.filter(pk__in=roles.values("user"), is_active=True)
    return list(users.order_by("search_text", "pk"))


def _send(people: Iterable[User], kind: MailKind, template: str, update: CityUpdate, by: User, **more: Any) -> int:
    return sum(
        queue_mail(
            to=person,
            kind=kind,
            key=f"{kind.value}:{update.pk}:{update.version}:{person.pk}",
            template=template,
            context=_facts(update.period, update.participation, by) | more,
        )
        for person in people
        if person.pk != by.pk
    )


def _facts(period: ReportingPeriod, participation: Participation, by: User) -> dict[str, Any]:
    """Names in the language of the mail that is being written."""
    path = reverse("reports:update", args=[period.strand.code, period.code, participation.partner.code])
    return {
        "period": lazy(lambda: str(period), str)(),
        "strand": lazy(lambda: str(period.strand), str)(),
        "partner": lazy(lambda: str(participation.partner.name), str)(),
        "by": by.kept_name,
        "link": settings.BASE_URL + path,
    }


# Staff remind partners of the update that they owe: several at once, nobody twice on one day.


@dataclass(frozen=True, slots=True)
class Owed:
    """A partner that owes its update, who would get a mail, and who of them was reminded today."""

    row: UpdateRow
    people: list[User]
    told: list[User]

    @property
    def waits(self) -> bool:
        """Whether it is late, and somebody is left who was not reminded today."""
        return self.row.is_late and len(self.people) > len(self.told)


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of one reminder: so many mails, or why none."""

    owed: Owed
    mails: int

    @property
    def words(self) -> str:
        """The result in a sentence."""
        partner = self.owed.row.participation.partner.name
        if self.mails:
            sent = ngettext("%(partner)s: %(count)s mail.", "%(partner)s: %(count)s mails.", self.mails)
            return sent % {"partner": partner, "count": self.mails}
        if not self.owed.people:
            return _("%(partner)s: nobody to write to; invite a coordinator first.") % {"partner": partner}
        if self.owed.told:
            return _("%(partner)s: was reminded today.") % {"partner": partner}
        return _("%(partner)s: takes no such mails.") % {"partner": partner}


def read_owed(*, by: User, grants: Grants, period: ReportingPeriod) -> list[Owed]:
    """Who owes an update and whom a reminder would reach; a constant number of queries."""
    today = clock.today()
    rows = rows_owed(grants, period, today)
    people = read_people([row.participation.pk for row in rows], today)
    readers = {
        row.participation.pk: [one for one in people.of_side(row.participation.pk) if one.pk != by.pk] for row in rows
    }
    keys = {
        reminder_key(period, part, one.pk, today): (part, one.pk) for part, found in readers.items() for one in found
    }
    told = {keys[key] for key in Mail.objects.filter(key__in=list(keys)).values_list("key", flat=True)}
    return [
        Owed(row, found, [one for one in found if (row.participation.pk, one.pk) in told])
        for row in rows
        for found in [readers[row.participation.pk]]
    ]


@one_act()
def remind_updates(
    *, by: User, grants: Grants, period: ReportingPeriod, participations: Collection[int]
) -> list[Reminded]:
    """Write to the coordinators of the chosen partners; says of each what became of it.

    Raises NotAllowed, DomainError where the period asks for nothing, or none of the chosen owes an update.
    """
    if not may_decide_updates(grants, period):
        raise NotAllowed
    row = lock_open_period(period)
    chosen = [one for one in read_owed(by=by, grants=grants, period=row) if one.row.participation.pk in participations]
    if not chosen:
        raise DomainError(_("Choose at least one partner that owes its update."), field="chosen")
    today = clock.today()
    people = read_people([one.row.participation.pk for one in chosen], today)
    found = [
        Reminded(
            one, remind_partner(period=row, participation=one.row.participation, people=people, by=by, today=today)
        )
        for one in chosen
    ]
    reached = [one.owed.row.participation.partner.name_en for one in found if one.mails]
    if reached:
        write_audit(action=UPDATE_REMINDED, by=by, record=row, partners=", ".join(reached))
    return found
