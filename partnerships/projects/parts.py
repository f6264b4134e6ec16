"""What waits for a coordinator among the cooperation projects: those that stay long on one level."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.parts import Task
from partnerships.models import Pairing, Project
from partnerships.projects.board import days_label, stuck, stuck_url
from partnerships.rules.journey import side_of
from partnerships.tasks.selectors import other_side, partner_name, picked

if TYPE_CHECKING:
    from core.access import Grants


def of_projects(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """One task a pairing: its project, or how many there are; it waits for the side that leads, else for both."""
    if not grants.participations:
        return
    pairings = {row.pk: row for row in Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk")}
    if not pairings:
        return
    found: dict[tuple[int, bool], list[Project]] = defaultdict(list)
    for project in stuck(list(pairings.values()), today):
        project.pairing = pairings[project.pairing_id or 0]
        mine = project.lead != other_side(side_of(grants, project.pairing))
        found[project.pairing.pk, mine].append(project)
    for (key, mine), projects in found.items():
        yield _task(grants, pairings[key], projects, today, mine=mine)


def _task(grants: Grants, pairing: Pairing, projects: list[Project], today: dt.date, *, mine: bool) -> Task:
    across = partner_name(pairing, other_side(side_of(grants, pairing)))
    facts: dict[str, Any] = {
        "verb": pgettext("task", "Move on"),
        "due": None,
        "pairing_id": pairing.pk,
        "mine": mine,
        "waits_for": "" if mine else across,
        "about": pairing.name,
    }
    if len(projects) == 1:
        (project,) = projects
        title, language = picked(project, "title")
        return Task(
            thing=title,
            language=language,
            url=project.get_absolute_url(),
            why=days_label(project, today),
            button=_("Change level"),
            answer_url=reverse("partnerships:project-level", args=[pairing.strand.code, project.code]),
            **facts,
        )
    thing = ngettext("%(count)s project long on its level", "%(count)s projects long on their level", len(projects)) % {
        "count": len(projects)
    }
    return Task(
        thing=thing,
        language="",
        url=stuck_url(pairing),
        why=days_label(projects[0], today),
        button=_("See the projects"),
        **facts,
    )
