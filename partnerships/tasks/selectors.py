"""What waits in some pairings on a day: open milestones, confirmations of the current edition, open follow-ups.

Read once for tasks, signals and the programme page; each kind costs one query, however many pairings there are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, DateField, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.access import Grants
from core.flat_rows import Given, GivenKeys, as_record, flat, read_flat
from core.parts import parts
from core.periods import PartialDate
from core.texts import TwoLanguageText
from partnerships.enums import ConfirmationState, Responsible, Side
from partnerships.models import Confirmation, FollowUp, Milestone, Pairing, Stage, text_models

# What every noun's rows may be narrowed by (`Parts.waiting`).
PAIRINGS, STRANDS = GivenKeys("pairings"), GivenKeys("strands")  # of the open ones asked about
PARTNERS = GivenKeys("partners")  # both sides of these, and the reader's own
PARTICIPATIONS = GivenKeys("participations")  # the reader's own
COORDINATES, STAFF = GivenKeys("coordinates"), GivenKeys("staff")  # the strands in which the reader is either
READER = Given("reader", BigIntegerField())
TODAY, NEAR = Given("today", DateField()), Given("near", DateField())  # until the longest days before a deadline
NOW = Given("now", DateTimeField())


def _rows() -> Iterator[QuerySet[Any, Any]]:
    for rows in parts().waiting:
        yield from rows()


class Waiting:
    """The rows that wait in the open ones among `pairings` and, where `grants` are given, for the reader; one query."""

    def __init__(self, pairings: Iterable[Pairing], today: dt.date, grants: Grants | None = None) -> None:
        self.today, self.grants = today, grants or Grants()
        self.pairings = {row.pk: row for row in pairings if row.is_open}
        sides = ((row.eu_id, row.counterpart_id) for row in self.pairings.values())
        self.near = self.until("deadline_days")
        self._found = read_flat(
            _rows,
            pairings=self.pairings,
            strands={row.strand_id for row in self.pairings.values()},
            partners=self.grants.participations.union(*sides),
            participations=self.grants.participations,
            coordinates=self.grants.coordinates,
            staff=self.grants.staff,
            reader=self.grants.user_id or 0,
            today=today,
            near=self.near,
            stages_until=self.until("stage_days"),
            unmoved_since=today - min((row.strand.level_days for row in self.pairings.values()), default=0) * _DAY,
            now=clock.now(),
        )
        self.silences: dict[int, Any] | None = None  # once they are read, by the pairing's key

    def until(self, name: str) -> dt.date:
        """The last day of the longest of the strands' thresholds."""
        return self.today + max((getattr(row.strand, name) for row in self.pairings.values()), default=0) * _DAY

    def rows(self, kind: str) -> list[tuple[int, Any]]:
        """Of one kind, the pairing's key and what is read of each."""
        return self._found[kind]

    def records(self, kind: str, model: Any) -> list[Any]:
        """Of one kind, as records with the fields that were read."""
        return [as_record(model, facts) for _pairing, facts in self._found[kind]]


_DAY = dt.timedelta(days=1)


if TYPE_CHECKING:
    from partnerships.people.selectors import People

_BOTH = (Side.EU, Side.COUNTERPART)
CONFIRMATION, MILESTONE, STAGE, FOLLOW_UP = "confirmation", "milestone", "stage", "follow-up"


def other_side(side: str) -> str:
    """The side across."""
    return Side.EU.value if side == Side.COUNTERPART else Side.COUNTERPART.value


def partner_name(pairing: Pairing, side: str) -> str:
    """The partner on a side of a pairing, in the reader's language."""
    return str(dict(pairing.partners)[side].name)


def across(pairing: Pairing, side: str) -> str:
    """The partner across from a side, in the reader's language."""
    return partner_name(pairing, other_side(side))


def text_url(pairing: Pairing, slug: str) -> str:
    """The page of one text of a pairing."""
    return pairing.address_of("partnerships:text", text=slug)


def objection_label(milestone: Milestone) -> str:
    """What the other side says against a report."""
    objection = milestone.in_reading_language("objection")
    names = {"partner": partner_name(milestone.pairing, milestone.objection_side), "objection": objection}
    return _("%(partner)s objects: “%(objection)s”") % names


