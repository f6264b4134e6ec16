"""Cities, partners and organisations in the administration: the records that all strands share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from django_countries import countries

from core.act_forms import RecordForm
from core.admin.lists import FieldFilter
from core.admin.records import VersionedAdmin
from core.errors import DomainError
from core.formats import apart
from partnerships.admin.shown import CitiesFormSet, OrderedInline
from partnerships.models import City, DirectoryOrganisation, Organisation, Participation, Partner, PartnerCity
from partnerships.organisations.selectors import resembling_organisations
from partnerships.places.selectors import check_location

SAID = _("The sources and the note of a strand are in that strand's directory.")


class CityForm(RecordForm):
    """A city stands somewhere on the globe."""

    def check(self, cleaned: dict[str, Any]) -> None:
        check_location(cleaned.get("latitude"), cleaned.get("longitude"))


class SharedAdmin(VersionedAdmin):
    """What the three have alike."""

    fixed = ("code",)
    related: tuple[str, ...] = ("home_strand",)
    search_fields = ["search_text"]
    code_from = ("name_en",)
    shown_as: tuple[Any, str] = (Participation, "partner")  # what has a page of it, and by which look-up

    def view_on_site(self, obj: Any) -> str | None:
        """Its page in the last strand that it came into."""
        kind, look_up = self.shown_as
        row = kind.objects.filter(**{look_up: obj}).order_by("-pk").first()
        return str(row.get_absolute_url()) if row else None


class CountryFilter(FieldFilter):
    """The countries that have a city."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """By name."""
        codes = City.objects.order_by().values_list("country", flat=True).distinct()
        return sorted(((code, countries.name(code)) for code in codes), key=lambda pair: pair[1])


@admin.register(City)
class CityAdmin(SharedAdmin):
    """Places on the map."""

    form = CityForm
    list_display = ["name_en", "name_ko", "country", "time_zone", "code", "home_strand"]
    list_filter = [CountryFilter, "home_strand"]
    shown_as = (Participation, "partner__places__city")
    autocomplete_fields = ["home_strand"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name_en", "name_ko", "name_local", "code"],
                "description": _("A place on the map: a partner's city, or a venue."),
            },
        ),
        (_("Where"), {"fields": ["country", "time_zone", ("latitude", "longitude"), "population", "geonames_id"]}),
        (_("Origin"), {"fields": ["home_strand"], "description": SAID}),
    ]


class PartnerCities(OrderedInline):
    """A partner's cities."""

    model = PartnerCity
    formset = CitiesFormSet
    fields = ["position", "city"]
    autocomplete_fields = ["city"]


@admin.register(Partner)
class PartnerAdmin(SharedAdmin):
    """Who takes part."""

    list_display = ["name_en", "name_ko", "kind", "cities_shown", "code", "home_strand"]
    list_filter = ["kind", "home_strand"]
    listed = ("places__city",)
    autocomplete_fields = ["home_strand"]
    inlines = [PartnerCities]
    fieldsets = [
        (
            None,
            {
                "fields": ["name_en", "name_ko", "name_local", "code", "kind"],
                "description": _(
                    "Its first city gives the country and the time zone. "
                    "To let it take part in a strand, add a participation."
                ),
            },
        ),
        (_("Origin"), {"fields": ["home_strand"], "description": SAID}),
    ]

    @admin.display(description=_("cities"))
    def cities_shown(self, row: Partner) -> str:
        """By their names, in order."""
        return ", ".join(str(place.city) for place in row.places.all())


class OrganisationForm(RecordForm):
    """A new name that resembles a known one is asked about, as on the portal's own pages."""

    all_the_same = forms.BooleanField(
        label=_("Add it although similar names are known"),
        required=False,
        help_text=_("Tick it once you have checked them: duplicates are hard to merge later."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields.pop("all_the_same", None)

    def check(self, cleaned: dict[str, Any]) -> None:
        """Ask which ones the names of a new one resemble."""
        if self.instance.pk is not None or cleaned.get("all_the_same"):
            return
        found = resembling_organisations(name_en=cleaned["name_en"], name_ko=cleaned["name_ko"])
        if found:
            raise DomainError(
                gettext("Similar names are known already: %(names)s.")
                % {"names": apart(f"{row} ({row.code})" for row in found)},
                field="all_the_same",
            )


class MergedFilter(admin.SimpleListFilter):
    """Those that stand, or those that were merged."""

    title = _("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Two."""
        return [("no", pgettext_lazy("filter", "Not merged")), ("yes", pgettext_lazy("filter", "Merged into another"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All, unless one of them is chosen."""
        return queryset.filter(merged_into__isnull=self.value() == "no") if self.value() else queryset


@admin.register(Organisation)
class OrganisationAdmin(SharedAdmin):
    """Stakeholders. One that was merged is looked at only, and offered nowhere."""

    form = OrganisationForm
    list_display = ["name_en", "name_ko", "sector", "city", "code", "home_strand", "merged_into"]
    list_filter = ["sector", "home_strand", MergedFilter]
    related = ("home_strand", "city", "merged_into")
    shown_as = (DirectoryOrganisation, "organisation")
    autocomplete_fields = ["city", "home_strand"]
    fieldsets = [
        (None, {"fields": ["name_en", "name_ko", "code", "sector", "city", "all_the_same"]}),
        (_("Origin"), {"fields": ["home_strand"], "description": SAID}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The tick is for a new one alone; what was merged says into which one."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return sets
        own = {"fields": [name for name in sets[0][1]["fields"] if name != "all_the_same"]}
        if obj.merged_into_id is not None:
            own["fields"].append("merged_into")
        return [(sets[0][0], {**sets[0][1], **own}), *sets[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Only merging says what it was merged into."""
        return (*super().get_readonly_fields(request, obj), "merged_into")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was merged stays as it is."""
        return super().has_change_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """A chooser of another form offers those that stand."""
        rows, duplicates = super().get_search_results(request, queryset, search_term)
        match = request.resolver_match
        if match is not None and match.url_name == "autocomplete":
            rows = rows.filter(merged_into=None)
        return rows, duplicates
