"""People and their mails in the administration. Nobody is added here: an invitation makes an account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Mail, User
from core.admin import ReadOnlyAdmin, RecordAdmin
from core.errors import DomainError
from core.period_forms import PeriodsForm


class UserForm(PeriodsForm):
    """A person's details; an administrator does not lock out himself."""

    request: HttpRequest
    refusal: DomainError | None = None

    def clean(self) -> Any:
        """Keep the door open for whoever saves."""
        cleaned = super().clean()
        if self.refusal is not None:
            self.add_error(None, str(self.refusal))
        if self.instance.pk == self.request.user.pk:
            for name in ("is_active", "is_superuser"):
                if not cleaned.get(name):
                    self.add_error(name, _("You cannot take this from yourself. Ask another administrator."))
        return cleaned


class AdministratorFilter(admin.BooleanFieldListFilter):
    """By the word that the portal uses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext_lazy("Administrator")


@admin.register(User)
class UserAdmin(RecordAdmin):
    """Everyone with an account. Roles stand with the strands, passwords are reset by mail."""

    form = UserForm
    list_display = ["__str__", "email", "is_active", "is_administrator", "last_login"]
    list_filter = ["is_active", ("is_superuser", AdministratorFilter), "language"]
    search_fields = ["search_text"]
    ordering = ("search_text", "pk")
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (
            None,
            {
                "fields": ["email", "given_name", "family_name", "name_order", "name_native"],
                "description": gettext_lazy(
                    "To let someone in, invite the person; to shut someone out, untick “active”."
                ),
            },
        ),
        (gettext_lazy("Reading"), {"fields": ["language", "time_zone"]}),
        (pgettext_lazy("account", "Mail"), {"fields": ["mail_now", "mail_deadlines", "mail_digest"]}),
        (gettext_lazy("Access"), {"fields": ["is_active", "is_superuser", "last_login", "date_joined"]}),
    ]

    @admin.display(description=gettext_lazy("Administrator"), boolean=True, ordering="is_superuser")
    def is_administrator(self, person: User) -> bool:
        """By the word the portal uses."""
        return person.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By invitation only."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Say plainly what the tick gives."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.request = request
        if "is_superuser" in form.base_fields:
            field = form.base_fields["is_superuser"]
            field.label = gettext_lazy("Administrator")
            field.help_text = gettext_lazy("May see and change everything, here and in the portal.")
        if "is_active" in form.base_fields:
            form.base_fields["is_active"].help_text = gettext_lazy("May sign in.")
        return form

    def store(self, request: HttpRequest, obj: User) -> None:
        """Save the person; an address that is no longer the person's own lets nobody in."""
        obj.is_staff = obj.is_superuser
        obj.save()
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Which mails went out and which did not. Their texts are not shown: they may hold one-time links."""

    list_display = ["queued_at", "address", "kind", "subject", "state", "attempts"]
    list_filter = ["state", "kind"]
    search_fields = ["address", "key"]
    fields = ["key", "recipient", "address", "kind", "subject", "queued_at", "state", "attempts", "due_at", "sent_at"]
