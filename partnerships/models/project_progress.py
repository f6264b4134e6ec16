"""How far a project has come, move by move, and what it brings in figures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import OfAct, Versioned
from partnerships.enums import ProjectLevel, ResultKind, ResultUnit, Side, one_of
from partnerships.models.document import Document
from partnerships.models.project import Project

WEB = URLValidator(schemes=["http", "https"])


class LevelChange(OfAct):
    """A move of a project from one level to another, on a day, with evidence; never changed.

    Evidence is a text, a link or a document. `reason` says why it moved down or is not pursued. Reports count these.
    `side` is the one whose coordinator moved it; empty where that was nobody of either.
    The first one of a project that was added here has no level before it, and needs neither.
    """

    CHANGED: ClassVar[tuple[str, ...]] = ("project",)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="level_changes", verbose_name=_("project")
    )
    old = models.CharField(_("before"), max_length=11, choices=ProjectLevel, blank=True)
    new = models.CharField(_("after"), max_length=11, choices=ProjectLevel)
    on = models.DateField(_("on"))
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_url = models.CharField(_("link to the evidence"), max_length=1000, blank=True, validators=[WEB])
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("level change")
        verbose_name_plural = _("level changes")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["project", "-on", "-id"], name="level_change_newest")]
        constraints = [
            models.CheckConstraint(name="level_change_old_allowed", condition=Q(old__in=["", *ProjectLevel.values])),
            one_of("level_change", "new", ProjectLevel),
            models.CheckConstraint(name="level_change_side_allowed", condition=Q(side__in=["", *Side.values])),
            models.CheckConstraint(name="level_change_moves", condition=~Q(old=models.F("new"))),
            models.CheckConstraint(
                name="level_change_grounded",
                condition=Q(old="") | ~Q(reason="") | ~Q(evidence="") | ~Q(evidence_url="") | Q(document__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        moves = (level for level in (self.get_old_display(), self.get_new_display()) if level)
        return f"{self.project}: {' → '.join(moves)}"


class ProjectResult(Versioned):
    """One figure of a project: what it is expected to bring, and what it brought by `as_of`.

    Each kind is counted in a unit of its own; funding in the money it was given in, with its source.
    """

    LIES_IN: ClassVar[str] = "project"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="results", verbose_name=_("project"))
    kind = models.CharField(_("result"), max_length=7, choices=ResultKind)
    unit = models.CharField(_("unit"), max_length=6, choices=ResultUnit)
    expected = models.DecimalField(_("expected"), max_digits=15, decimal_places=2, null=True, blank=True)
    achieved = models.DecimalField(_("achieved"), max_digits=15, decimal_places=2, null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    funder = models.CharField(_("source of the funding"), max_length=200, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_url = models.CharField(_("link to the evidence"), max_length=1000, blank=True, validators=[WEB])
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )

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
