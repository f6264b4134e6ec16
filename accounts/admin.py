"""People and their mails in the administration. Nobody is added here: an invitation makes an account."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.enums import AccountChange
from accounts.models import Mail, User
from accounts.sign_in.second_factor import AsksAgain, ask_again
from accounts.sign_in.services import check_has_steps, remove_steps
from accounts.users import end_access, give_access, mail_account_changed
from core.act_forms import Act, reason_field
from core.admin.lists import ReadOnlyAdmin
from core.admin.records import RecordAdmin
from core.admin.views import RecordPage
from core.date_fields import PeriodsForm
from core.errors import DomainError, refusal_by


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


class LostDeviceForm(Act):
    """How the administrator knows that it is the person who asks."""

    reason = reason_field(required=True, help_text=gettext_lazy("How you know that it is the person who asks."))

    def __init__(self, *args: Any, record: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record


class LostDevice(RecordPage):
    """Removes the second step of somebody else whose device is lost."""

    form_class = LostDeviceForm
    title = submit_label = gettext_lazy("Remove the second step")
    danger = True

    def require(self, row: Any) -> None:
        if row.pk == self.request.user.pk:
            raise PermissionDenied

    def act(self, form: Any) -> str:
        remove_steps(by=self.request.user, person=self.record, reason=form.cleaned_data["reason"])
        return _("The second step of %(person)s is removed.") % {"person": self.record}

    def get_refusal(self) -> str:
        return refusal_by(check_has_steps, self.record)

    def get_question(self) -> str:
        return _("Has %(person)s lost the device? Make sure that it is the person who asks, such as by telephone.") % {
            "person": self.record
        }

    def get_consequences(self) -> list[str]:
        return [
            _("Passkeys, authenticator app and recovery codes of the person no longer let anybody in."),
            _("The person is signed out everywhere, and calendar addresses no longer open."),
            _("Whoever needs a second step sets up a new one after signing in with the password."),
            _("The person gets an e-mail about it."),
        ]


@admin.register(User)
class UserAdmin(AsksAgain, RecordAdmin):
    """Everyone with an account. Roles stand with the strands, passwords are reset by mail."""

    form = UserForm
    list_display = ["__str__", "email", "is_active", "is_administrator", "last_login"]
    list_filter = [
        "is_active",
        ("is_superuser", AdministratorFilter),
        "language",
        ("erasure_asked_at", admin.EmptyFieldListFilter),
    ]
    search_fields = ["search_text"]
    ordering = ("search_text", "pk")
    readonly_fields = ["last_login", "date_joined", "erasure_asked_at"]
    words: dict[str, str] = {"person": "pk"}
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
        (gettext_lazy("Card"), {"fields": list(User.OF_CARD)}),
        (gettext_lazy("Reading"), {"fields": ["language", "time_zone"]}),
        (pgettext_lazy("account", "Mail"), {"fields": ["mail_now", "mail_deadlines", "mail_digest", "mail_comments"]}),
        (
            gettext_lazy("Access"),
            {"fields": ["is_active", "is_superuser", "last_login", "date_joined", "erasure_asked_at"]},
        ),
    ]

    @admin.display(description=gettext_lazy("Administrator"), boolean=True, ordering="is_superuser")
    def is_administrator(self, person: User) -> bool:
        """By the word the portal uses."""
        return person.is_superuser

    def view_on_site(self, obj: User) -> str | None:
        """The person's page in the last strand in which a role is held."""
        rows = [*obj.memberships.filter(ended_on=None), *obj.strand_roles.filter(ended_on=None)]
        held = max(rows, key=lambda row: row.strand.pk, default=None)
        return str(held.strand.address_of("partnerships:person", person=obj.pk)) if held else None

    def get_urls(self) -> list[Any]:
        """With the page for a lost device."""
        page = self.admin_site.admin_view(self.lost_device)
        return [path("<path:object_id>/lost-device/", page, name="accounts_user_lost_device"), *super().get_urls()]

    def lost_device(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The portal's own page of an act."""
        page: HttpResponse = ask_again(request) or LostDevice.of(self)(request, object_id=object_id)
        return page

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
            form.base_fields["is_active"].help_text = gettext_lazy(
                "May sign in. Without the tick sessions, personal links, calendar addresses and roles end at once."
            )
        return form

    def store(self, request: HttpRequest, obj: User) -> None:
        """Save the person; an address that is no longer the person's own lets nobody in.

        Access ends, and is given again, as on the pages.
        """
        before = User.objects.get(pk=obj.pk)
        wanted, obj.is_active = obj.is_active, before.is_active
        obj.is_staff = obj.is_superuser
        obj.save()
        by: Any = request.user
        if obj.email != before.email:
            mail_account_changed(obj, AccountChange.ADDRESS, by=by, address=before.email)
        if obj.is_superuser != before.is_superuser:
            change = AccountChange.ROLE_GIVEN if obj.is_superuser else AccountChange.ROLE_ENDED
            mail_account_changed(obj, change, by=by, role=gettext_lazy("Administrator"))
        if wanted != obj.is_active:
            switch = give_access if wanted else end_access
            switch(by=by, grants=request.grants, person=obj)  # type: ignore[attr-defined]
            obj.refresh_from_db()
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """Which mails went out and which did not. Their texts are not shown: they may hold one-time links."""

    list_display = ["queued_at", "address", "kind", "subject", "current_state", "attempts", "again"]
    list_filter = ["state", "kind"]
    search_fields = ["address", "key"]
    fields = [
        "key",
        "recipient",
        "address",
        "kind",
        "subject",
        "queued_at",
        "current_state",
        "attempts",
        "due_at",
        "sent_at",
    ]

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def current_state(self, mail: Mail) -> str:
        """How far it has come, as of now."""
        return str(mail.current_state.label)

    @admin.display(description=gettext_lazy("Actions"), empty_value="")
    def again(self, mail: Mail) -> str:
        """The link of one that may not have led to its reader: the page of the operation has the first mails alone."""
        if not mail.can_go_again:
            return ""
        link = '<a href="{}">{}<span class="visually-hidden">: {}</span></a>'
        return format_html(link, reverse("operation-mail-again", args=[mail.pk]), _("Send again"), mail.address)
