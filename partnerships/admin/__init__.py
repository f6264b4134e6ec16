"""The programme's records in the administration: here what is edited or read as on pages, in modules all else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.act_forms import RecordForm
from core.admin.lists import ReadOnlyAdmin
from core.admin.records import EditedAdmin, VersionedAdmin
from core.date_fields import with_periods
from core.formats import format_size, format_zone
from core.templatetags.portal import written
from partnerships import models
from partnerships.admin.shown import OrderedInline, ThemesFormSet, shown_names
from partnerships.agreements.actions import EditAgreement
from partnerships.contacts.actions import EditContact
from partnerships.enums import Audience
from partnerships.follow_ups.actions import EditFollowUp
from partnerships.indicators import admin as indicators
from partnerships.matching.actions import EditInterest, EditPractice
from partnerships.milestones.actions import EditMilestone
from partnerships.pairings.selectors import check_pairing
from partnerships.people import admin as people
from partnerships.places import admin as places
from partnerships.plan.actions import EditPlanItem, EditStage, PlanItemEditForm, StageEditForm
from partnerships.programmes import admin as programmes
from partnerships.projects.actions import EditProject, EditResult

__all__ = ["indicators", "people", "places", "programmes"]


class Mentions(admin.TabularInline):
    """Whom a comment names."""

    model = models.Mention
    fields = ("person", "name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its writer alone names anybody."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


admin.site.register(
    [models.ActionPlan, models.Closing, models.ClosingDay, models.LevelChange, models.PracticeQuestion], ReadOnlyAdmin
)
admin.site.register(models.Comment, ReadOnlyAdmin, inlines=[Mentions])
admin.site.register(
    models.Confirmation,
    ReadOnlyAdmin,
    list_display=["text", "side", "state", "asked_at", "confirmed_at", "by_label", "on_behalf"],
    list_filter=["state", "side", "on_behalf", "text__pairing__strand"],
    search_fields=["text__slug", "text__pairing__search_text", "sha256", "by_label", "reason"],
)
admin.site.register(models.AgreedThemes, ReadOnlyAdmin, **shown_names(models.AgreedThemes))

admin.site.register(
    models.Agreement, EditedAdmin, edit=EditAgreement, asked_too=("party_codes",), **shown_names(models.Agreement)
)
admin.site.register(models.FollowUp, EditedAdmin, edit=EditFollowUp)
admin.site.register(
    models.Interest, EditedAdmin, edit=EditInterest, list_filter=["kind", "participation__strand", "withdrawn_on"]
)
admin.site.register(models.ProjectResult, EditedAdmin, edit=EditResult)
admin.site.register(models.GoodPractice, EditedAdmin, edit=EditPractice)
admin.site.register(
    models.Project,
    EditedAdmin,
    edit=EditProject,
    asked_too=("partner_codes", "first_reported"),
    left_out=("edition", "agreed_en", "agreed_ko"),
    list_display=["title", "pairing", "lead", "level", "level_since", "topic", "code"],
    **shown_names(models.Project),
)


@admin.register(models.Contact)
class ContactAdmin(EditedAdmin):
    """What passed between two sides."""

    edit = EditContact
    list_display = ["what", "pairing", "kind", "on", "side", "author_label", "withdrawn_at", "code"]
    asked_too = ("on", "starts_at", "time_zone")

    @admin.display(description=_("time zone"))
    def time_zone_shown(self, row: models.Contact) -> str:
        return format_zone(row.time_zone) if row.time_zone else ""


@admin.register(models.Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """Who stands in for whom."""

    list_display = ["user", "membership", "starts_on", "ends_on"]
    list_filter = ["membership__participation__strand", "starts_on"]

    @admin.display(description=_("coordinator"))
    def membership_shown(self, deputy: models.Deputy) -> str:
        """For whom, with the partner; the person as the reader's language writes the name."""
        return f"{deputy.membership.user}: {deputy.membership.participation}"


@admin.register(models.TextEdition)
class TextEditionAdmin(ReadOnlyAdmin):
    """The exact texts that were asked for, with their hashes."""

    list_display = ["slug", "pairing", "edition", "requested_at", "requested_by_label"]
    words: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "text": "slug"}

    def view_on_site(self, obj: models.TextEdition) -> str:
        return str(obj.pairing.address_of("partnerships:text", text=obj.slug))

    @admin.display(description=_("text"), ordering="slug")
    def slug_shown(self, edition: models.TextEdition) -> str:
        return written(edition.title[0])

    @admin.display(description=_("exact text"))
    def canonical_shown(self, edition: models.TextEdition) -> SafeString:
        """As it is hashed: its frame is English, whatever language it holds."""
        return format_html('<pre lang="en">{}</pre>', edition.canonical)


@admin.register(models.Document)
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
    def files(self, row: models.Document) -> SafeString:
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


