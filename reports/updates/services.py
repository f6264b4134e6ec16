"""What a partner does with its update: begin, save as one types, submit, take back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act
from core.plain_text import plain_text
from core.texts import LANGUAGES
from partnerships.transitions import check_transition
from partnerships.translations.selectors import check_length, what_differs
from reports.audit_actions import (
    UPDATE_BEGUN,
    UPDATE_EDITED,
    UPDATE_SUBMITTED,
    UPDATE_TAKEN_BACK,
)
from reports.enums import LineState, Question, UpdateAct, UpdateStatus
from reports.models import CityUpdate
from reports.rules import may_write_update, update_actors
from reports.updates.drafting import draft_lines
from reports.updates.gaps import blocking, gaps_of
from reports.updates.lines import UpdateLine, apply, compose, touched
from reports.updates.places import find_update, lock_open_period, lock_update
from reports.updates.reminders import update_submitted
from reports.updates.steps import add_step, body_of, notify_of_update
from reports.workflow import CITY_UPDATE

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Participation
    from reports.models import ReportingPeriod

ANSWERS = tuple(f"{question}_{language}" for question in Question.values for language in LANGUAGES)
LONGEST_ANSWER = 10_000
LONGEST_LINE = 1000
MOST_EDITED = 300
_KEY = re.compile(r"[a-z]{1,20}-[0-9x]{1,40}-[a-z]{1,20}", re.ASCII)


@one_act()
def begin_update(*, by: User, grants: Grants, period: ReportingPeriod, participation: Participation) -> CityUpdate:
    """An empty draft. Raises NotAllowed, or DomainError where somebody began it, or the period allows none."""
    row = CityUpdate(period=period, participation=participation)
    if not may_write_update(grants, row) or participation.strand_id != period.strand_id:
        raise NotAllowed
    row.period = lock_open_period(period)
    if CityUpdate.objects.filter(period=period, participation=participation).exists():
        raise DomainError(
            _("Somebody began this update meanwhile. Nothing was saved; your input is kept. Copy it and open it again.")
        )
    row.save(by=by)
    notify_of_update(UPDATE_BEGUN, row, by)
    return row


@one_act()
def save_update(
    *,
    by: User,
    grants: Grants,
    period: ReportingPeriod,
    participation: Participation,
    version: int | None,
    answers: Mapping[str, str],
    lines: Iterable[Mapping[str, Any]] | None = None,
) -> CityUpdate:
    """Save what was written so far; the first save begins the update, `version` is None then.

    `answers` are texts by field (`achieved_en`). `lines` says of each line what to do with it: `key`, `state`, and of
    an edited one `text_en` and `text_ko`; lines that it does not name stay as they are. Raises NotAllowed,
    StaleRecord, AlreadyDone where nothing differs, DomainError with the field at fault.
    """
    begun = version is not None
    if version is None:
        row = begin_update(by=by, grants=grants, period=period, participation=participation)
    else:
        row = lock_update(find_update(period, participation), version)
    check_transition(table=CITY_UPDATE, name="edit", state=row.status, actors=update_actors(grants, row), reason="")
    changed = what_differs(row, {name: plain_text(answers[name]) for name in ANSWERS if name in answers})
    for name, value in changed.items():
        check_length(name, value.strip(), LONGEST_ANSWER)
        setattr(row, name, value.strip())
    if lines is not None:
        stored = _after(row, list(lines))
        if stored != touched(_composed(row)):
            changed["lines"] = row.lines = stored
    if begun and not changed:
        raise AlreadyDone(_("Nothing was changed."))
    if changed:
        row.save(by=by)
    if begun:
        notify_of_update(UPDATE_EDITED, row, by, fields=", ".join(changed))
    return row


def rewrite_update(
    *, by: User, grants: Grants, update: CityUpdate, version: int, changes: Mapping[str, str]
) -> CityUpdate:
    """Give back texts of an older version. Raises as `save_update`."""
    return save_update(
        by=by,
        grants=grants,
        period=update.period,
        participation=update.participation,
        version=version,
        answers=changes,
    )


@one_act()
def submit_update(*, by: User, grants: Grants, update: CityUpdate, version: int) -> CityUpdate:
    """Hand the update in: its lines are frozen, and what it says is kept with this step; staff get a mail.

    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError where a gap stands against it.
    """
    row = lock_update(update, version)
    check_transition(table=CITY_UPDATE, name="submit", state=row.status, actors=update_actors(grants, row), reason="")
    lines = _composed(row)
    missing = blocking(gaps_of(row, lines, clock.today()))
    if missing:
        raise DomainError(
            _("It cannot be submitted yet: %(gaps)s.") % {"gaps": "; ".join(gap.words for gap in missing)}
        )
    row.lines = [line.stored() for line in lines]
    row.status = UpdateStatus.SUBMITTED
    row.submitted_at = clock.now()
    row.save(by=by)
    add_step(row, UpdateAct.SUBMITTED, by, body=body_of(row))
    notify_of_update(UPDATE_SUBMITTED, row, by)
    update_submitted(update=row, by=by)
    return row


@one_act()
def take_back_update(*, by: User, grants: Grants, update: CityUpdate, version: int) -> CityUpdate:
    """Take a submitted update back to write on. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = lock_update(update, version)
    check_transition(
        table=CITY_UPDATE, name="take-back", state=row.status, actors=update_actors(grants, row), reason=""
    )
    row.status = UpdateStatus.DRAFT
    row.save(by=by)
    add_step(row, UpdateAct.TAKEN_BACK, by)
    notify_of_update(UPDATE_TAKEN_BACK, row, by)
    return row


def _composed(row: CityUpdate) -> list[UpdateLine]:
    return compose(row.lines, draft_lines(row.participation, row.period, clock.today()))


def _after(row: CityUpdate, wanted: list[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What the update keeps of its lines once these wishes are followed."""
    if len(wanted) > MOST_EDITED:
        raise DomainError(_("These are too many lines: at most %(most)s.") % {"most": MOST_EDITED})
    for wish in wanted:
        for language in LANGUAGES:
            check_length("lines", str(wish.get(f"text_{language}") or ""), LONGEST_LINE)
    wishes = [
        dict(wish) | {name: plain_text(wish.get(name) or "") for name in ("text_en", "text_ko")} for wish in wanted
    ]
    lines, gone = apply(_composed(row), wishes)
    return touched([*lines, *(line for wish in gone if (line := _lost_line(wish)))])


def _lost_line(wish: Mapping[str, Any]) -> UpdateLine | None:
    """An edited line whose record says nothing any more since the page was opened: its words stay."""
    key, question = str(wish["key"]), str(wish.get("question", ""))
    texts = [" ".join(str(wish[f"text_{language}"]).split()) for language in LANGUAGES]
    is_edited = wish["state"] == LineState.EDITED and any(texts)
    if not is_edited or question not in Question.values or not _KEY.fullmatch(key):
        return None
    return UpdateLine(key, question, LineState.EDITED, text_en=texts[0], text_ko=texts[1], url="")
