"""What people do to organisations: add one to a directory, use a known one, edit one and what a strand says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.texts import name_in_both
from partnerships.actions import JOINT
from partnerships.codes import free_code
from partnerships.enums import Sector
from partnerships.models import DirectoryOrganisation, Organisation, Strand
from partnerships.organisations.forms import FIELDS, OF_STRAND, EntryForm, OrganisationAddForm, OrganisationEditForm
from partnerships.organisations.selectors import resembling_organisations
from partnerships.organisations.services import check_current
from partnerships.translations.selectors import check_sources, fill, what_differs

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from core.access import Grants


class Resembles(DomainError):
    """The new name resembles those that were `found`, each with whether this directory has it; nothing was saved."""

    def __init__(self, found: Sequence[tuple[Organisation, bool]]) -> None:
        super().__init__(
            gettext_lazy(
                "Organisations with a similar name are known already. Use one of them, or add yours all the same."
            )
        )
        self.found = found


def _fill(row: Organisation, values: dict[str, Any]) -> None:
    """Set what is written down, with the checks of each field; names lose their outer blanks."""
    fill(row, values, fields=FIELDS)
    if not row.name_en:
        raise DomainError(_("Give the name in English; packs and other strands know it by that."), field="name_en")
    if row.sector not in Sector.values:
        raise DomainError(_("Choose a sector."), field="sector")
    for name in {"name_en", "name_ko"} & values.keys():
        field: Any = row._meta.get_field(name)
        try:
            field.clean(getattr(row, name), row)
        except ValidationError as refused:
            raise DomainError(refused.messages[0], field=name) from refused


def _fill_entry(row: DirectoryOrganisation, values: dict[str, Any]) -> None:
    fill(row, values, fields=OF_STRAND)
    check_sources(row.source)


def _changed(row: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """What differs. Raises AlreadyDone where nothing does."""
    if changed := what_differs(row, changes):
        return changed
    raise AlreadyDone(_("Nothing was changed."))


class InDirectory(Action):
    """An action on a strand's directory, or on an organisation in it: for its sides and the office."""

    allowed = JOINT

    def get_context(self) -> dict[str, Any]:
        return {"section": "organisations"}


