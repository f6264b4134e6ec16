"""Browsers in which a person has signed in before: each keeps a signed cookie, which a new password makes worthless."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import User

_KEPT = dt.timedelta(days=365)


def remember_browser(response: HttpResponseBase, person: User) -> None:
    """Let the browser be known from now on, by a number that says nothing."""
    response.set_cookie(
        _name(person),
        _signer(person).sign(secrets.token_urlsafe(16)),
        max_age=_KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def find_browser(request: HttpRequest, address: str) -> str:
    """The number of a browser that the account of an address knows; empty for every other."""
    person = get_user_model().objects.filter(email=address).first()
    try:
        return _signer(person).unsign(request.COOKIES[_name(person)]) if person else ""
    except (KeyError, BadSignature):
        return ""


def _name(person: User) -> str:
    return f"known-browser-{person.pk}"


def _signer(person: User) -> Signer:
    """Of this account, and of its password as long as that is its password."""
    return Signer(salt=f"accounts.known-browser:{person.pk}:{person.password}")
