"""Whether the portal lives, for whoever watches over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from core.checks import missing_in

if TYPE_CHECKING:
    from django.http import HttpRequest


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process and its database live."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 once the database has all that the code needs, 503 until then; `check` says what is missing."""
    if missing_in(connection):
        words = "The database lacks migrations or columns. manage.py check --database default says which."
        return HttpResponse(words, content_type="text/plain", status=503, headers={"Retry-After": "60"})
    return HttpResponse("ready", content_type="text/plain")
