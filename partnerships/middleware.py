"""Puts the reader's grants on the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import SimpleLazyObject

from core.access import Grants
from partnerships.services.grants import read_grants

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class GrantsMiddleware:
    """`request.grants`: read when first asked for, then the same for the whole request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the lazy grants."""
        request.grants = SimpleLazyObject(lambda: _grants(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def _grants(request: HttpRequest) -> Grants:
    if not request.user.is_authenticated:
        return Grants()
    return read_grants(request.user)
