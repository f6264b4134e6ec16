"""Head counts: how many people a source counts at an event, as it says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act
from events.audit_actions import HEAD_COUNT_ADDED, HEAD_COUNT_EDITED, HEAD_COUNT_RESTORED, HEAD_COUNT_WITHDRAWN
from events.events.act_steps import lock_event, log_act_on_event
from events.events.models import MOST_PEOPLE
from events.events.selectors import check_works
from events.models import HeadCount
from events.rules import may_edit_event
from partnerships.enums import Side
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from events.models import Event


FIELDS = frozenset({"whom_en", "whom_ko", "least", "most", "side", "source"})
LONGEST_WORDS = 200


@one_act()
def add_head_count(*, by: User, grants: Grants, event: Event, values: dict[str, Any]) -> HeadCount:
    """Add what a source counts: whom (in one language at least), `least` and `most` people, `side`, `source`.

    Raises NotAllowed, DomainError with the field at fault.
    """
    row = _open_event(grants, event)
    last = HeadCount.objects.filter(event=row).aggregate(last=Max("number"))["last"] or 0
    head_count = HeadCount(event=row, number=last + 1)
    _write(head_count, values)
    head_count.save(by=by)
    log_act_on_event(HEAD_COUNT_ADDED, row, by)
    return head_count


@one_act()
def edit_head_count(
    *, by: User, grants: Grants, head_count: HeadCount, version: int, changes: dict[str, Any]
) -> HeadCount:
    """Put right what was written. Raises NotAllowed, StaleRecord, DomainError with the field at fault."""
    row = _locked(grants, head_count, version)
    _write(row, changes)
    row.save(by=by)
    log_act_on_event(HEAD_COUNT_EDITED, row.event, by)
    return row


def _write(head_count: HeadCount, values: dict[str, Any]) -> None:
    fill(head_count, values, fields=FIELDS)
    check_either_language(head_count, "whom")
    for name in ("whom_en", "whom_ko"):
        check_length(name, getattr(head_count, name), LONGEST_WORDS)
    if not 0 <= head_count.least <= MOST_PEOPLE or head_count.most > MOST_PEOPLE:
        raise DomainError(_("Give a number up to %(most)s.") % {"most": MOST_PEOPLE}, field="least")
    if head_count.least > head_count.most:
        raise DomainError(_("The larger number comes second."), field="most")
    if head_count.side not in ("", *Side.values):
        raise DomainError(_("Choose one of the two sides, or both."), field="side")
    if not head_count.source:
        raise DomainError(_("Say where the number stands: it needs a source."), field="source")
    check_sources(head_count.source)


@one_act()
def withdraw_head_count(*, by: User, grants: Grants, head_count: HeadCount, version: int, reason: str) -> HeadCount:
    """It no longer counts; it stays with the event. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = _locked(grants, head_count, version)
    if row.withdrawn_at:
        raise AlreadyDone(_("It was withdrawn already."))
    check_reason(reason)
    row.withdrawn_at = clock.now()
    row.save(by=by)
    log_act_on_event(HEAD_COUNT_WITHDRAWN, row.event, by, reason=reason)
    return row


@one_act()
def restore_head_count(*, by: User, grants: Grants, head_count: HeadCount, version: int) -> HeadCount:
    """It counts again. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = _locked(grants, head_count, version)
    if not row.withdrawn_at:
        raise AlreadyDone(_("It counts already."))
    row.withdrawn_at = None
    row.save(by=by)
    log_act_on_event(HEAD_COUNT_RESTORED, row.event, by)
    return row


def _locked(grants: Grants, head_count: HeadCount, version: int) -> HeadCount:
    row = lock(head_count, version=version)
    row.event = _open_event(grants, row.event)
    return row


def _open_event(grants: Grants, event: Event) -> Event:
    row = lock_event(event)
    if not may_edit_event(grants, row):
        raise NotAllowed
    check_works(row)
    return row
