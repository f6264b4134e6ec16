"""What people do to organisations: add one to a directory, use a known one, edit one and what a strand says of it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core.access import Grants
from core.act_forms import EditForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from core.texts import name_in_both
from partnerships.actions import JOINT, Edits
from partnerships.enums import Sector
from partnerships.fields import free_code
from partnerships.models import City, DirectoryOrganisation, Organisation, Strand
from partnerships.organisations.selectors import resembling_organisations
from partnerships.organisations.services import check_current
from partnerships.translations.selectors import check_sources, fill

FIELDS = ["name_en", "name_ko", "sector", "city"]
OF_STRAND = ["source", "note"]
WIDGETS = {"source": forms.Textarea(attrs={"rows": 2}), "note": forms.Textarea(attrs={"rows": 3})}
LABELS = {
    "name_en": gettext_lazy("Name in English"),
    "name_ko": gettext_lazy("Name in Korean"),
    "sector": gettext_lazy("Sector"),
    "city": gettext_lazy("City"),
    "part": gettext_lazy("Role in the strand"),
    "source": gettext_lazy("Sources"),
    "note": gettext_lazy("Note"),
}
HELP = {
    "part": gettext_lazy("The strand's page, its events and reports name it beside the organisation."),
    "source": gettext_lazy("Web addresses, separated by “ ; ”."),
    "note": gettext_lazy("Visible to everybody who can open the page."),
}


class OrganisationEditForm(EditForm):
    """An organisation's names, sector and city: the strand's cities, since a select never holds all of the portal."""

    why: dict[str, Any] = {
        "name": gettext_lazy("Pages, mails and reports show this name, as the organisation writes it itself.")
    }

    class Meta:
        model = Organisation
        fields: list[str] = FIELDS
        labels: dict[str, Any] = LABELS
        help_texts: dict[str, Any] = HELP

    def __init__(self, *args: Any, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = City.objects.filter(strands=strand) | City.objects.filter(partners__participations__strand=strand)
        city: Any = self.fields["city"]
        city.queryset = (named | City.objects.filter(pk=self.instance.city_id)).distinct().order_by(ByName(), "pk")
        city.empty_label = pgettext_lazy("city of an organisation", "None of these")


class OrganisationAddForm(OrganisationEditForm):
    """A new organisation; where its name resembles another's, a tick says that it is another one all the same."""

    keeps_drafts = True

    source, note = (
        forms.CharField(label=LABELS[name], help_text=HELP[name], widget=WIDGETS[name], required=False)
        for name in OF_STRAND
    )
    despite = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    all_the_same = forms.BooleanField(
        label=gettext_lazy("They are different organisations: add it anyway"),
        required=False,
        widget=forms.CheckboxInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self._show([])

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.errors:
            self._show([])

    @property
    def given(self) -> dict[str, Any]:
        """With the codes of the resembling ones that the user was shown, where the tick is set."""
        values = {name: self.cleaned_data[name] for name in (*FIELDS, *OF_STRAND)}
        accepted = self.cleaned_data["all_the_same"]
        return {"values": values, "despite": self.cleaned_data["despite"].split() if accepted else []}

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        self._show(getattr(refusal, "found", []))

    def _show(self, found: Sequence[tuple[Organisation, bool]]) -> None:
        """Offer the tick where there is something to be told apart from, and remember what was shown.

        Each of `found` comes with whether the strand's directory has it.
        """
        self.found = found
        if not found:
            self.fields.pop("all_the_same", None)
            self.fields.pop("despite", None)
            return
        sent = self.data.copy()  # type: ignore[attr-defined]
        sent["despite"] = " ".join(row.code for row, _here in found)
        sent.pop("all_the_same", None)
        self.data = sent


class EntryForm(EditForm):
    """What a strand itself says of an organisation: as what it acts there, sources and note."""

    class Meta:
        model = DirectoryOrganisation
        fields: list[str] = ["part", *OF_STRAND]
        widgets: dict[str, Any] = WIDGETS
        labels: dict[str, Any] = LABELS
        help_texts: dict[str, Any] = HELP


class Resembles(DomainError):
    """The new name resembles those that were `found`, each with whether this directory has it; nothing was saved."""

    def __init__(self, found: Sequence[tuple[Organisation, bool]]) -> None:
        super().__init__(
            gettext_lazy("Organisations with a similar name are known already. Use one of them, or add yours anyway.")
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
    fill(row, values, fields=("part", *OF_STRAND))
    check_sources(row.source)


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
            raise AlreadyDone(_("“%(name)s” is already in this directory.") % {"name": row.organisation})
        row.save(by=self.by)
        self.log(strand_id=row.strand_id, strand=name_in_both(row.strand))
        return _("“%(name)s” is now in this directory.") % {"name": row.organisation}

    @property
    def question(self) -> str:
        words = {"name": self.row.organisation, "sector": self.row.organisation.get_sector_display()}
        return _("“%(name)s” (%(sector)s) is added to the directory of this strand.") % words

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())

    def get_back_url(self) -> str:
        return self.row.strand.address_of("partnerships:organisation-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs()[:-1], (str(self.title), "")]


class EditEntry(Edits, InDirectory):
    """Change what a strand itself says of one: sources and note."""

    key = "organisation-entry"
    on = DirectoryOrganisation
    form = EntryForm
    title = gettext_lazy("Role, sources and note")
    button = gettext_lazy("Edit role, sources and note")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "organisation-entry"

    def write(self, changed: dict[str, Any]) -> None:
        _fill_entry(self.row, changed)


class EditOrganisation(Edits, InDirectory):
    """Change names, sector or city, for all strands that have it; by the people of the strand that keeps it.

    What was merged is not edited any more. Its page lies in each directory that lists it.
    """

    key = "organisation-edit"
    on = Organisation
    form = OrganisationEditForm
    title = gettext_lazy("Edit an organisation")
    button = gettext_lazy("Edit")
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
        check_current(self.row)
        return super().perform(changes=changes)

    def write(self, changed: dict[str, Any]) -> None:
        _fill(self.row, changed)

    def log_parameters(self) -> dict[str, Any]:
        return {"strand_id": self.row.home_strand_id}

    def get_consequences(self) -> list[str]:
        others = self.row.strands.exclude(pk=self.row.strand.pk).exists()
        return [_("Other strands have this organisation too: they will see the change.")] if others else []

    def get_form_kwargs(self) -> dict[str, Any]:
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
