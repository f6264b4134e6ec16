"""The home page, search, the language switch and the health check."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from accounts.middleware import LANGUAGE_KEY
from core import clock, contributions
from core.access import Access
from worldcities.first_steps import first_steps
from worldcities.waiting import Waiting

if TYPE_CHECKING:
    from django.http import HttpRequest


# How far back the changes reach for whoever has never marked them as read.
FIRST_LOOK = dt.timedelta(days=14)


class MyTasks(Access, TemplateView):
    """What waits for the reader and for the other side, and the reader's pairings."""

    template_name = "worldcities/my_tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its tasks and its panels."""
        today, now = clock.today(), clock.now()
        waiting = Waiting.of(contributions.collect("tasks", grants=self.grants, today=today), today)
        seen = self.request.user.tasks_seen_at or now - FIRST_LOOK
        given = contributions.collect("home", grants=self.grants, today=today, now=now, since=seen)
        panels = sorted(given, key=lambda one: one.long)
        places = {place: [one for one in panels if one.place == place] for place in ("head", "aside", "below")}
        # Whoever acts nowhere reads along, unless something waits: a report to decide on, a file that is ready.
        reads_only = not (self.grants.participations or self.grants.staff or waiting.rows)
        if self.grants.is_administrator:
            reading = _("No task waits for an administrator. The boards show what waits for the sides.")
        else:
            reading = _("You read along here; no task waits for you.")
        return super().get_context_data(
            waiting=waiting,
            first_steps=first_steps(self.request.user, self.grants),
            reads_only=reads_only,
            sentence=reading if reads_only else waiting.sentence,
            **places,
            **kwargs,
        )


class Search(Access, TemplateView):
    """Names in any script, without accents, in any order."""

    template_name = "worldcities/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its results; an empty query finds nothing."""
        # PostgreSQL knows no text with a zero byte.
        query = self.request.GET.get("q", "").replace("\x00", " ").strip()[:100]
        groups = contributions.collect("search", grants=self.grants, query=query) if query else []
        groups = [group for group in groups if group.results]
        count = sum(len(group.results) for group in groups)
        return super().get_context_data(query=query, groups=groups, count=count, **kwargs)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process and its database live."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language for the session, and go back to the page it was chosen on."""
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        request.session[LANGUAGE_KEY] = language
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)