for model in (models.DirectoryCity, models.DirectoryPartner, models.DirectoryOrganisation):
    named = (model.SHARED, "strand")
    asked = [*named, *(("part",) if model is models.DirectoryOrganisation else ()), "source", "note"]
    admin.site.register(
        model,
        EntryAdmin,
        list_display=asked,
        search_fields=[f"{model.SHARED}__search_text"],
        related=named,
        fixed=named,
        fieldsets=[(None, {"fields": asked, "description": _("Sources are web addresses, separated by “ ; ”.")})],
    )


admin.site.register(
    models.Milestone,
    EditedAdmin,
    edit=EditMilestone,
    list_display=["title", "pairing", "status", "forecast", "actual", "code"],
    ordering=("pairing__strand", "stage__position", "forecast_last_day", "pk"),
)


@admin.register(models.DateChange)
class DateChangeAdmin(ReadOnlyAdmin):
    """Every move of a date, with its reason."""

    list_display = ["at", "moved", "pairing", "old", "new", "reason", "by_label"]
    list_filter = ["milestone__pairing__strand", "at"]
    search_fields = ["reason", "by_label", "milestone__code"]
    related = ("milestone__pairing__eu__partner", "milestone__pairing__counterpart__partner", "plan_item", "stage")
    fields = ["at", "moved", "pairing", "old", "new", "reason", "by_label"]

    @admin.display(description=_("what moved"))
    def moved(self, change: models.DateChange) -> str:
        """The record whose date moved."""
        return str(change.milestone or change.plan_item or change.stage)

    @admin.display(description=_("pairing"))
    def pairing(self, change: models.DateChange) -> str:
        """Whose milestone moved: several pairings have those of the plan."""
        return str(change.milestone.pairing if change.milestone else self.get_empty_value_display())


@with_periods(baseline=_("Baseline"))
class StageBaselineForm(StageEditForm):
    """With the first plan, which no page changes."""


@with_periods(baseline=_("Baseline"))
class PlanItemBaselineForm(PlanItemEditForm):
    """With the first plan, which no page changes."""


def _page(row: models.Stage | models.PlanItem) -> str:
    """The strand's plan, on which it stands."""
    return row.strand.address_of("partnerships:plan")


admin.site.register(
    models.Stage,
    EditedAdmin,
    edit=EditStage,
    form_class=StageBaselineForm,
    asked_too=("position", "baseline"),
    view_on_site=staticmethod(_page),
    list_display=["name", "position", "strand", "forecast", "code"],
)
admin.site.register(
    models.PlanItem,
    EditedAdmin,
    edit=EditPlanItem,
    form_class=PlanItemBaselineForm,
    asked_too=("baseline",),
    view_on_site=staticmethod(_page),
    list_display=["title", "strand", "stage", "responsible", "forecast", "code"],
    ordering=("strand", "stage__position", "forecast_last_day", "pk"),
)


NEW = _("The name comes from the two partners. The status is set once here; later it is changed on the portal's pages.")
LATER = _("The name comes from the two partners. Status and dates are set by acts on the portal's pages.")


class PairingForm(RecordForm):
    """Two partners of one strand, one of each side."""

    def check(self, cleaned: dict[str, Any]) -> None:
        check_pairing(
            strand=self.value_of("strand"),
            eu=self.value_of("eu"),
            counterpart=self.value_of("counterpart"),
            status=self.value_of("status"),
            pairing=self.instance if self.instance.pk else None,
        )


class PairingThemes(OrderedInline):
    """A pairing's themes."""

    model = models.PairingTheme
    formset = ThemesFormSet
    fields = ["position", "theme"]
    autocomplete_fields = ["theme"]


@admin.register(models.Pairing)
class PairingAdmin(VersionedAdmin):
    """Who travels together."""

    form = PairingForm
    list_display = ["__str__", "strand", "status", "themes_shown", "code"]
    list_filter = ["strand", "status"]
    search_fields = ["search_text", "eu__partner__search_text", "counterpart__partner__search_text"]
    related = ("strand", "eu__partner", "eu__strand", "counterpart__partner", "counterpart__strand")
    listed = ("chosen_themes__theme",)
    fixed = ("strand", "code", "eu", "counterpart", "status")
    once = (NEW, LATER)
    autocomplete_fields = ["strand", "eu", "counterpart"]
    inlines = [PairingThemes]
    fieldsets = [
        (None, {"fields": ["strand", "eu", "counterpart", "code", "status"], "description": NEW}),
        (_("Summary"), {"fields": ["summary_en", "summary_ko"]}),
        (_("Origin"), {"fields": ["source", "note"]}),
    ]

    @admin.display(description=_("themes"))
    def themes_shown(self, row: models.Pairing) -> str:
        """By their names, in order."""
        return ", ".join(str(chosen.theme) for chosen in row.chosen_themes.all())
