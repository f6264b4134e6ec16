"""What an event's state, days and places are called, on pages, in lists, files, mails and calendars."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from core.formats import format_period, join_names
from events.enums import EventStatus
from events.models import Event

if TYPE_CHECKING:
    from core.periods import Period
    from events.trips.selectors import Visited
    from partnerships.models import Milestone


NOT_REPORTED = "not-reported"
# The icon beside the word (templates/components/status_word.html).
_LOOKS = {EventStatus.HELD: "done", EventStatus.CANCELLED: "cancelled", EventStatus.UNKNOWN: NOT_REPORTED}


def state_look(event: Event, today: dt.date) -> str:
    """The look of its state: `done`, `cancelled`, `running`, `not-reported` or `planned`.

    An event whose days are over and of which nobody has said whether it was held is not reported; it is neither held
    nor late.
    """
    if event.is_open:
        if event.is_running(today):
            return "running"
        return NOT_REPORTED if event.is_past(today) else "planned"
    return _LOOKS[EventStatus(event.status)]


def state_text(event: Event, today: dt.date) -> str:
    """Its state in a word: what is stored, but for what the calendar knows better (running, not reported)."""
    look = state_look(event, today)
    if look == "running":
        return pgettext("event status", "Running")
    if look == NOT_REPORTED:
        return str(EventStatus.UNKNOWN.label)
    return str(event.get_status_display())


def when_label(event: Event, visited: Visited | None = None) -> str:
    """Its days as far as they are known: what happened, else the plan, which says so; a month is never made a day.

    Without any date the planned duration alone, else that no date is known. Of one delegation the days of what it
    visits.
    """
    days = visited or event
    if days.actual:
        return _with_days(event, days.actual)
    if not days.forecast:
        return duration_label(event) or pgettext("event", "no date yet")
    when = _with_days(event, days.forecast)
    if event.status == EventStatus.UNKNOWN:
        return pgettext("event", "planned %(period)s") % {"period": when}
    return when


def where_label(event: Event, visited: Visited | None = None) -> str:
    """The names of its cities in order, else of its hosts; online where it has an address alone.

    Of one delegation those that it visits.
    """
    cities = visited.cities if visited else [row.city for row in event.visiting.all()]
    hosts = visited.hosts if visited else [row.participation for row in event.hosting.all()]
    if cities or hosts:
        return join_names([city.name for city in cities] or [host.partner.name for host in hosts])
    return pgettext("event", "online") if event.meeting_url else ""


def days_known_label(event: Event) -> str:
    """That the day is not recorded, where it was held and only its month is known; else nothing."""
    period = event.actual
    if event.status == EventStatus.HELD and not (period and period.days_known):
        return pgettext("event", "day not recorded")
    return ""


def apart_label(event: Event, milestone: Milestone) -> str:
    """That an event and a milestone that it completes are on other days, as the milestone has it."""
    facts = {"event": format_period(event.shown_period), "milestone": format_period(milestone.shown_period)}
    return _("The event says %(event)s, this milestone %(milestone)s.") % facts


def duration_label(event: Event) -> str:
    """How long it is planned to last, where its days themselves are not known; else nothing."""
    days = event.planned_days
    if not days or (event.shown_period and event.shown_period.days_known):
        return ""
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def parallel_label() -> str:
    """That other pairings have a visit on the same days."""
    return pgettext("events", "in parallel")


def _with_days(event: Event, period: Period) -> str:
    """The period with the planned duration, where the days themselves are not known."""
    when, days = format_period(period), "" if period.days_known else duration_label(event)
    return _("%(when)s, %(days)s") % {"when": when, "days": days} if days else when


def hosts_label(event: Event) -> str:
    """The partners that host it, in order."""
    return join_names(row.participation.partner.name for row in event.hosting.all())


def pairings_label(event: Event) -> str:
    """The pairings it serves, in order, else that it serves all."""
    if event.all_pairings:
        return str(gettext_lazy("all pairings"))
    return "; ".join(row.pairing.name for row in event.serving.all())


def head_counts_label(event: Event) -> str:
    """What sources count at it, in their words."""
    return "; ".join(str(row) for row in event.head_counts.all() if row.withdrawn_at is None)
