"""The table of milestones: the strand's plan (``*``) and what became of it in each pairing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from core.pack.cells import EVERY, Choice, Day, Reference, Text
from core.pack.stores import Load, PackColumn, Plan, Row, Store, Table
from partnerships import pack_columns as columns
from partnerships.enums import OPEN_PAIRING, MilestoneStatus
from partnerships.models import Milestone, Pairing, PlanItem

PAIRING = PackColumn("pairing", Reference("pairings", every=True), required=True)
# Taken as they stand, empty ones too: what a pack does not report has not been reported.
ACTUAL_START = PackColumn("actual_start", Day(), verbatim=True, attribute="actual.start")
ACTUAL_END = PackColumn("actual_end", Day(), verbatim=True, attribute="actual.end")
STATUS = PackColumn("status", Choice(tuple(MilestoneStatus.values)), required=True, verbatim=True)
REASON = PackColumn("reason", Text(), verbatim=True)
REASON_OTHER = PackColumn("reason_other", Text())
COLUMNS = (
    columns.CODE,
    PAIRING,
    columns.STAGE,
    columns.TITLE_EN,
    columns.TITLE_KO,
    columns.RESPONSIBLE,
    *columns.planned(required=False),
    ACTUAL_START,
    ACTUAL_END,
    STATUS,
    REASON,
    REASON_OTHER,
    columns.CONFIRMATION,
    columns.SOURCE,
    columns.NOTE,
    columns.NOTE_OTHER,
)
REPORTED = (PAIRING, ACTUAL_START, ACTUAL_END, STATUS, REASON, REASON_OTHER)
# Not in the file: which item of the plan the milestone follows.
PLAN_ITEM = PackColumn("plan_item", Reference("plan"))


class PlanStore(columns.PlannedStore):
    """The items of the strand's plan."""

    name = "plan"
    table = "milestones"
    model = PlanItem
    related = ("stage",)


class MilestoneStore(columns.PlannedStore):
    """The milestones of every pairing."""

    name = table = "milestones"
    model = Milestone
    key = ("pairing", "code")
    related = ("pairing", "stage", "plan_item")

    def rows_in(self, root: Any) -> Any:
        return Milestone.objects.filter(pairing__strand=root)

    def fresh(self, load: Load, plan: Plan) -> Milestone:
        """A new milestone; its pairing is one of its columns."""
        return Milestone()

    def put(self, load: Load, record: Any, plan: Plan) -> None:
        """Set the row and say where it comes from; a row of no file is not from sources."""
        super().put(load, record, plan)
        record.from_sources = bool(plan.row.number)


class MilestoneTable(Table):
    """One file for two kinds of records."""

    def __init__(self, plan: PlanStore, store: MilestoneStore) -> None:
        super().__init__(
            store,
            spans=(columns.PLANNED, columns.FORECAST, ("actual_start", "actual_end")),
            texts=(("title_en", "title_ko"),),
        )
        self.plan = plan

    @property
    def columns(self) -> tuple[PackColumn, ...]:
        """The columns of the file."""
        return tuple(column for column in self.store.columns if column != PLAN_ITEM)

    @property
    def stores(self) -> tuple[Store, ...]:
        """The plan before the milestones that follow it."""
        return (self.plan, self.store)

    def divide(self, load: Load) -> Iterator[tuple[Store, Iterable[Row]]]:
        """A ``*`` row is an item of the plan, and the milestone of every pairing without a row."""
        rows = [row for row in load.rows.get(self.name, []) if row.label]
        every = {row.values["code"]: row for row in rows if row.values["pairing"] == EVERY}
        kept = {column.name for column in self.plan.columns}
        yield (
            self.plan,
            [
                Row(row.number, {k: v for k, v in row.values.items() if k in kept}, row.broken, code)
                for code, row in every.items()
            ],
        )
        yield self.store, self._milestones(load, rows, every)

    def _milestones(self, load: Load, rows: list[Row], every: dict[str, Row]) -> Iterator[Row]:
        planned_codes = set(load.known(self.plan.name))
        own = {row.label for row in rows}
        for row in rows:
            if row.values["pairing"] != EVERY:
                yield _following(row, row.values["pairing"], planned_codes)
        for pairing in load.known("pairings"):
            for code, row in every.items():
                if f"{pairing}/{code}" not in own:
                    yield _following(row, pairing, planned_codes)
            for code in planned_codes - set(every):
                label = f"{pairing}/{code}"
                if label not in own and label not in load.records[self.name]:
                    yield self._unreported(load, pairing, code)

    def _unreported(self, load: Load, pairing: str, code: str) -> Row:
        """A milestone for an item that only the portal's plan has: cancelled if it is too late."""
        values = load.merged(self.plan.name, code) or {}
        standing = (load.merged("pairings", pairing) or {}).get("status")
        status = MilestoneStatus.PLANNED if standing in OPEN_PAIRING else MilestoneStatus.CANCELLED
        row = Row(0, {**values, "status": status.value}, set(), f"*/{code}")
        return _following(row, pairing, {code})

    def exported(self, root: Any) -> Iterator[dict[str, Any]]:
        """One ``*`` row where every pairing's milestone equals it, else the plan and each of them."""
        pairings = Pairing.objects.filter(strand=root).count()
        following: dict[str, list[dict[str, Any]]] = defaultdict(list)
        alone: list[dict[str, Any]] = []
        for record in super().records_of(root):
            values = self.store.read(record)
            item = values.pop("plan_item")
            (following[item] if item else alone).append(values)
        for item in self.plan.rows_in(root).select_related("stage").order_by("pk"):
            values = self.plan.read(item)
            theirs = following[item.code]
            same = [milestone | {"pairing": EVERY} for milestone in theirs]
            if (
                len(theirs) == pairings
                and pairings
                and all(row == same[0] for row in same)
                and values.items() <= same[0].items()
            ):
                yield same[0]
                continue
            nothing = {column.name: column.cell.empty for column in REPORTED}
            yield {**nothing, **values, "pairing": EVERY, "status": MilestoneStatus.PLANNED.value}
            yield from theirs
        yield from alone


def _following(row: Row, pairing: str, planned_codes: set[str]) -> Row:
    """The row as the milestone of one pairing, tied to the item of the plan that has its code."""
    code = row.values["code"]
    values = {**row.values, "pairing": pairing}
    if code in planned_codes:
        values["plan_item"] = code
    return Row(row.number, values, row.broken, f"{pairing}/{code}")


milestones = MilestoneTable(
    PlanStore([column for column in COLUMNS if column not in REPORTED]), MilestoneStore([*COLUMNS, PLAN_ITEM])
)
