"""What this app adds to my tasks beside the tasks: clocks, contacts, what changed, the pairings as strips."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.access import Grants
from core.formats import format_date, format_time, join_names
from core.kept import kept_parts
from core.parts import Panel, Task
from core.texts import reader_language
from partnerships.contacts.selectors import Silence, read_gaps, too_silent
from partnerships.history.pairing_history import read_changes
from partnerships.models import Milestone, Pairing
from partnerships.pairings.cards import large_strip, side_labels, small_strips
from partnerships.pairings.selectors import read_journeys
from partnerships.tasks.selectors import (
    Owed,
    Waiting,
    due_follow_ups,
    open_milestones,
    other_side,
    owed_of_milestone,
    partner_name,
    picked,
    waiting_confirmations,
)
from partnerships.tasks.signals import read_health

# So many of the reader's own pairings are drawn, and have their clocks and their contacts beside the tasks.
MOST, BESIDE = 20, 4
# So many of the pairings of somebody who coordinates none are named, the worst first.
MOST_OTHERS = 8


def my_pairings(
    *, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime, pairings: Sequence[Pairing]
) -> Iterable[Panel]:
    """The reader's pairings with their clocks, contacts and journeys; for whoever coordinates none, how others stand.

    What is over stands on the boards of its strands; it is shown here only where nothing else is.
    """
    own = [pairing for pairing in pairings if pairing.side_of(grants)]
    if own:
        gaps = [_contact_gap(pairing, grants) for pairing in read_gaps(own[:BESIDE], today)]
        yield Panel("partnerships/tasks/home.html#contact_gaps", {"rows": gaps}, place="aside")
    mine, others = own, []
    rows = Pairing.objects.visible_to(grants).with_names().own_first(grants)
    if not mine and grants.participations:
        mine = list(rows.coordinated_by(grants)[:MOST])
    if not mine:
        others = list(pairings) or list(rows.open()[: MOST + 1]) or list(rows[: MOST + 1])
    yield _strips(mine[:MOST], others, grants, today)
    if grants.participations or grants.staff or grants.authority:
        yield Panel(
            "partnerships/tasks/home_changes.html", read_changes(grants=grants, since=since, now=now, known=pairings)
        )


def read_clocks(grants: Grants, pairings: Sequence[Pairing]) -> list[tuple[str, str, str, str]]:
    """Side, letters, name and zone: the own side first, then the partners across, each once; one query at most."""
    own = [pairing for pairing in pairings if pairing.side_of(grants)][:BESIDE]
    prefetch_related_objects([partner for pairing in own for _side, partner in pairing.partners], "places")
    found: dict[int, tuple[str, str, str, str]] = {}
    for pairing in own:
        for side, partner in sorted(pairing.partners, key=lambda one: one[0] != pairing.side_of(grants)):
            if city := partner.first_city:
                clock = (side, pairing.strand.side_letters(side), str(partner.name), city.time_zone)
                found.setdefault(partner.pk, clock)
    return list(found.values())


def clocks_at(clocks: Sequence[tuple[str, str, str, str]], now: dt.datetime) -> dict[str, Any]:
    """The same, each with its time instead of its zone."""
    return {"clocks": [(*one, format_time(now.astimezone(ZoneInfo(zone)))) for *one, zone in clocks]}


def _contact_gap(pairing: Any, grants: Grants) -> dict[str, Any]:
    """How long the two sides have not been in touch."""
    silent = pairing.silence.side
    return {
        "pairing": pairing,
        "partner": partner_name(pairing, other_side(pairing.side_of(grants))),
        "most": pairing.strand.silence_days,
        "alone": partner_name(pairing, other_side(silent)) if silent else "",
        "add_url": reverse("partnerships:contact-add", args=[pairing.strand.code, pairing.code]),
        "follow_up_url": reverse("partnerships:follow-up-add", args=[pairing.strand.code, pairing.code]),
    }


def _strips(mine: Sequence[Pairing], others: Sequence[Pairing], grants: Grants, today: dt.date) -> Panel:
    journeys = {journey.pairing.pk: journey for journey in read_journeys(mine, today)} if mine else {}
    health = read_health(grants=grants, pairings=[*mine, *others], today=today)
    only = journeys[mine[0].pk] if len(mine) == 1 else None
    groups = []
    for _key, some in groupby(() if only else mine, key=lambda pairing: pairing.strand_id):
        ways = [journeys[pairing.pk] for pairing in some]
        rows = [(way, strip, health.get(way.pairing.pk)) for way, strip in zip(ways, small_strips(ways), strict=True)]
        groups.append((ways[0].pairing.strand, rows))
    worst = sorted(others, key=lambda pairing: -health[pairing.pk].rank if pairing.pk in health else 1)
    return Panel(
        "partnerships/tasks/home_pairings.html",
        {
            "mine": groups,
            "strands": list({pairing.strand_id: pairing.strand for pairing in mine}.values()),
            "others": [(pairing, health.get(pairing.pk)) for pairing in worst[:MOST_OTHERS]],
            "more": len(others) > MOST_OTHERS,
            "only": only,
            **(side_labels(mine[0].strand) if mine else {}),
            **(large_strip(only) if only else {}),
        },
    )


# What is late or stuck across the strands of programme staff: one row for each pairing and kind.

MOST_NAMES = 3


def of_office(pairings: Sequence[Pairing], today: dt.date) -> list[Task]:
    """What staff look after in open pairings of their strands, which come `with_changes`."""
    found = kept_parts("office", pairings, partial(_of_pairings, today=today)) if pairings else {}
    return [task for tasks in found.values() for task in tasks]


def _of_pairings(pairings: Sequence[Pairing], today: dt.date) -> dict[int, list[Task]]:
    waiting = Waiting(pairings, today)
    milestones = open_milestones(pairings, waiting, {})
    found: dict[int, list[Task]] = {row.pk: [] for row in pairings}
    for task in chain(
        _objections(milestones),
        _milestones([row for row in milestones if row.is_overdue(today) and not row.objection]),
        _confirmations(pairings, waiting),
        _follow_ups(pairings, waiting),
        _silent(pairings, waiting),
    ):
        found[task.pairing_id or 0].append(task)
    return found


def _by_pairing[Row](rows: Iterable[tuple[Pairing, Row]]) -> Iterator[tuple[Pairing, list[Row]]]:
    found: dict[int, list[Row]] = defaultdict(list)
    pairings = {}
    for pairing, row in rows:
        pairings[pairing.pk] = pairing
        found[pairing.pk].append(row)
    for key, some in found.items():
        yield pairings[key], some


def _names(names: Iterable[str]) -> str:
    """The first few by name, the rest as a number."""
    known = list(dict.fromkeys(names))
    quoted = [_("“%(title)s”") % {"title": name} for name in known[:MOST_NAMES]]
    if (more := len(known) - MOST_NAMES) > 0:
        quoted.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return join_names(quoted)


def _remind[Row](
    pairing: Pairing,
    rows: list[Row],
    due: dt.date | None,
    why: Callable[[list[Row]], str],
    owed: Callable[[Row], list[Owed]],
) -> Task:
    """A row that staff answer by reminding whom it waits for: the button leads to the mails about just these things."""
    query = urlencode([("things", thing.choice) for row in rows for thing in owed(row)])
    return Task(
        verb=pgettext("task", "Remind"),
        thing=pairing.name,
        language=reader_language(),
        url=pairing.get_absolute_url(),
        why=why(rows),
        due=due,
        button=_("Remind"),
        pairing_id=pairing.pk,
        about=str(pairing.strand),
        answer_url=f"{reverse('partnerships:remind', args=[pairing.strand.code])}?{query}",
    )


def _objections(milestones: Iterable[Milestone]) -> Iterator[Task]:
    for row in milestones:
        if row.objection:
            title, language = picked(row, "title")
            yield Task(
                verb=pgettext("task", "Answer the objection"),
                thing=title,
                language=language,
                url=row.get_absolute_url(),
                why=_("%(partner)s objects: “%(objection)s”")
                % {
                    "partner": partner_name(row.pairing, row.objection_side),
                    "objection": row.in_reading_language("objection"),
                },
                due=row.forecast.last_day,
                button=_("Read objection"),
                pairing_id=row.pairing_id,
                about=row.pairing.name,
            )


def _milestones(milestones: Iterable[Milestone]) -> Iterator[Task]:
    for pairing, rows in _by_pairing((row.pairing, row) for row in milestones):
        due = min((row.forecast.last_day for row in rows if row.forecast.last_day), default=None)
        yield _remind(pairing, rows, due, _why_milestones, owed_of_milestone)


def _why_milestones(rows: Sequence[Milestone]) -> str:
    why = ngettext("%(count)s milestone overdue: %(names)s.", "%(count)s milestones overdue: %(names)s.", len(rows))
    return why % {"count": len(rows), "names": _names(picked(row, "title")[0] for row in rows)}


def _confirmations(pairings: Sequence[Pairing], waiting: Waiting) -> Iterator[Task]:
    late = (row for row in waiting_confirmations(pairings, waiting) if row.due < waiting.today)
    for pairing, rows in _by_pairing((row.pairing, row) for row in late):
        due = min(row.due for row in rows)
        yield _remind(pairing, rows, due, _why_confirmations, lambda row: [Owed(row, row.side, row.due)])


def _why_confirmations(rows: Sequence[Any]) -> str:
    return _("Waiting for %(partners)s to confirm: %(names)s. Asked on %(day)s.") % {
        "partners": join_names(dict.fromkeys(partner_name(row.pairing, row.side) for row in rows)),
        "names": _names(row.title[0] for row in rows),
        "day": format_date(min(row.asked_on for row in rows)),
    }


def _follow_ups(pairings: Sequence[Pairing], waiting: Waiting) -> Iterator[Task]:
    late = (row for row in due_follow_ups(pairings, waiting) if row.is_late(waiting.today))
    for pairing, rows in _by_pairing((row.pairing, row) for row in late):
        due = min(row.due_on for row in rows)
        yield _remind(pairing, rows, due, _why_follow_ups, lambda row: [Owed(row, row.side, row.due_on)])


def _why_follow_ups(rows: Sequence[Any]) -> str:
    why = ngettext("%(count)s follow-up late: %(names)s.", "%(count)s follow-ups late: %(names)s.", len(rows))
    return why % {"count": len(rows), "names": _names(picked(row, "what")[0] for row in rows)}


def _silent(pairings: Sequence[Pairing], waiting: Waiting) -> Iterator[Task]:
    for pairing, quiet, days in too_silent(pairings, waiting):
        place = [pairing.strand.code, pairing.code]
        yield Task(
            verb=pgettext("task", "Ask after"),
            thing=pairing.name,
            language=reader_language(),
            url=pairing.get_absolute_url(),
            why=_why_silent(pairing, quiet, days),
            due=waiting.today - dt.timedelta(days=days - pairing.strand.silence_days),
            button=_("See the contacts"),
            answer_url=reverse("partnerships:contact-list", args=place),
            pairing_id=pairing.pk,
            about=str(pairing.strand),
        )


def _why_silent(pairing: Pairing, quiet: Silence, days: int) -> str:
    said = ngettext("%(count)s day without contact.", "%(count)s days without contact.", days) % {"count": days}
    if quiet.never:
        return f"{said} {_('No contact has been recorded yet.')}"
    if quiet.side:
        partner = partner_name(pairing, quiet.side)
        return f"{said} {_('%(partner)s has been silent longer.') % {'partner': partner}}"
    return said
