"""Confirmation by both sides: in internal approval, given, for several at once, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act
from partnerships.audit_actions import (
    CONFIRMATION_GIVEN,
    CONFIRMATION_IN_APPROVAL,
    CONFIRMATION_WITHDRAWN,
)
from partnerships.confirmations.asking import both_confirmed, tell_of
from partnerships.confirmations.text_frames import check_asks
from partnerships.confirmations.text_parts import text_name
from partnerships.enums import ConfirmationBy, ConfirmationState
from partnerships.milestones.completions import complete, reopen
from partnerships.models import Confirmation, Milestone, Pairing, TextEdition
from partnerships.pairings.services import check_workable
from partnerships.rules import confirmation_actors
from partnerships.services.transitions import check_transition
from partnerships.workflow import CONFIRMATION, OWN, Transition

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Confirmed


@one_act()
def take_to_approval(
    *,
    by: User,
    grants: Grants,
    confirmation: Confirmation,
    version: int,
    until: dt.date,
    function: str,
    document: str = "",
    reason: str = "",
) -> Confirmation:
    """Say until when a side's own internal approval runs, by whom (a function, no name), under which number.

    Raises NotAllowed, StaleRecord, AlreadyDone where it was said so, DomainError with the field at fault.
    """
    row, text = _lock(confirmation)
    transition = _check_who("take-to-approval", grants, row, text)
    check_asks(text)
    _check_current(row, text, version, row.text.edition)
    actors = confirmation_actors(grants, row)
    check_transition(table=CONFIRMATION, name=transition.name, state=row.state, actors=actors, reason=reason)
    if until < clock.today():
        raise DomainError(_("This day has passed. Give a day from today on."), field="until")
    if not function.strip():
        raise DomainError(_("Give the function of the person who approves."), field="function")
    said = (until, function.strip(), document.strip())
    if row.state == ConfirmationState.IN_APPROVAL and said == (
        row.approval_until,
        row.approver_function,
        row.approver_document,
    ):
        raise AlreadyDone(_("This stands there already."))
    row.state = ConfirmationState.IN_APPROVAL
    row.approval_until, row.approver_function, row.approver_document = said
    row.save(by=by)
    tell_of(CONFIRMATION_IN_APPROVAL, by, text, reason, row, actors, until=until.isoformat())
    return row


@one_act()
def confirm(
    *,
    by: User,
    grants: Grants,
    confirmation: Confirmation,
    version: int,
    edition: int,
    reason: str = "",
    function: str = "",
    document: str = "",
) -> Confirmation:
    """Confirm the edition that the person has read, for the side that was asked; it counts once both sides have.

    `function` and `document` tell of the side's internal approval where it had one. Raises
    AlreadyDone where the side has confirmed it, DomainError where the text has changed since or
    the same person has confirmed for the other side.
    """
    row, _text = _confirm(by, grants, confirmation, version, edition, reason, (function, document))
    return row


@one_act()
def confirm_several(
    *, by: User, grants: Grants, confirmations: Iterable[tuple[Confirmation, int, int]], reason: str = ""
) -> list[Confirmation]:
    """Confirm several texts, each given with the version and edition that the person has read: all or none.

    A text that the side has confirmed meanwhile is passed over. Raises DomainError naming the text
    that stands in the way, AlreadyDone where all were confirmed before.
    """
    given = sorted(confirmations, key=_in_order)
    if not given:
        raise DomainError(_("Choose at least one text."))
    _hold(one[0] for one in given)
    done = []
    told: AlreadyDone | None = None
    for confirmation, version, edition in given:
        try:
            row, _text = _confirm(by, grants, confirmation, version, edition, reason)
        except AlreadyDone as already:
            told = already
        except NotAllowed:
            raise
        except DomainError as refused:
            name = text_name(confirmation.text.record)
            raise DomainError(
                _("%(text)s: %(why)s Nothing was confirmed.") % {"text": name, "why": refused}, field=refused.field
            ) from refused
        else:
            done.append(row)
    if not done and told is not None:
        raise told
    return done


@one_act()
def withdraw(*, by: User, grants: Grants, confirmation: Confirmation, version: int, reason: str) -> Confirmation:
    """Take a side's confirmation back, with a reason; a milestone that both had completed is open again."""
    row, text = _lock(confirmation)
    transition = _check_who("withdraw", grants, row, text)
    actors = confirmation_actors(grants, row)
    if text.KEPT_ONCE_SETTLED:
        check_asks(text)
    if row.state != ConfirmationState.WITHDRAWN:
        _check_current(row, text, version, row.text.edition)
    check_transition(table=CONFIRMATION, name=transition.name, state=row.state, actors=actors, reason=reason)
    counted = both_confirmed(row.text)
    row.state = ConfirmationState.WITHDRAWN
    row.withdrawn_at = clock.now()
    row.reason = reason.strip()
    row.save(by=by)
    tell_of(CONFIRMATION_WITHDRAWN, by, text, reason, row, actors)
    if counted:
        reopen(by=by, text=text, reason=reason.strip())
    return row


