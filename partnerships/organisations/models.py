"""Organisations: the stakeholders, which all strands share."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from accounts.models import User
from core.access import Grants
from core.folding import FoldedField
from core.models import Addressed, History, PackRecord
from partnerships.enums import Sector, StrandPart, actors_in, one_of
from partnerships.fields import SourceField
from partnerships.places.models import City, Partner, SharedRecord
from partnerships.querysets import InStrandQuerySet, used_in


class OrganisationQuerySet(models.QuerySet[Any]):
    """Organisations."""

    def visible_to(self, grants: Grants) -> Self:
        """Organisations in the directory of a strand one reads; an administrator sees all."""
        if grants.is_administrator:
            return self.all()
        through = self.model._meta.get_field("strands").through
        return self.filter(pk__in=through._default_manager.filter(strand__in=grants.strands).values("organisation"))

    def active(self) -> Self:
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def used_in(self, strand: models.Model) -> Self:
        """Those that a project, an agreement, an event or an agenda of the strand names, or that run it."""
        return self.filter(used_in(self.model, strand))

    def in_projects(self, projects: models.QuerySet[Any]) -> Self:
        """Those that take part in one of these projects (a queryset of projects), each once.

        Projects that are not pursued count for nothing; `on_day` ones by the level of their day.
        """
        parts = self.model._meta.get_field("parts").related_model._default_manager
        pursued = projects.pursued().order_by().values("pk")  # type: ignore[attr-defined]
        return self.filter(pk__in=parts.filter(project__in=pursued).values("organisation"))

    def with_names(self) -> Self:
        return self.select_related("city", "merged_into")


class Organisation(SharedRecord):
    """A stakeholder: an office, a university, a firm, an association.

    One that was merged into another keeps its code, so that packs and old links still find what it became.
    `listing` is its entry in the directory in which it is looked at, set by who finds it there.
    """

    # Fields that hold its codes, in order.
    LISTED_IN: tuple[str, ...] = ("organisation_codes", "party_codes", "implementer_codes")

    listing: DirectoryOrganisation

    sector = models.CharField(_("sector"), max_length=14, choices=Sector)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("city"))
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    search_text = FoldedField(sources=("name_en", "name_ko", "code"), db_index=True)
    order_ko = FoldedField(sources=("name_ko", "name_en"), db_index=True)

    objects = OrganisationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["search_text", "id"]
        constraints = [
            one_of("organisation", "sector", Sector),
            models.CheckConstraint(
                name="organisation_not_into_itself", condition=~models.Q(merged_into=models.F("pk"))
            ),
        ]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it, of the strand that keeps it."""
        return actors_in(grants, self.home_strand_id)


# A strand's directory: what of the shared records its pack named, and what the strand itself says of each.


class EntryQuerySet(InStrandQuerySet):
    """Entries of a directory."""

    def with_names(self) -> Self:
        """With the strand, and what stands in its directory."""
        return self.select_related("strand", self.model.SHARED)


class DirectoryEntry(PackRecord):
    """A shared record in the directory of a strand, with the strand's own sources and note.

    `SHARED` is its key to the record. `left_empty` names the columns that the strand's packs had nothing to say in and
    no person has written since: what other strands' packs fill in there, this one's export leaves out.
    """

    SHARED: str
    SHOWN_EVERYWHERE: bool = True  # what a strand says of it stands on its page in each

    strand = models.ForeignKey(
        "partnerships.Strand", on_delete=models.CASCADE, related_name="+", verbose_name=_("strand")
    )
    addresses: list[str]
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    left_empty = models.TextField(blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{getattr(self, self.SHARED)} ({self.strand})"

    @property
    def changed_by_people(self) -> bool:
        """As of any record; one that only stands there, since something named it, waits for its first pack."""
        return super().changed_by_people and bool(self.loaded_version or self.source or self.note)

    def leave_empty(self, names: str, *, by: User | None) -> None:
        """Keep which cells are left empty. This is no word of the strand's own, and none that a pack must spare."""
        if names == self.left_empty:
            return
        self.left_empty = names
        if not self.changed_by_people:
            self.loaded_version = self.version + 1
        self.save(by=by)


class DirectoryCity(DirectoryEntry):
    """A city in a strand's directory."""

    SHARED = "city"

    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="entries", verbose_name=_("city"))

    history = History()

    class Meta:
        verbose_name = _("city of a directory")
        verbose_name_plural = _("cities of directories")
        constraints = [models.UniqueConstraint(fields=["strand", "city"], name="directory_city_once")]


class DirectoryPartner(DirectoryEntry):
    """A partner in a strand's directory."""

    SHARED = "partner"

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="entries", verbose_name=_("partner"))

    history = History()

    class Meta:
        verbose_name = _("partner of a directory")
        verbose_name_plural = _("partners of directories")
        constraints = [models.UniqueConstraint(fields=["strand", "partner"], name="directory_partner_once")]


class DirectoryOrganisation(Addressed, DirectoryEntry):
    """An organisation in a strand's directory."""

    RESTORABLE: tuple[str, ...] = ("source", "note")

    SHARED = "organisation"
    REPEATED_IN: tuple[str, str] = ("strand", "")
    PAGE: str = "partnerships:organisation"
    ADDRESS: dict[str, str] = {"strand": "strand__code", "organisation": "organisation__code"}

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="entries", verbose_name=_("organisation")
    )

    part = models.CharField(_("role in the strand"), max_length=20, choices=StrandPart, blank=True)

    history = History()

    class Meta:
        verbose_name = _("organisation of a directory")
        verbose_name_plural = _("organisations of directories")
        constraints = [
            models.UniqueConstraint(fields=["strand", "organisation"], name="directory_organisation_once"),
            models.CheckConstraint(
                name="directory_organisation_part_allowed", condition=models.Q(part__in=["", *StrandPart.values])
            ),
        ]

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (gettext("Organisations"), self.strand.address_of("partnerships:organisation-list"))
        return [*self.strand.get_crumbs(), listed, (self.organisation.name, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in the strand."""
        return actors_in(grants, self.strand_id)
