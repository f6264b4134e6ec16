"""Cities, partners and organisations in the administration: the records that all strands share."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import VersionedAdmin
from core.admin_forms import RecordForm
from core.errors import DomainError
from partnerships.admin.ordered import CitiesFormSet, OrderedInline
from partnerships.models import City, Organisation, Partner, PartnerCity

KEPT = gettext_lazy("Sources are web addresses, separated by “ ; ”.")


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

    def places(self, obj: Any) -> dict[str, Any]:
        """The strand that keeps the record."""
        return {"strand_id": obj.home_strand_id}


@admin.register(City)
class CityAdmin(SharedAdmin):
    """Places on the map."""

    form = CityForm
    list_display = ["name_en", "name_ko", "country", "time_zone", "code", "home_strand"]
    list_filter = ["country", "home_strand"]
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
        (gettext_lazy("Origin"), {"fields": ["source", "note", "home_strand"], "description": KEPT}),
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

    list_display = ["name_en", "name_ko", "kind", "city_codes", "code", "home_strand"]
    list_filter = ["kind", "home_strand"]
    autocomplete_fields = ["home_strand"]
    inlines = [PartnerCities]
    fieldsets = [
        (
            None,
            {
                "fields": ["name_en", "name_ko", "name_local", "code", "kind"],
                "description": gettext_lazy(
                    "Its first city gives the country and the clock. "
                    "To let it take part in a strand, add a participation."
                ),
            },
        ),
        (gettext_lazy("Origin"), {"fields": ["source", "note", "home_strand"], "description": KEPT}),
    ]


@admin.register(Organisation)
class OrganisationAdmin(SharedAdmin):
    """Stakeholders."""

    list_display = ["name_en", "name_ko", "sector", "city", "code", "home_strand"]
    list_filter = ["sector", "home_strand"]
    related = ("home_strand", "city")
    autocomplete_fields = ["city", "home_strand"]
    fieldsets = [
        (None, {"fields": ["name_en", "name_ko", "code", "sector", "city"]}),
        (gettext_lazy("Origin"), {"fields": ["source", "note", "home_strand"], "description": KEPT}),
    ]
