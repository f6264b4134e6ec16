"""The tables of events, of the items of their agendas in their order, and of head counts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.pack.cells import EVERY, Choice, Codes, Day, Integer, Reference, References, Text, Time, Unsaid
from core.pack.loading import REASON
from core.pack.stores import Fate, Load, PackColumn, Plan, Row, Store, Table
from core.periods import Period
from events import models
from events.enums import AgendaKind, EventKind, EventStatus
from events.events.models import MOST_PEOPLE
from events.events.selectors import OPEN_MILESTONE
from partnerships import pack_columns
from partnerships.enums import OPEN_PAIRING, MilestoneStatus, Side
from partnerships.models import Milestone


class AgendaStore(Store):
    """The items of the strand's agendas; host, contact, languages, capacity and answers are the portal's own."""

    name = table = "agenda"
    model = models.AgendaItem
    key = ("event", "position")
    related = ("event", "city", "topic")
    links = (("organisations", models.AgendaOrganisation, "item", "organisation"),)

    def rows_in(self, root: Any) -> QuerySet[Any]:
        """Those of the strand's events, what was taken out too: a pack meets it, and the export leaves it out."""
        return models.AgendaItem.objects.filter(event__strand=root)

    def existing(self, load: Load, labels: set[str]) -> Iterator[models.AgendaItem]:
        """Those that stand; where none does, what a pack had brought and people took out."""
        items = list(super().existing(load, labels))
        standing = {(item.event_id, item.position) for item in items if item.removed_at is None}
        for item in items:
            taken_out = item.loaded_version is not None and (item.event_id, item.position) not in standing
            if item.removed_at is None or taken_out:
                yield item

    def fresh(self, load: Load, plan: Plan) -> models.AgendaItem:
        """A new item, recorded from sources; its event is one of its columns."""
        del load, plan
        return models.AgendaItem(from_sources=True)

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
            pack_columns.TITLE_EN,
            pack_columns.TITLE_KO,
            PackColumn("city", Reference("cities")),
            PackColumn("place", Text()),
            PackColumn("theme", Reference("themes"), attribute="topic"),
            PackColumn("organisations", References("organisations"), attribute="organisation_codes"),
            pack_columns.SOURCE,
            # Empty in every row, so that what people have taken out is listed as a conflict and left alone.
            PackColumn("removed_at", Unsaid(), verbatim=True),
        ]
    ),
    texts=(("title_en", "title_ko"),),
)


# What a held event of a pack does to the milestones that it completes.


def complete_milestones(load: Load) -> None:
    """Complete the milestones of events that this load brings as held, with the event's actual dates.

    What the pack's own table of milestones says wins: only those that it has no row for are completed. What both
    sides confirm is done by their word alone, and what people changed since the last load stays, unless it overwrites.
    """
    done: set[str] = set()
    for plan in load.plans["events"].values():
        brought = plan.fate in {Fate.ADDED, Fate.CHANGED} and "status" in plan.changes
        if not (brought and plan.merged["status"] == EventStatus.HELD and plan.record.actual):
            continue
        served = plan.merged["pairings"]
        for pairing in load.records["pairings"] if served == (EVERY,) else served:
            # As where people report it: what is closed stays as it was closed.
            is_open = load.records["pairings"][pairing].status in OPEN_PAIRING
            for label in [f"{pairing}/{code}" for code in plan.merged["milestones"]] if is_open else ():
                milestone = load.records["milestones"].get(label)
                if milestone is not None and label not in done and _may_complete(load, label, milestone):
                    done.add(label)
                    _complete(load, milestone, plan)


def _may_complete(load: Load, label: str, milestone: Milestone) -> bool:
    brought = load.plans["milestones"].get(label)
    if (brought is not None and brought.row.number) or milestone.status not in OPEN_MILESTONE or milestone.confirmation:
        return False
    return load.overwrite or milestone.loaded_version is None or not milestone.changed_by_people


