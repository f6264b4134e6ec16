"""The draft of a city update: what the records of the period say for one partner, line by line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import pgettext

from events.enums import EventStatus
from events.models import Event
from partnerships.enums import AgreementStatus, MilestoneStatus
from partnerships.models import Pairing
from reports.enums import SENT_UPDATE, Question
from reports.models import CityUpdate
from reports.updates.drafting.dated import (
    completed_by,
    event_lines,
    follow_up_lines,
    milestone_lines,
    read_events,
    read_milestones,
)
from reports.updates.drafting.draft import Draft, Line, cut, line, with_more
from reports.updates.drafting.results import (
    agreement_lines,
    contact_lines,
    level_lines,
    publicity_lines,
    read_agreements,
    value_lines,
)

if TYPE_CHECKING:
    from partnerships.models import Agreement, Milestone, Participation
    from reports.models import ReportingPeriod

__all__ = ["Draft", "Line", "draft_lines", "read_draft"]

# A page and a form bear so many lines; whoever has more reports on so much that nobody reads it line by line.
MOST_LINES = 150
_ORDER = {name: place for place, name in enumerate(("achieved", "difficult", "next"))}


def draft_lines(participation: Participation, period: ReportingPeriod, today: dt.date) -> list[Line]:
    """The lines of the draft in the order of the questions, each in English and Korean; a constant number of queries.

    From all pairings of the partner. What the other side alone answers for, or has brought, is not in them.
    """
    return read_draft(participation, period, today).lines


def read_draft(participation: Participation, period: ReportingPeriod, today: dt.date) -> Draft:
    """The same with what the last update had announced."""
    rows = Pairing.objects.filter(Q(eu=participation) | Q(counterpart=participation)).with_names().order_by("code")
    draft = Draft(participation, period, today, {row.pk: row for row in rows})
    events, milestones, agreements = read_events(draft), read_milestones(draft), read_agreements(draft)
    found = [
        *milestone_lines(draft, milestones, completed_by(draft, events)),
        *event_lines(draft, events),
        *level_lines(draft),
        *agreement_lines(draft, agreements),
        *value_lines(draft),
        *follow_up_lines(draft),
        *contact_lines(draft),
        *publicity_lines(draft),
    ]
    draft.last_time = read_last_time(draft)
    lines = list(compare(draft.last_time, found, milestones=milestones, agreements=agreements, today=today))
    # What nobody can look up elsewhere comes first within its question: what is late.
    lines.sort(key=lambda one: (_ORDER[one.question], not one.is_late))
    draft.lines, draft.left_out = lines[:MOST_LINES], max(len(lines) - MOST_LINES, 0)
    return draft


# What the partner's last update announced, and what became of it.


def read_last_time(draft: Draft) -> CityUpdate | None:
    """The partner's newest update that was sent for an earlier period; one query."""
    rows = CityUpdate.objects.filter(
        participation=draft.participation.pk, status__in=SENT_UPDATE, period__ends_on__lt=draft.period.ends_on
    ).exclude(period=draft.period.pk)
    found: CityUpdate | None = rows.select_related("period__strand").order_by("-period__ends_on", "-period").first()
    return found


def compare(
    last: CityUpdate | None,
    lines: Sequence[Line],
    *,
    milestones: Iterable[Milestone],
    agreements: Iterable[Agreement],
    today: dt.date,
) -> Iterator[Line]:
    """The lines, each that was announced last time saying so, and what was announced and is told by none of them.

    What is still to come was not difficult: where no line tells of it, it is left out. One query where events were
    announced.
    """
    if last is None:
        yield from lines
        return
    announced = {row["key"].rpartition("-")[0]: row for row in last.announced}
    for one in lines:
        yield _marked(one) if one.record in announced else one
    drafted = {one.record for one in lines}
    missing = {record: row for record, row in announced.items() if record not in drafted}
    states = _states(missing, milestones, agreements, today)
    for record, row in missing.items():
        if state := states.get(record):
            yield _missing_line(record, row, *state)


def _marked(one: Line) -> Line:
    """A line that also says that it was announced last time."""
    en, ko = _again()
    return replace(one, text_en=one.text_en + en, text_ko=one.text_ko + ko)


def _again() -> tuple[str, str]:
    """What is put behind a line that was announced last time, in English and Korean."""
    found = line("", Question.NEXT, lambda: pgettext("line of a city update", "as announced in the last update"), "")
    return f", {found.text_en}", f", {found.text_ko}"


def _states(
    missing: Mapping[str, Any], milestones: Iterable[Milestone], agreements: Iterable[Agreement], today: dt.date
) -> dict[str, tuple[bool, str]]:
    """Of what was announced and did not come: whether it was given up, and why."""
    found: dict[str, tuple[bool, str]] = {}
    for milestone in milestones:
        is_coming = milestone.status == MilestoneStatus.PLANNED and not milestone.is_overdue(today)
        if milestone.status != MilestoneStatus.DONE and not is_coming:
            given_up = milestone.status == MilestoneStatus.CANCELLED
            found[f"milestone-{milestone.pk}"] = (given_up, milestone.reason if given_up else "")
    for agreement in agreements:
        if agreement.signed_on is None:
            found[f"agreement-{agreement.pk}"] = (agreement.status == AgreementStatus.LAPSED, "")
    keys = [int(record.partition("-")[2]) for record in missing if record.startswith("event-")]
    for event in Event.objects.filter(pk__in=keys) if keys else ():
        is_coming = event.is_open and not event.is_past(today)
        if event.status != EventStatus.HELD and not is_coming:
            given_up = event.status == EventStatus.CANCELLED
            found[f"event-{event.pk}"] = (given_up, event.reason if given_up else "")
    return found


def _missing_line(record: str, row: Mapping[str, Any], given_up: bool, reason: str) -> Line:
    def text() -> str:
        announced = pgettext("line of a city update", "announced in the last update")
        words = (
            pgettext("line of a city update", "%(what)s: does not take place")
            if given_up
            else pgettext("line of a city update", "%(what)s: not done so far")
        )
        return with_more(words % {"what": _HOLE}, announced, cut(reason))

    found = line(f"{record}-announced", Question.DIFFICULT, text, str(row.get("url", "")))
    again_en, again_ko = _again()
    # A line that had been announced before says so itself; once is enough.
    en = str(row.get("text_en") or "").removesuffix(again_en)
    ko = str(row.get("text_ko") or "").removesuffix(again_ko)
    return replace(
        found, text_en=found.text_en.replace(_HOLE, en or ko), text_ko=found.text_ko.replace(_HOLE, ko or en)
    )


# Stands for the line of last time while the sentence around it is translated.
_HOLE = "\x01"
