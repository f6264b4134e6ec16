"""The pages for who may not or asks too often, for a form whose token is missing or old, and for what went wrong."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.log import log_response
from django.views.defaults import server_error as fault_page

from core import audit
from core.errors import TooOften
from core.log import write_once_a_minute
from core.middleware import SECRETS, network_of
from core.outages import outage_of

_KEPT = 500  # letters of an address


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Note who was refused which address (docs/decisions/0016), and say why, where that is known."""
    if request.user.is_authenticated:
        match = request.resolver_match
        path = match.route if match and SECRETS & match.kwargs.keys() else request.path
        address = f"{request.method} {path[:_KEPT]}"
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
        page = render_to_string(f"{outage.status}.html", {"is_busy": outage.is_busy})
    answer = HttpResponse(page, status=outage.status)
    answer["Content-Language"] = language
    answer["Retry-After"] = str(outage.retry_after)
    # Without the exception: one line, where Django writes the whole way to a fault for every request.
    words = " ".join(str(fault).split())
    log_response("%s: %s: %s", answer.reason_phrase, request.path, words, response=answer, request=request)
    return answer
