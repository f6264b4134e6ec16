"""The table of what partners need and offer."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.pack.cells import Choice, Integer, Reference, Text, Unsaid
from core.pack.stores import Load, PackColumn, Plan, Store, Table
from partnerships.enums import InterestKind
from partnerships.models import Interest
from partnerships.pack_columns import SOURCE, STRAND

# Taken as empty from every row, so that what people have withdrawn is listed as a conflict and left alone.
WITHDRAWN = PackColumn("withdrawn_on", Unsaid(), verbatim=True)


class InterestStore(Store):
    """Needs and offers: each partner has one of each kind for a topic."""

    name = table = "interests"
    model = Interest
    key = ("partner", "topic", "kind")
    related = ("participation__partner", "topic")

    def rows_in(self, root: Any) -> Any:
        """Those of the strand's partners, the withdrawn ones too: a pack meets them, and the export leaves them out."""
        return Interest.objects.filter(participation__strand=root)

    def fresh(self, load: Load, plan: Plan) -> Interest:
        """A new one; its partner is one of its columns."""
        return Interest()

    def check(self, load: Load) -> None:
        """Needs and offers are stated on a topic, not on a whole thematic area."""
        for plan in load.plans[self.name].values():
            topic = plan.merged["topic"]
            theme = load.merged("themes", topic) if topic else None
            if theme is not None and not theme["parent"]:
                load.faults.add(
                    self.table, plan.row.number, "topic", topic, _("This is a thematic area. Choose a topic below it.")
                )


class InterestTable(Table):
    """What holds; what was withdrawn is the portal's own history."""

    @property
    def columns(self) -> tuple[PackColumn, ...]:
        """The columns of the file."""
        return tuple(column for column in self.store.columns if column != WITHDRAWN)

    def records_of(self, root: Any) -> Iterable[Interest]:
        """Those that are stated now."""
        return self.store.joined(self.store.rows_in(root).filter(withdrawn_on=None))


interests = InterestTable(
    InterestStore(
        [
            STRAND,
            PackColumn(
                "partner",
                Reference("participants"),
                required=True,
                attribute="participation",
                code_path="participation.partner.code",
            ),
            PackColumn("topic", Reference("themes"), required=True),
            PackColumn("kind", Choice(tuple(InterestKind.values)), required=True),
            PackColumn("weight", Integer(least=1, most=3)),
            PackColumn("note_en", Text()),
            PackColumn("note_ko", Text()),
            SOURCE,
            WITHDRAWN,
        ]
    )
)
