"""The next round of a strand: opened from an earlier one, with what is chosen of it; and what the plan learns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from core.periods import PartialDate, Period, Shift, moved
from core.texts import name_in_both
from partnerships.audit_actions import MILESTONE_TAKEN_INTO_PLAN, OPENED_AS_NEXT_ROUND, ROUND_OPENED
from partnerships.enums import StrandRoleName
from partnerships.milestones.models import check_period
from partnerships.models import Milestone, Pairing, Participation, PlanItem, Stage, Strand, StrandRole
from partnerships.pairings.services import check_of_strand
from partnerships.rules import may_edit_plan
from partnerships.services.codes import free_code
from partnerships.services.plan import give_to_pairings
from partnerships.services.round_parts import (
    copy_participations,
    copy_plan,
    copy_strand,
    copy_themes,
    plan_pairing,
)

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

KEPT_ROLES = (StrandRoleName.STAFF, StrandRoleName.AUTHORITY)


@one_act()
def open_next_round(
    *,
    by: User,
    grants: Grants,
    strand: Strand,
    values: dict[str, Any],
    participations: Sequence[Participation],
    pairings: Sequence[Pairing],
    roles: Sequence[StrandRole] = (),
) -> Strand:
    """Open a strand after an earlier one: its plan moved by the months between the starts, themes, thresholds.

    `values` holds `phase`, `starts_on` (a PartialDate), `name_en`, and perhaps `name_ko` and `code`. The chosen
    participations take part again, the chosen pairings stand as planned with their predecessor, the chosen
    people keep their roles, and whoever of the staff opens it keeps the own one. Raises NotAllowed, DomainError.
    """
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    Strand.objects.select_for_update().get(pk=strand.pk)
    _check_chosen(strand, participations, pairings, roles)
    shift = months_between(strand, values["starts_on"])
    values = {"code": proposed_code(strand), **values}
    row = copy_strand(by=by, strand=strand, values=values, shift=shift)
    copy_plan(by=by, strand=strand, row=row, shift=shift)
    themes = copy_themes(by=by, strand=strand, row=row)
    taking_part = copy_participations(by=by, row=row, participations=participations)
    for pairing in pairings:
        plan_pairing(by=by, row=row, pairing=pairing, themes=themes, participations=taking_part)
    _keep_roles(by=by, grants=grants, strand=strand, row=row, roles=roles)
    write_audit(action=ROUND_OPENED, by=by, record=strand, strand=name_in_both(row))
    write_audit(action=OPENED_AS_NEXT_ROUND, by=by, record=row, strand=name_in_both(strand))
    return row


def months_between(strand: Strand, starts_on: PartialDate) -> Shift:
    """How far the plan of a strand moves for a round that starts on another date: whole months.

    A strand without a first date counts from the first day of its plan; one without any date moves nothing.
    """
    begins = strand.starts_on_date
    if begins is None:
        first = Stage.objects.filter(strand=strand).exclude(forecast_start=None).order_by("forecast_start").first()
        begins = first.forecast.start if first else None
    return Shift(Shift.between(begins, starts_on).months if begins else 0)


def proposed_code(strand: Strand) -> str:
    """A free code for the round after a strand: its own with the next number."""
    return free_code(proposal=f"{strand.code}-2", kind="strand", taken=Strand.objects.values_list("code", flat=True))


def rounds_of(strand: Strand, grants: Grants) -> list[Strand]:
    """The rounds before and after a strand that the reader may see, in one query."""
    near = Q(previous=strand) | Q(pk=strand.previous_id)
    return list(Strand.objects.visible_to(grants).filter(near).order_by("starts_on", "code"))


def plans_for(milestone: Milestone, grants: Grants) -> list[Strand]:
    """The strands whose plan can take in a pairing's milestone: its own, and the later rounds of its pairing."""
    strand = milestone.pairing.strand
    later = Q(previous=strand, pairings__predecessor=milestone.pairing)
    rows = Strand.objects.visible_to(grants).filter(Q(pk=strand.pk) | later).distinct().order_by("starts_on", "code")
    return [row for row in rows if may_edit_plan(grants, row) and not (row == strand and milestone.plan_item_id)]


