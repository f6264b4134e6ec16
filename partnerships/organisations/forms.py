"""The forms of organisations: one that adds, one that edits, one that merges two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import EditForm, ReasonForm
from core.folding import ByName
from core.texts import in_reading_order
from partnerships.models import City, DirectoryOrganisation, Organisation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.errors import DomainError
    from partnerships.models import Strand

FIELDS = ["name_en", "name_ko", "sector", "city"]
OF_STRAND = ["source", "note"]
WIDGETS = {"source": forms.Textarea(attrs={"rows": 2}), "note": forms.Textarea(attrs={"rows": 3})}
LABELS = {
    "name_en": gettext_lazy("Name in English"),
    "name_ko": gettext_lazy("Name in Korean"),
    "sector": gettext_lazy("Sector"),
    "city": gettext_lazy("City"),
    "source": gettext_lazy("Sources"),
    "note": gettext_lazy("Note"),
}
WHY = {"name": gettext_lazy("Pages, mails and reports show this name, as the organisation writes it itself.")}
HELP = {
    "sector": gettext_lazy("The shares of the triple helix are counted by it."),
    "city": gettext_lazy("It tells organisations of the same name apart."),
    "source": gettext_lazy("So that anybody can check it: web addresses, separated by “ ; ”."),
    "note": gettext_lazy("Whoever may open the page reads it."),
}


def _offer_cities(field: Any, strand: Strand, *, also: int | None = None) -> None:
    """The strand's cities, and the one chosen already: a select never holds all cities of the portal."""
    named = City.objects.filter(strands=strand) | City.objects.filter(partners__participations__strand=strand)
    if also:
        named |= City.objects.filter(pk=also)
    field.queryset = named.distinct().order_by(ByName(), "pk")
    field.empty_label = pgettext_lazy("city of an organisation", "None of these")


class OrganisationAddForm(EditForm):
    """A new organisation; where its name resembles another's, a tick says that it is another one all the same."""

    why: ClassVar[dict[str, Any]] = WHY

    source, note = (
        forms.CharField(label=LABELS[name], help_text=HELP[name], widget=WIDGETS[name], required=False)
        for name in OF_STRAND
    )
    despite = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    all_the_same = forms.BooleanField(
        label=gettext_lazy("It is none of these: add it all the same"), required=False, widget=forms.CheckboxInput
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = FIELDS
        labels: ClassVar[dict[str, Any]] = LABELS
        help_texts: ClassVar[dict[str, Any]] = HELP

    def __init__(self, *args: Any, strand: Strand, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(in_reading_order("name"))
        _offer_cities(self.fields["city"], strand)
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


class OrganisationEditForm(EditForm):
    """An organisation's names, sector and city."""

    why: ClassVar[dict[str, Any]] = WHY

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = FIELDS
        labels: ClassVar[dict[str, Any]] = LABELS
        help_texts: ClassVar[dict[str, Any]] = HELP

    def __init__(self, *args: Any, strand: Strand, record: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.order_fields(in_reading_order("name"))
        _offer_cities(self.fields["city"], strand, also=record.city_id)


class EntryForm(EditForm):
    """What a strand itself says of an organisation: sources and note."""

    class Meta:
        model = DirectoryOrganisation
        fields: ClassVar[list[str]] = OF_STRAND
        widgets: ClassVar[dict[str, Any]] = WIDGETS
        labels: ClassVar[dict[str, Any]] = LABELS
        help_texts: ClassVar[dict[str, Any]] = HELP


class OrganisationMergeForm(ReasonForm):
    """Why two are one; it carries what the preview has shown."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    field_order = ("reason",)

    def carry(self, digest: str) -> None:
        """Let the next try carry the preview that is shown now."""
        self.initial["digest"] = digest
        if self.is_bound:
            sent = self.data.copy()  # type: ignore[attr-defined]
            sent["digest"] = digest
            self.data = sent
