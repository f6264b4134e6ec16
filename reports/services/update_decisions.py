"""What staff do with a city update: return it with a reason, accept it, accept several at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act
from core.plain_text import plain_text
from partnerships.services.transitions import check_transition
from partnerships.services.written import check_length
from reports.audit_actions.updates import UPDATE_ACCEPTED, UPDATE_RETURNED
from reports.enums import UpdateAct, UpdateStatus
from reports.rules import may_decide_updates, update_actors
from reports.services.update_mails import update_accepted, update_returned
from reports.services.update_places import lock_update
from reports.services.update_steps import add_step, tell_of_update
from reports.workflow import CITY_UPDATE

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Participation
    from reports.models import CityUpdate, ReportingPeriod

LONGEST_REASON = 2000


@one_act()
def return_update(*, by: User, grants: Grants, update: CityUpdate, version: int, reason: str) -> CityUpdate:
    """Give an update back to be completed, also one that was accepted; its partner gets a mail with the reason.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError on `reason`.
    """
    row = lock_update(update, version)
    words = plain_text(reason).strip()
    check_decidable("return", grants, row, words)
    check_length("reason", words, LONGEST_REASON)
    row.status = UpdateStatus.RETURNED
    row.accepted_at = None
    row.save(by=by)
    add_step(row, UpdateAct.RETURNED, by, reason=words)
    tell_of_update(UPDATE_RETURNED, row, by, reason=words)
    update_returned(update=row, by=by, reason=words)
    return row


@one_act()
def accept_update(*, by: User, grants: Grants, update: CityUpdate, version: int) -> CityUpdate:
    """Accept a submitted update for the report; its partner gets a mail.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    row = lock_update(update, version)
    check_decidable("accept", grants, row)
    row.status = UpdateStatus.ACCEPTED
    row.accepted_at = clock.now()
    row.save(by=by)
    add_step(row, UpdateAct.ACCEPTED, by)
    tell_of_update(UPDATE_ACCEPTED, row, by)
    update_accepted(update=row, by=by)
    return row


def check_decidable(name: str, grants: Grants, update: CityUpdate, reason: str = "") -> None:
    """Refuse to accept or return what its partner has not submitted, and say what comes first.

    Raises NotAllowed, AlreadyDone, DomainError.
    """
    words = "" if update.status == CITY_UPDATE[name].target else _undecidable_words(update)
    actors = update_actors(grants, update)
    check_transition(table=CITY_UPDATE, name=name, state=update.status, actors=actors, reason=reason, words=words)


def _undecidable_words(update: CityUpdate) -> str:
    """Empty where the state has no words of its own."""
    if update.status == UpdateStatus.DRAFT:
        return _("The city has not submitted this update yet. It can be accepted or returned once it is submitted.")
    if update.status == UpdateStatus.RETURNED:
        return _("This update was returned to the city. It can be accepted once it is submitted again.")
    return ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of one of several: accepted, or why not."""

    participation: Participation
    refused: str = ""


@one_act()
def accept_updates(
    *, by: User, grants: Grants, period: ReportingPeriod, chosen: Sequence[tuple[CityUpdate, int]]
) -> list[Accepted]:
    """Accept several, each as it was read (with its version); one that is refused holds up no other.

    Raises NotAllowed, DomainError where nothing is chosen, or where all are refused.
    """
    if not may_decide_updates(grants, period):
        raise NotAllowed
    if not chosen:
        raise DomainError(_("Choose at least one update."), field="chosen")
    found = []
    for update, version in chosen:
        try:
            accept_update(by=by, grants=grants, update=update, version=version)
        except DomainError as refused:
            found.append(Accepted(update.participation, str(refused)))
        else:
            found.append(Accepted(update.participation))
    if all(one.refused for one in found):
        raise DomainError(" ".join(result_words(one) for one in found), field="chosen")
    return found


def result_words(one: Accepted) -> str:
    """The result of one in a sentence."""
    partner = one.participation.partner.name
    if one.refused:
        return _("%(partner)s was not accepted. %(why)s") % {"partner": partner, "why": one.refused}
    return _("%(partner)s is accepted.") % {"partner": partner}
