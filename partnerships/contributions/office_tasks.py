"""What is late or stuck across the strands of programme staff: one row for each pairing and kind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from core.formats import format_date, join_names
from core.parts import Task
from core.texts import reader_language
from partnerships.enums import PairingStatus, Side
from partnerships.models import Pairing
from partnerships.services.activity import silence
from partnerships.services.dues import CONFIRMATION, FOLLOW_UP, MILESTONE
from partnerships.services.waiting import (
    due_follow_ups,
    open_milestones,
    partner_name,
    picked,
    waiting_confirmations,
)

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Milestone

MOST_NAMES = 3


def of_office(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """What staff look after in the open pairings of their strands."""
    if not grants.staff:
        return
    pairings = list(Pairing.objects.open().filter(strand__in=grants.staff).with_names().order_by("pk"))
    if not pairings:
        return
    milestones = open_milestones(pairings, today, {})
    yield from _objections(milestones)
    yield from _milestones([row for row in milestones if row.is_overdue(today) and not row.objection])
    yield from _confirmations(pairings, today)
    yield from _follow_ups(pairings, today)
    yield from _silent(pairings, today)


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


def _remind(pairing: Pairing, why: str, due: dt.date | None, things: Iterable[str]) -> Task:
    """A row that staff answer by reminding whom it waits for: the button leads to the mails about just these things."""
    place = reverse("partnerships:remind", args=[pairing.strand.code])
    return Task(
        verb=pgettext("task", "Remind"),
        thing=pairing.name,
        language=reader_language(),
        url=pairing.get_absolute_url(),
        why=why,
        due=due,
        button=_("Remind"),
        pairing_id=pairing.pk,
        about=str(pairing.strand),
        answer_url=f"{place}?{urlencode([('things', thing) for thing in things])}",
    )


def _objections(milestones: Iterable[Milestone]) -> Iterator[Task]:
    for row in milestones:
        if row.objection:
            title, language = picked(row, "title")
            yield Task(
                verb=pgettext("task", "Settle"),
                thing=title,
                language=language,
                url=row.get_absolute_url(),
                why=_("%(partner)s objects: “%(objection)s”")
                % {"partner": partner_name(row.pairing, row.objection_side), "objection": row.objection},
                due=row.forecast.last_day,
                button=_("Read objection"),
                pairing_id=row.pairing_id,
                about=row.pairing.name,
            )


def _milestones(milestones: Iterable[Milestone]) -> Iterator[Task]:
    for pairing, rows in _by_pairing((row.pairing, row) for row in milestones):
        why = ngettext("%(count)s milestone overdue: %(names)s.", "%(count)s milestones overdue: %(names)s.", len(rows))
        names = _names(picked(row, "title")[0] for row in rows)
        due = min((row.forecast.last_day for row in rows if row.forecast.last_day), default=None)
        things = [
            f"{MILESTONE}{row.pk}-{side.value}" for row in rows for side in Side if row.responsible in (side, "both")
        ]
        yield _remind(pairing, why % {"count": len(rows), "names": names}, due, things)


def _confirmations(pairings: Sequence[Pairing], today: dt.date) -> Iterator[Task]:
    late = (row for row in waiting_confirmations(pairings) if row.due < today)
    for pairing, rows in _by_pairing((row.pairing, row) for row in late):
        sides = join_names(dict.fromkeys(partner_name(pairing, row.side) for row in rows))
        why = _("Waits for %(partners)s to confirm: %(names)s. Asked on %(day)s.") % {
            "partners": sides,
            "names": _names(row.title[0] for row in rows),
            "day": format_date(min(row.asked_on for row in rows)),
        }
        things = [f"{CONFIRMATION}{row.confirmation.pk}-{row.side}" for row in rows]
        yield _remind(pairing, why, min(row.due for row in rows), things)


def _follow_ups(pairings: Sequence[Pairing], today: dt.date) -> Iterator[Task]:
    late = (row for row in due_follow_ups(pairings, today) if row.is_late(today))
    for pairing, rows in _by_pairing((row.pairing, row) for row in late):
        why = ngettext("%(count)s follow-up late: %(names)s.", "%(count)s follow-ups late: %(names)s.", len(rows))
        names = _names(picked(row, "what")[0] for row in rows)
        things = [f"{FOLLOW_UP}{row.pk}-{row.side}" for row in rows]
        due = min(row.due_on for row in rows)
        yield _remind(pairing, why % {"count": len(rows), "names": names}, due, things)


def _silent(pairings: Sequence[Pairing], today: dt.date) -> Iterator[Task]:
    silences = silence(pairings, clock.end_of(today))
    for pairing in pairings:
        quiet = silences[pairing.pk]
        most = pairing.strand.silence_days
        if quiet.days is None or quiet.days < most or pairing.status != PairingStatus.ACTIVE:
            continue
        why = ngettext("%(count)s day without contact.", "%(count)s days without contact.", quiet.days)
        said = [why % {"count": quiet.days}]
        if quiet.never:
            said.append(_("No contact has been recorded yet."))
        elif quiet.side:
            said.append(_("%(partner)s has been silent longer.") % {"partner": partner_name(pairing, quiet.side)})
        yield Task(
            verb=pgettext("task", "Ask after"),
            thing=pairing.name,
            language=reader_language(),
            url=pairing.get_absolute_url(),
            why=" ".join(said),
            due=today - dt.timedelta(days=quiet.days - most),
            button=_("See the contacts"),
            answer_url=reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code]),
            pairing_id=pairing.pk,
            about=str(pairing.strand),
        )
