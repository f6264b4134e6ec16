"""How often somebody may try to sign in, and which browsers are known."""

import datetime as dt
import math
import secrets
import time
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.signing import BadSignature, Signer
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


# As allauth writes rates; why: docs/decisions/0015-known-browsers.md. A known browser is counted by itself alone: no
# stranger uses up its tries. Any other by its network, by that and the address together, and, where it guesses, with
# all others that guess the password of one account.
_CLIENTS = {"browser": "5/5m/key", "network": "20/5m/ip", "client": "5/5m/key"}
_LIMITS = {"sign-in": {**_CLIENTS, "account": "50/h/key"}, "reset": _CLIENTS}
_LIMITS["code"] = _LIMITS["sign-in"]


class TooManyTries(Exception):
    """No try is left for `minutes` minutes."""

    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


def take_try(request: HttpRequest, address: str, act: str) -> ratelimit.RateLimitUsage:
    """Use up one try of an act for an address, known or not; `rollback` gives it back. Raises TooManyTries."""
    address = address.strip().lower()
    taken = ratelimit.RateLimitUsage(usage=[])
    # The account comes last: who is refused already counts no more against it.
    for name, key in _counted(request, address).items():
        count = {"app": act, "action": name, "config": _LIMITS[act]}
        usage = ratelimit.consume(request, key=key, **count)
        if usage is None:
            taken.rollback()
            raise TooManyTries(_minutes_left(request, key, count))
        taken.usage += usage.usage
    return taken


def _counted(request: HttpRequest, address: str) -> dict[str, str]:
    if browser := find_browser(request, address):
        return {"browser": f"{address} {browser}"}
    return {"network": "", "client": f"{address} {ratelimit.get_ip(request)}", "account": address}


def _minutes_left(request: HttpRequest, key: str, count: dict[str, Any]) -> int:
    """Until the oldest try that counts is forgotten."""
    (rate,) = ratelimit.get_rates(**count)
    place = ratelimit.get_cache_key(request, app=count["app"], action=count["action"], rate=rate, key=key)
    tries = cache.get(place, [])[: rate.amount]
    return max(1, math.ceil((tries[-1] + rate.duration - time.time()) / 60)) if tries else 1
