"""Programmes, strands, their themes and participants in the administration."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy
from django_countries import countries

from core.act_forms import RecordForm
from core.admin.lists import ChooseRecords
from core.admin.records import VersionedAdmin
from core.date_fields import with_dates
from core.errors import DomainError
from core.periods import Period
from partnerships.admin.shown import ImplementersFormSet, OrderedInline, fieldset
from partnerships.enums import Side
from partnerships.models import Participation, Programme, Strand, StrandImplementer, Theme
from partnerships.organisations.services import check_directory
from partnerships.places.selectors import check_taking_part, check_website, is_paired
from partnerships.programmes.models import THRESHOLDS
from partnerships.programmes.services import check_area, check_strand, second_languages


@admin.register(Programme)
class ProgrammeAdmin(VersionedAdmin):
    """Programmes, which hold strands."""

    list_display = ["name_en", "name_ko", "code"]
    search_fields = ["code", "name_en", "name_ko"]
    code_from = ("name_en",)
    fixed = ("code",)
    fieldsets = [(None, {"fields": ["name_en", "name_ko", "code"]})]

    def view_on_site(self, obj: Programme) -> str:
        """The page of the programme, which all of them share."""
        return reverse("partnerships:programme")


class CountriesField(forms.MultipleChoiceField):
    """Countries by their names; the strand keeps their codes as one text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=lambda: list(countries), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.split(";") if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        return ";".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), self.prepare_value(data))


@with_dates(starts_on=gettext_lazy("Starts on"), ends_on=gettext_lazy("Ends on"))
class StrandForm(RecordForm):
    """A strand ends after it starts."""

    countries = CountriesField(
        label=capfirst(Strand._meta.get_field("countries").verbose_name),
        help_text=gettext_lazy("Usually one. Hold Ctrl, or Command on a Mac, to choose several."),
    )
    second_language = forms.ChoiceField(
        label=capfirst(Strand._meta.get_field("second_language").verbose_name),
        choices=second_languages,
        required=False,
        help_text=Strand._meta.get_field("second_language").help_text,
    )

    def check(self, cleaned: dict[str, Any]) -> None:
        """Dates in order; what hangs on it."""
        duration = Period(cleaned.get("starts_on_text"), cleaned.get("ends_on_text"))
        check_strand(duration=duration, second_language=cleaned.get("second_language", ""))
        if self.instance.pk and cleaned.get("previous") == self.instance:
            raise DomainError(_("A strand is not the round before itself."), field="previous")
        if self.instance.pk and "organisations" in self.fields:
            check_directory(strand=self.instance, organisations=list(cleaned["organisations"]))


class Implementers(OrderedInline):
    """The organisations that run a strand."""

    model = StrandImplementer
    formset = ImplementersFormSet
    fields = ["position", "organisation"]
    autocomplete_fields = ["organisation"]


@admin.register(Strand)
class StrandAdmin(VersionedAdmin):
    """One partner country's cooperation."""

    form = StrandForm
    list_display = ["__str__", "programme_record", "countries_shown", "starts_on", "ends_on", "code"]
    list_filter = ["programme_record"]
    search_fields = ["code", "name_en", "name_ko", "phase", "countries"]
    related = ("programme_record",)
    code_from = ("name_en", "phase")
    fixed = ("code",)
    autocomplete_fields = ["programme_record", "previous"]
    inlines = [Implementers]
    fieldsets = [
        fieldset(
            None,
            "name_en",
            "name_ko",
            "phase",
            "code",
            "countries",
            "second_language",
            ("starts_on_text", "ends_on_text"),
        ),
        fieldset(
            gettext_lazy("Programme"),
            *("programme_record", "programme_en", "programme_ko", "previous"),
            about=gettext_lazy("The programme’s name is shown here as in the strand’s pack."),
        ),
        fieldset(
            gettext_lazy("Signals"),
            *THRESHOLDS,
            about=gettext_lazy("Staff change these thresholds on the strand's own settings page too."),
        ),
        fieldset(gettext_lazy("Origin"), "source", "note", "is_invented"),
    ]
    directory = fieldset(
        gettext_lazy("Directory"),
        *("cities", "partners", "organisations"),
        about=gettext_lazy(
            "What the strand's pack carries, whether used elsewhere or not. What the strand says of each, its "
            "sources and note, has pages of its own."
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the directory before the origin: its rows say more than they ask for, so Django would leave it out."""
        *sets, origin = super().get_fieldsets(request, obj)
        return [*sets, self.directory, origin]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A chooser for the directory."""
        del request
        return db_field.formfield(**kwargs, widget=ChooseRecords(db_field, self.admin_site))

    @admin.display(description=gettext_lazy("partner countries"), ordering="countries")
    def countries_shown(self, row: Strand) -> str:
        """By their names."""
        return row.country_names


class ThemeForm(RecordForm):
    """A topic lies below an area of the same strand."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """The area is another theme of the strand, and an area itself."""
        check_area(theme=self.instance, strand_id=self.value_of("strand").pk, area=cleaned.get("parent"))


@admin.register(Theme)
class ThemeAdmin(VersionedAdmin):
    """Areas and topics."""

    form = ThemeForm
    list_display = ["name_en", "name_ko", "parent", "strand", "position", "code"]
    list_filter = ["strand"]
    search_fields = ["search_text"]
    related = ("strand", "parent")
    words: dict[str, str] = {"strand": "strand__code", "theme": "code"}
    ordering = ("strand", "position")
    code_from = ("name_en",)
    fixed = ("strand", "code")
    autocomplete_fields = ["strand", "parent"]
    fieldsets = [
        (None, {"fields": ["strand", "name_en", "name_ko", "code", "parent", "position"]}),
        (gettext_lazy("Sources"), {"fields": ["source"]}),
    ]


class ParticipationForm(RecordForm):
    """A partner is on one side of a strand, called by its country where the strand is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields.get("side")
        if field is not None and self.instance.pk:
            field.choices = [(side, self.instance.strand.side_name(side)) for side in Side.values]

    def check(self, cleaned: dict[str, Any]) -> None:
        """A partner takes part once: nobody stands on both sides. Its website is an address of the web."""
        if website := cleaned.get("website"):
            check_website(website)
        check_taking_part(strand=self.value_of("strand"), partner=self.value_of("partner"), but=self.instance)


@admin.register(Participation)
class ParticipationAdmin(VersionedAdmin):
    """Who takes part where, on which side."""

    form = ParticipationForm
    list_display = ["partner", "side", "strand", "delegates"]
    list_filter = ["strand", "side"]
    search_fields = ["partner__search_text"]
    related = ("strand", "partner")
    autocomplete_fields = ["strand", "partner"]
    fieldsets = [
        fieldset(
            None,
            *("strand", "partner", "side", "delegates", "note"),
            about=gettext_lazy("Once it is in a pairing, its strand, partner and side cannot change."),
        ),
        fieldset(gettext_lazy("The city's page"), *Participation.OWN_WORDS),
    ]

    @admin.display(description=gettext_lazy("side"), ordering="side")
    def side_shown(self, row: Participation) -> str:
        return str(row.strand.side_name(row.side))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A pairing relies on them."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "strand", "partner", "side", "side_shown") if obj and is_paired(obj) else fields

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What stays is read by its country."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or not is_paired(obj):
            return sets
        return [
            (title, {**options, "fields": ["side_shown" if name == "side" else name for name in options["fields"]]})
            for title, options in sets
        ]
