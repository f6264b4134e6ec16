"""The reader's language and time zone, for the length of one request; and the browser that somebody signs in with."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts.sign_in.forms import remember_browser

LANGUAGE_KEY = "portal_language"


class ReaderMiddleware:
    """Chooses the language: the switch of this session, else the account's, else the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate language and time zone, and say on the response which language it is in."""
        user = request.user if request.user.is_authenticated else None
        language = (
            request.session.get(LANGUAGE_KEY)
            or (user.language if user else "")
            or translation.get_language_from_request(request)
        )
        zone = user.zone if user else zoneinfo.ZoneInfo(settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            # Templates rendered late must still find this language.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


class KnownBrowserMiddleware:
    """Remembers the browser in which somebody has just signed in, or chosen a new password."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Django marks the session of each password; a new mark says that it was just given."""
        before = request.session.get(HASH_SESSION_KEY)
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.get(HASH_SESSION_KEY) != before:
            remember_browser(response, request.user)
        return response