def picked(record: Any, name: str) -> tuple[str, str]:
    """A text of a record and the language it is in: the reader's, else the other."""
    pair: TwoLanguageText = getattr(type(record), name)
    return pair.pick(record)


def _of_current_edition() -> Q:
    """The condition that a confirmation's edition is the one that its record has now.

    Of each kind of text it says itself which rows wait for nobody (`asking`).
    """
    found = Q()
    for model in text_models():
        rows = model._default_manager.filter(pk=OuterRef("text__object_id"), edition=OuterRef("text__edition"))
        several, kind = model.named_by_code(), model.TEXT_KIND
        named = Q(text__slug__startswith=f"{kind}-") if several else Q(text__slug=kind)
        found |= Q(Exists(rows.filter(model.asking()))) & named
    return found


def confirmation_rows() -> Iterator[QuerySet[Any, Any]]:
    """Every confirmation of texts of which one side still owes its word under the current edition."""
    waiting = Confirmation.objects.waiting().filter(text=OuterRef("text"))
    before = Confirmation.objects.filter(
        text__content_type=OuterRef("text__content_type"),
        text__object_id=OuterRef("text__object_id"),
        text__edition__lt=OuterRef("text__edition"),
        side=OuterRef("side"),
        state=ConfirmationState.CONFIRMED,
    ).order_by("-text__edition")
    rows = Confirmation.objects.live().filter(_of_current_edition(), Exists(waiting), text__pairing__in=PAIRINGS)
    title = JSONObject(
        title_en=KeyTextTransform("title_en", "text__body"), title_ko=KeyTextTransform("title_ko", "text__body")
    )
    names = (
        "id", "version", "side", "state", "on_behalf", "asked_at", "approval_until",
        "text_id", "text__id", "text__pairing_id", "text__slug", "text__edition",
    )  # fmt: skip
    earlier = Subquery(before.values("text__edition")[:1])
    yield flat(CONFIRMATION, rows, "text__pairing_id", *names, text__body=title, earlier=earlier)


def waiting_confirmations(pairings: Sequence[Pairing], waiting: Waiting | None = None) -> list[Any]:
    """Every confirmation that one side still owes under a current edition, the longest asked first, releases last.

    Each has the newest `earlier` edition that its side had confirmed, and as `halves` what the two-part mark shows
    (EU, counterpart).
    """
    by_id = {pairing.pk: pairing for pairing in pairings}
    if waiting is None:
        read = read_flat(confirmation_rows, pairings=by_id)[CONFIRMATION] if by_id else []
    else:
        read = waiting.rows(CONFIRMATION)
    rows = []
    for key, facts in read:
        if key in by_id:
            row = as_record(Confirmation, facts)
            row.earlier = facts["earlier"]
            rows.append(row)
    rows.sort(key=_turn)
    of_text: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        of_text[row.text_id][row.side] = row
    found = []
    for sides in of_text.values():
        halves = tuple(_half(sides.get(side)) for side in _BOTH)
        for row in sides.values():
            row.text.pairing, row.halves = by_id[row.text.pairing_id], halves
            if row.state != ConfirmationState.CONFIRMED:
                found.append(row)
    return found


def _turn(row: Any) -> tuple[bool, dt.datetime, int]:
    return row.text.is_release, row.asked_at, row.pk


def next_waiting(confirmation: Confirmation) -> Any:
    """What waits for the same side of the pairing after this one, after the last the first; None where nothing does."""
    pairing = confirmation.pairing
    rows = waiting_confirmations([pairing]) if pairing.is_open else []
    others = [row for row in rows if row.side == confirmation.side and row.pk != confirmation.pk]
    return next((row for row in others if _turn(row) > _turn(confirmation)), others[0] if others else None)


def _half(row: Any) -> str:
    """One half of the two-part mark: fill means that this very edition is confirmed."""
    if row is None:
        return ""
    if row.state == ConfirmationState.CONFIRMED:
        return "behalf" if row.on_behalf else "confirmed"
    return "voided" if row.earlier else ""


