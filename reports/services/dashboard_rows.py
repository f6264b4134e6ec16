"""The rows behind the numbers of a dashboard: a number and the list that it opens are made of the same condition."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.periods import months_between
from partnerships.enums import AT_ONE_HOUR, OPEN_PAIRING, InterestKind, MilestoneStatus, Side
from partnerships.models import Contact, Interest, LevelChange, Milestone, Project, ProjectPartner, Strand

# States of milestones, as addresses name them; one that is late, or soon, is open too.
LATE, SOON, OPEN, DONE, NOT_REPORTED, CANCELLED = "late", "soon", "open", "done", "not-reported", "cancelled"
TOGETHER = "together"
MET, UNMET = "met", "unmet"
NAMED = 5  # overdue milestones that a dashboard names


def milestone_conditions(strands: Iterable[Strand], today: dt.date) -> dict[str, Q]:
    """Which milestones of these strands are in which state; what is late or soon lies in a pairing that goes on."""
    going_on = Q(status=MilestoneStatus.PLANNED, pairing__status__in=OPEN_PAIRING)
    return {
        LATE: going_on & Q(forecast_last_day__lt=today),
        SOON: going_on & Q(forecast_last_day__gte=today) & _near(strands, today),
        OPEN: Q(status=MilestoneStatus.PLANNED),
        DONE: Q(status=MilestoneStatus.DONE),
        NOT_REPORTED: Q(status=MilestoneStatus.UNKNOWN),
        CANCELLED: Q(status=MilestoneStatus.CANCELLED),
    }


def _near(strands: Iterable[Strand], today: dt.date) -> Q:
    """Within as many days as each strand counts before a deadline."""
    by_days: dict[int, list[int]] = defaultdict(list)
    for strand in strands:
        by_days[strand.deadline_days].append(strand.pk)
    found = Q(pk__in=[])
    for days, keys in by_days.items():
        found |= Q(pairing__strand__in=keys, forecast_last_day__lte=today + dt.timedelta(days=days))
    return found


def names_below(path: str) -> tuple[str, ...]:
    """What a list of rows reads of the pairing at `path`."""
    return (f"{path}__strand", f"{path}__eu__partner", f"{path}__counterpart__partner")


def overdue(strand: Strand, today: dt.date) -> QuerySet[Any]:
    """The milestones of a strand that are overdue, the longest first, as many as a page names; one query."""
    late = milestone_conditions([strand], today)[LATE]
    rows = Milestone.objects.filter(late, pairing__strand=strand).select_related(*names_below("pairing"))
    return rows.order_by("forecast_last_day", "pk")[:NAMED]


def moves(strand: Strand) -> QuerySet[Any]:
    """The moves of a strand's projects from one level to another; where a project began is none."""
    return LevelChange.objects.filter(project__strand=strand).exclude(old="")


def contacts() -> QuerySet[Any]:
    """Those that stand."""
    return Contact.objects.standing()


# Where people met, both sides did; and so where nobody noted who began.
WITH_BOTH = Q(side="") | Q(kind__in=AT_ONE_HOUR)


def contact_conditions() -> dict[str, Q]:
    """Whose contact it is, each one once."""
    return {
        Side.EU.value: Q(side=Side.EU) & ~WITH_BOTH,
        Side.COUNTERPART.value: Q(side=Side.COUNTERPART) & ~WITH_BOTH,
        TOGETHER: WITH_BOTH,
    }


def needs() -> QuerySet[Any]:
    """What partners want to learn, with `met`: whether they take part in a project on that very topic."""
    own = Q(pairing__eu=OuterRef("participation")) | Q(pairing__counterpart=OuterRef("participation"))
    joined = ProjectPartner.objects.filter(project=OuterRef("pk"), participation=OuterRef(OuterRef("participation")))
    projects = Project.objects.pursued().filter(topic=OuterRef("topic")).filter(own | Exists(joined))
    return Interest.objects.stated().filter(kind=InterestKind.NEED).annotate(met=Exists(projects.order_by()))


def last_months(today: dt.date) -> list[dt.date]:
    """The first days of the last twelve months, this one the last."""
    same_month = today.replace(year=today.year - 1, day=1)
    return months_between(same_month, today)[1:]
