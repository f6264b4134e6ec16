"""The stages and items of a strand's plan: adding and editing one, and the milestones that pairings get of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.periods import Period
from partnerships.audit_actions import MILESTONE_FOLLOWED_PLAN, MILESTONE_PLANNED
from partnerships.codes import free_code
from partnerships.confirmations.services import text_edited
from partnerships.enums import OPEN_PAIRING, ConfirmationState, MilestoneStatus, PairingStatus, Responsible
from partnerships.milestones.models import check_period
from partnerships.milestones.services import complete_if_confirmed
from partnerships.models import Confirmation, Milestone, Pairing, PlanItem, Stage, Strand
from partnerships.pairings.services import check_of_strand
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from core.access import Grants

STAGE_FIELDS = frozenset({"name_en", "name_ko", "baseline", "source"})
PLACE = "position"


@one_act()
def add_stage(*, by: User, grants: Grants, strand: Strand, values: dict[str, Any]) -> Stage:
    """Add a stage at a place in the order (`position`, from 1; without one it comes last) with its `forecast`.

    The forecast is also its baseline, unless `values` names another. The stages behind it move up by one.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    _hold_order(grants, strand)
    check_period(values["forecast"], field="forecast")
    _check_name(values.get("name_en", ""))
    stages = _in_order(strand)
    code = values.get("code") or free_code(
        proposal=values["name_en"], kind="stage", taken=[stage.code for stage in stages]
    )
    stage = Stage(strand=strand, code=code)
    stage.forecast = values["forecast"]
    stage.baseline = values.get("baseline") or stage.forecast
    for name in ("name_en", "name_ko", "source"):
        setattr(stage, name, values.get(name, ""))
    place = _place(values.get(PLACE), most=len(stages) + 1)
    _settle(by=by, order=[*stages[: place - 1], stage, *stages[place - 1 :]])
    write_audit(action="record-added", by=by, record=stage)
    return stage


@one_act()
def edit_stage(*, by: User, grants: Grants, stage: Stage, version: int, changes: dict[str, Any]) -> Stage:
    """Edit a stage's names, source, baseline or place; its forecast is moved with a reason instead.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing changes, DomainError with the field at fault.
    """
    _hold_order(grants, stage.strand)
    row = lock(stage, version=version)
    changed = [name for name in sorted(STAGE_FIELDS & set(changes)) if getattr(row, name) != changes[name]]
    for name in changed:
        setattr(row, name, changes[name])
    _check_name(row.name_en)
    if "baseline" in changed:
        check_period(row.baseline, field="baseline")
    stages = _in_order(stage.strand)
    before = [one.pk for one in stages]
    others = [one for one in stages if one.pk != row.pk]
    wanted = changes.get(PLACE)
    place = _place(wanted, most=len(stages)) if wanted is not None else before.index(row.pk) + 1
    order = [*others[: place - 1], row, *others[place - 1 :]]
    if [one.pk for one in order] != before:
        changed.append(PLACE)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    if set(changed) != {PLACE}:
        row.save(by=by)
    if PLACE in changed:
        _settle(by=by, order=order)
    write_audit(action="record-changed", by=by, record=row, fields=", ".join(changed))
    return row


def _hold_order(grants: Grants, strand: Strand) -> None:
    """One at a time: the order belongs to the strand as a whole."""
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    Strand.objects.select_for_update().get(pk=strand.pk)


def _in_order(strand: Strand) -> list[Stage]:
    return list(Stage.objects.filter(strand=strand).order_by("position"))


def _place(wanted: int | None, *, most: int) -> int:
    return most if wanted is None else max(1, min(wanted, most))


def _settle(*, by: User, order: list[Stage]) -> None:
    """Number the stages from 1 in a new order: no two have the same position, not even half-way."""
    high = max(stage.position or 0 for stage in order) + len(order)
    waiting = [(place, stage) for place, stage in enumerate(order, start=1) if stage.position != place]
    while waiting:
        held = {stage.position for stage in order if stage.pk is not None}
        free = next((pair for pair in waiting if pair[0] not in held), None)
        place, stage = free or (high, waiting[0][1])
        stage.position = place
        stage.save(by=by)
        if free:
            waiting.remove(free)


def _check_name(name: str) -> None:
    if not name.strip():
        raise DomainError(_("Write the name in English."), field="name_en")


TEXTS = ("title_en", "title_ko")
# What a milestone takes over from its item: its words and its stage while nobody has confirmed it,
# who answers for it and how it is confirmed while it is open.
ALWAYS = frozenset({*TEXTS, "stage"})
WHILE_OPEN = frozenset({"responsible", "confirmation", "confirmed_text"})
EDITABLE = ALWAYS | WHILE_OPEN | {"source", "note", "baseline"}


