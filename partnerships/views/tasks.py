"""What my tasks answers to: marking what changed as read."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.services.tasks_seen import mark_tasks_seen
from core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


LONG_AGO = 2000


class TasksSeen(View):
    """Marks what changed as read, as far as the page that was read told of it; answers POST alone."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note it and go back."""
        mark_tasks_seen(by=request.user, until=_moment(request.POST.get("until", "")))  # type: ignore[arg-type]
        messages.success(request, _("Marked as read."))
        return redirect("my-tasks")


def _moment(text: str) -> dt.datetime:
    """The moment that the form carries; now, where it carries none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    # One that no clock of this portal has told, nor the database could keep in its own zone.
    if moment is None or not LONG_AGO <= moment.year < dt.MAXYEAR:
        return clock.now()
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=dt.UTC)
