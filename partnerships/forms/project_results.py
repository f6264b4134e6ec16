"""The form of a project's figure: what is counted, expected and achieved, and what shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.act_forms import ActForm
from core.date_fields import DateField
from core.formats import bracketed
from partnerships.enums import UNITS_OF
from partnerships.forms.numbers import NumberField
from partnerships.forms.projects import DocumentField
from partnerships.services.evidence import LONGEST_LINK
from partnerships.services.project_levels import LONGEST_WORDS
from partnerships.services.project_results import LONGEST_FUNDER

if TYPE_CHECKING:
    from core.access import Grants
    from core.errors import DomainError
    from partnerships.models import Pairing, ProjectResult

_bracketed = lazy(lambda words, more: bracketed(str(words), str(more)), str)
COUNTED = [
    (f"{kind.value}:{unit.value}", _bracketed(kind.label, unit.label))
    for kind, units in UNITS_OF.items()
    for unit in units
]
SAME = ("expected", "achieved", "as_of", "funder", "evidence", "evidence_url", "document")


class ResultForm(ActForm):
    """A figure to be added, or the one that `record` is."""

    why: ClassVar[dict[str, Any]] = {
        "counted": _("Reports add up figures of one kind."),
        "achieved": _("Reports show it beside what was expected."),
        "evidence_url": _("A reader can check it there."),
    }

    counted = forms.ChoiceField(label=_("What is counted"), choices=COUNTED)
    expected = NumberField(label=_("Expected"), help_text=_("A number such as 1200 or 1,200.5."))
    achieved = NumberField(label=_("Achieved"))
    as_of = DateField(label=_("Counted until"), required=False, help_text=_("Needed for what was achieved."))
    funder = forms.CharField(
        label=_("Source of the funding"),
        required=False,
        max_length=LONGEST_FUNDER,
        help_text=_("For funding: who gives the money. Each source is a figure of its own, in its own money."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was achieved needs it: in words, as a link or as a document."),
    )
    evidence_url = forms.CharField(
        label=_("Link to the evidence"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    document = DocumentField()

    def __init__(
        self, *args: Any, record: ProjectResult | None = None, pairing: Pairing, grants: Grants, **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["document"].offer(  # type: ignore[attr-defined]
            pairing, grants, also=record.document_id if record else None
        )
        if record is not None:
            self.initial["counted"] = f"{record.kind}:{record.unit}"
            for name in SAME:
                self.initial[name] = getattr(record, f"{name}_id" if name == "document" else name)

    def refuse(self, refusal: DomainError) -> None:
        """Kind and unit are one choice here."""
        if refusal.field in {"kind", "unit"}:
            self.add_error("counted", str(refusal.message))
        else:
            super().refuse(refusal)

    @property
    def values(self) -> dict[str, Any]:
        """What the service gets."""
        kind, _colon, unit = self.cleaned_data["counted"].partition(":")
        return {"kind": kind, "unit": unit} | {name: self.cleaned_data[name] for name in SAME}
