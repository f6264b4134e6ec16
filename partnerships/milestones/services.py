"""What people do to a milestone: add, edit, move, report done, object, reopen, cancel, mark as not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.periods import Period
from partnerships.audit_actions import (
    MILESTONE_ADDED,
    MILESTONE_CANCELLED,
    MILESTONE_EDITED,
    MILESTONE_MOVED,
    MILESTONE_NOT_REPORTED,
    MILESTONE_OBJECTED,
    MILESTONE_REOPENED,
    MILESTONE_REPORTED,
)
from partnerships.confirmations.selectors import find_text, milestone_stands
from partnerships.confirmations.services import text_edited
from partnerships.enums import ConfirmationBy, ConfirmedText, MilestoneStatus, Responsible
from partnerships.milestones.completions import complete
from partnerships.models import Milestone, Pairing
from partnerships.pairings.services import check_of_strand, check_open, check_still_open
from partnerships.rules import actors_of, may_edit_plan, milestone_actors, side_of
from partnerships.services.codes import free_code
from partnerships.services.moves import check_move, check_period, write_date_change
from partnerships.services.notices import objection_raised
from partnerships.services.transitions import check_reason, check_transition
from partnerships.workflow import ADMINISTRATOR, MILESTONE, RESPONSIBLE, STAFF

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

# What the sides write themselves, and what is the programme's to say.
OF_SIDES = frozenset({"title_en", "title_ko", "outcome_en", "outcome_ko", "note"})
OF_OFFICE = frozenset({"stage", "plan_item", "responsible", "confirmation", "confirmed_text", "source"})


@one_act()
def add_milestone(*, by: User, grants: Grants, pairing: Pairing, values: dict[str, Any]) -> Milestone:
    """Add a milestone of the pairing's own: its first plan is the forecast it begins with.

    `values` are fields of the milestone with `forecast` as a Period, and `reason`, which staff give.
    A side adds for itself or for both. Raises NotAllowed, DomainError.
    """
    values = dict(values)
    reason, forecast = values.pop("reason", ""), values.pop("forecast", Period())
    pairing = Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    actors, side = actors_of(grants, pairing), side_of(grants, pairing)
    if not actors:
        raise NotAllowed
    check_open(pairing)
    if not set(values) <= OF_SIDES | OF_OFFICE | {"code"}:
        raise NotAllowed
    row = Milestone(pairing=pairing, **values)
    for_own_side = bool(side) and row.responsible in (side, Responsible.BOTH)
    if not for_own_side and not actors & {STAFF, ADMINISTRATOR}:
        raise DomainError(_("A side adds milestones for itself or for both."), field="responsible")
    if not for_own_side:
        check_reason(reason)
    _check_texts(row)
    check_period(forecast, field="forecast")
    taken = Milestone.objects.filter(pairing=pairing).values_list("code", flat=True)
    row.code = row.code or free_code(proposal=row.title_en, kind="milestone", taken=taken)
    row.baseline = row.forecast = forecast
    row.save(by=by)
    _audit(MILESTONE_ADDED, row, by, reason, on_behalf="" if for_own_side else _one_side(row), new=forecast.iso())
    return row


@one_act()
def edit_milestone(
    *, by: User, grants: Grants, milestone: Milestone, version: int, changes: dict[str, Any], reason: str = ""
) -> Milestone:
    """Change texts, and by staff what the programme says of it; dates and states have acts of their own.

    A changed title or outcome voids its confirmations: who was asked before is asked again, and a
    milestone that was done by them is open again.
    Raises NotAllowed, StaleRecord, DomainError; AlreadyDone where nothing differs.
    """
    row, behalf = _begin("edit", grants=grants, milestone=milestone, version=version, reason=reason)
    allowed = OF_SIDES | OF_OFFICE if may_edit_plan(grants, row.pairing.strand) else OF_SIDES
    if not set(changes) <= allowed:
        raise NotAllowed
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    if row.status == MilestoneStatus.DONE and {"confirmation", "confirmed_text"} & set(changed):
        raise DomainError(_("It is done. Reopen it before you change how it is confirmed."), field="confirmation")
    for name in changed:
        setattr(row, name, changes[name])
    _check_texts(row)
    edition = row.edition
    row.save(by=by)
    _audit(MILESTONE_EDITED, row, by, reason, on_behalf=behalf, fields=", ".join(changed))
    if row.edition != edition:
        text_edited(by=by, record=row)
    if {"confirmation", "confirmed_text"} & set(changed):
        row = complete_if_confirmed(by=by, row=row)
    return row


@one_act()
def reschedule_milestone(
    *, by: User, grants: Grants, milestone: Milestone, version: int, forecast: Period, reason: str
) -> Milestone:
    """Move the forecast, with the reason that both sides and the reports show; the baseline stays.

    Raises NotAllowed, StaleRecord, DomainError; AlreadyDone where it stands there already.
    """
    row, behalf = _begin("reschedule", grants=grants, milestone=milestone, version=version, reason=reason)
    old = row.forecast
    check_move(old=old, new=forecast, hint=_("If it has taken place, report it done."))
    row.forecast = forecast
    row.save(by=by)
    write_date_change(by=by, record=row, old=old, new=forecast, reason=reason)
    _audit(MILESTONE_MOVED, row, by, reason, on_behalf=behalf, old=old.iso(), new=forecast.iso())
    return row


@one_act()
def report_milestone(
    *, by: User, grants: Grants, milestone: Milestone, version: int, actual: Period, reason: str = ""
) -> Milestone:
    """Report it done with the dates on which it took place; one that both sides confirm is confirmed instead.

    The reason stays with the milestone where the dates differ from the plan. Raises NotAllowed,
    StaleRecord, AlreadyDone, DomainError.
    """
    row, behalf = _begin("report-done", grants=grants, milestone=milestone, version=version, reason=reason)
    if row.confirmation == ConfirmationBy.BOTH:
        raise DomainError(confirm_instead(row))
    check_period(actual, field="actual")
    today = clock.today()
    if any(edge.first_day > today for edge in (actual.start, actual.end) if edge):
        raise DomainError(_("This day has not come yet. Move the forecast instead."), field="actual")
    row.status, row.actual = MilestoneStatus.DONE, actual
    row.reason = reason.strip() if actual != row.baseline or actual != row.forecast else ""
    row.reported_by, row.reported_at = by, clock.now()
    row.reported_side = behalf or side_of(grants, row.pairing)
    row.objection = row.objection_side = ""
    row.from_sources = False
    row.save(by=by)
    _audit(MILESTONE_REPORTED, row, by, reason, on_behalf=behalf, new=actual.iso())
    return row


@one_act()
def object_to_milestone(*, by: User, grants: Grants, milestone: Milestone, version: int, reason: str) -> Milestone:
    """Object to the other side's report: the milestone is open again until it is reported anew.

    Only where both sides are responsible, and never to one's own report. Raises NotAllowed,
    StaleRecord, AlreadyDone, DomainError; mails the side that reported.
    """
    side = side_of(grants, milestone.pairing)
    current = lock(milestone, version=version)
    if side and current.responsible == Responsible.BOTH:
        check_still_open(current.pairing_id)
        check_objection(current, side)
    row, _behalf = _begin("object", grants=grants, milestone=milestone, version=version, reason=reason)
    row.status, row.actual, row.reason = MilestoneStatus.PLANNED, Period(), ""
    row.objection, row.objection_side = reason.strip(), side
    row.save(by=by)
    _audit(MILESTONE_OBJECTED, row, by, reason)
    objection_raised(milestone=row, by=by, reason=reason.strip())
    return row


@one_act()
def reopen_milestone(*, by: User, grants: Grants, milestone: Milestone, version: int, reason: str) -> Milestone:
    """Take back that it is done, cancelled or not reported.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    row, behalf = _begin("reopen", grants=grants, milestone=milestone, version=version, reason=reason)
    standing = milestone_stands([row]).get(row.pk)
    if row.status == MilestoneStatus.DONE and standing and standing.both:
        raise DomainError(
            _("Both sides confirmed its text. It opens again when the text is edited, or when a side withdraws.")
        )
    opened = _turn(row, MILESTONE_REOPENED, MilestoneStatus.PLANNED, by, reason, behalf)
    # Both sides may have confirmed its text while it was cancelled.
    return complete_if_confirmed(by=by, row=opened)


