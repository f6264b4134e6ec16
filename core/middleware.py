"""Error pages for statuses that Django answers with nothing or in English; what is stored of pages, and compressed."""

import sys
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.log import log_response
from django.views.defaults import server_error as fault_page

from core import audit
from core.errors import BUSY, TooOften, outage_of
from core.log import write_once_a_minute

# What pages, forms, links and calendars ask with. Nothing here answers another method, so it costs no query.
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
COMPRESSED = ("text/html", "application/json", "text/calendar", "text/csv")
# Words of addresses that one person alone has: a personal link, the end of mails, a new password, a calendar.
SECRETS = frozenset({"token", "signed", "key"})
# What no page asks of the browser, so that nothing that comes into one can.
UNUSED = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"
PAGES = {405: "405.html", 413: "413.html", 429: "429.html"}


def network_of(request: HttpRequest) -> str:
    """The network that a request comes from: its address without the end, which would point to one desk or home."""
    if not (address := get_client_ip(request)):
        return ""
    found = ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


class MethodsMiddleware:
    """Refuses a method that no address takes, before anything is read for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse."""
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


class ErrorPagesMiddleware:
    """Gives a bare 405, 413 or 429 our page, and refuses a body that is over-large or unreadable before reading it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then dress what came out bare."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > self._limit(request):
            return self._page(request, HttpResponse(status=413))
        # Django refuses such a form too, but its own page for that asks the form again.
        encoding = (request.encoding or "utf-8").lower()
        if request.content_type == "application/x-www-form-urlencoded" and encoding != "utf-8":
            return HttpResponse(render_to_string("400.html", request=request), status=400)
        response = self.get_response(request)
        # A person comes upon a 405 by an address alone: no form of ours is sent where none is taken.
        is_seen = request.method == "GET" or response.status_code != HttpResponseNotAllowed.status_code
        is_bare = is_seen and not isinstance(response, TemplateResponse)
        if is_bare and response.status_code in PAGES and "text/html" in response.get("Content-Type", ""):
            return self._page(request, response)
        return response

    def _limit(self, request: HttpRequest) -> int:
        """Files come in forms of those alone who have signed in."""
        files = request.content_type == "multipart/form-data" and request.user.is_authenticated
        return int(settings.PORTAL_UPLOAD_LIMIT if files else settings.PORTAL_REQUEST_LIMIT)

    def _page(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        page = render_to_string(PAGES[response.status_code], request=request)
        dressed = HttpResponse(page, status=response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response:
                dressed[name] = response[name]
        return dressed

    def process_view(self, request: HttpRequest, view: Any, *_words: Any) -> HttpResponse | None:
        """Read a form before its token is looked for in it: what is over-large would be a 400 there."""
        if getattr(view, "csrf_exempt", False):
            return None
        try:
            with suppress(UnreadablePostError):
                request.POST.get("csrfmiddlewaretoken")
        except RequestDataTooBig as over_large:
            return self.process_exception(request, over_large)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Give what turned out to be over-large while it was read the same page."""
        is_over_large = isinstance(exception, RequestDataTooBig)
        return self._page(request, HttpResponse(status=413)) if is_over_large else None


class NothingStoredMiddleware:
    """What is for one person is stored nowhere: each answer to who has signed in, and what a secret address opens.

    Else the next one at the same computer reads it after the sign-out. What is public may be kept as its view says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; whoever signs in or out with it is one of them."""
        is_own = request.user.is_authenticated
        response = self.get_response(request)
        match = request.resolver_match
        if is_own or request.user.is_authenticated or (match and SECRETS & match.kwargs.keys()):
            patch_cache_control(response, private=True, no_store=True)
        if is_own and not request.user.is_authenticated:
            # Cookies apart: by one of them the browser is known, and keeps tries of its own.
            response["Clear-Site-Data"] = '"cache", "storage"'
        response["Permissions-Policy"] = UNUSED
        return response


class CompressedPagesMiddleware(GZipMiddleware):
    """Compresses what is text. Documents and archives are compressed in themselves and keep their length.

    An answer's length tells nothing of the secret in it, although it repeats what was asked (BREACH): Django masks the
    token of each form anew for every answer, and adds random bytes to what is compressed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Text alone, as Django does it."""
        is_text = response.get("Content-Type", "").startswith(COMPRESSED) and not response.streaming
        return super().process_response(request, response) if is_text else response


_KEPT = 500  # letters of an address


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Note who was refused which address (docs/decisions/0016), and say why, where that is known."""
    if request.user.is_authenticated:
        match = request.resolver_match
        path = match.route if match and SECRETS & match.kwargs.keys() else request.path
        address = f"{request.method} {path[:_KEPT]}".replace("\0", "")  # PostgreSQL keeps none
        write_once_a_minute(action=audit.REFUSED, by=request.user, address=address, network=network_of(request))
    why = str(getattr(exception, "reason", exception))
    return render(request, "403.html", {"exception": why}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was too old to be trusted, and how to go on."""
    return render(request, "403_csrf.html", status=403)


def too_often(request: HttpRequest, refused: TooOften) -> TemplateResponse:
    """Say from when on one may ask again."""
    page = TemplateResponse(request, "429.html", {"told": str(refused)}, status=429)
    page["Retry-After"] = refused.retry_after
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Say what is wrong where it is no fault of the portal, in one line of the log too; else the page of a fault.

    Django calls it while it handles the exception, be it of a view or of what stands around it. Of the request only its
    head is read, and no page here needs a database.
    """
    fault = sys.exc_info()[1]
    outage = outage_of(fault)
    if outage is None:
        return fault_page(request)
    # Where the reader is not known yet, the browser says which language.
    language = getattr(request, "LANGUAGE_CODE", "") or translation.get_language_from_request(request)
    with translation.override(language):
        page = render_to_string(f"{outage.status}.html", {"is_busy": outage is BUSY})
    answer = HttpResponse(page, status=outage.status)
    answer["Content-Language"] = language
    answer["Retry-After"] = str(outage.retry_after)
    # Without the exception: one line, where Django writes the whole way to a fault for every request.
    words = " ".join(str(fault).split())
    log_response("%s: %s: %s", answer.reason_phrase, request.path, words, response=answer, request=request)
    return answer
