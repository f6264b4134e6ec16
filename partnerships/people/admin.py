"""Roles, coordinators and invitations in the administration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _, gettext_lazy

from accounts.enums import AccountChange
from accounts.sign_in.second_factor import AsksAgain
from core.act_forms import RecordForm
from core.admin.records import RecordAdmin, VersionedAdmin
from core.errors import DomainError
from partnerships.enums import InvitedAs
from partnerships.models import Invitation, Membership, StrandRole
from partnerships.people.services import invite, mail_role_changed, resend_invitation, withdraw_invitation

SENDS = gettext_lazy("Saving sends an e-mail with a link that lasts 14 days and makes the account.")
ENDED = gettext_lazy("Who leaves gets a last day; nothing is deleted. New people are invited.")


class RoleRecordForm(RecordForm):
    """Something a person holds once at a time, until a last day."""

    def check(self, cleaned: dict[str, Any]) -> None:
        """Not ended before it started, and not held twice. A day that is set anew is whole."""
        if "ended_on" in self.changed_data:
            self.instance.ended_at = None
        ended, started = cleaned.get("ended_on"), self.value_of("started_on")
        if ended and started and ended < started:
            raise DomainError(_("The last day is before the first."), field="ended_on")
        known = {field.name for field in self._meta.model._meta.fields}
        held = {name: self.value_of(name) for name in known & {"user", "strand", "role", "participation"}}
        named = {name: value for name, value in held.items() if value is not None}
        others = self._meta.model._default_manager.filter(ended_on=None, **named)
        if ended is None and others.exclude(pk=self.instance.pk).exists():
            raise DomainError(_("The person has this role already."), field="user")


def page_of(row: StrandRole | Membership) -> str:
    """The person's page in the strand, as long as the role is held."""
    if row.ended_on:
        return row.strand.address_of("partnerships:people")
    return row.strand.address_of("partnerships:person", person=row.user_id)


def store_role(known: VersionedAdmin, request: HttpRequest, obj: Any) -> None:
    """Save a role, and tell whoever holds it that it was given, or when it ends."""
    is_new = obj.pk is None
    ended = None if is_new else type(obj)._default_manager.values_list("ended_on", flat=True).get(pk=obj.pk)
    VersionedAdmin.store(known, request, obj)
    by: Any = request.user
    if obj.ended_on != ended and obj.ended_on is not None:
        mail_role_changed(obj, AccountChange.ROLE_ENDED, by=by, until=obj.ended_on)
    elif is_new or obj.ended_on != ended:
        mail_role_changed(obj, AccountChange.ROLE_GIVEN, by=by)


@admin.register(StrandRole)
class StrandRoleAdmin(AsksAgain, VersionedAdmin):
    """Staff, contracting authority and observers of strands."""

    form = RoleRecordForm
    store = store_role
    view_on_site = staticmethod(page_of)
    list_display = ["user", "role", "strand", "ended_on"]
    list_filter = ["strand", "role"]
    search_fields = ["user__search_text"]
    related = ("user", "strand")
    fixed = ("user", "strand", "role")
    autocomplete_fields = ["user", "strand"]
    fieldsets = [(None, {"fields": ["user", "strand", "role", "ended_on"], "description": ENDED})]


@admin.register(Membership)
class MembershipAdmin(AsksAgain, VersionedAdmin):
    """Coordinators of partners."""

    form = RoleRecordForm
    store = store_role
    view_on_site = staticmethod(page_of)
    list_display = ["user", "participation", "started_on", "ended_on"]
    list_filter = ["participation__strand"]
    search_fields = ["user__search_text", "participation__partner__search_text"]
    related = ("user", "participation__partner", "participation__strand")
    fixed = ("user", "participation")
    autocomplete_fields = ["user", "participation"]
    fieldsets = [(None, {"fields": ["user", "participation", "started_on", "ended_on"], "description": ENDED})]


class InvitationForm(forms.ModelForm):
    """Whom to invite to what. Names and language only greet the person in the right way."""

    refusal: DomainError | None = None

    def clean(self) -> Any:
        """A coordinator works for a partner of the strand, nobody else for any."""
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is not None:
            self.add_error(None, str(self.refusal))
        role, partner, strand = (cleaned.get(name) for name in ("role", "participation", "strand"))
        if role == InvitedAs.COORDINATOR and partner is None and "participation" not in self.errors:
            self.add_error("participation", _("Choose the partner that the coordinator works for."))
        elif role and role != InvitedAs.COORDINATOR and partner is not None:
            self.add_error("participation", _("Only a coordinator works for a partner. Leave it empty."))
        elif partner is not None and strand is not None and partner.strand_id != strand.pk:
            self.add_error("participation", _("This partner does not take part in the strand."))
        return cleaned

    def validate_constraints(self) -> None:
        """Said above in the user's words."""


@admin.register(Invitation)
class InvitationAdmin(AsksAgain, RecordAdmin):
    """Adding one sends it. Afterwards it is sent again or withdrawn, never edited."""

    form = InvitationForm
    list_display = ["email", "role", "participation", "strand", "state", "sent_at"]
    list_filter = ["strand", "role"]
    search_fields = ["email", "family_name", "given_name", "participation__partner__search_text"]
    related = ("strand", "participation__partner", "participation__strand")
    autocomplete_fields = ["strand", "participation"]
    actions = ["send_again", "withdraw"]
    words: dict[str, str] = {"strand": "strand__code", "invitation": "pk"}
    once = (SENDS, "")
    fieldsets = [
        (None, {"fields": ["email", ("given_name", "family_name"), "language"], "description": SENDS}),
        (gettext_lazy("Role"), {"fields": ["strand", "role", "participation"]}),
    ]

    def view_on_site(self, obj: Invitation) -> str:
        """The people of the strand, among whom it stands."""
        return str(obj.strand.address_of("partnerships:people"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A sent mail cannot be edited; the list keeps its two acts."""
        return obj is None and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once sent, nothing of it is a field."""
        return () if obj is None else ("state", "sent_at", "accepted_at", "withdrawn_at", "invited_by")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A sent one says how it stands."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return sets
        fields = ["state", "sent_at", "accepted_at", "withdrawn_at", "invited_by"]
        return [*sets, (gettext_lazy("State"), {"fields": fields})]

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation: Invitation) -> str:
        """Where it stands."""
        if invitation.accepted_at:
            return _("Accepted")
        if invitation.withdrawn_at:
            return _("Withdrawn")
        return _("Expired") if invitation.has_expired else _("Waiting")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Send it; the service writes the row and the act."""
        obj.language = obj.language or "en"
        invite(by=request.user, grants=request.grants, strand=obj.strand, rows=[obj])  # type: ignore[arg-type, attr-defined]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on it."""

    @admin.action(description=gettext_lazy("Send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """A new link for each chosen one; the old links die."""
        self._each(request, queryset, resend_invitation, _("Sent again: %(person)s"))

    @admin.action(description=gettext_lazy("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """The links of the chosen ones die."""
        self._each(request, queryset, withdraw_invitation, _("Withdrawn: %(person)s"))

    def _each(self, request: HttpRequest, queryset: models.QuerySet[Any], act: Any, done: str) -> None:
        for invitation in queryset:
            try:
                act(by=request.user, grants=request.grants, invitation=invitation)  # type: ignore[attr-defined]
            except (DomainError, ValidationError) as refusal:
                self.message_user(request, f"{invitation.email}: {refusal}", messages.ERROR)
            else:
                self.message_user(request, done % {"person": invitation.email}, messages.SUCCESS)
