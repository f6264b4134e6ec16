"""The cooperation project: what two sides do together, who takes part, and what it links to."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from core import audit, clock
from core.access import Grants
from core.folding import FoldedField
from core.formats import join_names
from core.models import Addressed, History, OfAct, PackRecord, Versioned, address
from core.periods import PartialDate, PartialDateFields
from core.texts import BilingualTexts, OneLanguageTexts, TwoLanguageText, other_text
from partnerships.confirmations.models import Confirmed
from partnerships.documents.models import Document
from partnerships.enums import (
    ADMINISTRATOR,
    LEVELS,
    SIDE,
    STAFF,
    ProjectLevel,
    Responsible,
    ResultKind,
    ResultUnit,
    Side,
    actors_in,
    one_of,
)
from partnerships.fields import CodeField, InOrder, SourceField, has_text, name_field, once_in_order
from partnerships.milestones.models import Milestone
from partnerships.organisations.models import Organisation
from partnerships.pairings.models import Pairing
from partnerships.places.models import Partner
from partnerships.programmes.models import Participation, Strand, Theme
from partnerships.querysets import InStrandQuerySet, dated_by, pairing_names

LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK, LONGEST_PART, LONGEST_FUNDER = 200, 5000, 1000, 120, 200
LONGEST_GROUNDS = 2000  # evidence, or a reason
WEB = URLValidator(schemes=["http", "https"])


def reached(level: str) -> int:
    """How many of the five levels are behind and under a project; none where it is not pursued."""
    return LEVELS.index(ProjectLevel(level)) + 1 if level in LEVELS else 0


class ProjectQuerySet(InStrandQuerySet):
    """Cooperation projects, in a pairing or not."""

    NAMES = ("strand", "topic__strand", *pairing_names())

    def pursued(self) -> Self:
        """All but those that the two sides decided not to pursue; of those `on_day`, that had not by then."""
        level = "level_then" if "level_then" in self.query.annotations else "level"
        return self.exclude(**{level: ProjectLevel.NOT_PURSUED})

    def on_day(self, day: dt.date) -> Self:
        """Those that there were on a day, each with the level on which it stood then (`level_then`).

        A project is there from its first report or its first level here on, a level from its move on. Of what has
        no date nobody can say that it came later.
        """
        if day >= clock.today():
            return self.annotate(level_then=F("level"))
        moves = LevelChange.objects.filter(project=OuterRef("pk"))
        before, after = moves.filter(on__lte=day).order_by("-on", "-pk"), moves.filter(on__gt=day).order_by("on", "pk")
        since = Coalesce(NullIf("old", Value("")), "new")
        reached_by, left_after = before.values("new")[:1], after.annotate(since=since).values("since")[:1]
        rows = self.annotate(level_then=Coalesce(Subquery(reached_by), Subquery(left_after), "level"))
        undated = Q(first_reported=None) & ~Exists(after.filter(old=""))
        return rows.filter(Exists(before) | dated_by("first_reported", day) | undated)

    def long_on_level(self, today: dt.date, days: int) -> Self:
        """Those on the way that are known not to have moved for more than so many days."""
        on_the_way = self.exclude(level__in=[ProjectLevel.RUNNING, ProjectLevel.NOT_PURSUED])
        return on_the_way.filter(level_since__lt=today - dt.timedelta(days=days))

    def touching(self, participation: int) -> Self:
        """Those in which a participation takes part: as a side of the pairing, or as a further partner."""
        further = ProjectPartner.objects.filter(participation=participation).values("project")
        return self.filter(Q(pairing__eu=participation) | Q(pairing__counterpart=participation) | Q(pk__in=further))


class Project(Addressed, BilingualTexts, OneLanguageTexts, Confirmed, PackRecord):
    """A concrete thing that the two sides of a pairing do together, or several partners outside of one.

    Without a pairing `further` holds all its partners, and there are no sides that could lead or agree. `strand` is
    the pairing's, so that the code is unique in it. `level` is where the newest level change left
    it, `level_since` the day of that change (unknown where the level was loaded). The agreed text is what both
    sides confirm. `partner_codes` and `organisation_codes` repeat the ordered lists as texts, which history and
    packs read.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ("agreed_en", "agreed_ko")
    SETTLED_BY: str = "level"
    SETTLED: dict[str, Any] = {ProjectLevel.NOT_PURSUED: _("The project is not pursued: there is nothing to confirm.")}
    TEXT_KIND: str = "project"
    WRITTEN_TOGETHER: bool = True
    HAS_OWN_PAGE: bool = True
    PART_LABELS: dict[str, Any] = {"title": _("Title"), "agreed": _("Agreed text")}
    BILINGUAL: tuple[str, ...] = ("title", "summary", "agreed")
    WRITTEN_ONCE: tuple[str, ...] = ("note",)
    TAKES_DOCUMENTS: bool = True
    DOCUMENTS_BY: frozenset[str] = frozenset({SIDE, STAFF, ADMINISTRATOR})  # outside of a pairing
    PAGE: str = "partnerships:project"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "project": "code"}
    RESTORABLE: tuple[str, ...] = ("title_en", "title_ko", "summary_en", "summary_ko", "note")
    NAMED_WITH: tuple[str, ...] = ()

    strand = models.ForeignKey(
        Strand, on_delete=models.PROTECT, related_name="projects", verbose_name=_("strand"), editable=False
    )
    # Typed as given: who reads the sides comes from a pairing, or asks.
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
    note_other = other_text(_("note"))
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
            models.CheckConstraint(name="project_lead_allowed", condition=Q(lead__in=["", *Responsible.values])),
            models.CheckConstraint(
                name="project_sides_of_pairing",
                condition=Q(pairing__isnull=False) | Q(lead="", agreed_en="", agreed_ko=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def address_of(self, name: str, **words: Any) -> str:
        # The pairing's strand is what pages have read already.
        strand = (self.pairing if self.pairing_id else self).strand
        return address(name, strand=strand.code, project=self.code, **words)

    def get_crumbs(self) -> list[tuple[str, str]]:
        place: Any = self.pairing if self.pairing_id else self.strand
        listed = place.address_of(f"partnerships:{'pairing-projects' if self.pairing_id else 'project-list'}")
        return [*place.get_crumbs(), (gettext("Projects"), listed), (self.title, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """Outside of a pairing whoever coordinates one of its partners acts as a side."""
        if self.pairing_id:
            return super().actors(grants)
        office = actors_in(grants, self.strand_id) - {SIDE}
        return office if grants.participations.isdisjoint(self.taking_part) else office | {SIDE}

    @property
    def partners(self) -> list[tuple[str, Partner]]:
        """Side and partner: the two of its pairing, else all who take part, in their order."""
        if self.pairing_id:
            return self.pairing.partners
        return [(row.participation.side, row.participation.partner) for row in self.further_partners.all()]

    @property
    def participations(self) -> list[Participation]:
        """All who take part, outside of a pairing."""
        return [row.participation for row in self.further_partners.all()]

    def side_of(self, grants: Grants) -> str:
        """The side of the partner that the reader coordinates, or nothing."""
        if self.pairing_id:
            return self.pairing.side_of(grants)
        return next((row.side for row in self.participations if row.pk in grants.participations), "")

    @property
    def place_name(self) -> str:
        """Its pairing, else its partners, by name."""
        return self.pairing.name if self.pairing_id else join_names([one.name for _side, one in self.partners])

    @cached_property
    def taking_part(self) -> frozenset[int]:
        """The participations beside those of its pairing."""
        return frozenset(row.participation_id for row in self.further_partners.all())

    @property
    def reached(self) -> int:
        return reached(self.level)

    @property
    def days_on_level(self) -> int | None:
        """The days since it came to its level; None where the day is not known."""
        return None if self.level_since is None else (clock.today() - self.level_since).days

    def get_origin_label(self) -> str:
        return gettext("It comes from the project “%(title)s”.") % {"title": self}

    def frozen_body(self) -> dict[str, Any]:
        """The project's title above what is agreed: a project may be renamed later."""
        return {"title_en": self.title_en, "title_ko": self.title_ko, **self.text_body()}


class ProjectPartner(InOrder):
    """A partner beside the pairing's two that takes part in a project, in order."""

    ITEM: str = "participation.partner"

    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="further_partners", verbose_name=_("project")
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner")
    )

    class Meta(InOrder.Meta):
        verbose_name = _("further partner of a project")
        verbose_name_plural = _("further partners of a project")
        constraints = once_in_order("project_partner", "project", "participation")


class ProjectOrganisation(InOrder):
    """An organisation that takes part in a project, in order; `part` says in a word or two as what."""

    ITEM: str = "organisation"
    REPEATED_IN: tuple[str, str] = ("project", "organisation_codes")
    STRAND_PATH: str = "project__strand"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parts", verbose_name=_("project"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="parts", verbose_name=_("organisation")
    )
    part = models.CharField(_("part"), max_length=LONGEST_PART, blank=True)

    class Meta(InOrder.Meta):
        verbose_name = _("organisation of a project")
        verbose_name_plural = _("organisations of a project")
        constraints = once_in_order("project_organisation", "project", "organisation")


class Found(models.Model):
    """Where a project was found, as far as the portal itself knows: registered sentences, each by name and parameters.

    They are kept as what they say, and told in the reader's language.
    """

    found = models.JSONField(default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def found_text(self) -> str:
        """The sentences in the reader's language; nothing where there are none."""
        return " ".join(audit.sentence(name, parameters) for name, parameters in self.found)


class LevelChange(Found, OneLanguageTexts, OfAct):
    """A move of a project from one level to another, on a day, with evidence; never changed.

    Evidence is a text, a link or a document. `reason` says why it moved down or is not pursued. Reports count these.
    `side` is the one whose coordinator moved it; empty where that was nobody of either.
    The first one of a project that was added here has no level before it, and needs neither.
    """

    CHANGED: tuple[str, ...] = ("project",)
    WRITTEN_ONCE: tuple[str, ...] = ("reason", "evidence")
    WRITTEN_IN: tuple[str, ...] = ("project",)

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="level_changes", verbose_name=_("project")
    )
    old = models.CharField(_("before"), max_length=11, choices=ProjectLevel, blank=True)
    new = models.CharField(_("after"), max_length=11, choices=ProjectLevel)
    on = models.DateField(_("on"))
    reason = models.TextField(_("reason"), blank=True)
    reason_other = other_text(_("reason"))
    evidence = models.TextField(_("evidence"), blank=True)
    evidence_other = other_text(_("evidence"))
    evidence_url = models.CharField(_("link to the evidence"), max_length=LONGEST_LINK, blank=True, validators=[WEB])
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
            models.CheckConstraint(name="level_change_moves", condition=~Q(old=F("new"))),
            models.CheckConstraint(
                name="level_change_grounded",
                condition=Q(old="") | ~Q(reason="") | ~Q(evidence="") | ~Q(evidence_url="") | Q(document__isnull=False),
            ),
        ]

    @property
    def reached(self) -> int:
        return reached(self.new)

    def __str__(self) -> str:
        moves = (level for level in (self.get_old_display(), self.get_new_display()) if level)
        return f"{self.project}: {' → '.join(moves)}"


class ProjectResultQuerySet(InStrandQuerySet):
    """The figures of projects."""

    STRAND = "project__strand"
    NAMES = ("project__strand", *pairing_names("project__pairing__"))


class ProjectResult(Addressed, OneLanguageTexts, Versioned):
    """One figure of a project: what it is expected to bring, and what it brought by `as_of`.

    Each kind is counted in a unit of its own; funding in the money it was given in, with its source.
    """

    LIES_IN: str = "project"
    WRITTEN_ONCE: tuple[str, ...] = ("evidence",)
    WRITTEN_IN: tuple[str, ...] = ("project",)
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
