"""How far an event has come: announced, confirmed, held with its days, not reported, cancelled, taken up again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act
from core.periods import Period
from events.audit_actions import (
    EVENT_ANNOUNCED,
    EVENT_CANCELLED,
    EVENT_CONFIRMED,
    EVENT_HELD,
    EVENT_NOT_REPORTED,
    EVENT_REOPENED,
)
from events.enums import EventStatus
from events.events.act_steps import lock_event, log_act_on_event
from events.events.mails import event_cancelled
from events.events.milestones import complete_milestones, reopen_milestones
from events.events.selectors import check_works, workable_among
from events.models import Event
from events.rules import event_actors, may_edit_event
from events.transitions import available, check_transition, event_refusal
from events.workflow import EVENT
from partnerships.milestones.models import check_period

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from core.access import Grants


@one_act()
def announce_event(*, by: User, grants: Grants, event: Event, version: int) -> Event:
    """Tell that it is planned for these days. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = begin(name="announce", grants=grants, event=event, version=version)
    return _turn(row, EVENT_ANNOUNCED, EventStatus.ANNOUNCED, by)


@one_act()
def confirm_event(*, by: User, grants: Grants, event: Event, version: int) -> Event:
    """Say that it takes place. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = begin(name="confirm", grants=grants, event=event, version=version)
    return _turn(row, EVENT_CONFIRMED, EventStatus.CONFIRMED, by)


@one_act()
def report_event_held(
    *,
    by: User,
    grants: Grants,
    event: Event,
    version: int,
    actual: Period,
    reason: str = "",
    parts: Collection[int] = (),
) -> Event:
    """Report it held on its actual days, which completes the milestones linked to it; with it the parts named by key.

    A part is held on its own planned days, where they are over, else on those of the mission. The reason stays with
    the event where its days differ from the plan. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    row = begin(name="report-held", grants=grants, event=event, version=version)
    _check_actual(actual)
    _hold(row, by, actual, reason)

    def hold(part: Event) -> None:
        _hold(part, by, held_days(part, actual), "")

    _with_parts(row, "report-held", grants=grants, parts=parts, act=hold)
    return row


@one_act()
def mark_event_not_reported(*, by: User, grants: Grants, event: Event, version: int, reason: str) -> Event:
    """Nobody can say whether it was held. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = begin(name="mark-not-reported", grants=grants, event=event, version=version, reason=reason)
    return _turn(row, EVENT_NOT_REPORTED, EventStatus.UNKNOWN, by, reason)


@one_act()
def cancel_event(
    *, by: User, grants: Grants, event: Event, version: int, reason: str, parts: Collection[int] = ()
) -> Event:
    """It will not be held; with it the parts named by key. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = begin(name="cancel", grants=grants, event=event, version=version, reason=reason)
    _turn(row, EVENT_CANCELLED, EventStatus.CANCELLED, by, reason)

    def cancel(part: Event) -> None:
        _turn(part, EVENT_CANCELLED, EventStatus.CANCELLED, by, reason)

    _with_parts(row, "cancel", grants=grants, parts=parts, act=cancel)
    event_cancelled(event=row, by=by, reason=reason)
    return row


