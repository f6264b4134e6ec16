"""Whom another service may sign in: who has an account with the address that it has verified, or is invited to it."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.shortcuts import redirect

from accounts.models import User
from accounts.sign_in.openid import refuse
from partnerships.people.invitations import accept_verified


class BoundAccounts(DefaultSocialAccountAdapter):
    """Binds an account at the first sign-in to the service's own name for the person, which decides from then on."""

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(refuse(request))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find whose it is; without anybody allauth says that accounts come by invitation."""
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("account_login"))
        if sociallogin.is_existing:
            return
        person = self._find_person(sociallogin)
        if person is not None and not person.is_active:
            raise ImmediateHttpResponse(redirect("account_inactive"))
        if person is not None:
            # An address that was given to somebody else at the service does not open the account of the one before.
            if SocialAccount.objects.filter(user=person, provider=sociallogin.account.provider).exists():
                raise ImmediateHttpResponse(refuse(request))
            sociallogin.connect(request, person)

    def _find_person(self, sociallogin: Any) -> User | None:
        for one in sociallogin.email_addresses:
            if one.verified:
                address = one.email.strip().lower()
                person = get_user_model().objects.filter(email=address).first()
                return person or accept_verified(email=address, **sociallogin.names)
        return None
