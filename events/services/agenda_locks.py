"""Working on an agenda: one at a time, by whom it is open to, and told in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed
from core.models import write_audit
from events.enums import EventStatus
from events.models import Event
from events.rules import may_edit_agenda
from events.services.event_places import check_works, is_workable

if TYPE_CHECKING:
    from django.db import models

    from accounts.models import User
    from core.access import Grants
    from events.models import AgendaItem


def lock_agenda(*, grants: Grants, event: Event) -> Event:
    """The event read afresh with its names, if its agenda may be worked on; nobody else works on it until the end.

    Raises NotAllowed, DomainError for an event that is cancelled, or serves pairings that are over.
    """
    Event.objects.select_for_update(no_key=True).order_by("pk").get(pk=event.pk)
    row: Event = Event.objects.with_names().get(pk=event.pk)
    if not may_edit_agenda(grants, row):
        raise NotAllowed
    check_workable(row)
    return row


def check_workable(event: Event) -> None:
    """Refuse to change the agenda of what is cancelled or over. Raises DomainError."""
    check_works(event)
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it to work on its agenda."))


def is_agenda_workable(event: Event) -> bool:
    """Whether `check_workable` lets its agenda be changed."""
    return event.status != EventStatus.CANCELLED and is_workable(event)


def tell_of_item(
    action: str, event: Event, item: AgendaItem, by: User | None, *, reason: str = "", **parameters: Any
) -> None:
    """Write an act on an item into the log, under the event's name: its own title is for whoever sees the draft."""
    _tell(action, event, item, by, reason=reason, **parameters)


def tell_of_release(action: str, event: Event, by: User | None, **parameters: Any) -> None:
    """Write into the log of the event that its agenda was released."""
    _tell(action, event, event, by, **parameters)


def _tell(action: str, event: Event, record: models.Model, by: User | None, **parameters: Any) -> None:
    served = [row.pairing_id for row in event.serving.all()]
    write_audit(
        action=action,
        by=by,
        record=record,
        label=str(event),
        strand_id=event.strand_id,
        pairing_id=served[0] if len(served) == 1 and not event.all_pairings else None,
        **parameters,
    )
