"""Cities, partners and organisations in the administration: the records that all strands share."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_countries import countries

from core.admin import VersionedAdmin
from core.admin.lists import FieldFilter
from core.admin_forms import RecordForm
from core.errors import DomainError
from partnerships.admin.ordered import CitiesFormSet, OrderedInline
from partnerships.models import City, Organisation, Partner, PartnerCity
from partnerships.organisations.services import resembling_organisations

SAID = gettext_lazy("What a strand itself says of it, sources and note, stands in that strand's directory.")


class CityForm(RecordForm):
    """A city stands somewhere on the globe."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """Both coordinates or none, within their bounds."""
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None):
            raise DomainError(_("Give both latitude and longitude, or neither."), field="longitude")
        for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
            if value is not None and abs(value) > limit:
                raise DomainError(_("Between -%(limit)s and %(limit)s.") % {"limit": limit}, field=name)


class SharedAdmin(VersionedAdmin):
    """What the three have alike."""

    fixed = ("code",)
    related: ClassVar[tuple[str, ...]] = ("home_strand",)
    search_fields = ["search_text"]
    code_from = ("name_en",)


class CountryFilter(FieldFilter):
    """The countries that have a city."""

    title = gettext_lazy("country")
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
    autocomplete_fields = ["home_strand"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name_en", "name_ko", "name_local", "code"],
                "description": gettext_lazy("A place on the map: a partner's city, or a venue."),
            },
        ),
        (
            gettext_lazy("Where"),
            {
                "fields": ["country", "time_zone", ("latitude", "longitude"), "population", "geonames_id"],
                "description": gettext_lazy("The time zone such as Asia/Seoul or Europe/Madrid."),
            },
        ),
        (gettext_lazy("Origin"), {"fields": ["home_strand"], "description": SAID}),
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
                "description": gettext_lazy(
                    "Its first city gives the country and the time zone. "
                    "To let it take part in a strand, add a participation."
                ),
            },
        ),
        (gettext_lazy("Origin"), {"fields": ["home_strand"], "description": SAID}),
    ]

    @admin.display(description=gettext_lazy("cities"))
    def cities_shown(self, row: Partner) -> str:
        """By their names, in order."""
        return ", ".join(str(place.city) for place in row.places.all())


class OrganisationForm(RecordForm):
    """A new name that resembles a known one is asked about, as on the portal's own pages."""

    all_the_same = forms.BooleanField(
        label=gettext_lazy("Add it although similar names are known"),
        required=False,
        help_text=gettext_lazy("Tick it once you have looked at them: duplicates are hard to merge later."),
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
                _("Similar names are known already: %(names)s.")
                % {"names": "; ".join(f"{row} ({row.code})" for row in found)},
                field="all_the_same",
            )


class MergedFilter(admin.SimpleListFilter):
    """Those that stand, or those that were merged."""

    title = gettext_lazy("merged")
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
    autocomplete_fields = ["city", "home_strand"]
    fieldsets = [
        (None, {"fields": ["name_en", "name_ko", "code", "sector", "city", "all_the_same"]}),
        (gettext_lazy("Origin"), {"fields": ["home_strand"], "description": SAID}),
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