@one_act()
def cancel_milestone(*, by: User, grants: Grants, milestone: Milestone, version: int, reason: str) -> Milestone:
    """It will not take place. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row, behalf = _begin("cancel", grants=grants, milestone=milestone, version=version, reason=reason)
    return _turn(row, MILESTONE_CANCELLED, MilestoneStatus.CANCELLED, by, reason, behalf)


@one_act()
def mark_milestone_not_reported(
    *, by: User, grants: Grants, milestone: Milestone, version: int, reason: str
) -> Milestone:
    """Nobody can say whether it took place. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row, behalf = _begin("mark-not-reported", grants=grants, milestone=milestone, version=version, reason=reason)
    return _turn(row, MILESTONE_NOT_REPORTED, MilestoneStatus.UNKNOWN, by, reason, behalf)


def check_objection(milestone: Milestone, side: str) -> None:
    """Refuse an objection to one's own report, or where there is no report. Raises AlreadyDone, DomainError."""
    if milestone.objection and milestone.status == MilestoneStatus.PLANNED:
        raise AlreadyDone(_("The objection stands already. The milestone is open until it is reported anew."))
    if milestone.status != MilestoneStatus.DONE or not milestone.reported_at:
        raise DomainError(_("Nobody has reported it done here; there is nothing to object to."))
    if milestone.confirmation == ConfirmationBy.BOTH:
        raise DomainError(_("Both sides confirmed its text. Withdraw the own confirmation instead."))
    if milestone.reported_side == side:
        raise DomainError(_("Your own side reported it done. Reopen it to take that back."))


