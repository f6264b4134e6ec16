"""The second step of signing in: who must have one, how its secrets are kept, and asking once more who it is."""

import base64
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _, gettext_lazy

from accounts.models import User

logger = logging.getLogger(__name__)

# The roles that MFA_REQUIRED_ROLES may name, each by what the grants of whoever has it hold.
ROLES = {
    "administrator": "is_administrator",
    "staff": "staff",
    "authority": "authority",
    "coordinator": "participations",
    "observer": "observer",
}
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What stays open to whoever has a step and has not taken it: taking it, and leaving.
_TAKING = {"account_logout", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals secrets with a key made of SECRET_KEY, so that the database alone lets nobody in."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This did not work. Check the code, or try the passkey again."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up a passkey or an app first."),
    }

    def encrypt(self, text: str) -> str:
        return _sealing().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises InvalidToken where SECRET_KEY is another one and SECRET_KEY_FALLBACKS lacks that of then."""
        return _sealing().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        return _("Passkey %(number)d") % {"number": Authenticator.objects.filter(user=user, type=type).count() + 1}

    def _get_site_name(self) -> str:
        return str(_("World Cities"))


def _sealing() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (salted_hmac("accounts.second-factor", "key", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


def must_have_step(request: HttpRequest) -> bool:
    """Whether the reader has a role that needs one."""
    grants = request.grants  # type: ignore[attr-defined]
    return any(getattr(grants, ROLES[name]) for name in settings.MFA_REQUIRED_ROLES)


def has_taken_step(request: HttpRequest, person: User | None = None) -> bool:
    """Whether this session was opened with one, or the reader has set it up in it; no query."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, person or request.user))


def has_steps(person: User) -> bool:
    """Whether the person has set one up."""
    return Authenticator.objects.filter(user=person, type__in=STEPS).exists()


def note_steps(request: HttpRequest) -> None:
    """Bring what the session knows in line with the steps that the reader has set up or removed in it."""
    if has_steps(request.user):  # type: ignore[arg-type]
        if not has_taken_step(request):
            record_authentication(request, request.user, "mfa")
    else:
        records = get_authentication_records(request, request.user)
        left = [record for record in records if record["method"] != "mfa"]
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = left


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """The way to a page that asks for the password or the second step, and back; None where that was done just now."""
    if not request.user.is_authenticated or not is_reauthentication_required(request, app="portal"):
        return None
    back = request.get_full_path()
    if request.method != "GET":
        # What was sent is not kept: it may be large, or old by then. Its page is opened anew.
        messages.info(request, _("Nothing was saved. Confirm that it is you, then send it again."))
        page = request.headers.get("referer", "")
        own = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
        back = urlsplit(page)._replace(scheme="", netloc="").geturl() if own else "/"
    methods = get_account_adapter().get_reauthentication_methods(request.user)
    return redirect(f"{methods[0]['url']}?{urlencode({'next': back})}")


class AsksAgain:
    """Of the administration: records whose pages ask who it is before they open, because they give roles."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = ask_again(request) or super().changeform_view(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = ask_again(request) or super().delete_view(request, *args, **kwargs)  # type: ignore[misc]
        return answer


class SecondFactorMiddleware:
    """Opens nothing but the second step to whoever must have one, and asks again before views with `asks_again`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        if unknown := set(settings.MFA_REQUIRED_ROLES) - ROLES.keys():
            message = f"MFA_REQUIRED_ROLES: {', '.join(sorted(unknown))} is none of {', '.join(ROLES)}"
            raise ImproperlyConfigured(message)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        if settings.MFA_REQUIRED_ROLES and not has_taken_step(request) and getattr(view, "login_required", True):
            way = self._way_to_step(request)
            if way is not None:
                return way
        return ask_again(request) if getattr(getattr(view, "view_class", view), "asks_again", False) else None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Say what to do where SECRET_KEY is another one than that with which the step was sealed."""
        if not isinstance(fault, InvalidToken):
            return None
        logger.error("A second step cannot be opened: SECRET_KEY_FALLBACKS lacks its key (person %s)", request.user.pk)
        messages.error(
            request, _("Your app and your recovery codes cannot be read. Ask an administrator to remove them.")
        )
        return redirect("accounts:account")

    def _way_to_step(self, request: HttpRequest) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in _TAKING or not must_have_step(request):
            return None
        kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
        if not kinds.intersection(STEPS):
            if name.startswith("mfa_") or name == "account_reauthenticate":
                return None
            messages.warning(
                request, _("Your role needs a second step at sign-in. Once you have set it up, all pages open.")
            )
            return redirect("mfa_index")
        # It was set up elsewhere since: this session takes it now.
        page = "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in kinds else "mfa_reauthenticate"
        back = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{reverse(page)}?{urlencode({'next': back})}")
