"""The next round of a strand: opened from an earlier one, with what is chosen of it; and what the plan learns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from core.periods import PartialDate, Period, Shift, moved
from core.texts import name_in_both
from partnerships.audit_actions import MILESTONE_TAKEN_INTO_PLAN, OPENED_AS_NEXT_ROUND, PAIRING_PLANNED, ROUND_OPENED
from partnerships.codes import codes_of, free_code, set_implementers, set_themes
from partnerships.enums import PairingStatus, StrandRoleName
from partnerships.fields import CODE
from partnerships.milestones.models import check_period
from partnerships.models import (
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    Milestone,
    Pairing,
    Participation,
    PlanItem,
    Stage,
    Strand,
    StrandImplementer,
    StrandRole,
    Theme,
)
from partnerships.pairings.services import check_of_strand
from partnerships.plan.services import give_to_pairings
from partnerships.programmes.models import THRESHOLDS
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

_OF_STRAND = (
    "programme_record",
    "programme_en",
    "programme_ko",
    "countries",
    "second_language",
    "implementer_codes",
    "is_invented",
    *THRESHOLDS,
)
_OF_ITEM = ("code", "title_en", "title_ko", "responsible", "confirmation", "confirmed_text")


def copy_strand(*, by: User, strand: Strand, values: dict[str, Any], shift: Shift) -> Strand:
    """The new strand with the earlier one's programme, countries, implementers, directory and thresholds.

    Raises DomainError on `code` where another strand has it, on `phase` or `name_en` where they are blank.
    """
    for name in ("name_en", "phase"):
        if not str(values.get(name, "")).strip():
            raise DomainError(_("Fill this in."), field=name)
    try:
        CODE(values["code"])
    except ValidationError as wrong:
        raise DomainError(wrong.message, field="code") from wrong
    if Strand.objects.filter(code=values["code"]).exists():
        raise DomainError(_("Another strand has this code."), field="code")
    row = Strand(
        code=values["code"],
        phase=values["phase"].strip(),
        name_en=values["name_en"].strip(),
        name_ko=values.get("name_ko", "").strip(),
        previous=strand,
    )
    for name in _OF_STRAND:
        setattr(row, name, getattr(strand, name))
    starts_on: PartialDate = values["starts_on"]
    row.starts_on_date = starts_on
    ends_on = moved(Period(strand.ends_on_date), by=shift).start
    row.ends_on_date = ends_on if Period(starts_on, ends_on).in_order() else None
    try:
        row.save(by=by)
    except IntegrityError as taken:  # by somebody who opened a round at the same moment
        raise DomainError(_("Another strand has this code."), field="code") from taken
    implementers = StrandImplementer.objects.filter(strand=strand).select_related("organisation").order_by("position")
    set_implementers(strand=row, organisations=[one.organisation for one in implementers])
    for model in (DirectoryCity, DirectoryPartner, DirectoryOrganisation):
        for entry in model.objects.filter(strand=strand).order_by("pk"):
            words = {field: getattr(entry, field) for field in (f"{model.SHARED}_id", "source", "note")}
            model(strand=row, **words).save(by=by)
    return row


def copy_plan(*, by: User, strand: Strand, row: Strand, shift: Shift) -> None:
    """The stages and items of the plan as it stands, moved; what they become is the new round's first plan."""
    stages: dict[int, Stage] = {}
    for stage in Stage.objects.filter(strand=strand).order_by("position"):
        copy = Stage(strand=row, code=stage.code, position=stage.position, name_en=stage.name_en, name_ko=stage.name_ko)
        copy.baseline = copy.forecast = moved(stage.forecast or stage.baseline, by=shift)
        copy.save(by=by)
        stages[stage.pk] = copy
    for item in PlanItem.objects.filter(strand=strand).order_by("pk"):
        made = PlanItem(strand=row, stage=stages[item.stage_id])
        for name in _OF_ITEM:
            setattr(made, name, getattr(item, name))
        made.baseline = made.forecast = moved(item.forecast or item.baseline, by=shift)
        made.save(by=by)


def copy_themes(*, by: User, strand: Strand, row: Strand) -> dict[int, Theme]:
    """The thematic areas, then the topics below them; by the key of the earlier one."""
    copies: dict[int, Theme] = {}
    themes = list(Theme.objects.filter(strand=strand).order_by("position", "pk"))
    for theme in sorted(themes, key=lambda one: one.parent_id is not None):
        copy = Theme(strand=row, code=theme.code, name_en=theme.name_en, name_ko=theme.name_ko, position=theme.position)
        copy.parent = copies[theme.parent_id] if theme.parent_id else None
        copy.save(by=by)
        copies[theme.pk] = copy
    return copies


def copy_participations(*, by: User, row: Strand, participations: Sequence[Participation]) -> dict[int, Participation]:
    """Who takes part again, on the same side, with its delegation's size and office hours; by the earlier one's key."""
    copies: dict[int, Participation] = {}
    for one in participations:
        copy = Participation(strand=row, partner=one.partner, side=one.side, delegates=one.delegates)
        copy.opens_at, copy.closes_at, copy.holiday_region = one.opens_at, one.closes_at, one.holiday_region
        copy.save(by=by)
        copies[one.pk] = copy
    return copies


def plan_pairing(
    *,
    by: User,
    row: Strand,
    pairing: Pairing,
    themes: dict[int, Theme],
    participations: dict[int, Participation],
) -> Pairing:
    """A pairing that goes on: planned, with its predecessor and its themes; milestones come when it is opened."""
    chosen = [themes[one.theme_id] for one in pairing.chosen_themes.order_by("position")]
    copy = Pairing(
        strand=row,
        code=pairing.code,
        eu=participations[pairing.eu_id],
        counterpart=participations[pairing.counterpart_id],
        status=PairingStatus.PLANNED,
        predecessor=pairing,
        theme_codes=codes_of(chosen),
    )
    copy.save(by=by)
    set_themes(pairing=copy, themes=chosen)
    write_audit(action=PAIRING_PLANNED, by=by, record=copy)
    return copy


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
