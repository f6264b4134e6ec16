"""What people do as an event comes: announce, confirm, report it held, cancel it, take it up again."""

import datetime as dt
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from core import clock
from core.act_forms import ReasonForm
from core.errors import DomainError, NotAllowed
from core.formats import join_names
from core.periods import Period
from events.actions import COMING, OnEvent
from events.enums import EventStatus
from events.events.forms import EventEndForm, EventHeldForm
from events.events.selectors import held_days, parts_below, to_complete
from events.events.services import complete_milestones, mail_change, move_along, reopen_milestones
from events.models import Event
from partnerships.enums import ConfirmationBy
from partnerships.milestones.models import check_period

_PLANNED, _ANNOUNCED, _CONFIRMED, _HELD, _CANCELLED, _UNKNOWN = EventStatus


class Turn(OnEvent):
    """An action that changes the state: what was reported no longer holds, and its reason stays with the event."""

    def turn(self, *, reason: str) -> None:
        """Save it in the state that the action leads to, and log it."""
        row = self.row
        row.status, row.actual, row.reason = self.target, Period(), reason
        row.from_sources = False
        row.save(by=self.by)
        self.log()


class AnnounceEvent(Turn):
    """Let both sides count on its days."""

    key = "event-announce"
    news = gettext_lazy("%(city)s announced %(what)s.")
    states = frozenset({_PLANNED})
    target = _ANNOUNCED
    title = gettext_lazy("Announce the event")
    button = pgettext_lazy("event", "Announce")
    submit_label = gettext_lazy("Announce")
    logged = gettext_lazy("Announced the event")
    done: Any = gettext_lazy("Announced.")
    asks: Any = gettext_lazy("It is announced for %(when)s: both sides can count on the date.")

    def perform(self) -> str:
        self.turn(reason="")
        return str(self.done)

    @property
    def question(self) -> str:
        """For when."""
        return str(self.asks % {"when": self.row.when})

    def is_timely(self, today: dt.date) -> bool:
        return not self.row.is_past(today)


class ConfirmEvent(AnnounceEvent):
    """It takes place."""

    key = "event-confirm"
    news = gettext_lazy("%(city)s confirmed that %(what)s takes place.")
    states = frozenset({_PLANNED, _ANNOUNCED})
    target = _CONFIRMED
    title = gettext_lazy("Confirm the event")
    button = pgettext_lazy("event", "Confirm that it takes place")
    submit_label = gettext_lazy("It takes place")
    logged = gettext_lazy("Confirmed that the event takes place")
    done = gettext_lazy("Confirmed.")
    asks = gettext_lazy("It takes place: %(when)s. From then on journeys can be booked.")


class MarkEventNotReported(Turn):
    """Nobody can say whether it was held."""

    key = "event-not-reported"
    news = gettext_lazy("%(city)s marked %(what)s as not reported.")
    states = COMING
    target = _UNKNOWN
    reason_of = OnEvent.allowed
    form = ReasonForm
    title = button = gettext_lazy("Mark as not reported")
    submit_label = gettext_lazy("Not reported")
    weight = "word"
    question = gettext_lazy("It is not known whether it was held. It is counted neither as held nor as open.")
    logged = gettext_lazy("Marked the event as not reported")
    undo = "event-reopen"

    def perform(self) -> str:
        self.turn(reason=self.reason)
        return _("Marked as not reported. It can be reopened.")

    def is_timely(self, today: dt.date) -> bool:
        return bool(self.row.is_past(today))


class WithParts(Turn):
    """An action that parts of a mission can go along with, each named by its key."""

    undo = "event-reopen"
    along: Any = ""

    @cached_property
    def parts(self) -> list[Event]:
        """The parts on which the same action can be carried out now."""
        return parts_below(self.grants, self.row, self.states or ())

    def on_parts(self, keys: Collection[int]) -> Iterator[Self]:
        """The same action on each of the chosen parts, locked. Raises NotAllowed for any that was not offered."""
        if not set(keys) <= {part.pk for part in self.parts}:
            raise NotAllowed
        for row in self.rows(locked=True).filter(pk__in=keys) if keys else ():
            if row.status not in (self.states or ()):
                raise DomainError(_("“%(event)s” was changed meanwhile. Open the page again.") % {"event": row})
            part = type(self)(row, by=self.by, grants=self.grants)
            part.reason = self.reason
            yield part

    def get_form_kwargs(self) -> dict[str, Any]:
        label = {"label": self.along} if self.along else {}
        return super().get_form_kwargs() | {"parts": self.parts} | label


def _with_parts(message: str, count: int) -> str:
    """The message, and how many parts went along."""
    if not count:
        return message
    more = ngettext("%(count)s part with it.", "%(count)s parts with it.", count) % {"count": count}
    return f"{message} {more}"


