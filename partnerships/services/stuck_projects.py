"""Projects that stay long on one level: a reason to look at their pairing, and a task for its sides."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import ngettext

from core.parts import RISK, WATCH, Signal
from partnerships.columns.projects import LONG
from partnerships.models import Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Pairing

PROJECT_STUCK = "project-stuck"


def stuck(pairings: Sequence[Pairing], today: dt.date) -> QuerySet[Project]:
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
    address = reverse("partnerships:pairing-projects", args=[pairing.strand.code, pairing.code])
    return f"{address}?unchanged={LONG}{pairing.strand.level_days}"


def signals_of_projects(pairings: Sequence[Pairing], today: dt.date) -> Iterator[Signal]:
    """One signal for each pairing with such projects; a risk once one stays twice as long. One query."""
    by_id = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    if not by_id:
        return
    rows = stuck(pairings, today).order_by().values("pairing").annotate(number=Count("pk"), since=Min("level_since"))
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


def days_words(project: Project, today: dt.date) -> str:
    """Why somebody should look at a project."""
    days = (today - project.level_since).days if project.level_since else 0
    said = ngettext(
        "On the level “%(level)s” for %(days)s day. Move it, or say what holds it up.",
        "On the level “%(level)s” for %(days)s days. Move it, or say what holds it up.",
        days,
    )
    return said % {"level": project.get_level_display(), "days": days}
