"""The programme's records in the administration: here what is edited or read as on pages, in modules all else."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin, VersionedAdmin
from core.formats import format_size, format_zone
from core.templatetags.portal import written
from partnerships.admin.shown import shown_names
from partnerships.agreements.actions import EditAgreement
from partnerships.contacts.actions import EditContact
from partnerships.enums import Audience
from partnerships.follow_ups.actions import EditFollowUp
from partnerships.indicators import admin as indicators
from partnerships.matching.actions import EditInterest, EditPractice
from partnerships.milestones import admin as milestones
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
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
    PracticeQuestion,
    Project,
    ProjectResult,
    TextEdition,
)
from partnerships.pairings import admin as pairings
from partnerships.people import admin as people
from partnerships.places import admin as places
from partnerships.plan import admin as plan
from partnerships.programmes import admin as programmes
from partnerships.projects.actions import EditProject, EditResult

__all__ = ["indicators", "milestones", "pairings", "people", "places", "plan", "programmes"]


class Mentions(admin.TabularInline):
    """Whom a comment names."""

    model = Mention
    fields = ("person", "name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Its writer alone names anybody."""
        return False

    has_change_permission = has_delete_permission = has_add_permission


admin.site.register([ActionPlan, Closing, ClosingDay, LevelChange, PracticeQuestion], ReadOnlyAdmin)
admin.site.register(Comment, ReadOnlyAdmin, inlines=[Mentions])
admin.site.register(
    Confirmation,
    ReadOnlyAdmin,
    list_display=["text", "side", "state", "asked_at", "confirmed_at", "by_label", "on_behalf"],
    list_filter=["state", "side", "on_behalf", "text__pairing__strand"],
    search_fields=["text__slug", "text__pairing__search_text", "sha256", "by_label", "reason"],
)
admin.site.register(AgreedThemes, ReadOnlyAdmin, **shown_names(AgreedThemes))

admin.site.register(Agreement, EditedAdmin, edit=EditAgreement, asked_too=("party_codes",), **shown_names(Agreement))
admin.site.register(FollowUp, EditedAdmin, edit=EditFollowUp)
admin.site.register(
    Interest, EditedAdmin, edit=EditInterest, list_filter=["kind", "participation__strand", "withdrawn_on"]
)
admin.site.register(ProjectResult, EditedAdmin, edit=EditResult)
admin.site.register(GoodPractice, EditedAdmin, edit=EditPractice)
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
    words: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "text": "slug"}

    def view_on_site(self, obj: TextEdition) -> str:
        return str(obj.pairing.address_of("partnerships:text", text=obj.slug))

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