def period_names(name: str) -> list[str]:
    """The columns of a period."""
    return [f"{name}_{part}" for part in ("start", "start_precision", "end", "end_precision", "last_day")]


def stage_and_milestone_rows() -> Iterator[QuerySet[Any, Any]]:
    """The stages that end soon; the milestones that are late, near, objected to or in one of these."""
    ending = Stage.objects.filter(
        strand__in=STRANDS, forecast_last_day__gte=TODAY, forecast_last_day__lte=Given("stages_until", DateField())
    )
    names = ("id", "strand_id", "position", "code", "name_en", "name_ko", *period_names("forecast"))
    yield flat(STAGE, ending, None, *names)
    rows = Milestone.objects.open_on(TODAY).filter(
        Q(forecast_last_day__lte=NEAR) | Q(stage__in=ending.order_by().values("pk")) | ~Q(objection=""),
        pairing__in=PAIRINGS,
    )
    names = (
        "id", "pairing_id", "stage_id", "code", "title_en", "title_ko", "responsible", "status", "confirmation",
        "confirmed_text", "objection", "objection_other", "objection_side", *period_names("forecast"),
        *period_names("actual"),
    )  # fmt: skip
    yield flat(MILESTONE, rows, "pairing_id", *names)


def follow_up_rows() -> Iterator[QuerySet[Any, Any]]:
    """Open follow-ups that are late or near."""
    rows = FollowUp.objects.open_on(TODAY).filter(pairing__in=PAIRINGS, due_on__lte=NEAR)
    owner = ("id", "email", "given_name", "family_name", "name_order", "name_native")
    names = ("id", "version", "pairing_id", "code", "what_en", "what_ko", "side", "state", "due_on", "closed_on")
    yield flat(FOLLOW_UP, rows, "pairing_id", *names, "owner_id", *(f"owner__{name}" for name in owner))


def ending_stages(pairings: Collection[Pairing], waiting: Waiting) -> dict[int, list[Stage]]:
    """By strand, the stages whose last day is today or within the strand's days before a stage ends."""
    strands = {pairing.strand_id: pairing.strand for pairing in pairings}
    found: dict[int, list[Stage]] = defaultdict(list)
    for stage in sorted(waiting.records(STAGE, Stage), key=lambda row: (row.strand_id, row.position)):
        last = stage.forecast.last_day
        if stage.strand_id in strands and last is not None:
            stage.strand = strands[stage.strand_id]
            if (last - waiting.today).days <= stage.strand.stage_days:
                found[stage.strand_id].append(stage)
    return found


def open_milestones(pairings: Collection[Pairing], waiting: Waiting, stages: Iterable[Stage] = ()) -> list[Milestone]:
    """What is late, due within a strand's days before a deadline, objected to, or open in one of `stages`.

    In the order of their last day. Milestones that are done, cancelled or not reported are none of these.
    """
    by_id = {pairing.pk: pairing for pairing in pairings}
    ending = {stage.pk for stage in stages}
    found = []
    for row in waiting.records(MILESTONE, Milestone):
        if row.pairing_id in by_id:
            last, row.pairing = row.forecast.last_day, by_id[row.pairing_id]
            if row.objection or row.stage_id in ending or (last and last <= waiting.near):
                found.append(row)
    return sorted(found, key=lambda row: (row.forecast.last_day or dt.date.max, row.pk))


def is_due(milestone: Milestone, today: dt.date) -> bool:
    """Whether it is late, or due within the strand's days before a deadline."""
    last = milestone.forecast.last_day
    return last is not None and (last - today).days <= milestone.pairing.strand.deadline_days


def text_of_milestone(milestone: Milestone) -> str:
    """The name in addresses of the text that both sides confirm for it; empty where none is asked."""
    return (milestone.confirmed_text or milestone.text_slug) if milestone.confirmation else ""


