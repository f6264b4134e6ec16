"""A strand's directory: what of the shared records its pack named, and what the strand itself says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import History, PackRecord
from partnerships.models.city import City, Partner
from partnerships.models.fields import SourceField
from partnerships.models.organisation import Organisation
from partnerships.querysets import InStrandQuerySet

if TYPE_CHECKING:
    from accounts.models import User


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
