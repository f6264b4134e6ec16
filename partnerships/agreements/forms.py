"""The forms of agreements: what one says, who its parties are, and how far it has come."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ActForm, ReasonForm, RowsField, reason_field
from core.date_fields import DateField, PartialDateField
from core.folding import ByName
from core.periods import PartialDate
from core.texts import in_reading_order
from partnerships.agreements.models import Agreement
from partnerships.codes import codes_in
from partnerships.confirmations.forms import InOrder
from partnerships.documents.forms import READERS, UploadField
from partnerships.enums import Audience, ProjectLevel
from partnerships.hours.selectors import warn_of_days
from partnerships.models import Organisation, Pairing, Project
from partnerships.why import ONE_LANGUAGE


class AgreementForm(InOrder):
    """An agreement, new or not.

    Parties are one choice after the other, in their order; without any, the two partners are the parties.
    """

    keeps_drafts = True

    CODES = "party_codes"
    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "text": gettext_lazy("What both sides confirm. Leave it empty as long as you are only talking."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
        "note": gettext_lazy("Visible to everybody who can open the page."),
        "ask_again": gettext_lazy("Needed only where you change title or text."),
    }

    warning = gettext_lazy("Title and text are confirmed. Tick the box to change them anyway.")

    class Meta:
        model = Agreement
        fields: list[str] = ["kind", "title_en", "title_ko", "text_en", "text_ko", "source", "note"]
        widgets: dict[str, Any] = {
            "text_en": forms.Textarea(attrs={"rows": 10}),
            "text_ko": forms.Textarea(attrs={"rows": 10}),
            "source": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(
        self,
        *args: Any,
        record: Agreement,
        pairing: Pairing,
        projects: QuerySet[Project],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        self._offer_parties(pairing)
        self._offer_projects(pairing, projects)
        order = [*in_reading_order("title", "text"), *self.places, "projects", "source", "note", "ask_again"]
        self.order_fields(["kind", *order])

    def _offer_parties(self, pairing: Pairing) -> None:
        # A party that has left the directory stays a party.
        near = Q(strands=pairing.strand_id, merged_into=None) | Q(code__in=codes_in(self.record.party_codes))
        self.offer("party", _("Party %(place)s"), Organisation.objects.filter(near).distinct().order_by(ByName(), "pk"))
        self.fields["party_1"].help_text = _("Without any, the two partners themselves are the parties.")

    def _offer_projects(self, pairing: Pairing, chosen: QuerySet[Project]) -> None:
        rows = Project.objects.filter(pairing=pairing).order_by(ByName(), "pk")
        named = rows.annotate(is_chosen=Q(pk__in=chosen.order_by().values("pk")))
        found = list(named.values_list("pk", "level", "is_chosen"))
        keys = {key for key, _level, is_chosen in found if is_chosen}
        offered = [key for key, level, is_chosen in found if level != ProjectLevel.NOT_PURSUED or is_chosen]
        if offered:
            self.fields["projects"] = RowsField(
                label=_("Cooperation projects"),
                queryset=rows.filter(pk__in=offered),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=sorted(keys),
                help_text=_("The projects that it is for."),
            )

    def values_of(self, record: Agreement) -> dict[str, Any]:
        values = super().values_of(record)
        if "projects" in self.fields:
            values["projects"] = self.initial.get("projects", self.fields["projects"].initial)
        return values

    def clean(self) -> Any:
        cleaned = super().clean()
        seen: set[str] = set()
        for name in self.places:
            code = cleaned.get(name)
            if code and code in seen:
                self.add_error(name, _("An organisation is chosen twice."))
            seen.add(code)
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """What the user changed, with `parties` in their order and `projects`."""
        found = super().changes
        found.pop("projects", None)
        if self.chosen != self.before:
            found["parties"] = [self.known[code] for code in self.chosen]
        if "projects" in self.changed_data and "projects" in self.cleaned_data:
            found["projects"] = list(self.cleaned_data["projects"])
        return found

    @property
    def given(self) -> dict[str, Any]:
        if self.record.pk is not None:
            return super().given
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        values["parties"] = [self.known[code] for code in self.chosen]
        return {"values": values | {"projects": list(self.cleaned_data.get("projects", ()))}}


class AgreementSignForm(ActForm):
    """When it was signed, and why it is recorded where both sides have not confirmed the text."""

    signed_on_text = PartialDateField(
        label=pgettext_lazy("agreement", "Signed on"),
        required=True,
        error_messages={"required": gettext_lazy("Enter when it was signed.")},
    )

    file = UploadField(label=gettext_lazy("The signed file"), required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may see the file"),
        choices=[(one.value, one.label) for one in (Audience.PAIRING, Audience.STRAND)],
        initial=Audience.PAIRING,
        required=False,
        widget=forms.RadioSelect,
        help_text=READERS,
    )

    def __init__(self, *args: Any, record: Agreement, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("signed_on_text", PartialDate(clock.today()))
        if not confirmed:
            self.fields["reason"] = reason_field(
                required=True,
                label=_("Why it is recorded without a confirmed text"),
                help_text=_("For example: signed in 1983, recorded from the city's own page."),
            )
        self.order_fields(["signed_on_text", "reason", "file", "audience"])
        warn_of_days(self, record.pairing, "signed_on_text")

    @property
    def given(self) -> dict[str, Any]:
        given = super().given
        audience = given.pop("audience") or Audience.PAIRING
        return given | {"signed_on": given.pop("signed_on_text"), "upload": given.pop("file"), "audience": audience}


class AgreementLapseForm(ReasonForm):
    """Since when it no longer holds, and why."""

    why: dict[str, Any] = {
        "on": gettext_lazy("From this day on it is listed as lapsed."),
    }

    on = DateField(label=pgettext_lazy("agreement", "Lapsed on"))
    field_order = ("on", "reason")

    def __init__(self, *args: Any, record: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("on", clock.today())
        warn_of_days(self, record.pairing, "on")