def _complete(load: Load, milestone: Milestone, plan: Plan) -> None:
    as_loaded = not milestone.changed_by_people
    milestone.status = MilestoneStatus.DONE
    event = plan.record
    milestone.actual = event.actual
    if event.reason:
        kept = milestone.reason_other if milestone.reason == event.reason else ""
        milestone.reason, milestone.reason_other = event.reason, event.reason_other or kept
    milestone.from_sources = True
    if as_loaded or load.overwrite:
        milestone.loaded_version = milestone.version + 1
    milestone._change_reason = REASON  # type: ignore[attr-defined]  # noqa: SLF001 - simple-history's own name for it
    milestone.save(by=load.by)


# What people said of an event that is over is no longer told from sources.
_REPORTED = frozenset({"status", "actual_start", "actual_end", "reason", "reason_other"})


class ServedColumn(PackColumn):
    """The pairings that an event serves: a flag for every one of its strand, else a list."""

    def read(self, record: Any) -> tuple[str, ...]:
        return (EVERY,) if record.all_pairings else super().read(record)

    def put(self, load: Load, record: Any, value: Any) -> None:
        """Set flag and list; one empties the other."""
        record.all_pairings = value == (EVERY,)
        super().put(load, record, () if record.all_pairings else value)


class EventStore(pack_columns.PlannedStore):
    """The events of the strand.

    What is held needs no transition and no milestone; what people reported as held or cancelled stays theirs.
    """

    name = table = "events"
    model = models.Event
    related = ("part_of",)
    links = (
        ("cities", models.EventCity, "event", "city"),
        ("hosts", models.EventHost, "event", "participation"),
        ("pairings", models.EventPairing, "event", "pairing"),
    )

    def put(self, load: Load, record: Any, plan: Plan) -> None:
        """Set the row; a new one says where it comes from."""
        super().put(load, record, plan)
        record.from_sources = record.from_sources or record.pk is None

    def settled(self, record: Any) -> frozenset[str]:
        """What became of it, once people have said so."""
        over = record.status in {EventStatus.HELD, EventStatus.CANCELLED}
        return _REPORTED if over and not record.from_sources else frozenset()

    def waves(self, plans: Iterable[Plan]) -> Iterator[list[Plan]]:
        """A mission before its parts, however deep they lie."""
        left = {plan.row.label: plan for plan in plans}
        while left:
            ready = [plan for plan in left.values() if plan.merged["part_of"] not in left]
            yield ready
            for plan in ready:
                del left[plan.row.label]

    def check(self, load: Load) -> None:
        """Parts lie in missions and never in themselves; what an event completes its pairings have."""
        for label in load.known(self.name):
            self._check_part(load, label)
        for plan in load.plans[self.name].values():
            self._check_milestones(load, plan)
        self._check_dealings(load)

    def _check_part(self, load: Load, label: str) -> None:
        above = _above(load, label)
        if not above:
            return
        plan = load.plans[self.name].get(label)
        if label in above:
            if plan is not None:
                chain = " → ".join([label, *above[: above.index(label) + 1]])
                self.refuse(
                    load, plan, "part_of", _("An event cannot be part of itself: %(chain)s.") % {"chain": chain}
                )
            return
        mission = load.merged(self.name, above[0])
        if mission is not None and mission["kind"] and mission["kind"] != EventKind.MISSION:
            reason = _("Only a mission holds others; “%(event)s” is none.") % {"event": above[0]}
            if plan is not None:
                self.refuse(load, plan, "part_of", reason)
            elif (holder := load.plans[self.name].get(above[0])) is not None:
                self.refuse(load, holder, "kind", reason)

    def _check_milestones(self, load: Load, plan: Plan) -> None:
        if not {"milestones", "pairings"} & plan.changes.keys() or "pairings" in plan.row.broken:
            return
        served = plan.merged["pairings"]
        pairings = list(load.known("pairings")) if served == (EVERY,) else served
        for code in plan.merged["milestones"]:
            planned_for_all = served == (EVERY,) and load.merged("plan", code)
            if not planned_for_all and not any(load.merged("milestones", f"{each}/{code}") for each in pairings):
                reason = _("None of the event's pairings has a milestone “%(code)s”.") % {"code": code}
                load.faults.add(self.table, plan.row.number, "milestones", code, reason)

    def _check_dealings(self, load: Load) -> None:
        """A pairing that has notes or minutes of an event is served by it."""
        moved = {
            plan.record.pk: plan
            for plan in load.plans[self.name].values()
            if plan.fate is Fate.CHANGED and plan.changes.get("pairings", (EVERY,)) != (EVERY,)
        }
        for model in (models.VisitNote, models.Minutes) if moved else ():
            rows = model._default_manager.filter(event__in=moved).order_by("pk")
            for event, pairing in rows.values_list("event", "pairing__code"):
                if pairing not in moved[event].changes["pairings"]:
                    reason = _("The event has visit notes or minutes of this pairing, so it must continue to serve it.")
                    load.faults.add(self.table, moved[event].row.number, "pairings", pairing, reason)


