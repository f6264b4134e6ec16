"""What a side says against the minutes: it stands beside the text, also once it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act, write_audit
from events.audit_actions import MINUTES_OBJECTED, MINUTES_OBJECTION_WITHDRAWN
from events.models import Minutes, MinutesObjection
from events.rules import may_object_to_minutes, may_withdraw_objection
from partnerships.models import Pairing
from partnerships.pairings.services import check_open, check_still_open
from partnerships.people.selectors import read_people
from partnerships.rules.journey import side_of
from partnerships.tasks.selectors import other_side
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LONGEST = 5000


@one_act()
def object_to_minutes(*, by: User, grants: Grants, minutes: Minutes, edition: int, text: str) -> MinutesObjection:
    """Object for the own side to the edition that was read; the other side gets a mail.

    The side's confirmation is another matter: it is given or withdrawn by itself.
    Raises NotAllowed, StaleRecord where the text is another edition by now, DomainError.
    """
    row = Minutes.objects.select_for_update(no_key=True).order_by("pk").get(pk=minutes.pk)
    row.event, row.pairing = minutes.event, Pairing.objects.with_names().get(pk=minutes.pairing_id)
    if not may_object_to_minutes(grants, row):
        raise NotAllowed
    check_open(row.pairing)
    if row.edition != edition:
        raise StaleRecord
    words = text.strip()
    if not words:
        raise DomainError(_("Write what you object to."), field="text")
    check_length("text", words, LONGEST)
    objection = MinutesObjection(
        minutes=row,
        edition=row.edition,
        side=side_of(grants, row.pairing),
        text=words,
        by=by,
        by_label=by.kept_name,
        at=clock.now(),
    )
    objection.save()
    write_audit(action=MINUTES_OBJECTED, record=row, by=by, edition=row.edition)
    _notify_other_side(objection, row, by)
    return objection


@one_act()
def withdraw_objection(*, by: User, grants: Grants, objection: MinutesObjection) -> MinutesObjection:
    """Take back an objection of the own side; it stays beside the text. Raises NotAllowed, AlreadyDone, DomainError."""
    minutes = objection.minutes
    if not may_withdraw_objection(grants, objection):
        raise NotAllowed
    row = MinutesObjection.objects.select_for_update(no_key=True).order_by("pk").get(pk=objection.pk)
    if row.withdrawn_at:
        raise AlreadyDone(_("This objection is withdrawn already."))
    check_still_open(minutes.pairing_id)
    row.withdrawn_at = clock.now()
    row.save()
    write_audit(action=MINUTES_OBJECTION_WITHDRAWN, record=minutes, by=by, edition=row.edition)
    return row


def _notify_other_side(objection: MinutesObjection, minutes: Minutes, by: User) -> None:
    pairing = minutes.pairing
    participation = getattr(pairing, f"{other_side(objection.side)}_id")
    for person in read_people([participation], clock.today()).of_side(participation):
        if person.pk == by.pk:
            continue
        queue_mail(
            to=person,
            kind=MailKind.OBJECTION,
            key=f"{MailKind.OBJECTION.value}:minutes:{objection.pk}:{person.pk}",
            template="minutes_objection",
            context={
                "pairing": pairing,
                # In the language of the mail that is being written.
                "event": lazy(lambda: minutes.event.title, str)(),
                "partner": lazy(lambda: dict(pairing.partners)[objection.side].name, str)(),
                "edition": objection.edition,
                "by": by.kept_name,
                "text": objection.text,
                "link": settings.BASE_URL + minutes.get_absolute_url(),
            },
        )
