"""What several tables of the pack have alike: columns, and records with a plan."""

from typing import Any

from core.pack.cells import Choice, Code, Day, Reference, Sources, Text
from core.pack.records import Load, Plan
from core.pack.stores import PackColumn, Store
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
STAGE = PackColumn("stage", Reference("stages"), required=True)
RESPONSIBLE = PackColumn("responsible", Choice(tuple(Responsible.values)), required=True)
CONFIRMATION = PackColumn("confirmation", Choice(("both",)))


def planned(*, required: bool) -> tuple[PackColumn, PackColumn]:
    """The planned period: the first plan, which is the baseline."""
    return (
        PackColumn("planned_start", Day(), required=required, attribute="baseline.start"),
        PackColumn("planned_end", Day(), required=required, attribute="baseline.end"),
    )


class PlannedStore(Store):
    """Records with a plan: a changed baseline takes along the forecast that still equals it."""

    def put(self, load: Load, record: Any, plan: Plan) -> None:
        """Set the row; the planned period is also the first forecast."""
        before: Period = record.baseline
        super().put(load, record, plan)
        if record.baseline != before and record.forecast in {before, Period()}:
            record.forecast = record.baseline
