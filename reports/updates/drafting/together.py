"""What the two sides have together: projects and their levels, agreements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Min
from django.utils.translation import pgettext

from core import clock
from core.formats import format_date
from partnerships.enums import LEVELS, UNSIGNED_AGREEMENT, AgreementStatus, Audience, ProjectLevel
from partnerships.models import Agreement, LevelChange
from reports.enums import Question
from reports.updates.drafting.desk import Desk, Line, cut, line, reason_label, with_more

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence


def level_lines(desk: Desk) -> Iterator[Line]:
    """Projects that were added or moved in the period, each in one line; one query."""
    rows = LevelChange.objects.filter(
        project__pairing__in=list(desk.pairings), on__range=(desk.first_day, desk.last_day)
    ).select_related("project", "document")
    moves: dict[int, list[LevelChange]] = defaultdict(list)
    for row in rows.order_by("project__search_text", "project", "on", "id"):
        row.project.pairing = desk.pairings[row.project.pairing_id or 0]
        moves[row.project_id].append(row)
    for changes in moves.values():
        yield _level_line(desk, changes)


def _level_line(desk: Desk, changes: Sequence[LevelChange]) -> Line:
    first, last = changes[0], changes[-1]
    project = last.project
    down = _rank(last.new) < _rank(first.old or ProjectLevel.IDENTIFIED)

    def text() -> str:
        facts = {
            "what": desk.named(project.title, project.pairing),
            "old": first.get_old_display(),
            "new": last.get_new_display(),
            "day": format_date(last.on),
        }
        if not first.old:
            words = pgettext("line of a city update", "New project %(what)s: %(new)s, %(day)s") % facts
        else:
            words = pgettext("line of a city update", "Project %(what)s: from %(old)s to %(new)s, %(day)s") % facts
        return with_more(words, reason_label(last.reason) if down else _evidence(last))

    question = Question.DIFFICULT if down else Question.ACHIEVED
    return line(f"project-{project.pk}-level", question, text, project.get_absolute_url())


def _rank(level: str) -> int:
    """How far a level is; what is not pursued is below all of them."""
    return -1 if level == ProjectLevel.NOT_PURSUED else LEVELS.index(ProjectLevel(level))


def _evidence(change: LevelChange) -> str:
    """What proves it: its words, a document that the whole strand sees, as it reads what is reported; else the link."""
    document = change.document
    shared = document is not None and document.audience == Audience.STRAND and document.withdrawn_at is None
    told = cut(change.evidence) or (document.title if document and shared else "") or change.evidence_url
    return pgettext("line of a city update", "evidence: %(evidence)s") % {"evidence": told} if told else ""


def read_agreements(desk: Desk) -> list[Agreement]:
    """The agreements of the own pairings; one query."""
    found = list(Agreement.objects.filter(pairing__in=list(desk.pairings)).order_by("search_text", "pk"))
    for row in found:
        row.pairing = desk.pairings[row.pairing_id]
    return found


def agreement_lines(desk: Desk, agreements: Sequence[Agreement]) -> Iterator[Line]:
    """Signed or drafted in the period, and those to come; one query."""
    drafted = _drafted([row.pk for row in agreements])
    for row in agreements:
        signed = row.signed_on_date
        if signed is not None and row.status != AgreementStatus.DISCUSSED and desk.covers(signed.last_day):
            yield _agreement_line(desk, row, "signed", format_date_of=signed)
        elif row.status in UNSIGNED_AGREEMENT and not row.from_sources:
            day = drafted.get(row.pk) if row.status == AgreementStatus.DRAFTED else None
            if desk.covers(day):
                yield _agreement_line(desk, row, "drafted", format_date_of=day)
            yield _coming_line(desk, row)


def _drafted(keys: Sequence[int]) -> Mapping[int, dt.date]:
    """On which day each came to be drafted first, as its versions tell."""
    rows = Agreement.history.filter(id__in=keys, status=AgreementStatus.DRAFTED)
    days = rows.order_by().values_list("id").annotate(first=Min("history_date"))
    return {key: clock.day_of(first) for key, first in days}


def _agreement_line(desk: Desk, row: Agreement, state: str, *, format_date_of: object) -> Line:
    def text() -> str:
        facts = _named(desk, row) | {"day": format_date(format_date_of)}  # type: ignore[arg-type]
        if state == "signed":
            return pgettext("line of a city update", "%(what)s: signed, %(day)s") % facts
        return pgettext("line of a city update", "%(what)s: text drafted, %(day)s") % facts

    return line(f"agreement-{row.pk}-{state}", Question.ACHIEVED, text, row.get_absolute_url())


def _coming_line(desk: Desk, row: Agreement) -> Line:
    def text() -> str:
        if row.status == AgreementStatus.DRAFTED:
            return pgettext("line of a city update", "%(what)s: to be signed") % _named(desk, row)
        return pgettext("line of a city update", "%(what)s: to be drafted") % _named(desk, row)

    return line(f"agreement-{row.pk}-next", Question.NEXT, text, row.get_absolute_url())


def _named(desk: Desk, row: Agreement) -> dict[str, str]:
    return {"what": desk.named(row.title, row.pairing)}