def due_follow_ups(pairings: Collection[Pairing], waiting: Waiting) -> list[FollowUp]:
    """Open follow-ups that are late or due within a strand's days before a deadline, the oldest first."""
    by_id = {pairing.pk: pairing for pairing in pairings}
    found = []
    for row in waiting.records(FOLLOW_UP, FollowUp):
        if row.pairing_id in by_id:
            row.pairing = by_id[row.pairing_id]
            if (row.due_on - waiting.today).days <= row.pairing.strand.deadline_days:
                found.append(row)
    return sorted(found, key=lambda row: (row.due_on, row.pk))


class Owed:
    """One thing that one side owes; `day` is the last day on which it is not late.

    `record` is what is owed. A milestone of both sides is owed twice, by each side.
    """

    def __init__(self, record: Milestone | FollowUp | Confirmation, side: str, day: dt.date) -> None:
        self.record, self.side, self.day = record, side, day
        self.pairing: Pairing = record.pairing
        self.kind = {Milestone: "m", FollowUp: "f", Confirmation: "c"}[type(record)]
        self.url = record.url if isinstance(record, Confirmation) else record.get_absolute_url()

    @property
    def title(self) -> str:
        """What it is called, in the reader's language where it has it."""
        return self._picked[0]

    @property
    def title_language(self) -> str:
        return self._picked[1]

    @property
    def _picked(self) -> tuple[str, str]:
        if isinstance(self.record, Confirmation):
            return self.record.title
        return picked(self.record, "title" if isinstance(self.record, Milestone) else "what")

    @property
    def code(self) -> str:
        """The thing in few letters, the same for both sides: m12, f3, c9."""
        return f"{self.kind}{self.record.pk}"

    @property
    def choice(self) -> str:
        """The thing and the side that owes it, as a form chooses it."""
        return f"{self.code}-{self.side}"

    @property
    def participation_id(self) -> int:
        """Who owes it."""
        return self.pairing.eu_id if self.side == Side.EU else self.pairing.counterpart_id

    @property
    def what(self) -> str:
        """The kind of thing in the reader's language."""
        return {"m": _("Milestone"), "f": _("Follow-up"), "c": _("Confirmation")}[self.kind]

    @property
    def when(self) -> PartialDate | dt.date:
        """The day as exact as it is known."""
        if isinstance(self.record, Milestone):
            return self.record.forecast.end or self.record.forecast.start or self.day
        return self.day

    def days_left(self, today: dt.date) -> int:
        """Days until its day, below zero once it is late."""
        return (self.day - today).days

    def is_late(self, today: dt.date) -> bool:
        """After its day."""
        return self.day < today

    def is_near(self, today: dt.date) -> bool:
        """Within the days before a deadline that its strand has set."""
        return 0 <= self.days_left(today) <= self.pairing.strand.deadline_days

    def owed_by(self, people: People) -> list[User]:
        """Who is to do it: a follow-up's own person, else everybody of the side."""
        if isinstance(self.record, FollowUp):
            return people.of_person(self.participation_id, self.record.owner_id)
        return people.of_side(self.participation_id)


def read_owed(pairings: Sequence[Pairing], today: dt.date) -> list[Owed]:
    """What the sides of the open ones among `pairings` owe, the most urgent first, in a constant number of queries.

    Confirmations count from the moment they are asked, the others once they are late or near. A
    milestone whose text waits for confirmation is owed as that confirmation only.
    """
    rows = [pairing for pairing in pairings if pairing.is_open]
    if not rows:
        return []
    waiting = Waiting(rows, today)
    confirmations = waiting_confirmations(rows, waiting)
    asked = {(one.pairing.pk, one.text.slug) for one in confirmations}
    found = [Owed(one, one.side, one.due) for one in confirmations]
    for row in open_milestones(rows, waiting):
        if is_due(row, today) and (row.pairing_id, text_of_milestone(row)) not in asked:
            found += owed_of_milestone(row)
    found += [Owed(row, row.side, row.due_on) for row in due_follow_ups(rows, waiting)]
    return sorted(found, key=lambda owed: owed.day)


def owed_of_milestone(row: Milestone) -> list[Owed]:
    """A milestone as each side owes it that is responsible."""
    last = row.forecast.last_day
    return [Owed(row, side.value, last) for side in Side if last and row.responsible in (side, Responsible.BOTH)]