class EventTable(Table):
    """The events; one that was held may complete milestones that no table of the pack tells of."""

    def finish(self, load: Load) -> None:
        complete_milestones(load)


def _above(load: Load, label: str) -> list[str]:
    """What an event is part of, the nearest first; ends where it comes round again."""
    chain: list[str] = []
    values = load.merged("events", label)
    while values is not None and values["part_of"] and values["part_of"] not in chain:
        chain.append(values["part_of"])
        values = load.merged("events", chain[-1])
    return chain


events = EventTable(
    EventStore(
        [
            pack_columns.CODE,
            pack_columns.STRAND,
            PackColumn("part_of", Reference("events")),
            PackColumn("kind", Choice(tuple(EventKind.values)), required=True),
            pack_columns.TITLE_EN,
            pack_columns.TITLE_KO,
            PackColumn("cities", References("cities"), attribute="city_codes"),
            PackColumn("hosts", References("participants"), attribute="host_codes"),
            ServedColumn("pairings", References("pairings", every=True), attribute="pairing_codes"),
            PackColumn("milestones", Codes(), attribute="milestone_codes"),
            *pack_columns.planned(required=False),
            PackColumn("actual_start", Day(), attribute="actual.start"),
            PackColumn("actual_end", Day(), attribute="actual.end"),
            PackColumn("status", Choice(tuple(EventStatus.values)), required=True),
            PackColumn("reason", Text()),
            PackColumn("reason_other", Text()),
            PackColumn("venue", Text()),
            pack_columns.SOURCE,
            pack_columns.NOTE,
            pack_columns.NOTE_OTHER,
        ]
    ),
    spans=(pack_columns.PLANNED, pack_columns.FORECAST, ("actual_start", "actual_end")),
    texts=(("title_en", "title_ko"),),
)

# The table of head counts: how many people sources count at each event.


class HeadCountStore(Store):
    """What sources count at the strand's events."""

    name = table = "head_counts"
    model = models.HeadCount
    key = ("event", "number")
    related = ("event",)

    def rows_in(self, root: Any) -> Any:
        """Those of the strand's events, the withdrawn ones too: a pack meets them, and the export leaves them out."""
        return models.HeadCount.objects.filter(event__strand=root)

    def fresh(self, load: Load, plan: Plan) -> models.HeadCount:
        del load, plan
        return models.HeadCount()

    def check(self, load: Load) -> None:
        for plan in load.plans[self.name].values():
            least, most = plan.merged["least"], plan.merged["most"]
            if not plan.row.broken & {"least", "most"} and most < least:
                self.refuse(load, plan, "most", _("The second number must be the larger one."))


class HeadCountTable(KeptTable):
    """What sources count; one number alone is both."""

    def divide(self, load: Load) -> Iterator[tuple[Store, Iterable[Row]]]:
        """An empty `most` is no cell that says nothing."""
        for row in load.rows.get(self.name, []):
            if "least" in row.values and "most" not in row.broken:
                row.values.setdefault("most", row.values["least"])
        return super().divide(load)


head_counts = HeadCountTable(
    HeadCountStore(
        [
            PackColumn("event", Reference("events"), required=True),
            PackColumn("number", Integer(least=1), required=True),
            PackColumn("whom_en", Text()),
            PackColumn("whom_ko", Text()),
            PackColumn("least", Integer(most=MOST_PEOPLE), required=True),
            PackColumn("most", Integer(most=MOST_PEOPLE)),
            PackColumn("side", Choice(tuple(Side.values))),
            pack_columns.SOURCE,
            PackColumn("withdrawn_at", Unsaid(), verbatim=True),
        ]
    ),
    texts=(("whom_en", "whom_ko"),),
)
