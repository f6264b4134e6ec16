"""What the host of an item was asked and said: asked, confirmed, declined with the reason, or taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.models import one_act
from events.agendas.act_steps import lock_agenda, lock_open_item, log_act_on_item
from events.agendas.order import place_of
from events.audit_actions import AGENDA_ITEM_ANSWERED
from events.enums import HostAnswer
from events.models import AgendaItem
from events.rules import event_actors
from events.transitions import check_transition
from events.workflow import AGENDA_ITEM
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


LONGEST_WORDS = 500
ANSWERED = (HostAnswer.CONFIRMED, HostAnswer.DECLINED)


@one_act()
def answer_item(*, by: User, grants: Grants, item: AgendaItem, version: int, act: str, reason: str = "") -> AgendaItem:
    """Carry out one of the acts of AGENDA_ITEM; `reason` is what the host said, needed where the host declines.

    What was said stays on the item for its editors, and comes into no version that is released. Raises StaleRecord,
    NotAllowed, AlreadyDone, DomainError.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock_open_item(item, event, version=version)
    actors = event_actors(grants, event)
    check_host_known(row, act)
    transition = check_transition(table=AGENDA_ITEM, name=act, state=row.answer, actors=actors, reason=reason)
    check_length("reason", reason.strip(), LONGEST_WORDS)
    row.answer = transition.target
    row.answer_note = reason.strip() if row.answer in ANSWERED else ""
    row.answered_on = clock.today() if row.answer in ANSWERED else None
    row.save(by=by)
    log_act_on_item(AGENDA_ITEM_ANSWERED, event, row, by, place=place_of(row, event), answer=str(row.answer))
    return row


def check_host_known(item: AgendaItem, act: str) -> None:
    """Refuse to note what a host was asked or said of whom nobody knows who it is. Raises DomainError.

    What was noted before the host was taken out can be taken back.
    """
    if item.host_id is None and act != "take-back":
        raise DomainError(_("The host of this item is not known yet. Choose the host in the item first."))
