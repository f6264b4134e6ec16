"""The table of agreements."""

from typing import Any

from django.utils.translation import gettext as _

from core.pack.cells import Choice, Day, Reference
from core.pack.stores import Fate, Load, PackColumn, Plan, Store, Table
from partnerships.agreements.models import Agreement
from partnerships.enums import AgreementKind, AgreementStatus
from partnerships.pack_columns import CODE, NOTE, NOTE_OTHER, SOURCE, TITLE_EN, TITLE_KO


class AgreementStore(Store):
    """The agreements of the strand's pairings; their parties, texts and projects are the portal's own."""

    name = table = "agreements"
    model = Agreement
    related = ("pairing",)

    def put(self, load: Load, record: Any, plan: Plan) -> None:
        super().put(load, record, plan)
        record.from_sources = record.from_sources or record.pk is None

    def settled(self, record: Any) -> frozenset[str]:
        """The status with its day, once people have signed or ended it: that is no longer told from sources."""
        over = record.status in {AgreementStatus.SIGNED, AgreementStatus.LAPSED}
        return frozenset({"status", "signed_on"}) if over and not record.from_sources else frozenset()

    def check(self, load: Load) -> None:
        """What two sides agreed on does not become another pair's."""
        for plan in load.plans[self.name].values():
            if plan.fate is Fate.CHANGED and "pairing" in plan.changes:
                self.refuse(load, plan, "pairing", _("An agreement does not change its pairing."))


agreements = Table(
    AgreementStore(
        [
            CODE,
            PackColumn("pairing", Reference("pairings"), required=True),
            PackColumn("kind", Choice(tuple(AgreementKind.values)), required=True),
            TITLE_EN,
            TITLE_KO,
            PackColumn("status", Choice(tuple(AgreementStatus.values)), required=True),
            PackColumn("signed_on", Day(), attribute="signed_on_date"),
            SOURCE,
            NOTE,
            NOTE_OTHER,
        ]
    ),
    texts=(("title_en", "title_ko"),),
)
