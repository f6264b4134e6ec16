"""Asking both sides to confirm a text, and asking again where an edit has changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import CONFIRMATION_ASKED, CONFIRMATION_ASKED_AGAIN
from partnerships.confirmations.text_frames import check_written, freeze, lock_text
from partnerships.enums import ConfirmationState, Side
from partnerships.milestones.completions import reopen
from partnerships.models import Confirmation, TextEdition
from partnerships.pairings.services import check_workable
from partnerships.rules import may_edit_text
from partnerships.services import notices
from partnerships.workflow import OWN

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Confirmed


@one_act()
def request_confirmation(*, by: User, grants: Grants, record: Confirmed, version: int) -> TextEdition:
    """Ask both sides to confirm a text as it stands: it is frozen as this edition, with its hash.

    A side that was asked already, or has confirmed, is not asked twice; one that withdrew is asked
    again. Raises AlreadyDone where nobody is left to ask, DomainError where the text is empty.
    """
    text = lock_text(record, version=version)
    if not may_edit_text(grants, text):
        raise NotAllowed
    check_workable(text)
    check_written(text)
    if text.pk is None:
        text.save(by=by)
    edition = freeze(by=by, text=text)
    if not _ask(by=by, edition=edition):
        raise AlreadyDone(_("Edition %(edition)s has been asked for already.") % {"edition": edition.edition})
    tell_of(CONFIRMATION_ASKED, by, text, edition=edition.edition)
    notices.confirmation_asked(edition=edition, by=by)
    return edition


def _ask(*, by: User, edition: TextEdition) -> list[Confirmation]:
    taken = set(edition.confirmations.live().values_list("side", flat=True))
    asked = []
    for side in Side.values:
        if side not in taken:
            row = Confirmation(text=edition, side=side, sha256=edition.sha256, asked_at=clock.now())
            row.save(by=by)
            asked.append(row)
    return asked


def text_edited(*, by: User, record: Confirmed, reason: str = "") -> None:
    """What an edit of a text does, in the transaction of the edit: where its confirmation had been asked, ask again.

    The new edition is frozen, both sides are asked for it at once, and a milestone that the older
    one had completed is open again. Does nothing where no older edition was ever asked for, or a
    milestone no longer asks for it.
    """
    older: TextEdition | None = TextEdition.objects.of(record).first()
    if older is None or older.edition >= record.edition or not record.asks:
        return
    counted = both_confirmed(older)
    edition = freeze(by=by, text=record)
    _ask(by=by, edition=edition)
    if counted:
        reopen(by=by, text=record, reason=reason)
    tell_of(CONFIRMATION_ASKED_AGAIN, by, record, reason, edition=edition.edition, before=older.edition)
    notices.confirmation_asked(edition=edition, by=by, again=True)


def both_confirmed(edition: TextEdition) -> bool:
    """Whether both sides' word stands under an edition."""
    return edition.confirmations.filter(state=ConfirmationState.CONFIRMED).count() == len(Side.values)


def tell_of(
    action: str,
    by: User,
    text: Confirmed,
    reason: str = "",
    row: Confirmation | None = None,
    actors: frozenset[str] = frozenset(),
    **parameters: Any,
) -> None:
    """Write an act on a text into the history: one on a side's confirmation with its `row` and who acts (`actors`)."""
    if row is not None:
        parameters["edition"] = row.text.edition
        if OWN not in actors:
            parameters["on_behalf"] = row.side
    write_audit(
        action=action,
        by=by,
        record=text,
        strand_id=text.pairing.strand_id,
        pairing_id=text.pairing_id,
        reason=reason.strip(),
        **parameters,
    )
