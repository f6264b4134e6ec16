"""Signing in by another service through OpenID Connect: the way there and back, and what its answer must hold."""

from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from requests import RequestException

LONGEST_NAME = 80


class VerifiedTokens(OpenIDConnectOAuth2Adapter):
    """Takes no word of the service that it has not signed, or that is about another person than its token."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """What the service tells, its names on `names`; nothing of it is kept but who it is. Raises OAuth2Error."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        try:
            login = super().complete_login(request, app, token, **kwargs)
            told = login.account.extra_data
            is_same = told["id_token"]["sub"] == told["userinfo"]["sub"]
        except (KeyError, TypeError, ValueError) as wrong:
            raise OAuth2Error("not what OpenID Connect says") from wrong
        if not is_same:
            raise OAuth2Error("userinfo of another person")
        names = (str(told["userinfo"].get(name) or "")[:LONGEST_NAME] for name in ("given_name", "family_name"))
        login.names = dict(zip(("given_name", "family_name"), names, strict=True))
        for one in login.email_addresses:
            one.verified = str(one.verified).lower() == "true"
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """With its signature, which allauth leaves to TLS."""
        self.did_fetch_access_token = False
        claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        return claims


def refuse(request: HttpRequest) -> HttpResponse:
    """Back to the sign-in, where the service did not sign the person in."""
    words = _("%(service)s did not sign you in. Try again, or use your password.")
    messages.error(request, words % {"service": settings.OIDC_NAME})
    return redirect("account_login")


def _carry_out(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        response: HttpResponse = view.adapter_view(VerifiedTokens(request, provider_id))(request)
    except (RequestException, KeyError, ValueError):
        # The service does not answer, or with something else than OpenID Connect says.
        return refuse(request)
    return response


@require_GET
@login_not_required
def enter(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the service."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _carry_out(OAuth2LoginView, request, provider_id)


@require_GET
@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it, with a code for its token."""
    return _carry_out(OAuth2CallbackView, request, provider_id)


SERVICE = {"provider_id": "openid"}

urlpatterns = [
    path("openid/", enter, SERVICE, name="openid_connect_login"),
    path("openid/back/", come_back, SERVICE, name="openid_connect_callback"),
]
