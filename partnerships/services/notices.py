"""The mails that an act sends to those who now have to do something; queued in the act's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import lazy

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from partnerships.enums import WAITING_CONFIRMATION, Side
from partnerships.models import Pairing
from partnerships.services.recipients import read_people
from partnerships.services.waiting import is_release, word_url

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Milestone, TextEdition


def confirmation_asked(*, edition: TextEdition, by: User | None, again: bool = False) -> None:
    """Tell the coordinators of both sides, apart from `by`, that a text waits for their confirmation.

    Called once the confirmations are made: a side that has none waiting gets no mail. `again` says
    that a text which was asked for or confirmed before has changed since.
    """
    pairing = Pairing.objects.with_names().get(pk=edition.pairing_id)
    asked = {row.side: row for row in edition.confirmations.live() if row.state in WAITING_CONFIRMATION}
    people = read_people([pairing.eu_id, pairing.counterpart_id], clock.today())
    kind = MailKind.CONFIRMATION_ASKED_AGAIN if again else MailKind.CONFIRMATION_ASKED
    for side, participation in ((Side.EU, pairing.eu_id), (Side.COUNTERPART, pairing.counterpart_id)):
        if side not in asked:
            continue
        for person in people.of_side(participation):
            if by is not None and person.pk == by.pk:
                continue
            queue_mail(
                to=person,
                kind=kind,
                key=f"{kind}:{asked[side].pk}:{person.pk}",
                template="confirmation_asked",
                context={
                    "pairing": pairing,
                    "text": _name(edition),
                    "edition": edition.edition,
                    "by": str(by or ""),
                    "again": again,
                    "is_release": is_release(edition.slug),
                    "link": settings.BASE_URL + word_url(pairing, edition.slug),
                },
            )


def objection_raised(*, milestone: Milestone, by: User | None, reason: str) -> None:
    """Tell the side that reported the milestone done that the other side objects, and why.

    Where staff had reported it for both sides, the mail goes to the person who did.
    """
    pairing = Pairing.objects.with_names().get(pk=milestone.pairing_id)
    if milestone.reported_side:
        participation = pairing.eu_id if milestone.reported_side == Side.EU else pairing.counterpart_id
        readers = read_people([participation], clock.today()).of_side(participation)
    else:
        readers = [milestone.reported_by] if milestone.reported_by else []
    for person in readers:
        if by is not None and person.pk == by.pk:
            continue
        queue_mail(
            to=person,
            kind=MailKind.OBJECTION,
            key=f"{MailKind.OBJECTION.value}:{milestone.pk}:{milestone.version}:{person.pk}",
            template="objection",
            context={
                "pairing": pairing,
                "milestone": milestone,
                "by": str(by or ""),
                "reason": reason,
                "link": settings.BASE_URL + milestone.get_absolute_url(),
            },
        )


def _name(edition: TextEdition) -> Any:
    """What a text is called in the language of the mail that is being written."""
    return lazy(lambda: edition.title[0], str)()
