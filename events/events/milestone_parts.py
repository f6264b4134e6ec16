"""What waits where a milestone and the event that completes it are on other days."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.flat_rows import flat
from core.parts import Task
from events.enums import OPEN_EVENT
from events.events.milestone_actions import take_days_of
from events.events.milestone_selectors import apart_text, conflicting, read_undecided
from events.models import Event
from partnerships.codes import codes_in
from partnerships.enums import MilestoneStatus, Responsible
from partnerships.models import Milestone
from partnerships.tasks.parts import task_of_side
from partnerships.tasks.selectors import PAIRINGS, STRANDS, TODAY, Waiting, period_names, picked

_DAYS_APART, _FOR_ALL = "days-apart", "event-for-all"
_DAYS = (*period_names("forecast"), *period_names("actual"))
# All but planned: said so, the pairing finds the rows, which are fewer than all that is planned.
_SETTLED = frozenset(MilestoneStatus) - {MilestoneStatus.PLANNED}
_OF_MILESTONE = (
    *("id", "version", "pairing_id", "code", "title_en", "title_ko", "responsible", "status", "apart_days"),
    *_DAYS,
)


def milestone_rows() -> Iterator[QuerySet[Any, Any]]:
    """Open milestones on other days than an event to come that may complete them, be it a month beside a day; and the
    events to come that serve all pairings.
    """
    coming = {"status__in": OPEN_EVENT, "forecast_last_day__gte": TODAY}
    start, last = F("pairing__events__forecast_start"), F("pairing__events__forecast_last_day")
    rows = Milestone.objects.exclude(status__in=_SETTLED).filter(
        Q(forecast_start__lt=start)
        | Q(forecast_start__gt=start)
        | Q(forecast_last_day__lt=last)
        | Q(forecast_last_day__gt=last),
        pairing__in=PAIRINGS,
        pairing__events__milestone_codes__contains=F("code"),
        **{f"pairing__events__{name}": value for name, value in coming.items()},
    )
    yield flat(_DAYS_APART, rows, "pairing_id", *_OF_MILESTONE)
    everybodys = Event.objects.filter(strand__in=STRANDS, all_pairings=True, **coming).exclude(milestone_codes="")
    yield flat(_FOR_ALL, everybodys, None, "id", "strand_id", "status", "milestone_codes", *_DAYS)


def _days_apart(waiting: Waiting) -> list[Milestone]:
    """The milestones that may be on other days than an event; one query where an event is for all pairings."""
    found = {row.pk: row for row in waiting.records(_DAYS_APART, Milestone)}
    everybodys = waiting.records(_FOR_ALL, Event)
    if everybodys and waiting.pairings:
        codes = {code for event in everybodys for code in codes_in(event.milestone_codes)}
        rows = Milestone.objects.filter(pairing__in=waiting.pairings, code__in=codes).exclude(status__in=_SETTLED)
        for row in rows:
            named = [event for event in everybodys if row.code in codes_in(event.milestone_codes)]
            if conflicting(row, named):
                found[row.pk] = row
    return [row for row in found.values() if row.pairing_id in waiting.pairings]


def of_milestones(*, waiting: Waiting) -> Iterable[Task]:
    """A milestone and the event that completes it are on other days: the side that answers for it decides."""
    rows = _days_apart(waiting)
    for row in rows:
        row.pairing = waiting.pairings[row.pairing_id]
    for row, event, _days in read_undecided(rows):
        keep = row.address_of("events:milestone-keep-days")
        days = [day for day in (row.forecast.last_day, event.forecast.last_day) if day]
        yield task_of_side(
            waiting.grants,
            row.pairing,
            row.responsible,
            picked(row, "title"),
            of_both=row.responsible == Responsible.BOTH,
            verb=pgettext("task", "Decide"),
            url=row.get_absolute_url(),
            why=apart_text(event, row),
            due=min(days),
            button=_("Keep both"),
            act=take_days_of(event, row),
            answer_url=keep,
        )
