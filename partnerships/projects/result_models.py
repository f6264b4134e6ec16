"""The figures of cooperation projects."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.access import Grants
from core.models import Addressed, Versioned
from core.texts import OneLanguageTexts, other_text
from partnerships.documents.models import Document
from partnerships.enums import ResultKind, ResultUnit, one_of
from partnerships.pairings.models import Pairing
from partnerships.projects.models import LONGEST_FUNDER, LONGEST_LINK, PLACES, WEB, Project
from partnerships.querysets.scopes import within


class ProjectResultQuerySet(models.QuerySet[Any]):
    """The figures of projects."""

    def visible_to(self, grants: Grants) -> Self:
        return self.filter(within(grants, "project__strand"))

    def with_names(self) -> Self:
        return self.select_related("project__strand", *(f"project__pairing__{place}" for place in PLACES))


class ProjectResult(Addressed, OneLanguageTexts, Versioned):
    """One figure of a project: what it is expected to bring, and what it brought by `as_of`.

    Each kind is counted in a unit of its own; funding in the money it was given in, with its source.
    """

    LIES_IN: str = "project"
    WRITTEN_ONCE: tuple[str, ...] = ("evidence",)
    WRITTEN_IN: str = "project"
    ADDRESS: dict[str, str] = {word: f"project__{path}" for word, path in Project.ADDRESS.items()} | {"result": "pk"}

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="results", verbose_name=_("project"))
    kind = models.CharField(_("result"), max_length=7, choices=ResultKind)
    unit = models.CharField(_("unit"), max_length=6, choices=ResultUnit)
    expected = models.DecimalField(_("expected"), max_digits=15, decimal_places=2, null=True, blank=True)
    achieved = models.DecimalField(_("achieved"), max_digits=15, decimal_places=2, null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    funder = models.CharField(_("source of the funding"), max_length=LONGEST_FUNDER, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_other = other_text(_("evidence"))
    evidence_url = models.CharField(_("link to the evidence"), max_length=LONGEST_LINK, blank=True, validators=[WEB])
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )

    objects = ProjectResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a project")
        verbose_name_plural = _("results of projects")
        ordering = ["project", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "unit", "funder"], name="project_result_once"),
            one_of("project_result", "kind", ResultKind),
            one_of("project_result", "unit", ResultUnit),
            models.CheckConstraint(
                name="project_result_not_negative",
                condition=(Q(expected=None) | Q(expected__gte=0)) & (Q(achieved=None) | Q(achieved__gte=0)),
            ),
            models.CheckConstraint(
                name="project_result_given", condition=Q(expected__isnull=False) | Q(achieved__isnull=False)
            ),
            models.CheckConstraint(
                name="project_result_evidence",
                condition=Q(achieved=None) | ~Q(evidence="") | ~Q(evidence_url="") | Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.get_kind_display()}"

    @property
    def pairing(self) -> Pairing:
        return self.project.pairing

    def actors(self, grants: Grants) -> frozenset[str]:
        return self.project.actors(grants)

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.project.get_crumbs()
