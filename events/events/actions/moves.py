"""Moving an event's days: its parts and its agenda go along by the same days; previewed, then done as previewed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core import clock
from core.errors import DomainError, StaleRecord
from core.models import write_audit
from core.periods import PartialDate, Period, Shift, moved
from events.audit_actions import EVENT_MOVED_ALONG
from events.events.actions.texts import COMING, OnEvent
from events.events.selectors import lies_in, parts_below
from events.events.services import mail_change
from events.models import AgendaItem, Event, EventDateChange
from partnerships.milestones.forms import days_before
from partnerships.milestones.models import check_move
from partnerships.plan.forms import MoveForm

if TYPE_CHECKING:
    from core.access import Grants


@dataclass(frozen=True, slots=True)
class MovingPart:
    """A part that could move along: from where to where, and why it is not ticked by itself (empty: it is)."""

    record: Event
    old: Period
    new: Period
    why: str = ""

    @property
    def key(self) -> str:
        """Its word in the form."""
        return str(self.record.pk)


@dataclass
class EventPreview:
    """What moving an event brings about; `digest` knows the same preview again.

    `parts` can move along, `kept` says in words what stays, `items` is how many agenda items move with it.
    """

    event: Event
    old: Period
    new: Period
    parts: list[MovingPart] = field(default_factory=list)
    kept: str = ""
    items: int = 0

    @property
    def digest(self) -> str:
        """The new days and a hash of every part as it was shown."""
        lines = [f"{self.event.pk} {self.event.version} {self.old.iso()} {self.items}"]
        lines += [f"{row.key} {row.record.version} {row.old.iso()} {row.new.iso()}" for row in self.parts]
        return f"{self.new.iso()} {hashlib.sha256('\n'.join(lines).encode()).hexdigest()[:32]}"


def preview_event_move(*, grants: Grants, event: Event, forecast: Period) -> EventPreview:
    """What moving it would move; a constant number of queries.

    Raises AlreadyDone for the same days, DomainError for days that are past or impossible.
    """
    check_move(old=event.forecast, new=forecast)
    found = EventPreview(event, event.forecast, forecast)
    shift = _shift_between(event.forecast, forecast)
    if shift is None:
        return found
    stay = 0
    for part in parts_below(grants, event, COMING):
        old = part.forecast
        new = moved(old, by=shift)
        if new == old or (new.last_day or clock.today()) < clock.today():
            stay += 1
            continue
        why = "" if lies_in(old, event.forecast) else _("Its days lie outside those of the mission.")
        found.parts.append(MovingPart(part, old, new, why))
    if stay:
        text = ngettext(
            "%(count)s part stays: it would not move, or into the past.",
            "%(count)s parts stay: they would not move, or into the past.",
            stay,
        )
        found.kept = text % {"count": stay}
    found.items = len(_moving_items([event.pk], shift))
    return found


class RescheduleEvent(OnEvent):
    """Move the plan, and with it the ticked parts and all their agendas; the baseline stays."""

    key = "event-reschedule"
    states = COMING
    reason_of = OnEvent.allowed
    form = MoveForm
    template = "events/events/event_move.html"
    title = gettext_lazy("Move the event")
    button = pgettext_lazy("event", "Move")
    submit_label = gettext_lazy("Move")
    logged = gettext_lazy("Moved the event from %(old)s to %(new)s")
    undo = "event-reschedule"

    def perform(self, *, forecast: Period, also: Collection[str] = (), digest: str | None = None) -> str:
        """`also` are keys of parts in the preview, of which the person has seen the one with `digest`.

        Raises StaleRecord where a previewed part has changed since, AlreadyDone, DomainError.
        """
        row = self.row
        preview = preview_event_move(grants=self.grants, event=row, forecast=forecast)
        if digest is not None and digest != preview.digest:
            if digest.partition(" ")[0] != preview.new.iso():
                raise DomainError(
                    _("These are other dates than the preview shows. Look at the new preview, then move.")
                )
            raise StaleRecord
        shift = _shift_between(row.forecast, forecast)
        self._move(row, forecast)
        self.log(old=preview.old.iso(), new=forecast.iso())
        chosen = [part for part in preview.parts if part.key in set(also)]
        keys = [part.record.pk for part in chosen]
        list(Event.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
        for part in chosen:
            self._move(part.record, part.new)
            facts: dict[str, Any] = {"old": part.old.iso(), "new": part.new.iso()}
            write_audit(action=EVENT_MOVED_ALONG, by=self.by, record=part.record, reason=self.reason, **facts)
        for item, day in _moving_items([row.pk, *keys], shift):
            item.on_date = day
            item.save(by=self.by)
        mail_change(event=row, by=self.by, reason=self.reason, old=preview.old)
        if not chosen:
            return _("Moved.")
        count = len(chosen)
        return ngettext("Moved, with %(count)s part.", "Moved, with %(count)s parts.", count) % {"count": count}

    def _move(self, row: Event, new: Period) -> None:
        old, row.forecast = row.forecast, new
        if not row.baseline:
            row.baseline = new
        row.from_sources = False
        row.save(by=self.by)
        change = EventDateChange(event=row, reason=self.reason, by=self.by, by_label=self.by.kept_name, at=clock.now())
        change.old, change.new = old, new
        change.save()

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Back to the days before."""
        return days_before(form)

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"moving": self.row}


def _shift_between(old: Period, new: Period) -> Shift | None:
    """How far what hangs on the days moves: as the start does; None where it stays, or where none was known."""
    if old.start is None or new.start is None or old.start == new.start:
        return None
    return Shift.between(old.start, new.start)


def _moving_items(events: list[int], shift: Shift | None) -> list[tuple[AgendaItem, PartialDate]]:
    """The items of their agendas whose day moves along, each with its new one; where the end alone moved, none."""
    if shift is None:
        return []
    found = []
    for item in AgendaItem.objects.active().filter(event__in=events, on__isnull=False).order_by("event", "position"):
        day = moved(Period(item.on_date), by=shift).start
        if day is not None and day != item.on_date:
            found.append((item, day))
    return found
