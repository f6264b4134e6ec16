"""The home page: what waits for the reader and for others, and what the apps add beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.parts import collect
from worldcities.first_steps import first_steps
from worldcities.waiting import Waiting

# How far back the changes reach for whoever has never marked them as read.
FIRST_LOOK = dt.timedelta(days=14)


class MyTasks(Access, TemplateView):
    """What waits for the reader and for the other side, and the reader's pairings."""

    template_name = "worldcities/my_tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its tasks and its panels."""
        today, now = clock.today(), clock.now()
        waiting = Waiting.of(collect("tasks", grants=self.grants, today=today), today)
        seen = self.request.user.tasks_seen_at or now - FIRST_LOOK
        given = collect("home", grants=self.grants, today=today, now=now, since=seen)
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
