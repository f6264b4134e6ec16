"""The table of head counts: how many people sources count at each event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.pack.cells import Choice, Integer, Reference, Text
from core.pack.records import Load, Plan, Row
from core.pack.stores import PackColumn, Store
from core.pack.tables import Table
from events.models import HeadCount
from events.models.head_count import MOST_PEOPLE
from events.pack.agenda import TakenOut
from partnerships.enums import Side
from partnerships.pack_columns import SOURCE

# As an agenda's: what people have withdrawn is listed as a conflict and left alone.
WITHDRAWN = PackColumn("withdrawn_at", TakenOut(), verbatim=True)


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
        """A new one; its event is one of its columns."""
        del load, plan
        return HeadCount()

    def check(self, load: Load) -> None:
        """The larger number comes second."""
        for plan in load.plans[self.name].values():
            least, most = plan.merged["least"], plan.merged["most"]
            if not plan.row.broken & {"least", "most"} and most < least:
                load.faults.add(self.table, plan.row.number, "most", most, _("The larger number comes second."))


class HeadCountTable(Table):
    """What stands; what was withdrawn is the portal's own history."""

    @property
    def columns(self) -> tuple[PackColumn, ...]:
        """The columns of the file."""
        return tuple(column for column in self.store.columns if column != WITHDRAWN)

    def divide(self, load: Load) -> Iterator[tuple[Store, Iterable[Row]]]:
        """One number alone is both: an empty `most` is no cell that says nothing."""
        for row in load.rows.get(self.name, []):
            if "least" in row.values and "most" not in row.broken:
                row.values.setdefault("most", row.values["least"])
        return super().divide(load)

    def records_of(self, root: Any) -> Iterable[HeadCount]:
        """Event by event, in the order of their numbers."""
        standing = HeadCount.objects.standing().filter(event__strand=root)
        return self.store.joined(standing).order_by("event_id", "number")


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
            WITHDRAWN,
        ]
    ),
    texts=(("whom_en", "whom_ko"),),
)
