"""What pages that know nothing of projects show of those that stay long on one level: signals and tasks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.parts import RISK, WATCH, Signal, Task
from partnerships.models import Pairing, Project
from partnerships.projects.tables import LONG
from partnerships.tasks.selectors import other_side, partner_name, picked

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants

PROJECT_STUCK = "project-stuck"


def _stuck(pairings: Sequence[Pairing], today: dt.date) -> QuerySet[Project]:
    """The projects of open pairings that have not moved for more days than their strand allows, the longest first.

    Where the day of a level is not known, as in what was loaded from sources, nobody can say so.
    """
    by_days: dict[int, list[int]] = defaultdict(list)
    for pairing in pairings:
        if pairing.is_open:
            by_days[pairing.strand.level_days].append(pairing.pk)
    found = Q(pk__in=[])
    for days, keys in by_days.items():
        found |= Q(pairing__in=keys, pk__in=Project.objects.long_on_level(today, days).order_by().values("pk"))
    return Project.objects.filter(found).order_by("level_since", "search_text", "pk")


def stuck_url(pairing: Pairing) -> str:
    """The list of a pairing's projects that stay long on one level: its rows are those that are counted."""
    return f"{pairing.address_of('partnerships:pairing-projects')}?unchanged={LONG}{pairing.strand.level_days}"


def signals_of_projects(pairings: Sequence[Pairing], today: dt.date) -> Iterator[Signal]:
    """One signal for each pairing with such projects; a risk once one stays twice as long. One query."""
    by_id = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    if not by_id:
        return
    rows = _stuck(pairings, today).order_by().values("pairing").annotate(number=Count("pk"), since=Min("level_since"))
    for row in sorted(rows, key=lambda one: one["pairing"]):
        pairing = by_id[row["pairing"]]
        most = pairing.strand.level_days
        sentence = ngettext(
            "%(count)s project on its level for more than %(days)s days",
            "%(count)s projects on their level for more than %(days)s days",
            row["number"],
        ) % {"count": row["number"], "days": most}
        level = RISK if (today - row["since"]).days > 2 * most else WATCH
        yield Signal(PROJECT_STUCK, level, pairing.pk, sentence, stuck_url(pairing))


def of_projects(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """One task a pairing: its project, or how many there are; it waits for the side that leads, else for both."""
    if not grants.participations:
        return
    pairings = {row.pk: row for row in Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk")}
    if not pairings:
        return
    found: dict[tuple[int, bool], list[Project]] = defaultdict(list)
    for project in _stuck(list(pairings.values()), today):
        project.pairing = pairings[project.pairing_id or 0]
        mine = project.lead != other_side(project.pairing.side_of(grants))
        found[project.pairing.pk, mine].append(project)
    for (key, mine), projects in found.items():
        yield _task(grants, pairings[key], projects, today, mine=mine)


def _task(grants: Grants, pairing: Pairing, projects: list[Project], today: dt.date, *, mine: bool) -> Task:
    across = partner_name(pairing, other_side(pairing.side_of(grants)))
    first, count = projects[0], len(projects)
    if count == 1:
        thing, language = picked(first, "title")
        url, answer_url = first.get_absolute_url(), first.address_of("partnerships:project-level")
    else:
        several = ngettext("%(count)s project long on its level", "%(count)s projects long on their level", count)
        thing, language = several % {"count": count}, ""
        url, answer_url = stuck_url(pairing), ""
    return Task(
        verb=pgettext("task", "Move on"),
        thing=thing,
        language=language,
        url=url,
        due=None,
        pairing_id=pairing.pk,
        mine=mine,
        waits_for="" if mine else across,
        about=pairing.name,
        why=_days_label(first, today),
        button=_("Change level") if count == 1 else _("See the projects"),
        answer_url=answer_url,
    )


def _days_label(project: Project, today: dt.date) -> str:
    """Why somebody should look at a project."""
    days = (today - project.level_since).days if project.level_since else 0
    label = ngettext(
        "On the level “%(level)s” for %(days)s day. Move it, or say what holds it up.",
        "On the level “%(level)s” for %(days)s days. Move it, or say what holds it up.",
        days,
    )
    return label % {"level": project.get_level_display(), "days": days}