class ReportEventHeld(WithParts):
    """Report it held on its actual days, which completes the milestones linked to it; with it the chosen parts.

    A part is held on its own planned days, where they are over, else on those of the mission. The reason stays with
    the event where its days differ from the plan.
    """

    key = "event-held"
    news = gettext_lazy("%(city)s reported %(what)s held, %(new)s.")
    states = COMING | {_UNKNOWN}
    target = _HELD
    form = EventHeldForm
    title = button = gettext_lazy("Report it held")
    question = gettext_lazy("On which days was it held? A month suffices where the day is not known.")
    logged = gettext_lazy("Reported the event held: %(new)s")

    def perform(self, *, actual: Period, parts: Collection[int] = ()) -> str:
        """Raises DomainError on `actual` for days that have not come, or that end before they start."""
        check_period(actual, field="actual")
        if any(edge.first_day > clock.today() for edge in (actual.start, actual.end) if edge):
            raise DomainError(_("This day has not come yet. Move the event instead."), field="actual")
        self.hold(actual, reason=self.reason)
        for part in self.on_parts(parts):
            part.reason = ""
            part.hold(held_days(part.row, actual), reason="")
        return _with_parts(_("Held: %(when)s.") % {"when": self.row.when}, len(parts))

    def hold(self, actual: Period, *, reason: str) -> None:
        row = self.row
        row.status, row.actual = _HELD, actual
        row.reason = reason if actual != row.forecast or row.baseline != row.forecast else ""
        row.from_sources = False
        row.save(by=self.by)
        self.log(new=actual.iso())
        complete_milestones(by=self.by, event=row)

    def is_timely(self, today: dt.date) -> bool:
        """Once its first day has come."""
        first = self.row.forecast.first_day
        return first is None or first <= today

    def get_consequences(self) -> list[str]:
        """Which milestones are done with it and with its parts, and which wait for both sides' word all the same."""
        found = to_complete([self.row, *self.parts])
        sentences = []
        for by_both, sentence in (
            (False, _("Done with it: %(milestones)s.")),
            (True, _("Done only once both sides confirm it: %(milestones)s.")),
        ):
            rows = [row for row in found if (row.confirmation == ConfirmationBy.BOTH) is by_both]
            if rows:
                names = join_names(f"“{row.title}” ({row.pairing.name})" for row in rows)
                sentences.append(sentence % {"milestones": names})
        return sentences


class CancelEvent(WithParts):
    """It will not be held; with it the chosen parts."""

    key = "event-cancel"
    news = gettext_lazy("%(city)s cancelled %(what)s.")
    states = COMING | {_UNKNOWN}
    target = _CANCELLED
    reason_of = OnEvent.allowed
    form = EventEndForm
    title = button = gettext_lazy("Cancel the event")
    weight = "word"
    danger = True
    question = gettext_lazy("It will not be held. It stays in the list with its reason, and can be reopened.")
    logged = gettext_lazy("Cancelled the event")
    along = gettext_lazy("Cancelled with it")

    def perform(self, *, parts: Collection[int] = ()) -> str:
        self.turn(reason=self.reason)
        gone = [self.row]
        for part in self.on_parts(parts):
            part.turn(reason=self.reason)
            gone.append(part.row)
        # What had taken its days when it was planned has its own again.
        move_along(by=self.by, moves=[(event, event.forecast, Period()) for event in gone], reason=self.reason)
        mail_change(event=self.row, by=self.by, reason=self.reason)
        return _with_parts(_("Cancelled. It can be reopened."), len(parts))


class ReopenEvent(WithParts):
    """Take back that it was held, cancelled or not reported: by mistake, or because it takes place after all.

    A milestone that it completed opens again with it; one that somebody changed since stays as it is.
    """

    key = "event-reopen"
    news = gettext_lazy("%(city)s opened %(what)s again.")
    states = frozenset({_HELD, _CANCELLED, _UNKNOWN})
    target = _PLANNED
    reason_of = OnEvent.allowed
    form = EventEndForm
    title = gettext_lazy("Reopen the event")
    button = pgettext_lazy("event", "Reopen")
    submit_label = gettext_lazy("Reopen")
    weight = "word"
    logged = gettext_lazy("Reopened the event")
    undo = ""
    along = gettext_lazy("Reopened with it")

    def perform(self, *, parts: Collection[int] = ()) -> str:
        self.reopen()
        for part in self.on_parts(parts):
            part.reopen()
        return _with_parts(_("Planned again."), len(parts))

    def reopen(self) -> None:
        row, state = self.row, self.state
        self.turn(reason="")
        if state == _HELD:
            reopen_milestones(by=self.by, event=row, reason=self.reason)
        if state == _CANCELLED:
            # What had its own days again while it was cancelled takes those of the event, as when it was planned.
            move_along(by=self.by, moves=[(row, Period(), row.forecast)], reason=self.reason)

    @property
    def question(self) -> str:
        """What it is again."""
        sentence = _("It is “%(state)s”, and becomes planned again. Milestones that it completed become open again.")
        return sentence % {"state": self.row.get_status_display()}
