"""How far every partner is with its update for a period, who still owes one, and the chain of an update."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from accounts.models import Mail
from core import clock
from core.differences import after, before, compare_texts
from core.folding import name_key
from core.formats import bracketed
from core.texts import LANGUAGES, reader_language
from partnerships.models import Participation
from partnerships.people.selectors import read_people
from reports.enums import HANDED_IN, LineState, Question, UpdateAct, UpdateStatus
from reports.models import CityUpdate, ReportingPeriod, UpdateStep
from reports.periods.selectors import standings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from accounts.models import User
    from core.access import Grants
    from reports.periods.selectors import PeriodOnDay

# The word of components/status_word.html that stands for each state.
_MARKS = {
    UpdateStatus.DRAFT: "planned",
    UpdateStatus.SUBMITTED: "done",
    UpdateStatus.RETURNED: "soon",
    UpdateStatus.ACCEPTED: "done",
}


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """One partner and its update; `update` is None where nobody began it, or the reader does not see it.

    That it was submitted, and when, everybody knows who sees the period; what it says, not.
    `days` are those until the report is due, below zero once the day is over. `url` is the update's page, `write_url`
    where the reader writes it; each empty where the reader may not. `is_owed` says that it still waits for the partner.
    `people` are those whom a reminder would reach, `reminded` those of them who got one today.
    """

    participation: Participation
    update: CityUpdate | None
    label: str
    mark: str
    is_owed: bool
    is_late: bool
    days: int
    is_submitted: bool = False
    submitted_at: dt.datetime | None = None
    url: str = ""
    write_url: str = ""
    people: list[User] = field(default_factory=list)
    reminded: list[User] = field(default_factory=list)

    @property
    def is_to_remind(self) -> bool:
        """Whether it is late, and somebody is left who was not reminded today."""
        return self.is_late and len(self.people) > len(self.reminded)

    @property
    def waits_for_staff(self) -> bool:
        """Whether it was submitted and not yet accepted."""
        return self.update is not None and self.update.status == UpdateStatus.SUBMITTED

    @property
    def days_label(self) -> str:
        """By how many days it is late; nothing where it is not."""
        if not self.is_late:
            return ""
        return ngettext("%(days)s day late", "%(days)s days late", -self.days) % {"days": -self.days}


def update_rows(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[UpdateRow]:
    """Every participation of the strand, the EU side first, by name; four queries."""
    rows = CityUpdate.objects.filter(period=period)
    updates = {row.participation_id: row for row in rows}
    seen = set(rows.visible_to(grants).values_list("pk", flat=True))
    standing = standings([period], today)[period.pk]
    partners = list(Participation.objects.filter(strand=period.strand_id).select_related("partner"))
    partners.sort(key=lambda row: (row.side != "eu", name_key(row.partner), row.pk))
    for part in partners:
        part.strand = period.strand
    return [update_row(grants, standing, part, updates.get(part.pk), seen) for part in partners]


def update_row(
    grants: Grants, standing: PeriodOnDay, part: Participation, update: CityUpdate | None, seen: Collection[int]
) -> UpdateRow:
    """One partner's row in a period; `seen` are the updates that the reader sees."""
    period, today = standing.period, standing.today
    is_seen = update is not None and update.pk in seen
    if update is not None:
        update.period, update.participation = period, part
    handed_in = update is not None and update.status in HANDED_IN
    owed = not (handed_in or period.is_skipped or standing.is_locked)
    late = owed and period.is_late_on(today)
    mine = part.pk in grants.participations
    inside = grants.is_administrator or period.strand_id in grants.staff | grants.authority or mine
    mark, label = look_of(update, is_seen=inside or is_seen or handed_in)
    args = [period.strand.code, period.code, part.partner.code]
    begun = period.starts_on <= today
    return UpdateRow(
        participation=part,
        update=update if is_seen else None,
        label=label,
        mark="overdue" if late else mark,
        is_owed=owed,
        is_late=late,
        days=(period.due_on - today).days,
        is_submitted=handed_in,
        submitted_at=update.submitted_at if update is not None and handed_in else None,
        url=reverse("reports:update", args=args) if is_seen or inside else "",
        write_url=reverse("reports:update-write", args=args) if mine and owed and begun else "",
    )


