"""How often a password may be guessed, and a new one be asked for, without locking out whose it is."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from allauth.core.internal import ratelimit
from django.core.cache import cache

from accounts.known_browsers import find_browser

if TYPE_CHECKING:
    from django.http import HttpRequest

# As allauth writes rates; why: docs/decisions/0015-known-browsers.md. A known browser is counted by itself alone: no
# stranger uses up its tries. Any other by its network, by that and the address together, and, where it guesses, with
# all others that guess the password of one account.
_CLIENTS = {"browser": "5/5m/key", "network": "20/5m/ip", "client": "5/5m/key"}
_LIMITS = {"sign-in": {**_CLIENTS, "account": "50/h/key"}, "reset": _CLIENTS}


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
