"""What people do where a milestone and the event that completes it are on other days: say why both are kept."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ReasonForm
from core.errors import AlreadyDone
from core.parts import OneClick
from events.events.milestone_selectors import apart_text, read_undecided
from events.models import Event
from partnerships.actions import OFFICE, PairingAction
from partnerships.enums import MilestoneStatus
from partnerships.models import Milestone
from partnerships.workflow import RESPONSIBLE


class KeepMilestoneDays(PairingAction):
    """Keep a milestone beside the other days of its event, with the reason; nobody is asked until either moves."""

    key = "milestone-keep-days"
    news = gettext_lazy("%(city)s kept the days of %(what)s beside those of its event.")
    on: Any = Milestone
    states = frozenset({MilestoneStatus.PLANNED})
    allowed = frozenset({RESPONSIBLE}) | OFFICE
    reason_of = allowed
    form = ReasonForm
    template = "partnerships/milestones/milestone_act.html"
    title = button = gettext_lazy("Keep both")
    logged = gettext_lazy("Kept for %(old)s, while the event “%(event)s” is on %(new)s")

    @cached_property
    def apart(self) -> tuple[Event, str] | None:
        """The event on other days, with all of these days; None where there is nothing to decide."""
        return next(((event, days) for _row, event, days in read_undecided([self.row])), None)

    def check_possible(self) -> None:
        super().check_possible()
        if self.apart is None:
            raise AlreadyDone(_("There is nothing to decide: event and milestone agree, or both are kept."))

    def perform(self) -> str:
        row, (event, days) = self.row, self.apart or (None, "")
        row.apart_days, row.apart_reason = days, self.reason
        row.save(by=self.by)
        facts = {"event": str(event), "new": event.forecast.iso() if event else ""}
        self.log(old=row.forecast.iso(), **facts)
        return _("Both are kept. You are asked again once either moves.")

    @property
    def question(self) -> str:
        """On which days both are."""
        return apart_text(self.apart[0], self.row) if self.apart else ""


def take_days_of(event: Event, milestone: Milestone) -> OneClick:
    """The button by which a milestone takes the days of an event."""
    period = event.forecast
    days = {"forecast_start_text": period.start, "forecast_end_text": period.end}
    fields = [(name, edge.iso() if edge else "") for name, edge in days.items()]
    fields.append(("reason", _("It takes the days of “%(event)s”.") % {"event": event}))
    url = milestone.address_of("partnerships:milestone-reschedule")
    return OneClick(url, _("Take the event's days"), milestone.version, fields=tuple(fields))
