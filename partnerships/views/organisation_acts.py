"""The acts on organisations: add one, use one that is known, edit one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.acts import ActPage
from partnerships.forms.organisations import EntryForm, OrganisationAddForm, OrganisationEditForm
from partnerships.models import DirectoryOrganisation, Organisation, Strand
from partnerships.rules import may_add_organisation, may_edit_entry, may_edit_organisation
from partnerships.services.organisations import (
    Resembles,
    add_organisation,
    edit_entry,
    edit_organisation,
    take_up_organisation,
)
from partnerships.views.organisations import OfOrganisation
from partnerships.views.strands import InStrand, crumbs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse


def _directory_of(strand: Strand) -> str:
    """The list of the strand's organisations."""
    return reverse("partnerships:organisation-list", args=[strand.code])


def _page(strand: Strand, organisation: Organisation) -> str:
    return reverse("partnerships:organisation", args=[strand.code, organisation.code])


class OrganisationAdd(ActPage, InStrand):
    """Adds one to the strand's directory; a name like a known one is asked about first."""

    template_name = "partnerships/organisation_add.html"
    form_class = OrganisationAddForm
    rule: ClassVar[Any] = may_add_organisation
    title = gettext_lazy("Add an organisation")
    submit_label = pgettext_lazy("verb", "Add")
    added: Organisation | None = None
    found: Sequence[Organisation] = ()

    def get_record(self) -> Strand:
        """The strand, by which it is judged who may add."""
        return self.get_strand()

    def get_form_kwargs(self) -> dict[str, Any]:
        """The strand, whose cities are offered."""
        return {"strand": self.record}

    def act(self, form: Any) -> str:
        """Add it."""
        try:
            self.added = add_organisation(
                by=self.request.user,
                grants=self.grants,
                strand=self.record,
                values=form.values,
                despite=form.accepted,
            )
        except Resembles as refused:
            self.found = refused.organisations
            raise
        return _("Added to the directory.")

    def get_done_url(self) -> str:
        """Its page."""
        return _page(self.record, self.added) if self.added else self.get_back_url()

    def get_back_url(self) -> str:
        """The directory."""
        return _directory_of(self.record)

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        form.show(self.found)
        return super()._page(form, status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Those that the name resembles, each with whether this directory has it."""
        strand = self.record
        here = set(strand.organisations.values_list("pk", flat=True)) if self.found else set()
        return super().get_context_data(
            strand=strand,
            section="organisations",
            found=[(row, row.pk in here) for row in self.found],
            crumbs=crumbs(strand, (_("Organisations"), _directory_of(strand)), (str(self.title), "")),
            **kwargs,
        )


class OrganisationTakeUp(ActPage, InStrand):
    """Takes a known organisation into the strand's directory, by one click from where its name is shown."""

    form_class = ActForm
    rule: ClassVar[Any] = may_add_organisation
    title = gettext_lazy("Use a known organisation")
    submit_label = gettext_lazy("Use this one")
    taken: Organisation | None = None

    def get_record(self) -> Strand:
        """The strand, by which it is judged who may do this."""
        return self.get_strand()

    @cached_property
    def organisation(self) -> Organisation:
        """Any organisation of the portal: what is shared is used, not made twice; else 404."""
        rows = Organisation.objects.select_related("merged_into")
        row = self.get_or_404(rows, code=self.kwargs["organisation"])
        return row.merged_into or row

    def get_form_kwargs(self) -> dict[str, Any]:
        """Nothing of the strand itself changes."""
        return {}

    def get_question(self) -> str:
        """Which one."""
        return _("“%(name)s” (%(sector)s) is added to the directory of this strand.") % {
            "name": self.organisation,
            "sector": self.organisation.get_sector_display(),
        }

    def act(self, form: Any) -> str:
        """Take it in."""
        del form
        take_up_organisation(
            by=self.request.user, grants=self.grants, strand=self.record, organisation=self.organisation
        )
        return _("“%(name)s” stands in this directory now.") % {"name": self.organisation}

    def get_done_url(self) -> str:
        """Its page."""
        return _page(self.record, self.organisation)

    def get_back_url(self) -> str:
        """The directory."""
        return _directory_of(self.record)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the directory."""
        strand = self.record
        return super().get_context_data(
            strand=strand,
            section="organisations",
            crumbs=crumbs(strand, (_("Organisations"), _directory_of(strand)), (str(self.title), "")),
            **kwargs,
        )


class OrganisationAct(ActPage, OfOrganisation):
    """An act on one organisation of the directory."""

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    @cached_property
    def organisation(self) -> Organisation:
        """Among those of the directory, else 404."""
        return self.find(self.kwargs["organisation"])

    def get_record(self) -> Any:
        """The organisation itself."""
        return self.organisation

    def get_done_url(self) -> str:
        """Its page."""
        return self.address("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below its page."""
        return super().get_context_data(
            strand=self.strand,
            organisation=self.organisation,
            section="organisations",
            crumbs=crumbs(
                self.strand,
                (_("Organisations"), _directory_of(self.strand)),
                (self.organisation.name, self.address("organisation")),
                (str(self.title), ""),
            ),
            **kwargs,
        )


class OrganisationEdit(OrganisationAct):
    """Changes its names, sector and city."""

    form_class = OrganisationEditForm
    rule: ClassVar[Any] = may_edit_organisation
    title = gettext_lazy("Edit an organisation")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:organisation-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The strand's cities are offered."""
        return {"record": self.record, "strand": self.strand}

    def get_consequences(self) -> list[str]:
        """All strands see it."""
        others = self.record.strands.exclude(pk=self.strand.pk).count()
        return [_("Other strands have this organisation too: they will see the change.")] if others else []

    def act(self, form: Any) -> str:
        """Save it."""
        edit_organisation(
            by=self.request.user,
            grants=self.grants,
            organisation=self.record,
            version=form.cleaned_data["seen_version"],
            changes=form.changes,
        )
        return _("Saved.")


class EntryEdit(OrganisationAct):
    """Changes what this strand itself says of it: sources and note."""

    form_class = EntryForm
    rule: ClassVar[Any] = may_edit_entry
    title = gettext_lazy("Sources and note")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:organisation-entry"

    def get_record(self) -> DirectoryOrganisation:
        """The organisation's entry in this strand's directory."""
        return DirectoryOrganisation.objects.get(strand=self.strand, organisation=self.organisation)

    def act(self, form: Any) -> str:
        """Save it."""
        edit_entry(**self.acting, entry=self.record, version=form.cleaned_data["seen_version"], changes=form.changes)
        return _("Saved.")
