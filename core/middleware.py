"""Error pages for statuses that Django answers with nothing: 405, 413, 429; what is stored of pages, and compressed."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

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
