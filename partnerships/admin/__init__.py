"""The programme's records in the administration: here what is edited or read as on pages, in modules all else."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from core.admin import EditedAdmin, ReadOnlyAdmin, VersionedAdmin
from core.admin.lists import FieldFilter
from core.admin_forms import RecordForm
from core.errors import DomainError
from core.formats import apart, format_size, format_zone
from core.templatetags.portal import written
from partnerships.admin.shown import CitiesFormSet, OrderedInline, shown_names
from partnerships.agreements.actions import EditAgreement
from partnerships.contacts.actions import EditContact
from partnerships.enums import Audience
from partnerships.follow_ups.actions import EditFollowUp
from partnerships.indicators import admin as indicators
from partnerships.matching.actions import EditInterest
from partnerships.milestones import admin as milestones
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
    City,
    Closing,
    ClosingDay,
    Comment,
    Confirmation,
    Contact,
    Deputy,
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    Document,
    FollowUp,
    GoodPractice,
    Interest,
    LevelChange,
    Mention,
    Organisation,
    Partner,
    PartnerCity,
    Project,
    ProjectResult,
    TextEdition,
)
from partnerships.organisations.selectors import resembling_organisations
from partnerships.pairings import admin as pairings
from partnerships.people import admin as people
from partnerships.plan import admin as plan
from partnerships.programmes import admin as programmes
from partnerships.projects.actions import EditProject, EditResult

__all__ = ["indicators", "milestones", "pairings", "people", "plan", "programmes"]


class Mentions(admin.TabularInline):
    """Whom a comment names."""

    model = Mention
    fields = ("person", "name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its writer alone names anybody."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


admin.site.register([ActionPlan, Closing, GoodPractice, LevelChange], ReadOnlyAdmin)
admin.site.register(Comment, ReadOnlyAdmin, inlines=[Mentions])
admin.site.register(
    Confirmation,
    ReadOnlyAdmin,
    list_display=["text", "side", "state", "asked_at", "confirmed_at", "by_label", "on_behalf"],
    list_filter=["state", "side", "on_behalf", "text__pairing__strand"],
    search_fields=["text__slug", "text__pairing__search_text", "sha256", "by_label", "reason"],
)
admin.site.register(AgreedThemes, ReadOnlyAdmin, **shown_names(AgreedThemes))
admin.site.register(ClosingDay, ReadOnlyAdmin, view_on_site=False)

admin.site.register(Agreement, EditedAdmin, edit=EditAgreement, asked_too=("party_codes",), **shown_names(Agreement))
admin.site.register(FollowUp, EditedAdmin, edit=EditFollowUp)
admin.site.register(
    Interest, EditedAdmin, edit=EditInterest, list_filter=["kind", "participation__strand", "withdrawn_on"]
)
admin.site.register(ProjectResult, EditedAdmin, edit=EditResult)
admin.site.register(
    Project,
    EditedAdmin,
    edit=EditProject,
    asked_too=("partner_codes", "first_reported"),
    left_out=("edition", "agreed_en", "agreed_ko"),
    list_display=["title", "pairing", "lead", "level", "level_since", "topic", "code"],
    **shown_names(Project),
)


@admin.register(Contact)
class ContactAdmin(EditedAdmin):
    """What passed between two sides."""

    edit = EditContact
    list_display = ["what", "pairing", "kind", "on", "side", "author_label", "withdrawn_at", "code"]
    asked_too = ("on", "starts_at", "time_zone")

    @admin.display(description=_("time zone"))
    def time_zone_shown(self, row: Contact) -> str:
        return format_zone(row.time_zone) if row.time_zone else ""


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """Who stands in for whom."""

    list_display = ["user", "membership", "starts_on", "ends_on"]
    list_filter = ["membership__participation__strand", "starts_on"]

    @admin.display(description=_("coordinator"))
    def membership_shown(self, deputy: Deputy) -> str:
        """For whom, with the partner; the person as the reader's language writes the name."""
        return f"{deputy.membership.user}: {deputy.membership.participation}"


@admin.register(TextEdition)
class TextEditionAdmin(ReadOnlyAdmin):
    """The exact texts that were asked for, with their hashes."""

    list_display = ["slug", "pairing", "edition", "requested_at", "requested_by_label"]

    @admin.display(description=_("text"), ordering="slug")
    def slug_shown(self, edition: TextEdition) -> str:
        return written(edition.title[0])

    @admin.display(description=_("exact text"))
    def canonical_shown(self, edition: TextEdition) -> SafeString:
        """As it is hashed: its frame is English, whatever language it holds."""
        return format_html('<pre lang="en">{}</pre>', edition.canonical)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """What both sides, or the whole strand, may see; files are downloaded on the document's own page."""

    list_display = ["title", "pairing", "strand", "audience", "side", "created_at", "withdrawn_at", "code"]
    # Not by audience: what is one side's own is not here.
    list_filter = ["side", "strand"]
    fields = [
        "pairing",
        "strand",
        "code",
        "title",
        "description",
        "audience",
        "side",
        "created_at",
        "files",
        "withdrawn_at",
        "withdrawn_reason",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Not what is one side's own: an administrator belongs to neither."""
        return super().get_queryset(request).exclude(audience=Audience.OWN_SIDE)

    @admin.display(description=_("versions of documents"))
    def files(self, row: Document) -> SafeString:
        """Each version by its file's name and size."""
        versions = row.versions.order_by("-number")
        lines = ((one.number, written(one.name), format_size(one.size)) for one in versions)
        return format_html_join("", "<div>{}. {} ({})</div>", lines)


class EntryAdmin(VersionedAdmin):
    """Sources and note that one strand has of a shared record; what its directory holds is chosen at the strand."""

    list_filter = ["strand"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """It comes with the strand's directory."""
        return False


for model in (DirectoryCity, DirectoryPartner, DirectoryOrganisation):
    named = (model.SHARED, "strand")
    asked = [*named, *(("part",) if model is DirectoryOrganisation else ()), "source", "note"]
    admin.site.register(
        model,
        EntryAdmin,
        list_display=asked,
        search_fields=[f"{model.SHARED}__search_text"],
        related=named,
        fixed=named,
        fieldsets=[(None, {"fields": asked, "description": _("Sources are web addresses, separated by “ ; ”.")})],
    )


# Cities, partners and organisations: the records that all strands share.

SAID = _("The sources and the note of a strand are in that strand's directory.")


class CityForm(RecordForm):
    """A city stands somewhere on the globe."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """Both coordinates or none, within their bounds."""
        latitude, longitude = cleaned.get("latitude"), cleaned.get("longitude")
        if (latitude is None) != (longitude is None):
            raise DomainError(gettext("Give both latitude and longitude, or neither."), field="longitude")
        for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
            if value is not None and abs(value) > limit:
                raise DomainError(gettext("Between -%(limit)s and %(limit)s.") % {"limit": limit}, field=name)


class SharedAdmin(VersionedAdmin):
    """What the three have alike."""

    fixed = ("code",)
    related: ClassVar[tuple[str, ...]] = ("home_strand",)
    search_fields = ["search_text"]
    code_from = ("name_en",)


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
    autocomplete_fields = ["home_strand"]
    fieldsets = [
        (
            None,
            {
                "fields": ["name_en", "name_ko", "name_local", "code"],
                "description": _("A place on the map: a partner's city, or a venue."),
            },
        ),
        (
            _("Where"),
            {
                "fields": ["country", "time_zone", ("latitude", "longitude"), "population", "geonames_id"],
                "description": _("The time zone such as Asia/Seoul or Europe/Madrid."),
            },
        ),
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
