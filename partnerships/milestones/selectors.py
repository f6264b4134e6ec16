"""Whose turn it is with a milestone, how one that both sides confirm gets done, and the moves of dates."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, gettext_lazy

from core.flat_rows import Given, flat, read_flat
from core.formats import join_names
from partnerships.confirmations.selectors import TextState, find_text, turn_of as text_turn
from partnerships.enums import OPEN_PAIRING, ConfirmedText, MilestoneStatus, Responsible
from partnerships.milestones.models import DateChange, Milestone
from partnerships.models import PlanItem, Strand


def confirm_instead(milestone: Milestone) -> str:
    """How a milestone that both sides confirm gets done."""
    words = _("This milestone is done once both sides have confirmed the same edition of its text: %(text)s.")
    return words % {"text": ConfirmedText(milestone.confirmed_text).label}


def turn_of(milestone: Milestone, standing: TextState | None) -> str:
    """Whose turn it is, by name; nothing where it is nobody's. The text that it names says so for itself."""
    pairing = milestone.pairing
    if not pairing.is_open:
        return ""
    names = [partner.name for side, partner in pairing.partners if milestone.responsible in (side, "both")]
    if standing is not None and milestone.status != MilestoneStatus.CANCELLED:
        text = find_text(pairing, milestone.confirmed_text) if milestone.confirmed_text else milestone
        return text_turn(text, standing) if text is not None else ""
    if milestone.status == MilestoneStatus.DONE and milestone.responsible == Responsible.BOTH:
        return _reported(milestone)
    if milestone.objection and milestone.reported_side:
        words = _("Waiting for %(name)s, who reported it, to answer the objection; then either side reports it again.")
        return words % {"name": dict(pairing.partners)[milestone.reported_side].name}
    words = ""
    if milestone.status == MilestoneStatus.PLANNED and milestone.responsible == Responsible.BOTH:
        words = _("Both sides answer for it: %(names)s. Either reports it done, and the other can object.")
    elif milestone.status == MilestoneStatus.PLANNED:
        words = _("%(name)s answers for it: moves its date and reports it done.")
    elif milestone.status == MilestoneStatus.UNKNOWN:
        words = _("It was not reported whether it took place. Waiting for: %(names)s.")
    return words % {"names": join_names(names), "name": names[0]}


def _reported(milestone: Milestone) -> str:
    """Who can object to a report, by name."""
    if not milestone.reported_at:
        return ""
    if not milestone.reported_side:
        return _("It was reported for both sides; either can object.")
    own, other = sorted(milestone.pairing.partners, key=lambda one: one[0] != milestone.reported_side)
    return _("%(name)s reported it done; %(other)s can object.") % {"name": own[1].name, "other": other[1].name}


def last_moves(milestones: Iterable[Milestone]) -> dict[int, DateChange]:
    """The newest move of each milestone that was ever moved, by its key; one query."""
    rows = DateChange.objects.filter(milestone__in=[row.pk for row in milestones]).select_related("by", "entry")
    return {row.milestone_id: row for row in rows.order_by("at", "pk") if row.milestone_id is not None}


def own_moves(item: PlanItem) -> tuple[list[DateChange], bool]:
    """The moves that an item made by itself, and whether it also moved along with its stage, which says why."""
    moves = list(item.date_changes.all())
    own = [move for move in moves if not move.entry.parameters.get("along")]
    return own, len(own) < len(moves)


# How late the journey came: the one definition that pages, lists, the report and files share.
#
# Days of delay run from the last day of the first plan to the last day of what happened; of what is open in a pairing
# under way, until today. A date known by month or year only stands for its last day, in the plan as in what happened;
# and late is only what cannot lie within the plan (`Period.days_after`). So March held on 20 April is 20 days late, 10
# November held in November is on time, and so is all that ends early. A new forecast neither makes nor shortens a
# delay.
#
# A strand counts each delay once: milestones that several pairings share, by the plan's item or by the code by which
# one event completes them, first planned until the same day and come (or now to come) on the same, are one.

# What a milestone is against its first plan; of the untold nobody has said when, or whether, it happened.
ON_TIME, DELAYED, UNTOLD = "on-time", "delayed", "untold"
# What makes delays one delay of the strand.
ALIKE = ("pairing__strand", "milestone_code", "status_then", "baseline_last_day", "shown_end")
DEFINITION = gettext_lazy(
    "Days of delay run from the last day of the first plan to the end, or to today while it is open. A month "
    "ends on its last day. What several pairings share is counted once."
)


