"""Organisations: the stakeholders, which all strands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.folding import FoldedField
from core.models import History, PackRecord
from partnerships.enums import Sector, one_of
from partnerships.fields import SourceField
from partnerships.places.models import City, Partner, SharedRecord
from partnerships.querysets.places import InStrandQuerySet, OrganisationQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class Organisation(SharedRecord):
    """A stakeholder: an office, a university, a firm, an association.

    One that was merged into another keeps its code, so that packs and old links still find what it became.
    """

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


# A strand's directory: what of the shared records its pack named, and what the strand itself says of each.


class DirectoryEntry(PackRecord):
    """A shared record in the directory of a strand, with the strand's own sources and note.

    `SHARED` is its key to the record. `left_empty` names the columns that the strand's packs had nothing to say in and
    no person has written since: what other strands' packs fill in there, this one's export leaves out.
    """

    SHARED: ClassVar[str]

    strand = models.ForeignKey(
        "partnerships.Strand", on_delete=models.CASCADE, related_name="+", verbose_name=_("strand")
    )
    addresses: list[str]
    source = SourceField()
    note = models.TextField(_("note"), blank=True)
    left_empty = models.TextField(blank=True, editable=False)

    objects = InStrandQuerySet.as_manager()

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


class DirectoryOrganisation(DirectoryEntry):
    """An organisation in a strand's directory."""

    RESTORABLE: ClassVar[tuple[str, ...]] = ("source", "note")

    SHARED = "organisation"
    REPEATED_IN: ClassVar[tuple[str, str]] = ("strand", "")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="entries", verbose_name=_("organisation")
    )

    history = History()

    class Meta:
        verbose_name = _("organisation of a directory")
        verbose_name_plural = _("organisations of directories")
        constraints = [models.UniqueConstraint(fields=["strand", "organisation"], name="directory_organisation_once")]

    def get_absolute_url(self) -> str:
        """The organisation's page in this strand."""
        return reverse("partnerships:organisation", args=[self.strand.code, self.organisation.code])
