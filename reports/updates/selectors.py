"""How far every partner is with its update for a period, who still owes one, and the chain of an update."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext

from accounts.models import Mail
from core import clock
from core.differences import after, before, compare_texts
from core.folding import name_key
from core.formats import bracketed
from core.texts import LANGUAGES, reader_language
from partnerships.models import Participation
from partnerships.people.selectors import read_people
from reports.enums import LineState, Question, UpdateAct, UpdateStatus
from reports.models import CityUpdate, ReportingPeriod, UpdateStep
from reports.periods.selectors import with_reports

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from accounts.models import User
    from core.access import Grants

# What components/status_word.html draws of each status.
_MARKS = {
    UpdateStatus.DRAFT: "planned",
    UpdateStatus.SUBMITTED: "done",
    UpdateStatus.RETURNED: "soon",
    UpdateStatus.ACCEPTED: "done",
}


def update_rows(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[CityUpdate]:
    """The update of every partner of the strand, the EU side first, by name, as `updates_of` has them; four queries."""
    with_reports([period], today)
    partners = list(Participation.objects.filter(strand=period.strand_id).select_related("partner"))
    partners.sort(key=lambda row: (row.side != "eu", name_key(row.partner), row.pk))
    for part in partners:
        part.strand = period.strand
    return updates_of(grants, [period], partners)[period.pk]


def updates_of(
    grants: Grants, periods: Collection[ReportingPeriod], partners: Collection[Participation]
) -> dict[int, list[CityUpdate]]:
    """For each period, by its key, the update of each of these partners, also one that nobody began; two queries.

    That it was submitted, and when, everybody knows who sees the period; what it says, not. `label` and `mark` are how
    far it is, as the reader may know; `url` is its page, `write_url` where the reader writes it, each empty where the
    reader may not.
    """
    rows = CityUpdate.objects.filter(period__in=periods, participation__in=partners)
    begun = {(row.period_id, row.participation_id): row for row in rows}
    seen = set(rows.visible_to(grants).values_list("pk", flat=True))
    found: dict[int, list[CityUpdate]] = {period.pk: [] for period in periods}
    for period in periods:
        for part in partners:
            row: Any = begun.get((period.pk, part.pk), CityUpdate())
            row.period, row.participation = period, part
            is_open, mine = row.is_followed_by(grants) or row.pk in seen, part.pk in grants.participations
            row.mark, row.label = look_of(row, is_seen=is_open or row.is_handed_in)
            row.mark = "overdue" if row.is_late else row.mark
            writes = mine and row.is_owed and period.starts_on <= period.today
            row.url = row.get_absolute_url() if is_open else ""
            row.write_url = row.address_of("reports:update-write") if writes else ""
            found[period.pk].append(row)
    return found


def look_of(update: CityUpdate, *, is_seen: bool = True) -> tuple[str, str]:
    """Look and label of an update; whoever does not see it reads only that it was not handed in, not even begun."""
    if not is_seen:
        return "not-reported", pgettext("city update", "Not submitted yet")
    if not update.pk:
        return "not-reported", pgettext("city update", "Not begun")
    status = UpdateStatus(update.status)
    return _MARKS[status], str(status.label)


def reminder_key(update: CityUpdate, person: int, today: dt.date) -> str:
    """What one person is reminded of on a day is kept under this key, so that it happens once."""
    return f"update-reminder:{today}:{update.period_id}:{update.participation_id}:{person}"


def rows_to_remind(*, by: User, grants: Grants, period: ReportingPeriod) -> list[Any]:
    """The updates that are owed once the period has begun; a constant number of queries.

    `people` are those whom a reminder would reach, `reminded` those of them who got one today; an update `is_to_remind`
    that is late while somebody is left.
    """
    today = clock.today()
    rows: list[Any] = [row for row in update_rows(grants, period, today) if row.is_owed and period.starts_on <= today]
    people = read_people([row.participation_id for row in rows], today)
    for row in rows:
        row.people = [one for one in people.of_side(row.participation_id) if one.pk != by.pk]
    keys = [reminder_key(row, person.pk, today) for row in rows for person in row.people]
    sent = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    for row in rows:
        row.reminded = [person for person in row.people if reminder_key(row, person.pk, today) in sent]
        row.is_to_remind = row.is_late and len(row.people) > len(row.reminded)
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
