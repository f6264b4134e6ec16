"""The acts on organisations: add one, use one that is known, edit one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.acts import ActPage
from core.errors import DomainError, NotAllowed
from core.folding import ByName, matching
from partnerships.models import DirectoryOrganisation, Organisation, Strand
from partnerships.organisations.forms import EntryForm, OrganisationAddForm, OrganisationEditForm, OrganisationMergeForm
from partnerships.organisations.merges import Merge, merge_organisations, preview_merge
from partnerships.organisations.services import (
    Resembles,
    add_organisation,
    edit_entry,
    edit_organisation,
    resembling_organisations,
    take_up_organisation,
)
from partnerships.organisations.views import OfOrganisation
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.together import (
    may_add_organisation,
    may_edit_entry,
    may_edit_organisation,
    may_merge_organisations,
)

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

    template_name = "partnerships/organisations/organisation_add.html"
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


# Merging two organisations that are one.

MOST_FOUND = 20


class OrganisationMerge(OrganisationAct):
    """Merges another organisation into the one of the address: choose it, see every link that moves, do it."""

    template_name = "partnerships/organisations/organisation_merge.html"
    form_class = OrganisationMergeForm
    title = gettext_lazy("Merge two organisations")
    submit_label = gettext_lazy("Merge them")
    danger = True

    def get_record(self) -> Organisation:
        """The one that is kept; whoever may not merge in this strand is refused."""
        record = super().get_record()
        if not may_merge_organisations(self.grants, self.strand):
            raise PermissionDenied
        return record

    @cached_property
    def other(self) -> Organisation | None:
        """The one that is merged into it, among those that the reader may know of; 404 for an unknown one."""
        code = self.request.GET.get("with", "")
        if not code:
            return None
        rows = Organisation.objects.select_related("merged_into", "city").filter(
            Q(pk__in=Organisation.objects.visible_to(self.grants).values("pk")) | Q(merged_into__isnull=False)
        )
        return self.get_or_404(rows, code=code)

    @cached_property
    def merge(self) -> Merge | DomainError | None:
        """What the merging brings about, or why it cannot be; None before another one is chosen."""
        if self.other is None:
            return None
        try:
            return preview_merge(grants=self.grants, strand=self.strand, kept=self.record, other=self.other)
        except NotAllowed:
            raise
        except DomainError as refused:
            return refused

    def act(self, form: Any) -> str:
        """Do it, as it was shown."""
        if self.other is None:
            raise DomainError(_("Choose the other organisation first."))
        merge_organisations(
            by=self.request.user,
            grants=self.grants,
            strand=self.strand,
            kept=self.record,
            other=self.other,
            version=form.cleaned_data["seen_version"],
            digest=form.cleaned_data["digest"],
            reason=form.cleaned_data["reason"],
        )
        return _("Merged. Everything that named the other one names this one now.")

    def _page(self, form: Any, status: int = 200) -> HttpResponse:
        if form.is_stale:
            # What was found for the refused try is as old as the form.
            vars(self).pop("merge", None)
            vars(self).pop("other", None)
        if isinstance(self.merge, Merge):
            form.carry(self.merge.digest)
        return super()._page(form, status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The preview, or the organisations to choose from."""
        refusal = str(self.merge) if isinstance(self.merge, DomainError) else ""
        chosen = isinstance(self.merge, Merge)
        query = self.request.GET.get("q", "")[:100]
        return super().get_context_data(
            merge=self.merge if chosen else None,
            refusal=refusal,
            query=query,
            candidates=[] if chosen else self._candidates(query),
            other_way=self._other_way() if chosen else "",
            **kwargs,
        )

    def _other_way(self) -> str:
        """The page that keeps the other one instead; empty where the other one is not in this directory."""
        if self.other is None or not self.strand.organisations.filter(pk=self.other.pk).exists():
            return ""
        page = reverse("partnerships:organisation-merge", args=[self.strand.code, self.other.code])
        return f"{page}?{urlencode({'with': self.record.code})}"

    def _candidates(self, query: str) -> list[Organisation]:
        """Those found by name, else those that resemble this one and that the reader may know of."""
        rows = Organisation.objects.visible_to(self.grants).standing().exclude(pk=self.record.pk)
        if query:
            return list(rows.filter(matching(query)).select_related("city").order_by(ByName(), "pk")[:MOST_FOUND])
        like = resembling_organisations(
            name_en=self.record.name_en, name_ko=self.record.name_ko, without=self.record.pk
        )
        seen = set(rows.filter(pk__in=[row.pk for row in like]).values_list("pk", flat=True))
        return [row for row in like if row.pk in seen]