def confirm_instead(milestone: Milestone) -> str:
    """How a milestone that both sides confirm gets done."""
    text = ConfirmedText(milestone.confirmed_text).label
    return _("This milestone is done once both sides have confirmed the same edition of its text: %(text)s.") % {
        "text": text
    }


def complete_if_confirmed(*, by: User, row: Milestone) -> Milestone:
    """A milestone that now waits for a text which both sides have confirmed already is done with it."""
    text = find_text(row.pairing, row.confirmed_text or row.text_slug)
    if text is None or text.pk is None:
        return row
    if not isinstance(text, Milestone):
        # Whoever confirms it now does so before this look or after this transaction, and then finds the milestone.
        type(text)._base_manager.select_for_update(no_key=True).get(pk=text.pk)
    standing = milestone_stands([row]).get(row.pk)
    if standing is None or not standing.both:
        return row
    complete(by=by, text=text)
    return Milestone.objects.get(pk=row.pk)


def _turn(row: Milestone, action: str, status: str, by: User, reason: str, behalf: str) -> Milestone:
    """Carry out an act that changes the state alone; what was reported no longer holds."""
    row.status, row.actual, row.reason = status, Period(), ""
    row.reported_by, row.reported_at, row.reported_side = None, None, ""
    row.objection = row.objection_side = ""
    row.from_sources = False
    row.save(by=by)
    _audit(action, row, by, reason, on_behalf=behalf)
    return row


def _begin(name: str, *, grants: Grants, milestone: Milestone, version: int, reason: str) -> tuple[Milestone, str]:
    """The milestone as it stands, locked, where the act is possible; and the side it is done in place of, if any.

    The pairing is read afresh: another may have closed it.
    """
    row = lock(milestone, version=version)
    row.pairing = Pairing.objects.with_names().get(pk=row.pairing_id)
    actors = milestone_actors(grants, row)
    if MILESTONE[name].who & actors:
        check_open(row.pairing)
    check_transition(table=MILESTONE, name=name, state=row.status, actors=actors, reason=reason)
    return row, "" if RESPONSIBLE in actors else _one_side(row)


def _one_side(row: Milestone) -> str:
    """The side that answers for it, where one alone does."""
    return "" if row.responsible == Responsible.BOTH else row.responsible


def _check_texts(row: Milestone) -> None:
    if not row.title_en and not row.title_ko:
        raise DomainError(_("Write it in at least one language."), field="title")
    check_of_strand(strand_id=row.pairing.strand_id, records=[("stage", row.stage), ("plan_item", row.plan_item)])


def _audit(action: str, row: Milestone, by: User, reason: str, *, on_behalf: str = "", **facts: Any) -> None:
    if on_behalf:
        facts["on_behalf"] = on_behalf
    write_audit(
        action=action,
        by=by,
        record=row,
        strand_id=row.pairing.strand_id,
        pairing_id=row.pairing_id,
        reason=reason.strip(),
        **facts,
    )
