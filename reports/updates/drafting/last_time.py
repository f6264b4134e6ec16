"""What the partner's last update announced, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext

from events.enums import EventStatus
from events.models import Event
from partnerships.enums import AgreementStatus, MilestoneStatus
from reports.enums import SENT_UPDATE, Question
from reports.models import CityUpdate
from reports.updates.drafting.desk import Desk, Line, cut, line, with_more

if TYPE_CHECKING:
    from partnerships.models import Agreement, Milestone


def read_last_time(desk: Desk) -> CityUpdate | None:
    """The partner's newest update that was sent for an earlier period; one query."""
    rows = CityUpdate.objects.filter(
        participation=desk.participation.pk, status__in=SENT_UPDATE, period__ends_on__lt=desk.period.ends_on
    ).exclude(period=desk.period.pk)
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
    told = {one.record for one in lines}
    missing = {record: row for record, row in announced.items() if record not in told}
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
    told = line("", Question.NEXT, lambda: pgettext("line of a city update", "as announced in the last update"), "")
    return f", {told.text_en}", f", {told.text_ko}"


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

    told = line(f"{record}-announced", Question.DIFFICULT, text, str(row.get("url", "")))
    again_en, again_ko = _again()
    # A line that had been announced before says so itself; once is enough.
    en = str(row.get("text_en") or "").removesuffix(again_en)
    ko = str(row.get("text_ko") or "").removesuffix(again_ko)
    return replace(told, text_en=told.text_en.replace(_HOLE, en or ko), text_ko=told.text_ko.replace(_HOLE, ko or en))


# Stands for the line of last time while the sentence around it is translated.
_HOLE = "\x01"