class AddOrganisation(InDirectory):
    """Add one to all strands' organisations and to this strand's directory, which keeps it from then on.

    A name like a known one is asked about first. One at a time in a strand: two who add the same one see each other's.
    """

    key = "organisation-add"
    on = Strand
    form = OrganisationAddForm
    template = "partnerships/organisations/organisation_add.html"
    title = gettext_lazy("Add an organisation")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added an organisation to the directory of %(strand)s")

    def perform(self, *, values: dict[str, Any], despite: Collection[str] = ()) -> str:
        """`values` holds name_en and sector, and perhaps name_ko, city, source, note.

        Raises DomainError with the field at fault, and Resembles where a similar name is known whose code is not
        among those that the user has seen and adds it `despite`.
        """
        row = self.row
        organisation, entry = Organisation(home_strand=row), DirectoryOrganisation(strand=row)
        _fill(organisation, {name: value for name, value in values.items() if name not in OF_STRAND})
        _fill_entry(entry, {name: value for name, value in values.items() if name in OF_STRAND})
        found = resembling_organisations(name_en=organisation.name_en, name_ko=organisation.name_ko)
        if not {one.code for one in found} <= set(despite):
            here = set(row.organisations.values_list("pk", flat=True))
            raise Resembles([(one, one.pk in here) for one in found])
        taken = Organisation.objects.values_list("code", flat=True)
        organisation.code = free_code(proposal=organisation.name_en, kind="organisation", taken=taken)
        try:
            organisation.save(by=self.by)
        except IntegrityError as refused:
            # Another strand has given the same code meanwhile.
            raise DomainError(_("Someone else saved at the same moment. Nothing was saved; save again.")) from refused
        entry.organisation = self.added = organisation
        entry.save(by=self.by)
        self.log(strand_id=row.pk, strand=name_in_both(row))
        return _("Added to the directory.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """The strand, whose cities are offered."""
        return {"strand": self.row}

    def get_done_url(self) -> str:
        return self.row.address_of("partnerships:organisation", organisation=self.added.code)

    def get_back_url(self) -> str:
        return self.row.address_of("partnerships:organisation-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs(), (_("Organisations"), self.get_back_url()), (str(self.title), "")]


class TakeUpOrganisation(InDirectory):
    """Take a known one into a directory, by one click from where its name is shown.

    Its row is the entry to come. Any organisation of the portal: what is shared is used, not made twice. One that was
    merged is what it became.
    """

    key = "organisation-take-up"
    on = DirectoryOrganisation
    title = gettext_lazy("Use a known organisation")
    submit_label = gettext_lazy("Use this one")
    logged = gettext_lazy("Took the organisation into the directory of %(strand)s")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        strand = AddOrganisation.find(grants, words, locked=locked)
        organisation = Organisation.objects.with_names().filter(code=words["organisation"]).first()
        if strand is None or organisation is None:
            return None
        return cls.on(strand=strand, organisation=organisation.merged_into or organisation)

    @classmethod
    def locked(cls, row: DirectoryOrganisation) -> DirectoryOrganisation:
        kept = row.organisation.merged_into or row.organisation
        return DirectoryOrganisation(strand=AddOrganisation.locked(row.strand), organisation=kept)

    def perform(self) -> str:
        """Raises AlreadyDone where the directory has it."""
        row, self.added = self.row, self.row.organisation
        if row.strand.organisations.filter(pk=row.organisation_id).exists():
            raise AlreadyDone(_("“%(name)s” stands in this directory already.") % {"name": row.organisation})
        row.save(by=self.by)
        self.log(strand_id=row.strand_id, strand=name_in_both(row.strand))
        return _("“%(name)s” stands in this directory now.") % {"name": row.organisation}

    @property
    def question(self) -> str:
        """Which one."""
        words = {"name": self.row.organisation, "sector": self.row.organisation.get_sector_display()}
        return _("“%(name)s” (%(sector)s) is added to the directory of this strand.") % words

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())

    def get_back_url(self) -> str:
        return self.row.strand.address_of("partnerships:organisation-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs()[:-1], (str(self.title), "")]


class EditEntry(InDirectory):
    """Change what a strand itself says of one: sources and note."""

    key = "organisation-entry"
    on = DirectoryOrganisation
    form = EntryForm
    title = gettext_lazy("Sources and note")
    button = gettext_lazy("Edit sources and note")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "organisation-entry"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError."""
        changed = _changed(self.row, changes)
        _fill_entry(self.row, changed)
        self.row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")


class EditOrganisation(InDirectory):
    """Change names, sector or city, for all strands that have it; by the people of the strand that keeps it.

    What was merged is not edited any more. Its page lies in each directory that lists it.
    """

    key = "organisation-edit"
    on = Organisation
    form = OrganisationEditForm
    title = gettext_lazy("Edit an organisation")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "organisation-edit"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        entry = EditEntry.find(grants, words)
        row = cls.rows(locked=locked).filter(pk=entry.organisation_id).first() if entry else None
        if row is not None:
            row.listing, row.strand = entry, entry.strand
        return row

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError."""
        row = self.row
        check_current(row)
        changed = _changed(row, changes)
        _fill(row, changed)
        row.save(by=self.by)
        self.log(strand_id=row.home_strand_id, fields=", ".join(sorted(changed)))
        return _("Saved.")

    def get_consequences(self) -> list[str]:
        """All strands see it."""
        others = self.row.strands.exclude(pk=self.row.strand.pk).exists()
        return [_("Other strands have this organisation too: they will see the change.")] if others else []

    def get_form_kwargs(self) -> dict[str, Any]:
        """The strand's cities are offered."""
        return {"record": self.row, "strand": self.row.strand}

    @property
    def url(self) -> str:
        return str(self.row.listing.address_of("partnerships:organisation-edit"))

    def get_done_url(self) -> str:
        return str(self.row.listing.get_absolute_url())

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.listing.get_crumbs(), (str(self.title), "")]