def _lock(confirmation: Confirmation) -> tuple[Confirmation, Confirmed]:
    """A confirmation and its text as they stand, locked in the order text, edition, confirmation.

    All that touches a text begins with the text: so an edit, and the word of the other side, come before or after.
    """
    edition = TextEdition.objects.get(pk=confirmation.text_id)
    model: Any = edition.content_type.model_class()
    text: Confirmed = model.objects.select_for_update().get(pk=edition.object_id)
    edition = TextEdition.objects.select_for_update().get(pk=edition.pk)
    row: Confirmation = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    text.pairing = edition.pairing = Pairing.objects.with_names().get(pk=edition.pairing_id)
    row.text = edition
    return row, text


def _in_order(one: tuple[Confirmation, int, int]) -> tuple[bool, int, int, str]:
    """The order of several texts, the same for everybody, so that two people never wait for each other."""
    text = one[0].text
    return _is_of_milestone(text), text.content_type_id, text.object_id, one[0].side


def _is_of_milestone(text: TextEdition) -> bool:
    return text.content_type_id == ContentType.objects.get_for_model(Milestone).pk


def _hold(confirmations: Iterable[Confirmation]) -> None:
    """Lock the texts that are no milestone's, then the milestones that ask for a confirmation, by their keys.

    Each text completes milestones of its own; whoever moves a plan takes them by their keys too.
    """
    rows = list(confirmations)
    for row in rows:
        if not _is_of_milestone(row.text):
            _lock(row)
    asking = Milestone.objects.select_for_update().filter(
        pairing__in={row.text.pairing_id for row in rows}, confirmation=ConfirmationBy.BOTH
    )
    list(asking.order_by("pk").values_list("pk", flat=True))


def _check_who(name: str, grants: Grants, row: Confirmation, text: Confirmed) -> Transition:
    transition = CONFIRMATION[name]
    if not transition.who & confirmation_actors(grants, row):
        raise NotAllowed
    check_workable(text)
    return transition


def _check_current(row: Confirmation, text: Confirmed, version: int, edition: int) -> None:
    if edition != row.text.edition or row.text.edition != text.edition:
        raise DomainError(
            _("The text has changed since: it is edition %(edition)s now. Read it, and act on that one.")
            % {"edition": text.edition}
        )
    if row.version != version:
        raise StaleRecord


def _confirm(
    by: User,
    grants: Grants,
    confirmation: Confirmation,
    version: int,
    edition: int,
    reason: str,
    approved: tuple[str, str] = ("", ""),
) -> tuple[Confirmation, Confirmed]:
    row, text = _lock(confirmation)
    transition = _check_who("confirm", grants, row, text)
    check_asks(text)
    if row.state == ConfirmationState.CONFIRMED and edition == row.text.edition == text.edition:
        raise AlreadyDone(
            _("%(partner)s has confirmed edition %(edition)s already.")
            % {"partner": _partner(row), "edition": row.text.edition}
        )
    _check_current(row, text, version, edition)
    actors = confirmation_actors(grants, row)
    check_transition(table=CONFIRMATION, name=transition.name, state=row.state, actors=actors, reason=reason)
    other = row.text.confirmations.live().filter(state=ConfirmationState.CONFIRMED).exclude(pk=row.pk).first()
    if other is not None and other.by_id == by.pk:
        raise DomainError(
            _("You have confirmed this edition for the other side. Nobody confirms for both: another person must.")
        )
    row.state = ConfirmationState.CONFIRMED
    row.by, row.by_label, row.confirmed_at = by, by.kept_name, clock.now()
    row.on_behalf = OWN not in actors
    row.reason = reason.strip() if row.on_behalf else ""
    function, document = (given.strip() for given in approved)
    row.approver_function = function or row.approver_function
    row.approver_document = document or row.approver_document
    row.save(by=by)
    tell_of(CONFIRMATION_GIVEN, by, text, row.reason, row, actors)
    if other is not None:
        complete(by=by, text=text)
    return row, text


def _partner(row: Confirmation) -> str:
    return str(dict(row.text.pairing.partners)[row.side].name)