@one_act()
def add_plan_item(*, by: User, grants: Grants, strand: Strand, values: dict[str, Any]) -> PlanItem:
    """Add an item in one of the strand's stages with its `forecast`, which is also its baseline unless given.

    Every active pairing gets its milestone; in one that is over it stands as cancelled, because it came
    too late; a planned one gets the whole plan when it is opened. Raises NotAllowed, DomainError.
    """
    if not may_edit_plan(grants, strand):
        raise NotAllowed
    Strand.objects.select_for_update().get(pk=strand.pk)
    check_period(values["forecast"], field="forecast")
    check_of_strand(strand_id=strand.pk, records=[("stage", values["stage"])])
    taken = PlanItem.objects.filter(strand=strand).values_list("code", flat=True)
    code = values.get("code") or free_code(
        proposal=values.get("title_en", ""), kind="milestone", taken=[*taken, *_codes_of_pairings(strand)]
    )
    item = PlanItem(strand=strand, code=code, responsible=Responsible.BOTH)
    for name in ("stage", "title_en", "title_ko", "responsible", "confirmation", "confirmed_text", "source", "note"):
        if name in values:
            setattr(item, name, values[name])
    item.forecast = values["forecast"]
    item.baseline = values.get("baseline") or values["forecast"]
    _check_title(item)
    item.save(by=by)
    write_audit(action="record-added", by=by, record=item)
    give_to_pairings(by=by, item=item)
    return item


@one_act()
def edit_plan_item(
    *, by: User, grants: Grants, item: PlanItem, version: int, changes: dict[str, Any]
) -> tuple[PlanItem, list[Milestone]]:
    """Edit an item, and what still equals it in the milestones; its forecast is moved with a reason instead.

    A milestone of an open pairing takes over each field in which it still equals the item: title and stage
    unless a side has confirmed its present text, the rest while it is open. Returns the item and those milestones.
    Raises NotAllowed, StaleRecord, AlreadyDone where nothing changes, DomainError with the field at fault.
    """
    if not may_edit_plan(grants, item.strand):
        raise NotAllowed
    row = lock(item, version=version)
    row.strand = item.strand
    changed = [name for name in sorted(EDITABLE & set(changes)) if getattr(row, name) != changes[name]]
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, changes[name])
    _check_title(row)
    check_of_strand(strand_id=row.strand_id, records=[("stage", row.stage)])
    if "baseline" in changed and not row.baseline.in_order():
        raise DomainError(_("The end lies before the start."), field="baseline")
    row.save(by=by)
    write_audit(action="record-changed", by=by, record=row, fields=", ".join(changed))
    return row, _let_follow(by=by, item=row, before=before)


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
    milestone = Milestone(pairing=pairing, plan_item=item, code=code)
    for name in (*TEXTS, "stage", "responsible", "confirmation", "confirmed_text"):
        setattr(milestone, name, getattr(item, name))
    milestone.baseline = milestone.forecast = _plan_as_it_is(item)
    milestone.status = MilestoneStatus.PLANNED if pairing.is_open else MilestoneStatus.CANCELLED
    milestone.save(by=by)
    write_audit(action=MILESTONE_PLANNED, by=by, record=milestone)
    return milestone


def _plan_as_it_is(item: PlanItem) -> Period:
    """The forecast of an item, else its baseline: what a milestone begins with."""
    return item.forecast or item.baseline


def _let_follow(*, by: User, item: PlanItem, before: dict[str, Any]) -> list[Milestone]:
    rows = list(
        Milestone.objects.select_for_update(of=("self",))
        .filter(plan_item=item, pairing__status__in=OPEN_PAIRING)
        .select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner", "stage")
        .order_by("pk")
    )
    settled = _confirmed(rows)
    followed = []
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
        write_audit(
            action=MILESTONE_FOLLOWED_PLAN,
            by=by,
            record=row,
            fields=", ".join(fields),
        )
        if row.edition != edition:
            text_edited(by=by, record=row)
        if {"confirmation", "confirmed_text"} & set(fields):
            complete_if_confirmed(by=by, row=row)
        followed.append(row)
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


def _codes_of_pairings(strand: Strand) -> Iterable[str]:
    return Milestone.objects.filter(pairing__strand=strand).values_list("code", flat=True)


def _check_title(item: PlanItem) -> None:
    if not (item.title_en.strip() or item.title_ko.strip()):
        raise DomainError(_("Write it in at least one language."), field="title")
