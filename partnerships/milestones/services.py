"""What several actions write on milestones: one that both sides confirm is done with its text, and open again."""

from django.conf import settings

from accounts.enums import MailKind
from accounts.mails.services import queue_mails
from accounts.models import User
from core import clock
from core.models import write_audit
from core.periods import PartialDate, Period
from partnerships.audit_actions import MILESTONE_CONFIRMED, MILESTONE_UNCONFIRMED
from partnerships.confirmations.selectors import milestone_states
from partnerships.enums import ConfirmationBy, MilestoneStatus, Side
from partnerships.models import Confirmed, Milestone, Pairing, text_model
from partnerships.people.selectors import read_people


def _milestones_of(text: Confirmed) -> list[Milestone]:
    """The milestones that a text completes, locked: itself, or those of its pairing that name it."""
    if isinstance(text, Milestone):
        own = text.confirmation == ConfirmationBy.BOTH and not text.confirmed_text
        return [text] if own else []
    rows = Milestone.objects.select_for_update().filter(
        pairing=text.pairing_id, confirmation=ConfirmationBy.BOTH, confirmed_text=text.text_slug
    )
    found = list(rows.order_by("pk"))
    for row in found:
        row.pairing = text.pairing
    return found


def complete(*, by: User, text: Confirmed) -> list[Milestone]:
    """Both sides have confirmed a locked text: its open and not reported milestones are done, today in Brussels."""
    completed = []
    for milestone in _milestones_of(text):
        if milestone.status not in {MilestoneStatus.PLANNED, MilestoneStatus.UNKNOWN}:
            continue
        milestone.status = MilestoneStatus.DONE
        milestone.actual = Period(PartialDate(clock.today()))
        milestone.from_sources = False
        milestone.reported_by, milestone.reported_side, milestone.reported_at = by, "", clock.now()
        milestone.objection = milestone.objection_side = ""
        milestone.save(by=by)
        _log(MILESTONE_CONFIRMED, by, milestone, text)
        completed.append(milestone)
    return completed


def reopen(*, by: User, text: Confirmed, reason: str = "") -> list[Milestone]:
    """The confirmation that completed them has ended: the text's milestones that were done are open again."""
    reopened = []
    for milestone in _milestones_of(text):
        if milestone.status != MilestoneStatus.DONE:
            continue
        milestone.status = MilestoneStatus.PLANNED
        milestone.actual = Period()
        milestone.reported_by, milestone.reported_side, milestone.reported_at = None, "", None
        milestone.save(by=by)
        _log(MILESTONE_UNCONFIRMED, by, milestone, text, reason)
        reopened.append(milestone)
    return reopened


def complete_if_confirmed(*, by: User, row: Milestone) -> Milestone:
    """A milestone that now waits for a text which both sides have confirmed already is done with it."""
    text: Confirmed | None = row
    if model := text_model(row.confirmed_text):
        # Whoever confirms it now does so before this look or after this transaction, and then finds the milestone.
        text = model.text_rows(row.pairing).select_for_update(no_key=True).first()
    standing = milestone_states([row]).get(row.pk)
    if text is None or standing is None or not standing.both:
        return row
    text.pairing = row.pairing
    return next((done for done in complete(by=by, text=text) if done.pk == row.pk), row)


def _log(action: str, by: User, milestone: Milestone, text: Confirmed, reason: str = "") -> None:
    write_audit(
        action=action,
        by=by,
        record=milestone,
        strand_id=text.pairing.strand_id,
        pairing_id=text.pairing_id,
        reason=reason,
        edition=text.edition,
    )


def objection_raised(*, milestone: Milestone, by: User | None, reason: str) -> None:
    """Tell the side that reported the milestone done that the other side objects, and why.

    Where staff had reported it for both sides, the mail goes to the person who did.
    """
    pairing = Pairing.objects.with_names().get(pk=milestone.pairing_id)
    if milestone.reported_side:
        participation = pairing.eu_id if milestone.reported_side == Side.EU else pairing.counterpart_id
        readers = read_people([participation], clock.today()).of_side(participation)
    else:
        readers = [milestone.reported_by] if milestone.reported_by else []
    context = {
        "pairing": pairing,
        "milestone": milestone,
        "by": str(by or ""),
        "reason": reason,
        "link": settings.BASE_URL + milestone.get_absolute_url(),
    }
    key = f"{MailKind.OBJECTION.value}:{milestone.pk}:{milestone.version}"
    queue_mails(readers, kind=MailKind.OBJECTION, key=key, template="objection", context=context, but=by)
