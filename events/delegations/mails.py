"""The mails about places at an event: nominate now, the deadline nears, decided, a place is free; nobody is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from events.delegations.selectors import Places
from events.enums import DelegateStatus
from events.models import Event
from partnerships.models import Participation
from partnerships.people.selectors import read_people

if TYPE_CHECKING:
    from accounts.models import User
    from events.models import Delegate


def nomination_opened(*, event: Event, until: dt.date, places: Mapping[Participation, Places], by: User | None) -> int:
    """Ask the coordinators of every partner with places to nominate until a day; returns how many mails that makes."""
    asked = {participation: one for participation, one in places.items() if one.quota and one.left}
    return sum(
        _send(
            kind=MailKind.NOMINATION_OPEN,
            key=f"{event.pk}:{until}",
            event=event,
            participation=participation,
            by=by,
            template="nomination_open",
            until=until,
            places=one,
        )
        for participation, one in asked.items()
    )


def nomination_deadline(*, event: Event, until: dt.date, places: Mapping[Participation, Places]) -> int:
    """Remind the partners with empty places of the last day, once for each day that is set; returns how many mails."""
    return sum(
        _send(
            kind=MailKind.NOMINATION_DEADLINE,
            key=f"{event.pk}:{until}",
            event=event,
            participation=participation,
            by=None,
            template="nomination_deadline",
            until=until,
            days=(until - clock.today()).days,
            places=one,
        )
        for participation, one in places.items()
        if one.quota and one.left
    )


def nomination_decided(*, delegate: Delegate, by: User | None, reason: str = "") -> int:
    """Tell the delegate's partner that the place was accepted, confirmed or declined, and why; the person by number."""
    delegation = delegate.delegation
    return _send(
        kind=MailKind.NOMINATION_DECIDED,
        key=f"{delegate.pk}:{delegate.version}",
        event=delegation.event,
        participation=delegation.participation,
        by=by,
        template="nomination_decided",
        number=delegate.number,
        state=DelegateStatus(delegate.status),
        reason=reason,
    )


def place_free(*, event: Event, participation: Participation, waiting: int, by: User | None) -> int:
    """Tell a partner whose people wait that one of them can have a place now."""
    return _send(
        kind=MailKind.PLACE_FREE,
        key=f"{event.pk}:{participation.pk}:{clock.now().isoformat(timespec='seconds')}",
        event=event,
        participation=participation,
        by=by,
        template="place_free",
        waiting=waiting,
    )


def _send(
    *,
    kind: MailKind,
    key: str,
    event: Event,
    participation: Participation,
    by: User | None,
    template: str,
    **facts: Any,
) -> int:
    """Queue the mail for everybody who works for the partner, apart from who acts."""
    place = [event.strand.code, event.code, participation.partner.code]
    context = facts | {
        "event": event,
        "partner": participation.partner,
        "by": str(by or ""),
        "link": settings.BASE_URL + reverse("events:delegation", args=place),
    }
    people = read_people([participation.pk], clock.today()).of_side(participation.pk)
    return sum(
        queue_mail(
            to=person,
            kind=kind,
            key=f"{kind.value}:{key}:{participation.pk}:{person.pk}",
            template=template,
            context=context,
        )
        for person in people
        if by is None or person.pk != by.pk
    )
