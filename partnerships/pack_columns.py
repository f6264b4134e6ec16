"""What several tables of the pack have alike: columns, and records with a plan."""

from typing import Any

from core.pack.cells import Choice, Code, Day, Reference, Sources, Text
from core.pack.stores import Load, PackColumn, Plan, Store
from core.periods import Period
from partnerships.enums import Responsible

CODE = PackColumn("code", Code(), required=True)
# No record keeps its strand's code as text; the export writes it.
STRAND = PackColumn("strand", Reference("strands"), required=True, attribute="")
NAME_EN = PackColumn("name_en", Text(), required=True)
NAME_KO = PackColumn("name_ko", Text())
NAME_LOCAL = PackColumn("name_local", Text())
TITLE_EN = PackColumn("title_en", Text())
TITLE_KO = PackColumn("title_ko", Text())
SOURCE = PackColumn("source", Sources())
NOTE = PackColumn("note", Text())
NOTE_OTHER = PackColumn("note_other", Text())
STAGE = PackColumn("stage", Reference("stages"), required=True)
RESPONSIBLE = PackColumn("responsible", Choice(tuple(Responsible.values)), required=True)
CONFIRMATION = PackColumn("confirmation", Choice(("both",)))


class ForecastColumn(PackColumn):
    """An edge of the plan as it stands, where it was moved; else the first plan says it."""

    def read(self, record: Any) -> Any:
        return super().read(record) if record.forecast != record.baseline else self.cell.empty


PLANNED, FORECAST = ("planned_start", "planned_end"), ("forecast_start", "forecast_end")


def planned(*, required: bool) -> tuple[PackColumn, ...]:
    """The first plan, which is the baseline, and the plan as it stands; the end of either may be open."""
    first = (
        PackColumn(PLANNED[0], Day(), required=required, attribute="baseline.start"),
        PackColumn(PLANNED[1], Day(), attribute="baseline.end"),
    )
    now = (ForecastColumn(name, Day(), attribute=f"forecast.{name.rpartition('_')[2]}") for name in FORECAST)
    return (*first, *now)


class PlannedStore(Store):
    """Records with a plan: a changed baseline takes along the forecast that still equals it."""

    def put(self, load: Load, record: Any, plan: Plan) -> None:
        """Set the row; the planned period is also the first forecast, unless the row has one that was moved."""
        before: Period = record.baseline
        super().put(load, record, plan)
        moved_to = Period(*(plan.merged[name] for name in FORECAST))
        if moved_to and not plan.changes.keys().isdisjoint(FORECAST):
            record.forecast = moved_to
        elif record.baseline != before and record.forecast in {before, Period()}:
            record.forecast = record.baseline
