"""The table of events: meetings, visits, and the missions that hold them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.pack.cells import EVERY, Choice, Codes, Day, Integer, Reference, References, Text, Unsaid
from core.pack.loading import REASON
from core.pack.stores import Fate, Load, PackColumn, Plan, Row, Store, Table
from events.agendas.pack import KeptTable
from events.enums import EventKind, EventStatus
from events.events.milestone_selectors import OPEN_MILESTONE
from events.events.models import MOST_PEOPLE
from events.models import Event, EventCity, EventHost, EventPairing, HeadCount, Minutes, VisitNote
from partnerships.enums import OPEN_PAIRING, MilestoneStatus, Side
from partnerships.models import Milestone
from partnerships.pack_columns import (
    CODE,
    FORECAST,
    NOTE,
    NOTE_OTHER,
    PLANNED,
    SOURCE,
    STRAND,
    TITLE_EN,
    TITLE_KO,
    PlannedStore,
    planned,
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
    milestone.actual = plan.record.actual
    milestone.reason, milestone.reason_other = plan.record.reason, plan.record.reason_other
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


class EventStore(PlannedStore):
    """The events of the strand.

    What is held needs no transition and no milestone; what people reported as held or cancelled stays theirs.
    """

    name = table = "events"
    model = Event
    related = ("part_of",)
    links = (
        ("cities", EventCity, "event", "city"),
        ("hosts", EventHost, "event", "participation"),
        ("pairings", EventPairing, "event", "pairing"),
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
                self._fault(
                    load, plan, "part_of", _("An event cannot be part of itself: %(chain)s.") % {"chain": chain}
                )
            return
        mission = load.merged(self.name, above[0])
        if mission is not None and mission["kind"] and mission["kind"] != EventKind.MISSION:
            reason = _("Only a mission holds others; “%(event)s” is none.") % {"event": above[0]}
            if plan is not None:
                self._fault(load, plan, "part_of", reason)
            elif (holder := load.plans[self.name].get(above[0])) is not None:
                self._fault(load, holder, "kind", reason)

    def _check_milestones(self, load: Load, plan: Plan) -> None:
        if not {"milestones", "pairings"} & plan.changes.keys() or "pairings" in plan.row.broken:
            return
        served = plan.merged["pairings"]
        pairings = list(load.known("pairings")) if served == (EVERY,) else served
        for code in plan.merged["milestones"]:
            planned_for_all = served == (EVERY,) and load.merged("plan", code)
            if not planned_for_all and not any(load.merged("milestones", f"{each}/{code}") for each in pairings):
                reason = _("None of the event's pairings has a milestone “%(code)s”.") % {"code": code}
                self._fault(load, plan, "milestones", reason, value=code)

    def _check_dealings(self, load: Load) -> None:
        """A pairing that has notes or minutes of an event is served by it."""
        moved = {
            plan.record.pk: plan
            for plan in load.plans[self.name].values()
            if plan.fate is Fate.CHANGED and plan.changes.get("pairings", (EVERY,)) != (EVERY,)
        }
        for model in (VisitNote, Minutes) if moved else ():
            rows = model._default_manager.filter(event__in=moved).order_by("pk")
            for event, pairing in rows.values_list("event", "pairing__code"):
                if pairing not in moved[event].changes["pairings"]:
                    reason = _("The event has visit notes or minutes of this pairing, so it must continue to serve it.")
                    self._fault(load, moved[event], "pairings", reason, value=pairing)

    def _fault(self, load: Load, plan: Plan, column: str, reason: str, value: str | None = None) -> None:
        load.faults.add(self.table, plan.row.number, column, plan.merged[column] if value is None else value, reason)


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
            CODE,
            STRAND,
            PackColumn("part_of", Reference("events")),
            PackColumn("kind", Choice(tuple(EventKind.values)), required=True),
            TITLE_EN,
            TITLE_KO,
            PackColumn("cities", References("cities"), attribute="city_codes"),
            PackColumn("hosts", References("participants"), attribute="host_codes"),
            ServedColumn("pairings", References("pairings", every=True), attribute="pairing_codes"),
            PackColumn("milestones", Codes(), attribute="milestone_codes"),
            *planned(required=False),
            PackColumn("actual_start", Day(), attribute="actual.start"),
            PackColumn("actual_end", Day(), attribute="actual.end"),
            PackColumn("status", Choice(tuple(EventStatus.values)), required=True),
            PackColumn("reason", Text()),
            PackColumn("reason_other", Text()),
            PackColumn("venue", Text()),
            SOURCE,
            NOTE,
            NOTE_OTHER,
        ]
    ),
    spans=(PLANNED, FORECAST, ("actual_start", "actual_end")),
    texts=(("title_en", "title_ko"),),
)

# The table of head counts: how many people sources count at each event.


class HeadCountStore(Store):
    """What sources count at the strand's events."""

    name = table = "head_counts"
    model = HeadCount
    key = ("event", "number")
    related = ("event",)

    def rows_in(self, root: Any) -> Any:
        """Those of the strand's events, the withdrawn ones too: a pack meets them, and the export leaves them out."""
        return HeadCount.objects.filter(event__strand=root)

    def fresh(self, load: Load, plan: Plan) -> HeadCount:
        del load, plan
        return HeadCount()

    def check(self, load: Load) -> None:
        for plan in load.plans[self.name].values():
            least, most = plan.merged["least"], plan.merged["most"]
            if not plan.row.broken & {"least", "most"} and most < least:
                load.faults.add(
                    self.table, plan.row.number, "most", most, _("The second number must be the larger one.")
                )


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
            SOURCE,
            PackColumn("withdrawn_at", Unsaid(), verbatim=True),
        ]
    ),
    texts=(("whom_en", "whom_ko"),),
)
