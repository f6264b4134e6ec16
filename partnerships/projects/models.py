"""The cooperation project: what two sides do together, who takes part, and what it links to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.folding import FoldedField
from core.models import History, OfAct, PackRecord, Versioned
from core.periods import PartialDate, PartialDateFields
from core.texts import BilingualTexts, TwoLanguageText
from partnerships.confirmations.models.confirmed import Confirmed
from partnerships.documents.models import Document
from partnerships.enums import ProjectLevel, Responsible, ResultKind, ResultUnit, Side, one_of
from partnerships.fields import CodeField, SourceField, has_text, name_field
from partnerships.milestones.models import Milestone
from partnerships.organisations.models import Organisation
from partnerships.pairings.models import Pairing
from partnerships.programmes.models import Participation, Strand, Theme
from partnerships.querysets.together import ProjectQuerySet


class Project(BilingualTexts, Confirmed, PackRecord):
    """A concrete thing that the two sides of a pairing do together, or several partners outside of one.

    Without a pairing `further` holds all its partners, and there are no sides that could lead or agree. `strand` is
    the pairing's, so that the code is unique in it. `level` is where the newest level change left
    it, `level_since` the day of that change (unknown where the level was loaded). The agreed text is what both
    sides confirm. `partner_codes` and `organisation_codes` repeat the ordered lists as texts, which history and
    packs read.
    """

    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = ("agreed_en", "agreed_ko")
    TEXT_KIND: ClassVar[str] = "project"
    WRITTEN_TOGETHER: ClassVar[bool] = True
    HAS_OWN_PAGE: ClassVar[bool] = True
    PART_LABELS: ClassVar[dict[str, Any]] = {"title": _("Title"), "agreed": _("Agreed text")}
    BILINGUAL: ClassVar[tuple[str, ...]] = ("title", "summary", "agreed")
    TAKES_DOCUMENTS: ClassVar[bool] = True
    RESTORABLE: ClassVar[tuple[str, ...]] = ("title_en", "title_ko", "summary_en", "summary_ko", "note")
    NAMED_WITH: ClassVar[tuple[str, ...]] = ()

    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="projects", verbose_name=_("strand"), editable=False
    )
    # Typed as given: who reads the sides comes from a pairing or through `in_pairings`.
    pairing: models.ForeignKey[Pairing, Pairing] = models.ForeignKey(  # type: ignore[misc]
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="projects", verbose_name=_("pairing")
    )
    code = CodeField()
    title_en = name_field(_("title in English"))
    title_ko = name_field(_("title in Korean"))
    summary_en = models.TextField(_("summary in English"), blank=True)
    summary_ko = models.TextField(_("summary in Korean"), blank=True)
    topic = models.ForeignKey(
        Theme, null=True, blank=True, on_delete=models.PROTECT, related_name="projects", verbose_name=_("topic")
    )
    lead = models.CharField(_("lead side"), max_length=11, choices=Responsible, blank=True)
    level = models.CharField(
        _("progress level"), max_length=11, choices=ProjectLevel, default=ProjectLevel.IDENTIFIED, editable=False
    )
    level_since = models.DateField(_("on this level since"), null=True, blank=True, editable=False)
    further: models.ManyToManyField[Participation, ProjectPartner] = models.ManyToManyField(
        Participation, through="ProjectPartner", related_name="further_projects", verbose_name=_("further partners")
    )
    partner_codes = models.TextField(_("further partners"), blank=True, editable=False)
    organisations: models.ManyToManyField[Organisation, ProjectOrganisation] = models.ManyToManyField(
        Organisation, through="ProjectOrganisation", related_name="projects", verbose_name=_("organisations")
    )
    organisation_codes = models.TextField(_("organisations"), blank=True, editable=False)
    milestones = models.ManyToManyField(
        Milestone, blank=True, related_name="projects", verbose_name=_("milestones"), editable=False
    )
    agreed_en = models.TextField(_("agreed text in English"), blank=True)
    agreed_ko = models.TextField(_("agreed text in Korean"), blank=True)
    first_reported_date: PartialDate | None
    first_reported = PartialDateFields(_("first reported"))
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    from_sources = models.BooleanField(_("recorded from sources"), default=False, editable=False)
    search_text = FoldedField(sources=("title_en", "title_ko"), db_index=True)
    order_ko = FoldedField(sources=("title_ko", "title_en"))

    title = TwoLanguageText()
    summary = TwoLanguageText()
    agreed = TwoLanguageText()
    objects = ProjectQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("cooperation project")
        verbose_name_plural = _("cooperation projects")
        ordering = ["search_text", "pk"]
        indexes = [
            models.Index(fields=["strand", "search_text", "id"], name="project_order"),
            models.Index(fields=["strand", "order_ko", "id"], name="project_order_ko"),
            models.Index(fields=["pairing", "level"], name="project_levels"),
            models.Index(fields=["strand", "level_since"], name="project_unchanged"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["strand", "code"], name="project_code"),
            has_text("project", "title"),
            one_of("project", "level", ProjectLevel),
            models.CheckConstraint(name="project_lead_allowed", condition=models.Q(lead__in=["", *Responsible.values])),
            models.CheckConstraint(
                name="project_sides_of_pairing",
                condition=models.Q(pairing__isnull=False) | models.Q(lead="", agreed_en="", agreed_ko=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The project's page, which lies below the strand."""
        # The pairing's strand is what pages have read already.
        strand = self.pairing.strand if self.pairing_id else self.strand
        return reverse("partnerships:project", args=[strand.code, self.code])

    def get_origin_label(self) -> str:
        """Where a follow-up comes from, in a sentence."""
        return gettext("It comes from the project “%(title)s”.") % {"title": self}

    @classmethod
    def asking(cls) -> models.Q:
        """Those that are pursued."""
        return models.Q(level__in=[level for level in ProjectLevel if level != ProjectLevel.NOT_PURSUED])

    def settled_label(self) -> str:
        """On what nobody pursues nothing is agreed."""
        if self.level == ProjectLevel.NOT_PURSUED:
            return gettext("The project is not pursued: there is nothing to confirm.")
        return ""

    def frozen_body(self) -> dict[str, Any]:
        """The project's title above what is agreed: a project may be renamed later."""
        return {"title_en": self.title_en, "title_ko": self.title_ko, **self.text_body()}


class ProjectPartner(models.Model):
    """A partner beside the pairing's two that takes part in a project, in order."""

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="further_partners", verbose_name=_("project")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("further partner of a project")
        verbose_name_plural = _("further partners of a project")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "participation"], name="project_partner_once"),
            models.UniqueConstraint(fields=["project", "position"], name="project_partner_order"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.participation.partner}"


class ProjectOrganisation(models.Model):
    """An organisation that takes part in a project, in order; `part` says in a word or two as what."""

    REPEATED_IN: ClassVar[tuple[str, str]] = ("project", "organisation_codes")
    STRAND_PATH: ClassVar[str] = "project__strand"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parts", verbose_name=_("project"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="parts", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("organisation of a project")
        verbose_name_plural = _("organisations of a project")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "organisation"], name="project_organisation_once"),
            models.UniqueConstraint(fields=["project", "position"], name="project_organisation_order"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.organisation}"


# How far a project has come, move by move, and what it brings in figures.

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
