"""The programme's records in the administration: here what is edited or read as on pages, in modules all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import EditedAdmin, ReadOnlyAdmin, VersionedAdmin
from core.formats import format_size, format_zone
from core.templatetags.portal import written
from partnerships.admin import shared
from partnerships.admin.shown import shown_names
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
    Project,
    ProjectResult,
    TextEdition,
)
from partnerships.pairings import admin as pairings
from partnerships.people import admin as people
from partnerships.plan import admin as plan
from partnerships.programmes import admin as programmes
from partnerships.projects.actions import EditProject, EditResult

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

__all__ = ["indicators", "milestones", "pairings", "people", "plan", "programmes", "shared"]

admin.site.register([ActionPlan, Closing, Comment, Confirmation, GoodPractice, LevelChange], ReadOnlyAdmin)
admin.site.register(AgreedThemes, ReadOnlyAdmin, **shown_names(AgreedThemes))
admin.site.register(ClosingDay, ReadOnlyAdmin, view_on_site=False)

admin.site.register(Agreement, EditedAdmin, edit=EditAgreement, asked_too=("party_codes",), **shown_names(Agreement))
admin.site.register(FollowUp, EditedAdmin, edit=EditFollowUp)
admin.site.register(Interest, EditedAdmin, edit=EditInterest)
admin.site.register(ProjectResult, EditedAdmin, edit=EditResult)
admin.site.register(
    Project,
    EditedAdmin,
    edit=EditProject,
    asked_too=("partner_codes", "first_reported"),
    left_out=("edition", "agreed_en", "agreed_ko"),
    **shown_names(Project),
)


@admin.register(Contact)
class ContactAdmin(EditedAdmin):
    """What passed between two sides."""

    edit = EditContact
    asked_too = ("on", "starts_at", "time_zone")

    @admin.display(description=_("time zone"))
    def time_zone_shown(self, row: Contact) -> str:
        return format_zone(row.time_zone) if row.time_zone else ""


@admin.register(Deputy)
class DeputyAdmin(ReadOnlyAdmin):
    """Who stands in for whom."""

    list_display = ["user", "membership", "starts_on", "ends_on"]

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

    fields = [
        "pairing",
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
    asked = [*named, "source", "note"]
    admin.site.register(
        model,
        EntryAdmin,
        list_display=asked,
        search_fields=[f"{model.SHARED}__search_text"],
        related=named,
        fixed=named,
        fieldsets=[(None, {"fields": asked, "description": _("Sources are web addresses, separated by “ ; ”.")})],
    )
