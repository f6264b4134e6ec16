"""Staff remind partners of the update that they owe: several at once, nobody twice on one day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Mail
from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.services.recipients import read_people
from reports.audit_actions.updates import UPDATE_REMINDED
from reports.rules import may_decide_updates
from reports.services.update_mails import remind_partner, reminder_key
from reports.services.update_places import lock_open_period
from reports.services.update_standings import UpdateRow, rows_owed

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from reports.models import ReportingPeriod


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
