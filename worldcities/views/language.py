"""The switch between the portal's languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.middleware import LANGUAGE_KEY
from core.filled import FILLED, PAGE_LANGUAGE, filled_address, keep_values, typed_values

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language for the session, and go back to the page it was chosen on.

    The form of an act can be sent here instead, naming its `page`: what was typed then stands in it again.
    """
    language = request.POST.get(PAGE_LANGUAGE, "")
    if language in dict(settings.LANGUAGES):
        request.session[LANGUAGE_KEY] = language
    page = request.GET.get("page", "")
    target = page or request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect("/")
    if page and request.user.is_authenticated:
        keep_values(request, page.partition("?")[0], typed_values(request.POST))
        target = target if FILLED in page.partition("?")[2].split("&") else filled_address(page)
    return HttpResponseRedirect(target)