def look_of(update: CityUpdate | None, *, is_seen: bool = True) -> tuple[str, str]:
    """Look and label of an update; whoever does not see it reads only that it was not handed in, not even begun."""
    if not is_seen:
        return "not-reported", pgettext("city update", "Not submitted yet")
    if update is None or update.pk is None:
        return "not-reported", pgettext("city update", "Not begun")
    status = UpdateStatus(update.status)
    return _MARKS[status], str(status.label)


def rows_owed(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[UpdateRow]:
    """The partners whose update is not handed in, once the period has begun."""
    if period.starts_on > today:
        return []
    return [row for row in update_rows(grants, period, today) if row.is_owed]


def reminder_key(period: ReportingPeriod, participation: int, person: int, today: dt.date) -> str:
    """What one person is reminded of on a day is kept under this key, so that it happens once."""
    return f"update-reminder:{today}:{period.pk}:{participation}:{person}"


def rows_to_remind(*, by: User, grants: Grants, period: ReportingPeriod) -> list[UpdateRow]:
    """Who owes an update and whom a reminder would reach; a constant number of queries."""
    today = clock.today()
    rows = rows_owed(grants, period, today)
    people = read_people([row.participation.pk for row in rows], today)
    keys: dict[str, tuple[UpdateRow, User]] = {}
    for row in rows:
        row.people.extend(one for one in people.of_side(row.participation.pk) if one.pk != by.pk)
        keys |= {reminder_key(period, row.participation.pk, one.pk, today): (row, one) for one in row.people}
    for key in Mail.objects.filter(key__in=list(keys)).values_list("key", flat=True):
        row, person = keys[key]
        row.reminded.append(person)
    return rows


def unbegun_update(grants: Grants, words: Mapping[str, Any]) -> CityUpdate | None:
    """The update that the words of an address lead to, for whoever follows it, before anybody began it."""
    periods = ReportingPeriod.objects.visible_to(grants).with_names()
    period = periods.filter(strand__code=words["strand"], code=words["period"]).first()
    partners = Participation.objects.select_related("partner", "strand").filter(partner__code=words["partner"])
    participation = partners.filter(strand=period.strand_id).first() if period else None
    if period is None or participation is None:
        return None
    row = CityUpdate(period=period, participation=participation)
    return row if row.is_followed_by(grants) else None


# The chain of an update: its steps, and what changed between two submissions.


def read_chain(update: CityUpdate) -> list[UpdateStep]:
    """The steps of an update, the newest first; one query.

    Submissions have their `number`, and from the second on the `changes` since the one before.
    """
    found: list[UpdateStep] = []
    body: Mapping[str, Any] | None = None
    number = 0
    for step in UpdateStep.objects.filter(update=update.pk).select_related("by").order_by("at", "id"):
        if step.act == UpdateAct.SUBMITTED:
            number += 1
            step.number, step.changes = number, None if body is None else list(_changed_answers(body, step.body))
            body = step.body
        found.append(step)
    return found[::-1]


def last_body(update: CityUpdate) -> Mapping[str, Any] | None:
    """What the newest submission reported; one query."""
    row = UpdateStep.objects.filter(update=update.pk, act=UpdateAct.SUBMITTED).order_by("at", "id").last()
    return row.body if row else None


def last_reason(update: CityUpdate) -> str:
    """Why it was returned last; one query."""
    row = UpdateStep.objects.filter(update=update.pk, act=UpdateAct.RETURNED).order_by("at", "id").last()
    return row.reason if row else ""


def _changed_answers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The answers that differ, as components/comparison.html shows them: own words and lines together, the reader's
    language first within each question.
    """
    first = reader_language()
    names = {"en": "English", "ko": "한국어"}
    for question in Question:
        for language in sorted(LANGUAGES, key=lambda language: language != first):
            was, now = (_text_of(body, question, language) for body in (old, new))
            if was != now:
                pieces, label = compare_texts(was, now), bracketed(str(question.label), names[language])
                yield {"label": label, "old": was, "new": now, "before": before(pieces), "after": after(pieces)}


def _text_of(body: Mapping[str, Any], question: Question, language: str) -> str:
    answer = body.get("answers", {}).get(f"{question}_{language}", "")
    lines = [
        f"– {row[f'text_{language}']}"
        for row in body.get("lines", [])
        if row["question"] == question and row["state"] != LineState.DROPPED and row[f"text_{language}"]
    ]
    return "\n".join([*([answer] if answer else []), *lines])
