"""The table of pairings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from core.pack.cells import Choice, Integer, Reference, References, Text
from core.pack.stores import Load, PackColumn, Plan, Store, Table
from partnerships import pack_columns as columns
from partnerships.enums import OPEN_PAIRING, PairingStatus, Side
from partnerships.models import Stage
from partnerships.pairings.models import Pairing, PairingTheme

PAIRED = (("eu_partner", Side.EU), ("counterpart", Side.COUNTERPART))


class PairingStore(Store):
    """Two participations of the strand, one on each side, with ordered themes."""

    name = table = "pairings"
    model = Pairing
    related = ("eu__partner", "counterpart__partner")
    links = (("themes", PairingTheme, "pairing", "theme"),)

    def waves(self, plans: Iterable[Plan]) -> Iterator[list[Plan]]:
        """What closes comes first, so that its pair is free for another open pairing."""
        listed = list(plans)
        yield [plan for plan in listed if plan.merged["status"] not in OPEN_PAIRING]
        yield [plan for plan in listed if plan.merged["status"] in OPEN_PAIRING]

    def check(self, load: Load) -> None:
        """Each partner is on its side, and a pair has one open pairing at a time."""
        for plan in load.plans[self.name].values():
            for column, side in PAIRED:
                partner = plan.merged[column]
                taking_part = load.merged("participants", partner) if partner else None
                if taking_part and taking_part["side"] != side:
                    reason = _("This partner does not take part on the side “%(side)s”.") % {"side": side.value}
                    self.refuse(load, plan, column, reason)
        self._check_open(load)

    def _check_open(self, load: Load) -> None:
        open_pairings: dict[tuple[str, str], list[str]] = defaultdict(list)
        for label in load.known(self.name):
            values = load.merged(self.name, label)
            if values and values["status"] in OPEN_PAIRING and values["eu_partner"] and values["counterpart"]:
                open_pairings[values["eu_partner"], values["counterpart"]].append(label)
        for labels in open_pairings.values():
            # Those that only the portal has come last; the fault stands at a row of the pack.
            for label in labels[1:]:
                plan = load.plans[self.name].get(label) or load.plans[self.name].get(labels[0])
                if plan is not None:
                    reason = _("The same two partners have another open pairing: %(pairing)s.")
                    other = labels[0] if plan.row.label != labels[0] else label
                    self.refuse(load, plan, "status", reason % {"pairing": other})


pairings = Table(
    PairingStore(
        [
            columns.CODE,
            columns.STRAND,
            PackColumn(
                "eu_partner", Reference("participants"), required=True, attribute="eu", code_path="eu.partner.code"
            ),
            PackColumn("counterpart", Reference("participants"), required=True, code_path="counterpart.partner.code"),
            PackColumn("themes", References("themes"), attribute="theme_codes"),
            PackColumn("status", Choice(tuple(PairingStatus.values)), required=True),
            PackColumn("summary_en", Text()),
            PackColumn("summary_ko", Text()),
            columns.SOURCE,
            columns.NOTE,
        ]
    )
)

# The table of the strand's stages.


class StageStore(columns.PlannedStore):
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
                reason = _("The stage %(stage)s has the same position.") % {"stage": first}
                self.refuse(load, load.plans[self.name][label], "position", reason)


stages = Table(
    StageStore(
        [
            columns.CODE,
            columns.STRAND,
            PackColumn("position", Integer(least=1, most=30_000), required=True),
            columns.NAME_EN,
            columns.NAME_KO,
            *columns.planned(required=True),
            columns.SOURCE,
        ]
    ),
    spans=(columns.PLANNED, columns.FORECAST),
)
