"""The table of cooperation projects."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from core.pack.cells import Choice, Day, Reference, References, Text
from core.pack.stores import Fate, Load, PackColumn, Plan, Store, Table
from partnerships.enums import ProjectLevel
from partnerships.models import LevelChange, Project, ProjectOrganisation, ProjectPartner
from partnerships.pack_columns import CODE, NOTE, NOTE_OTHER, SOURCE, TITLE_EN, TITLE_KO
from partnerships.projects.services import FEWEST


class ProjectStore(Store):
    """Projects of the strand, in a pairing or between partners outside of one, with all who take part in order.

    A level from a pack is no move: it has no day, and writes no level change. Once people have moved a project,
    its level is theirs, whatever a pack says and however it is loaded.
    """

    name = table = "projects"
    model = Project
    related = ("pairing", "topic")
    links = (
        ("partners", ProjectPartner, "project", "participation"),
        ("organisations", ProjectOrganisation, "project", "organisation"),
    )

    def joined(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With whether people have moved each."""
        moves = LevelChange.objects.filter(project=OuterRef("pk"))
        return super().joined(rows).annotate(was_moved=Exists(moves))

    def settled(self, record: Any) -> frozenset[str]:
        """The level, once people have moved it."""
        return frozenset({"level"}) if record.was_moved else frozenset()

    def fresh(self, load: Load, plan: Plan) -> Project:
        """A new project, recorded from sources; its pairing is one of its columns."""
        del plan
        return Project(strand=load.root, from_sources=True)

    def check(self, load: Load) -> None:
        """A project stays in its pairing, and a further partner is another one than the pairing's two.

        Outside of a pairing it has two partners at least.
        """
        for plan in load.plans[self.name].values():
            if plan.fate is Fate.CHANGED and "pairing" in plan.changes:
                self.refuse(load, plan, "pairing", _("A project does not change its pairing."))
            pairing = load.merged("pairings", plan.merged["pairing"]) if plan.merged["pairing"] else None
            if pairing is None:
                if len(plan.merged["partners"]) < FEWEST:
                    words = _("Name the pairing, or at least two partners.")
                    load.faults.add(self.table, plan.row.number, "partners", ";".join(plan.merged["partners"]), words)
                continue
            for partner in plan.merged["partners"]:
                if partner in (pairing["eu_partner"], pairing["counterpart"]):
                    words = _("This partner is one of the pairing's two; name further ones only.")
                    load.faults.add(self.table, plan.row.number, "partners", partner, words)


projects = Table(
    ProjectStore(
        [
            CODE,
            PackColumn("pairing", Reference("pairings")),
            TITLE_EN,
            TITLE_KO,
            PackColumn("topic", Reference("themes")),
            PackColumn("level", Choice(tuple(ProjectLevel.values)), required=True),
            PackColumn("partners", References("participants"), attribute="partner_codes"),
            PackColumn("organisations", References("organisations"), attribute="organisation_codes"),
            PackColumn("first_reported", Day(), attribute="first_reported_date"),
            PackColumn("summary_en", Text()),
            PackColumn("summary_ko", Text()),
            SOURCE,
            NOTE,
            NOTE_OTHER,
        ]
    ),
    texts=(("title_en", "title_ko"),),
)
