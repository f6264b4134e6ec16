"""What is done to a comment on a pairing or on one of its projects: write it, withdraw it with a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions.contacts import COMMENT_ADDED, COMMENT_WITHDRAWN
from partnerships.models import Comment, Pairing, Project
from partnerships.pairings.services import check_still_open
from partnerships.rules import may_edit_pairing, may_withdraw_comment, side_of

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

MOST_LETTERS = 5_000


@one_act()
def add_comment(*, by: User, grants: Grants, record: Pairing | Project, text: str) -> Comment:
    """Write a comment, for both sides and the staff to read; staff write for no side.

    Raises NotAllowed, or DomainError where the text is empty or too long, or the pairing is over.
    """
    pairing = record if isinstance(record, Pairing) else record.pairing
    if not may_edit_pairing(grants, pairing):
        raise NotAllowed
    check_still_open(pairing.pk)
    text = text.strip()
    if not text:
        raise DomainError(_("Write the comment first."), field="text")
    if len(text) > MOST_LETTERS:
        raise DomainError(
            _("This is too long: %(length)s characters, at most %(most)s.")
            % {"length": len(text), "most": MOST_LETTERS},
            field="text",
        )
    comment = Comment(
        pairing=pairing,
        record_type=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        side=side_of(grants, pairing),
        text=text,
        author=by,
        author_label=by.kept_name,
        at=clock.now(),
    )
    comment.save(by=by)
    # Without the words: what is withdrawn is erased, and the log never forgets.
    write_audit(action=COMMENT_ADDED, record=comment, by=by)
    return comment


@one_act()
def withdraw_comment(*, by: User, grants: Grants, comment: Comment) -> Comment:
    """Erase what the author wrote; who wrote when, and that it was withdrawn, stays.

    Nobody else changes a comment, so there is no version to compare. Raises NotAllowed, AlreadyDone, DomainError.
    """
    row = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    row.pairing = comment.pairing
    if not may_withdraw_comment(grants, row):
        raise NotAllowed
    if row.withdrawn_at:
        raise AlreadyDone(_("This comment is withdrawn already."))
    check_still_open(row.pairing_id)
    row.text, row.withdrawn_at = "", clock.now()
    row.save(by=by)
    write_audit(action=COMMENT_WITHDRAWN, record=row, by=by)
    return row
