"""What pages that know nothing of projects show of those that stay long on one level: signals and tasks."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import DateField, F, QuerySet
from django.utils.translation import gettext as _, ngettext, pgettext

from core.access import Grants
from core.flat_rows import Given, as_record, flat
from core.parts import RISK, WATCH, Found, Task
from core.texts import reader_language
from partnerships.enums import ProjectLevel
from partnerships.models import Pairing, Project
from partnerships.projects.tables import LONG
from partnerships.tasks.selectors import PAIRINGS, PARTICIPATIONS, Waiting, other_side, partner_name, picked

PROJECT_STUCK, PROJECT_APART = "project-stuck", "project-stuck-apart"
SETTLED = (ProjectLevel.RUNNING, ProjectLevel.NOT_PURSUED)


def project_rows() -> Iterator[QuerySet[Any, Any]]:
    """Projects that have not moved for a while.

    Where the day of a level is not known, as in what was loaded from sources, nobody can say so.
    """
    rows = Project.objects.filter(pairing__in=PAIRINGS, level_since__lt=Given("unmoved_since", DateField()))
    rows = rows.exclude(level__in=SETTLED)
    names = ("id", "pairing_id", "code", "title_en", "title_ko", "search_text", "level", "level_since", "lead")
    yield flat(PROJECT_STUCK, rows, "pairing_id", *names)
    # Outside of pairings those of the reader's own partners.
    since = Given("unmoved_since", DateField())
    apart = Project.objects.filter(pairing=None, further__in=PARTICIPATIONS, level_since__lt=since)
    apart = apart.exclude(level__in=SETTLED)
    yield flat(PROJECT_APART, apart, None, *names, partner=F("further"))


def _stuck(pairings: Iterable[Pairing], waiting: Waiting) -> dict[Pairing, list[Project]]:
    """By pairing, the projects that have not moved for more days than their strand allows, the longest first."""
    known = {pairing.pk: pairing for pairing in pairings}
    found: dict[Pairing, list[Project]] = defaultdict(list)
    rows = (row for row in waiting.records(PROJECT_STUCK, Project) if row.pairing_id in known)
    for row in sorted(rows, key=lambda row: (row.level_since, row.search_text, row.pk)):
        row.pairing = pairing = known[row.pairing_id]
        row.strand = pairing.strand
        if (waiting.today - row.level_since).days > pairing.strand.level_days:
            found[pairing].append(row)
    return found


def stuck_url(pairing: Pairing) -> str:
    """The list of a pairing's projects that stay long on one level: its rows are those that are counted."""
    return f"{pairing.address_of('partnerships:pairing-projects')}?unchanged={LONG}{pairing.strand.level_days}"


def signals_of_projects(*, waiting: Waiting) -> Iterable[Found]:
    """One signal for each pairing with such projects; a risk once one stays twice as long."""
    for pairing, rows in _stuck(waiting.pairings.values(), waiting).items():
        most = pairing.strand.level_days
        longest = (waiting.today - rows[0].level_since).days if rows[0].level_since else 0
        level = RISK if longest > 2 * most else WATCH
        yield Found(pairing.pk, PROJECT_STUCK, level, {"count": len(rows), "days": most})


def _stuck_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext(
        "%(count)s project on its level for more than %(days)s days",
        "%(count)s projects on their level for more than %(days)s days",
        facts["count"],
    )
    return sentence % facts, stuck_url(pairing)


WORDS = ((PROJECT_STUCK, _stuck_sentence),)


def of_projects(*, waiting: Waiting) -> Iterable[Task]:
    """One task a pairing: its project, or how many there are; it waits for the side that leads, else for both."""
    found: dict[tuple[Pairing, bool], list[Project]] = defaultdict(list)
    for pairing, rows in _stuck(waiting.pairings.values(), waiting).items():
        for project in rows:
            found[pairing, project.lead != other_side(pairing.side_of(waiting.grants))].append(project)
    for (pairing, mine), projects in found.items():
        yield _task(waiting.grants, pairing, projects, waiting.today, mine=mine)
    yield from _apart(waiting)


def _apart(waiting: Waiting) -> Iterator[Task]:
    """One task for each outside of pairings, beside those of the pairing of the partner that takes part."""
    homes = {key: one for one in waiting.pairings.values() for key in (one.eu_id, one.counterpart_id)}
    seen: set[int] = set()
    for _pairing, facts in waiting.rows(PROJECT_APART):
        home = homes.get(facts["partner"])
        project = as_record(Project, {name: value for name, value in facts.items() if name != "partner"})
        if home is None or project.pk in seen:
            continue
        project.strand = home.strand
        if (waiting.today - project.level_since).days > home.strand.level_days:
            seen.add(project.pk)
            yield _task(waiting.grants, home, [project], waiting.today, mine=True)


def _task(grants: Grants, pairing: Pairing, projects: list[Project], today: dt.date, *, mine: bool) -> Task:
    own = pairing.side_of(grants)
    across = partner_name(pairing, other_side(own))
    first, count = projects[0], len(projects)
    if count == 1:
        thing, language = picked(first, "title")
        url, answer_url = first.get_absolute_url(), first.address_of("partnerships:project-level")
    else:
        several = ngettext("%(count)s project stuck on its level", "%(count)s projects stuck on their level", count)
        thing, language = several % {"count": count}, reader_language()
        url, answer_url = stuck_url(pairing), ""
    return Task(
        verb=pgettext("task", "Move forward"),
        thing=thing,
        language=language,
        url=url,
        due=None,
        pairing_id=pairing.pk,
        mine=mine,
        waits_for="" if mine else across,
        owed_to=(across,) if any(project.lead == own for project in projects) else (),
        about=pairing.name if first.pairing_id else "",
        why=_days_label(first, today),
        button=_("Change level") if count == 1 else _("See the projects"),
        answer_url=answer_url,
    )


def _days_label(project: Project, today: dt.date) -> str:
    """Why somebody should look at a project."""
    days = (today - project.level_since).days if project.level_since else 0
    label = ngettext(
        "On the level “%(level)s” for %(days)s day. Change the level, or explain the delay.",
        "On the level “%(level)s” for %(days)s days. Change the level, or explain the delay.",
        days,
    )
    return label % {"level": project.get_level_display(), "days": days}
