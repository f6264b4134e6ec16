"""Hands the files that a view leaves to a worker over, and leads to the page that shows how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin

from core.error_views import too_often
from core.errors import TooOften
from core.sent_files import LeftToWorker
from reports.exports.parts import ask_page_file

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class LongWorkMiddleware(MiddlewareMixin):
    """Turns `LeftToWorker` of a view into an export."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for the file in the reader's name; every other exception is not for here."""
        if not isinstance(exception, LeftToWorker):
            return None
        try:
            return redirect(ask_page_file(request, exception).get_absolute_url())
        except TooOften as refused:
            return too_often(request, refused)
