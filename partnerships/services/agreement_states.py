"""How far an agreement has come: there is a draft, it was signed, it has lapsed; and a step back after a mistake."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, StaleRecord
from core.models import one_act
from core.periods import PartialDate
from core.stored_files import files_of_act
from partnerships.audit_actions.agreements import (
    AGREEMENT_DRAFTED,
    AGREEMENT_LAPSED,
    AGREEMENT_SIGNED,
    AGREEMENT_STEPPED_BACK,
)
from partnerships.enums import AgreementStatus, Audience
from partnerships.models import Agreement
from partnerships.rules import actors_of
from partnerships.services.agreements import lock_agreement
from partnerships.services.documents import add_document
from partnerships.services.standings import stands
from partnerships.services.telling import tell_of
from partnerships.services.transitions import check_transition
from partnerships.workflow import AGREEMENT

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.services.uploads import CheckedFile


def is_confirmed(agreement: Agreement) -> bool:
    """Whether both sides have confirmed the text as it stands now."""
    return agreement.is_written and stands([agreement])[Agreement, agreement.pk].both


def one_step_back(agreement: Agreement) -> AgreementStatus:
    """Where a step back leads: what has lapsed is signed again where it was, what was signed a draft where it has one.

    An agreement that is discussed has no step before it, and stays.
    """
    if agreement.status == AgreementStatus.LAPSED and agreement.signed_on is not None:
        return AgreementStatus.SIGNED
    if agreement.status in {AgreementStatus.LAPSED, AgreementStatus.SIGNED} and agreement.is_written:
        return AgreementStatus.DRAFTED
    return AgreementStatus.DISCUSSED


@one_act()
def draft_agreement(*, by: User, grants: Grants, agreement: Agreement, version: int, reason: str = "") -> Agreement:
    """Say that there is a draft, which may be a document. Raises AlreadyDone, StaleRecord, NotAllowed, DomainError."""
    row = _found(grants, agreement, version, "draft", reason)
    row.status = AgreementStatus.DRAFTED
    row.save(by=by)
    tell_of(AGREEMENT_DRAFTED, row, by, reason=reason.strip())
    return row


@files_of_act()
@one_act()
def sign_agreement(
    *,
    by: User,
    grants: Grants,
    agreement: Agreement,
    version: int,
    signed_on: PartialDate,
    reason: str = "",
    upload: CheckedFile | None = None,
    audience: str = Audience.PAIRING,
) -> Agreement:
    """Record that it was signed on paper, on a day (or in a month or year) that has begun.

    Needs a text that both sides have confirmed as it stands, else a reason: an older agreement is recorded from what
    is known of it. The signed file (`upload`) becomes a document of the agreement, for `audience`.
    Raises AlreadyDone, StaleRecord, NotAllowed, DomainError on `signed_on` or `reason`.
    """
    row = _found(grants, agreement, version, "sign", reason)
    if signed_on.first_day > clock.today():
        raise DomainError(_("This day lies in the future. Record the signature once it is there."), field="signed_on")
    if not is_confirmed(row) and not reason.strip():
        raise DomainError(
            _("The text as it stands is not yet confirmed by both sides. Say why you record the signature."),
            field="reason",
        )
    row.status, row.signed_on_date = AgreementStatus.SIGNED, signed_on
    row.from_sources = False
    row.save(by=by)
    tell_of(AGREEMENT_SIGNED, row, by, reason=reason.strip(), until=signed_on.iso())
    if upload is not None:
        values = {"title": row.title, "audience": audience}
        add_document(by=by, grants=grants, record=row, values=values, upload=upload)
    return row


@one_act()
def lapse_agreement(
    *, by: User, grants: Grants, agreement: Agreement, version: int, on: dt.date, reason: str
) -> Agreement:
    """Record since which day it no longer holds, or that nothing came of it; the reason is kept in the history.

    Raises AlreadyDone, StaleRecord, NotAllowed, DomainError on `on` or `reason`.
    """
    row = _found(grants, agreement, version, "lapse", reason)
    if on > clock.today():
        raise DomainError(_("This day lies in the future. Record it once it is there."), field="on")
    if row.signed_on is not None and on < row.signed_on:
        raise DomainError(_("It was signed later than this day."), field="on")
    row.status, row.lapsed_on = AgreementStatus.LAPSED, on
    row.from_sources = False
    row.save(by=by)
    tell_of(AGREEMENT_LAPSED, row, by, reason=reason.strip(), until=on.isoformat())
    return row


@one_act()
def step_back(*, by: User, grants: Grants, agreement: Agreement, version: int, reason: str) -> Agreement:
    """Undo the last step, which was a mistake; the history keeps its day. Raises as `lapse_agreement`."""
    row = _found(grants, agreement, version, "step-back", reason)
    before, row.status = row.status, one_step_back(row)
    row.lapsed_on = None
    if row.status != AgreementStatus.SIGNED:
        row.signed_on_date = None
    row.save(by=by)
    tell_of(AGREEMENT_STEPPED_BACK, row, by, reason=reason.strip(), before=before, after=row.status)
    return row


def _found(grants: Grants, agreement: Agreement, version: int, name: str, reason: str) -> Agreement:
    """The row under a lock, if it may be acted on so.

    Whoever does what another has done since hears that it is done, and not that it was changed.
    """
    transition = AGREEMENT[name]
    try:
        row = lock_agreement(grants=grants, agreement=agreement, version=version)
    except StaleRecord:
        now = Agreement.objects.get(pk=agreement.pk)
        if not transition.target or now.status != transition.target:
            raise
        row = lock_agreement(grants=grants, agreement=now, version=now.version)
    check_transition(table=AGREEMENT, name=name, state=row.status, actors=actors_of(grants, row.pairing), reason=reason)
    return row
