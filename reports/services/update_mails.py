"""The mails about city updates: submitted (to staff), returned and accepted (to the partner), a reminder."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.functional import lazy

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from partnerships.enums import StrandRoleName
from partnerships.models import StrandRole
from partnerships.services.recipients import People, read_people

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
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