@one_act()
def take_into_plan(*, by: User, grants: Grants, milestone: Milestone, strand: Strand | None = None) -> PlanItem:
    """Take a milestone of a single pairing into the plan of its strand, or of a later round (`strand`).

    In its own strand it follows the item from then on; in a later one the date moves by the months between the
    starts. The other pairings get their milestone. Raises NotAllowed, AlreadyDone, DomainError.
    """
    own = milestone.pairing.strand
    target = strand or own
    if not (may_edit_plan(grants, own) and may_edit_plan(grants, target)):
        raise NotAllowed
    # The strand before its milestones, as whoever adds an item to its plan.
    Strand.objects.select_for_update().get(pk=target.pk)
    row = (
        Milestone.objects.select_for_update(of=("self",))
        .select_related("pairing__strand", "stage")
        .get(pk=milestone.pk)
    )
    if target != own and not _is_later_round(row.pairing, target):
        raise DomainError(_("This pairing does not go on in that strand."), field="strand")
    if target == own and row.plan_item_id:
        raise AlreadyDone(_("It stands in the plan already."))
    period = row.forecast or row.baseline
    shift = Shift(0) if target == own or not target.starts_on_date else months_between(own, target.starts_on_date)
    item = _make_item(by=by, row=row, target=target, period=moved(period, by=shift))
    if target == own:
        row.plan_item = item
        row.save(by=by)
    write_audit(
        action=MILESTONE_TAKEN_INTO_PLAN,
        by=by,
        record=row,
        strand=name_in_both(target),
    )
    write_audit(action="record-added", by=by, record=item)
    give_to_pairings(by=by, item=item, but=row.pairing if target == own else None)
    return item


def _check_chosen(
    strand: Strand,
    participations: Sequence[Participation],
    pairings: Sequence[Pairing],
    roles: Sequence[StrandRole],
) -> None:
    check_of_strand(strand_id=strand.pk, records=[("participations", row) for row in participations])
    check_of_strand(strand_id=strand.pk, records=[("pairings", row) for row in pairings])
    check_of_strand(strand_id=strand.pk, records=[("roles", row) for row in roles])
    chosen = {row.pk for row in participations}
    pairs = set()
    for pairing in pairings:
        if not {pairing.eu_id, pairing.counterpart_id} <= chosen:
            raise DomainError(
                _("%(pairing)s goes on only with both of its partners. Choose them too.") % {"pairing": pairing.name},
                field="pairings",
            )
        if (pairing.eu_id, pairing.counterpart_id) in pairs:
            raise DomainError(
                _("%(pairing)s is chosen twice: take one of the two.") % {"pairing": pairing.name}, field="pairings"
            )
        pairs.add((pairing.eu_id, pairing.counterpart_id))


def _keep_roles(*, by: User, grants: Grants, strand: Strand, row: Strand, roles: Sequence[StrandRole]) -> None:
    kept = {(role.user_id, role.role) for role in roles if role.role in KEPT_ROLES}
    if strand.pk in grants.staff:
        kept.add((by.pk, StrandRoleName.STAFF))
    for user_id, role in sorted(kept):
        StrandRole(user_id=user_id, strand=row, role=role).save(by=by)


def _is_later_round(pairing: Pairing, strand: Strand) -> bool:
    return (
        strand.previous_id == pairing.strand_id and Pairing.objects.filter(strand=strand, predecessor=pairing).exists()
    )


def _make_item(*, by: User, row: Milestone, target: Strand, period: Period) -> PlanItem:
    """The milestone as an item of a plan; raises AlreadyDone where the plan has one of the same words."""
    plan = PlanItem.objects.filter(strand=target)
    if plan.filter(title_en=row.title_en, title_ko=row.title_ko).exists():
        raise AlreadyDone(_("The plan of %(strand)s has it already.") % {"strand": target})
    stages = list(Stage.objects.filter(strand=target).order_by("position"))
    if not stages:
        raise DomainError(_("The plan of %(strand)s has no stage yet.") % {"strand": target}, field="strand")
    stage = next((one for one in stages if one.code == row.stage.code), stages[-1])
    check_period(period, field="strand")
    # A code that means nothing else in any pairing: packs tie a milestone to its item by it.
    others = Milestone.objects.filter(pairing__strand=target).exclude(pk=row.pk).values_list("code", flat=True)
    taken = [*plan.values_list("code", flat=True), *others]
    code = free_code(proposal=row.code, kind="milestone", taken=taken)
    item = PlanItem(strand=target, stage=stage, code=code)
    for name in ("title_en", "title_ko", "responsible", "confirmation", "confirmed_text"):
        setattr(item, name, getattr(row, name))
    item.baseline = item.forecast = period
    item.save(by=by)
    return item
