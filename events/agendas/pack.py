"""The table of agendas: the items of each event in their order."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.pack.cells import Choice, Day, Integer, Reference, References, Text, Time, Unsaid
from core.pack.stores import Fate, Load, PackColumn, Plan, Store, Table
from core.periods import Period
from events.enums import AgendaKind
from events.models import AgendaItem, AgendaOrganisation
from partnerships.pack_columns import SOURCE, TITLE_EN, TITLE_KO


class AgendaStore(Store):
    """The items of the strand's agendas; host, contact, languages, capacity and answers are the portal's own."""

    name = table = "agenda"
    model = AgendaItem
    key = ("event", "position")
    related = ("event", "city", "topic")
    links = (("organisations", AgendaOrganisation, "item", "organisation"),)

    def rows_in(self, root: Any) -> QuerySet[Any]:
        """Those of the strand's events, what was taken out too: a pack meets it, and the export leaves it out."""
        return AgendaItem.objects.filter(event__strand=root)

    def existing(self, load: Load, labels: set[str]) -> Iterator[AgendaItem]:
        """Those that stand; where none does, what a pack had brought and people took out."""
        items = list(super().existing(load, labels))
        standing = {(item.event_id, item.position) for item in items if item.removed_at is None}
        for item in items:
            taken_out = item.loaded_version is not None and (item.event_id, item.position) not in standing
            if item.removed_at is None or taken_out:
                yield item

    def fresh(self, load: Load, plan: Plan) -> AgendaItem:
        """A new item, recorded from sources; its event is one of its columns."""
        del load, plan
        return AgendaItem(from_sources=True)

    def check(self, load: Load) -> None:
        """An item ends after it starts, and lies within the days of its event as far as both are known."""
        for plan in load.plans[self.name].values():
            self._check_times(load, plan)
            self._check_day(load, plan)

    def _check_times(self, load: Load, plan: Plan) -> None:
        start, end = plan.merged["start"], plan.merged["end"]
        if end is None or plan.row.broken & {"start", "end"}:
            return
        if start is None:
            self._fault(load, plan, "end", end, _("An end needs a start."))
        elif end < start:
            self._fault(load, plan, "end", end, _("The end is before the start."))

    def _check_day(self, load: Load, plan: Plan) -> None:
        day, event = plan.merged["date"], load.merged("events", plan.merged["event"])
        of_event = load.plans["events"].get(plan.merged["event"])
        # Where people moved the event, its items are theirs to move.
        if "date" not in plan.changes or not day or event is None or (of_event and of_event.fate is Fate.CONFLICT):
            return
        told = [Period(event[f"{which}_start"], event[f"{which}_end"]) for which in ("actual", "forecast", "planned")]
        if any(told) and all(period.excludes(day) for period in told if period):
            self._fault(load, plan, "date", day.iso(), _("The day is not one of the event's days."))

    def _fault(self, load: Load, plan: Plan, column: str, value: object, reason: str) -> None:
        shown = value.isoformat("minutes") if isinstance(value, dt.time) else value
        load.faults.add(self.table, plan.row.number, column, shown, reason)


class KeptTable(Table):
    """What stands, event by event; what was taken out is the portal's own history."""

    @property
    def columns(self) -> tuple[PackColumn, ...]:
        return tuple(column for column in self.store.columns if not isinstance(column.cell, Unsaid))

    def records_of(self, root: Any) -> Iterable[Any]:
        rows: Any = self.store.rows_in(root)
        return self.store.joined(rows.active()).order_by("event_id", self.store.key[1])


agenda = KeptTable(
    AgendaStore(
        [
            PackColumn("event", Reference("events"), required=True),
            PackColumn("position", Integer(least=1), required=True),
            PackColumn("date", Day(), attribute="on_date"),
            PackColumn("start", Time(), attribute="starts_at"),
            PackColumn("end", Time(), attribute="ends_at"),
            PackColumn("kind", Choice(tuple(AgendaKind.values)), required=True),
            TITLE_EN,
            TITLE_KO,
            PackColumn("city", Reference("cities")),
            PackColumn("place", Text()),
            PackColumn("theme", Reference("themes"), attribute="topic"),
            PackColumn("organisations", References("organisations"), attribute="organisation_codes"),
            SOURCE,
            # Empty in every row, so that what people have taken out is listed as a conflict and left alone.
            PackColumn("removed_at", Unsaid(), verbatim=True),
        ]
    ),
    texts=(("title_en", "title_ko"),),
)