@one_act()
def reopen_event(
    *, by: User, grants: Grants, event: Event, version: int, reason: str, parts: Collection[int] = ()
) -> Event:
    """Take back that it was held, cancelled or not reported; a milestone that it completed opens again with it.

    One that somebody changed since stays as it is. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    row = begin(name="reopen", grants=grants, event=event, version=version, reason=reason)
    _reopen(row, by, reason)

    def reopen(part: Event) -> None:
        _reopen(part, by, reason)

    _with_parts(row, "reopen", grants=grants, parts=parts, act=reopen)
    return row


def begin(*, name: str, grants: Grants, event: Event, version: int, reason: str = "") -> Event:
    """The event as it stands, locked, where the act is possible.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError.
    """
    row = lock_event(event, version=version)
    actors = event_actors(grants, row)
    if EVENT[name].who & actors:
        check_works(row)
    words = event_refusal(row)
    check_transition(table=EVENT, name=name, state=row.status, actors=actors, reason=reason, words=words)
    return row


def parts_for(name: str, grants: Grants, event: Event) -> list[Event]:
    """The parts of a mission, at any depth, on which the same act can be carried out now."""
    found: list[Event] = []
    seen, level = {event.pk}, [event.pk]
    while level:
        rows = Event.objects.filter(part_of__in=level).exclude(pk__in=seen).with_names().in_plan_order()
        below = list(rows)
        seen |= {row.pk for row in below}
        level = [row.pk for row in below]
        found += below
    sources = EVENT[name].sources
    possible = [row for row in found if row.status in sources and may_edit_event(grants, row)]
    return workable_among(possible)


def possible_acts(grants: Grants, event: Event, today: dt.date) -> frozenset[str]:
    """The acts on an event that may still be changed, by the word of their transition.

    It is reported held once its first day has come, and not reported once its last one is over.
    """
    names = {transition.name for transition in available(EVENT, event.status, event_actors(grants, event))}
    first = event.forecast.first_day
    if first is not None and first > today:
        names.discard("report-held")
    return frozenset(names - ({"announce", "confirm"} if event.is_past(today) else {"mark-not-reported"}))


def held_days(part: Event, actual: Period) -> Period:
    """The days on which a part counts as held with its mission: its own plan where it is over, else the mission's."""
    plan, today = part.forecast, clock.today()
    last = plan.last_day
    return plan if last is not None and last <= today else actual


def _check_actual(actual: Period) -> None:
    """Refuse days that have not come, or that end before they start. Raises DomainError on `actual`."""
    check_period(actual, field="actual")
    if any(edge.first_day > clock.today() for edge in (actual.start, actual.end) if edge):
        raise DomainError(_("This day has not come yet. Move the event instead."), field="actual")


def _with_parts(
    mission: Event, name: str, *, grants: Grants, parts: Collection[int], act: Callable[[Event], None]
) -> None:
    """Carry out the act on the chosen parts, each locked; raises NotAllowed for what is not among those offered."""
    if not parts:
        return
    offered = {row.pk for row in parts_for(name, grants, mission)}
    if not set(parts) <= offered:
        raise NotAllowed
    list(Event.objects.select_for_update(no_key=True).filter(pk__in=parts).order_by("pk").values_list("pk"))
    for row in Event.objects.filter(pk__in=parts).with_names().order_by("pk"):
        if row.status not in EVENT[name].sources:
            raise DomainError(_("“%(event)s” was changed meanwhile. Open the page again.") % {"event": row})
        act(row)


def _hold(row: Event, by: User, actual: Period, reason: str) -> None:
    row.status, row.actual = EventStatus.HELD, actual
    row.reason = reason.strip() if actual not in (row.baseline, row.forecast) or row.baseline != row.forecast else ""
    row.from_sources = False
    row.save(by=by)
    log_act_on_event(EVENT_HELD, row, by, reason=reason, new=actual.iso())
    complete_milestones(by=by, event=row)


def _reopen(row: Event, by: User, reason: str) -> None:
    was_held = row.status == EventStatus.HELD
    _turn(row, EVENT_REOPENED, EventStatus.PLANNED, by, reason, kept="")
    if was_held:
        reopen_milestones(by=by, event=row, reason=reason)


def _turn(row: Event, action: str, status: str, by: User, reason: str = "", *, kept: str | None = None) -> Event:
    """Carry out an act that changes the state; what was reported no longer holds, and its reason stays with it."""
    row.status, row.actual = status, Period()
    row.reason = reason.strip() if kept is None else kept
    row.from_sources = False
    row.save(by=by)
    log_act_on_event(action, row, by, reason=reason)
    return row
