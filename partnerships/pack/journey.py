"""The table of the strand's stages."""

from django.utils.translation import gettext as _

from core.pack.cells import Integer
from core.pack.records import Load
from core.pack.stores import PackColumn
from core.pack.tables import Table
from partnerships.models import Stage
from partnerships.pack_columns import CODE, NAME_EN, NAME_KO, SOURCE, STRAND, PlannedStore, planned


class StageStore(PlannedStore):
    """The stages in their order."""

    name = table = "stages"
    model = Stage
    order = "position"

    def check(self, load: Load) -> None:
        """No two stages have the same position."""
        held: dict[int, str] = {}
        portal_only = [label for label in load.records[self.name] if label not in load.plans[self.name]]
        for label in [*portal_only, *load.plans[self.name]]:
            values = load.merged(self.name, label)
            if values is None or values["position"] is None:
                continue
            first = held.setdefault(values["position"], label)
            if first != label:
                plan = load.plans[self.name][label]
                load.faults.add(
                    self.table,
                    plan.row.number,
                    "position",
                    values["position"],
                    _("The stage %(stage)s has the same position.") % {"stage": first},
                )


stages = Table(
    StageStore(
        [
            CODE,
            STRAND,
            PackColumn("position", Integer(least=1, most=30_000), required=True),
            NAME_EN,
            NAME_KO,
            *planned(required=True),
            SOURCE,
        ]
    ),
    spans=(("planned_start", "planned_end"),),
)
