"""What one side owes by a day: open milestones, follow-ups and confirmations that are late, near or waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from partnerships.enums import Responsible, Side
from partnerships.models import FollowUp, Milestone, Pairing
from partnerships.people.selectors import People
from partnerships.tasks.selectors import (
    WaitingConfirmation,
    due_follow_ups,
    is_due,
    open_milestones,
    picked,
    text_of_milestone,
    waiting_confirmations,
)

if TYPE_CHECKING:
    from accounts.models import User
    from core.periods import PartialDate

MILESTONE, FOLLOW_UP, CONFIRMATION = "m", "f", "c"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that one side owes; `day` is the last day on which it is not late.

    `record` is what is owed. A milestone of both sides is owed twice, by each side.
    """

    kind: str
    record: Milestone | FollowUp | WaitingConfirmation
    pairing: Pairing
    side: str
    day: dt.date
    url: str

    @property
    def code(self) -> str:
        """The thing in few letters, the same for both sides: m12, f3, c9."""
        row = self.record.confirmation if isinstance(self.record, WaitingConfirmation) else self.record
        return f"{self.kind}{row.pk}"

    @property
    def choice(self) -> str:
        """The thing and the side that owes it, as a form chooses it."""
        return f"{self.code}-{self.side}"

    @property
    def participation_id(self) -> int:
        """Who owes it."""
        return self.pairing.eu_id if self.side == Side.EU else self.pairing.counterpart_id

    @property
    def what(self) -> str:
        """The kind of thing in the reader's language."""
        return {MILESTONE: _("Milestone"), FOLLOW_UP: _("Follow-up"), CONFIRMATION: _("Confirmation")}[self.kind]

    @property
    def title(self) -> str:
        """What it is called, in the reader's language where it has it."""
        return self._picked[0]

    @property
    def title_language(self) -> str:
        """The language that the title is in."""
        return self._picked[1]

    @property
    def _picked(self) -> tuple[str, str]:
        if isinstance(self.record, WaitingConfirmation):
            return self.record.title
        return picked(self.record, "title" if isinstance(self.record, Milestone) else "what")

    @property
    def when(self) -> PartialDate | dt.date:
        """The day as exact as it is known."""
        if isinstance(self.record, Milestone):
            return self.record.forecast.end or self.record.forecast.start or self.day
        return self.day

    def days_left(self, today: dt.date) -> int:
        """Days until its day, below zero once it is late."""
        return (self.day - today).days

    def is_late(self, today: dt.date) -> bool:
        """After its day."""
        return self.day < today

    def is_near(self, today: dt.date) -> bool:
        """Within the days before a deadline that its strand has set."""
        return 0 <= self.days_left(today) <= self.pairing.strand.deadline_days

    def owed_by(self, people: People) -> list[User]:
        """Who is to do it: a follow-up's own person, else everybody of the side."""
        if isinstance(self.record, FollowUp):
            return people.of_person(self.participation_id, self.record.owner_id)
        return people.of_side(self.participation_id)

    @property
    def audited(self) -> Any:
        """The record that a reminder is written down with: of a confirmation its text."""
        return self.record.text.record if isinstance(self.record, WaitingConfirmation) else self.record


def read_dues(pairings: Sequence[Pairing], today: dt.date) -> list[Due]:
    """What the sides of the open ones among `pairings` owe, the most urgent first, in a constant number of queries.

    Confirmations count from the moment they are asked, the others once they are late or near. A
    milestone whose text waits for confirmation is owed as that confirmation only.
    """
    rows = [pairing for pairing in pairings if pairing.is_open]
    if not rows:
        return []
    waiting = waiting_confirmations(rows)
    asked = {(one.pairing.pk, one.text.slug) for one in waiting}
    milestones = [
        row
        for row in open_milestones(rows, today, {})
        if is_due(row, today) and (row.pairing_id, text_of_milestone(row)) not in asked
    ]
    found = [
        *(Due(CONFIRMATION, one, one.pairing, one.side, one.due, one.url) for one in waiting),
        *_of_milestones(milestones),
        *(
            Due(FOLLOW_UP, row, row.pairing, row.side, row.due_on, row.get_absolute_url())
            for row in due_follow_ups(rows, today)
        ),
    ]
    return sorted(found, key=lambda due: due.day)


def _of_milestones(milestones: Iterable[Milestone]) -> Iterator[Due]:
    for row in milestones:
        last = row.forecast.last_day
        if last is None:
            continue
        for side in (Side.EU, Side.COUNTERPART):
            if row.responsible in (side, Responsible.BOTH):
                yield Due(MILESTONE, row, row.pairing, side.value, last, row.get_absolute_url())