def with_delays(today: Any) -> QuerySet[Any]:
    """All milestones as on a day, with their `punctuality` (empty where nothing is due) and days late (`late_by`)."""
    done = Q(status_then=MilestoneStatus.DONE)
    dated = Q(actual_last_day__isnull=False, baseline_last_day__isnull=False)
    passed = Q(status_then=MilestoneStatus.PLANNED, pairing__status__in=OPEN_PAIRING, baseline_last_day__lt=today)
    days, now = DurationField(), today if isinstance(today, Given) else Value(today, output_field=DateField())
    came = ExpressionWrapper(F("actual_last_day") - F("baseline_last_day"), output_field=days)
    until_now = ExpressionWrapper(now - F("baseline_last_day"), output_field=days)
    return Milestone.objects.on_day(today).annotate(
        shown_end=Coalesce(Case(When(done, then=F("ended"))), "forecast_end", "forecast_start", "baseline_last_day"),
        milestone_code=Coalesce("plan_item__code", "code"),
        punctuality=Case(
            When(done & dated & Q(ended__lte=F("baseline_last_day")), then=Value(ON_TIME)),
            When(done & dated | passed, then=Value(DELAYED)),
            When(done | Q(status_then=MilestoneStatus.UNKNOWN), then=Value(UNTOLD)),
            default=Value(""),
            output_field=CharField(),
        ),
        late_by=Case(When(punctuality=DELAYED, then=Case(When(done, then=came), default=until_now))),
    )


def once(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of late milestones each delay once, its first; `sharing` is how many pairings have it."""
    alike = rows.order_by().values(*ALIKE)
    others = alike.filter(**{name: OuterRef(name) for name in ALIKE}).annotate(number=Count("pk")).values("number")
    return rows.filter(pk__in=alike.annotate(first=Min("pk")).values("first")).annotate(sharing=Subquery(others))


def days_late(strand: Strand, today: dt.date) -> int:
    """All days of delay of a strand, each delay once; one query."""
    rows = (facts for _pairing, facts in read_flat(_late_once, strand=strand.pk, today=today)["delay"])
    came = [(one["came"] or today.isoformat(), one["baseline_last_day"]) for one in rows]
    return sum((dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days for last, first in came)


def _late_once() -> Iterable[QuerySet[Any, Any]]:
    strand, today = Given("strand", BigIntegerField()), Given("today", DateField())
    rows = once(with_delays(today).filter(pairing__strand=strand, punctuality=DELAYED))
    came = Case(When(status_then=MilestoneStatus.DONE, then="actual_last_day"))
    yield flat("delay", rows, None, "baseline_last_day", came=came)


@dataclass(frozen=True, slots=True)
class Delay:
    """Milestones on time and untold, and the delays among them: how many, of how many days in all and at most."""

    on_time: int = 0
    late: int = 0
    days: int = 0
    worst: int = 0
    untold: int = 0

    @property
    def is_on_record(self) -> bool:
        """Whether anything is known; else the days are not reported, which is not zero."""
        return bool(self.on_time or self.late)

    @property
    def total(self) -> int | None:
        """The days of all; None where nothing is known."""
        return self.days if self.is_on_record else None

    @property
    def average(self) -> float | None:
        """Days of a delay on average, 0 without any; None where nothing is known."""
        return round(self.days / max(self.late, 1), 1) if self.is_on_record else None

    @property
    def most(self) -> int | None:
        """The days of the worst; None where nothing is known."""
        return self.worst if self.is_on_record else None

    def __add__(self, other: Delay) -> Delay:
        """Both together."""
        return Delay(
            self.on_time + other.on_time,
            self.late + other.late,
            self.days + other.days,
            max(self.worst, other.worst),
            self.untold + other.untold,
        )


def read_delays(strands: Collection[int], today: dt.date) -> dict[int, Delay]:
    """The delays of strands by stage; two queries."""
    rows = with_delays(today).filter(pairing__strand__in=strands).order_by()
    late = once(rows.filter(punctuality=DELAYED)).values("stage")
    found: dict[int, Delay] = defaultdict(Delay)
    for row in late.annotate(number=Count("pk"), days=Sum("late_by"), worst=Max("late_by")):
        found[row["stage"]] += Delay(late=row["number"], days=row["days"].days, worst=row["worst"].days)
    others = rows.filter(punctuality__in=(ON_TIME, UNTOLD)).values("stage", "punctuality")
    for row in others.annotate(number=Count("pk")):
        found[row["stage"]] += Delay(**{row["punctuality"].replace("-", "_"): row["number"]})
    return found
