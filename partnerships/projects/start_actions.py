"""The beginning of a project from nothing, and what takes back that one was just started."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.actions import StartsProject, lock_strand
from partnerships.models import Pairing
from partnerships.projects.actions import OnProject
from partnerships.projects.services import check_unused, remove_project


class AddProject(StartsProject):
    """Start a project in a pairing, from nothing."""

    key = "project-add"
    on = Pairing

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """One at a time in a strand, so that each gets a code of its own."""
        lock_strand(rows)

    def perform(self, *, values: dict[str, Any], evidence: str = "") -> str:
        """Raises DomainError with the field at fault."""
        self.added = self.start(values, evidence)
        return _("The project is started. Next, describe it and enter who takes part.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (_("Projects"), self.row.address_of("partnerships:pairing-projects"))
        return [*self.row.get_crumbs(), listed, (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"section": "projects"}


class RemoveProject(OnProject):
    """Take back a project that was just started, before anything was written of it. What led to it is open again."""

    key = "project-remove"
    title = gettext_lazy("Remove the project")
    submit_label = gettext_lazy("Remove it")
    danger = True
    logged = gettext_lazy("Took back the start of the project “%(project)s”")

    def check_possible(self) -> None:
        super().check_possible()
        check_unused(self.row)

    def perform(self) -> str:
        title, self.added = str(self.row), self.row.pairing or self.row.strand
        self.log(project=title)
        remove_project(by=self.by, project=self.row)
        return _("Removed.")

    def get_done_url(self) -> str:
        page = "pairing-projects" if self.row.pairing_id else "project-list"
        return self.added.address_of(f"partnerships:{page}")
