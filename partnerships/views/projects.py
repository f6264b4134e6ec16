"""What the pages below a project have alike."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from partnerships.models import Pairing, Project
from partnerships.views.strands import InStrand, crumbs


class OfProject(InStrand):
    """A page of a project: finds it among those the reader may see."""

    @cached_property
    def project(self) -> Project:
        """The project of the address with its pairing, else 404."""
        rows = Project.objects.visible_to(self.grants).in_pairings()
        rows = rows.select_related("strand", "topic__strand", "topic__parent")
        row: Project = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["project"])
        row.pairing = Pairing.objects.for_page().get(projects=row)
        return row

    def project_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the pairing's projects down to the page."""
        pairing = self.project.pairing
        place = [pairing.strand.code, pairing.code]
        return crumbs(
            pairing.strand,
            (pairing.name, pairing.get_absolute_url()),
            (_("Projects"), reverse("partnerships:pairing-projects", args=place)),
            *below,
        )

    def address(self, name: str, *more: Any) -> str:
        """An address below the project."""
        return reverse(f"partnerships:{name}", args=[self.project.strand.code, self.project.code, *more])
