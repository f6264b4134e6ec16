"""What pairings get of a strand's plan: the milestones of a new item, and what they take over of an edited one."""

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from accounts.models import User
from core.models import write_audit
from partnerships.audit_actions import MILESTONE_FOLLOWED_PLAN, MILESTONE_PLANNED
from partnerships.confirmations.services import text_edited
from partnerships.enums import OPEN_PAIRING, ConfirmationState, MilestoneStatus, PairingStatus
from partnerships.fields import free_code
from partnerships.milestones.services import complete_if_confirmed
from partnerships.models import Confirmation, Milestone, Pairing, PlanItem
from partnerships.querysets import pairing_names

# What a milestone takes over from its item: its words and its stage while nobody has confirmed it,
# who answers for it and how it is confirmed while it is open.
ALWAYS = frozenset({"title_en", "title_ko", "stage"})
WHILE_OPEN = frozenset({"responsible", "confirmation", "confirmed_text"})


def give_to_pairings(*, by: User, item: PlanItem, but: Pairing | None = None) -> None:
    """Give every pairing of the item's strand that is or was open its milestone of an item that is new."""
    pairings = Pairing.objects.filter(strand=item.strand_id).exclude(status=PairingStatus.PLANNED).with_names()
    if but is not None:
        pairings = pairings.exclude(pk=but.pk)
    for pairing in pairings.order_by("pk"):
        codes = Milestone.objects.filter(pairing=pairing).values_list("code", flat=True)
        milestone = make_milestone(by=by, item=item, pairing=pairing, taken=codes)
        if pairing.is_open:
            complete_if_confirmed(by=by, row=milestone)


def make_milestone(*, by: User, item: PlanItem, pairing: Pairing, taken: Iterable[str]) -> Milestone:
    """Make a pairing's milestone of an item: its baseline and forecast are the plan as it stands now."""
    code = free_code(proposal=item.code, kind="milestone", taken=taken)
    taken_over = {name: getattr(item, name) for name in ALWAYS | WHILE_OPEN}
    milestone = Milestone(pairing=pairing, plan_item=item, code=code, **taken_over)
    milestone.baseline = milestone.forecast = item.forecast or item.baseline
    milestone.status = MilestoneStatus.PLANNED if pairing.is_open else MilestoneStatus.CANCELLED
    milestone.save(by=by)
    write_audit(action=MILESTONE_PLANNED, by=by, record=milestone)
    return milestone


def let_follow(*, by: User, item: PlanItem, before: dict[str, Any]) -> int:
    """Let the milestones of open pairings that say what the item said `before` take the change over; how many did."""
    rows = list(
        Milestone.objects.select_for_update(of=("self",))
        .filter(plan_item=item, pairing__status__in=OPEN_PAIRING)
        .select_related(*pairing_names(), "stage")
        .order_by("pk")
    )
    settled = _confirmed(rows)
    followed = 0
    for row in rows:
        can = (ALWAYS if row.pk not in settled else frozenset()) | (
            WHILE_OPEN if row.status == MilestoneStatus.PLANNED else frozenset()
        )
        fields = [name for name, old in before.items() if name in can and getattr(row, name) == old]
        if not fields:
            continue
        edition = row.edition
        for name in fields:
            setattr(row, name, getattr(item, name))
        row.save(by=by)
        write_audit(action=MILESTONE_FOLLOWED_PLAN, by=by, record=row, fields=", ".join(fields))
        if row.edition != edition:
            text_edited(by=by, record=row)
        if {"confirmation", "confirmed_text"} & set(fields):
            complete_if_confirmed(by=by, row=row)
        followed += 1
    return followed


def _confirmed(rows: list[Milestone]) -> set[int]:
    """The milestones of which a side has confirmed the very text that they have now."""
    live = Confirmation.objects.filter(
        state=ConfirmationState.CONFIRMED,
        text__content_type=ContentType.objects.get_for_model(Milestone),
        text__object_id__in=[row.pk for row in rows],
    ).annotate(of=F("text__object_id"), edition=F("text__edition"))
    editions = set(live.values_list("of", "edition"))
    return {row.pk for row in rows if (row.pk, row.edition) in editions}
