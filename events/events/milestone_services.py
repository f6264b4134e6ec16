"""What acts on events write on the milestones that they complete: done, open again, on the days of the event."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.models import User
from core import clock
from core.models import AuditEntry, of_actions, write_audit
from core.periods import Period
from core.texts import name_in_both, reader_language
from events.audit_actions import MILESTONE_HELD, MILESTONE_NO_LONGER_HELD
from events.events.milestone_selectors import OPEN_MILESTONE, following, linked_milestones
from events.models import Event
from partnerships.audit_actions import MILESTONE_TOOK_DAYS
from partnerships.enums import ConfirmationBy, MilestoneStatus
from partnerships.models import DateChange, Milestone


def complete_milestones(*, by: User, event: Event) -> None:
    """The locked event was held: its open milestones are done on its actual days, but for what both sides confirm."""
    rows = linked_milestones(event).filter(status__in=OPEN_MILESTONE).exclude(confirmation=ConfirmationBy.BOTH)
    for row in _locked(rows):
        row.status, row.actual = MilestoneStatus.DONE, event.actual
        row.reason = event.reason if row.actual != row.baseline or row.actual != row.forecast else ""
        row.reason_other = event.reason_other if row.reason else ""
        # Nobody's report, so that neither side has to object to the other's: the event says who held it.
        row.reported_by, row.reported_at, row.reported_side = by, clock.now(), ""
        row.objection = row.objection_side = ""
        row.from_sources = False
        row.save(by=by)
        facts: dict[str, Any] = {"event": name_in_both(event), "event_key": event.pk, "version": row.version}
        write_audit(action=MILESTONE_HELD, by=by, record=row, new=event.actual.iso(), **facts)


def reopen_milestones(*, by: User, event: Event, reason: str) -> None:
    """The event was reopened: what it had completed is open again where nobody changed it since."""
    for row in _locked(linked_milestones(event).filter(status=MilestoneStatus.DONE)):
        held = AuditEntry.objects.filter(of_actions(MILESTONE_HELD), object_type=row._meta.label_lower)
        entry = held.filter(object_id=row.pk).order_by("-at", "-id").first()
        # It was this event, and the version that it left is the milestone's own.
        of_event = {"event_key": event.pk, "version": row.version}
        if entry is None or not of_event.items() <= entry.parameters.items():
            continue
        row.status, row.actual, row.reason = MilestoneStatus.PLANNED, Period(), ""
        row.reported_by, row.reported_at, row.reported_side = None, None, ""
        row.save(by=by)
        facts: dict[str, Any] = {"event": name_in_both(event), "event_key": event.pk}
        write_audit(action=MILESTONE_NO_LONGER_HELD, by=by, record=row, reason=reason, **facts)


def move_along(
    *,
    by: User,
    moves: Sequence[tuple[Event, Period, Period]],
    reason: str,
    codes: Collection[str] | None = None,
    reason_other: str = "",
) -> str:
    """Let milestones follow the events that move (`following`); says how many did, after a space, or nothing.

    `reason_other` is the reason in the other language, where the portal itself gives it.
    """
    rows = following(moves, codes)
    held = Milestone.objects.select_for_update(no_key=True).filter(pk__in=[one["record"].pk for one in rows])
    list(held.order_by("pk").values_list("pk")) if rows else ()
    for one in rows:
        row, event = one["record"], one["event"]
        row.forecast = one["new"]
        row.save(by=by)
        DateChange.keep(by=by, record=row, old=one["old"], new=one["new"], reason=reason, reason_other=reason_other)
        event_old = next(old for moving, old, _new in moves if moving == event)
        facts: dict[str, Any] = {"event": name_in_both(event), "event_key": event.pk, "event_old": event_old.iso()}
        facts |= {"old": one["old"].iso(), "new": one["new"].iso(), "version": row.version}
        write_audit(action=MILESTONE_TOOK_DAYS, by=by, record=row, reason=reason, **facts)
    if not rows:
        return ""
    text = ngettext("%(count)s milestone moves with it.", "%(count)s milestones move with it.", len(rows))
    return f" {text % {'count': len(rows)}}"


def take_days(*, by: User, event: Event, left: Collection[str] = ()) -> str:
    """Let milestones take the days of an event that is planned, and those that it `left` have their own again."""
    said = {"reason": _takes_days(event)}
    with override("en" if reader_language() == "ko" else "ko"):
        said["reason_other"] = _takes_days(event)
    move_along(by=by, moves=[(event, event.forecast, Period())], codes=left, **said)
    return move_along(by=by, moves=[(event, Period(), event.forecast)], **said)


def _takes_days(event: Event) -> str:
    return _("It takes the days of “%(event)s”.") % {"event": event}


def _locked(rows: QuerySet[Milestone]) -> list[Milestone]:
    """By their keys alone: nothing that is joined to them is locked."""
    keys = list(rows.values_list("pk", flat=True))
    return list(Milestone.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
