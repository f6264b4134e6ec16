"""My tasks as the page tells them: what waits for the reader by urgency, and what others owe the reader."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.formats import format_date, short_date, spell_count
from core.message_text import message_text

if TYPE_CHECKING:
    from core.parts import Task

WEEK = 7  # days that are near
HALF_A_YEAR = 180
READ_AT_ONCE = 8  # tasks of one urgency that stand on the page at once
# So many partners are named one by one in the sentence below the title.
NAMED = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A task on a day: how urgent it is, in words too, and what is copied into a message."""

    task: Task
    today: dt.date

    @property
    def days_left(self) -> int | None:
        """Days until it is due; below zero once it is late."""
        return self.task.days_left(self.today)

    @property
    def is_late(self) -> bool:
        """Whether its day is over."""
        return self.days_left is not None and self.days_left < 0

    @property
    def state(self) -> str:
        """The status as components call it: `overdue`, `soon` or `planned`."""
        if self.days_left is None or self.days_left > WEEK:
            return "planned"
        return "overdue" if self.is_late else "soon"

    @property
    def word(self) -> str:
        """The days in words: “4 days late”, “today”, “in 3 days”."""
        left = self.days_left
        if left is None:
            return _("no day set")
        if left < 0:
            return ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}
        if left == 0:
            return pgettext("due", "today")
        return ngettext("in %(count)s day", "in %(count)s days", left) % {"count": left}

    @property
    def due_day(self) -> str:
        """Until when, as exact as it is known; a day that is near does without its year."""
        near = self.task.due is not None and abs((self.task.due - self.today).days) < HALF_A_YEAR
        return self.task.when or (short_date(self.task.due) if near and self.task.due else format_date(self.task.due))

    @property
    def answer_url(self) -> str:
        """Where its button leads."""
        return self.task.answer_url or self.task.url

    @property
    def message(self) -> str:
        """Three lines and a link, for a messenger."""
        task = self.task
        day = task.when or format_date(task.due)
        due = _("Due: %(day)s (%(days)s)") % {"day": day, "days": self.word} if day else ""
        whose = {"partner": task.waits_for, "verb": task.verb}
        verb = _("%(partner)s: %(verb)s") % whose if task.waits_for else task.verb
        return message_text([f"{task.about} · {verb}: {task.thing}", task.why, due], task.url)


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of one urgency, the most urgent first."""

    key: str
    title: str
    rows: list[Row]

    @property
    def first(self) -> list[Row]:
        """Those that stand on the page at once."""
        return self.rows[:READ_AT_ONCE]

    @property
    def rest(self) -> list[Row]:
        """Those that are folded below."""
        return self.rows[READ_AT_ONCE:]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits on a day."""

    rows: list[Row]
    owed: list[Row]

    @classmethod
    def of(cls, tasks: Iterable[Task], today: dt.date) -> Waiting:
        """Sort them: by day, without a day last; then by what they are about, so that the order is always the same."""
        rows = [Row(task, today) for task in tasks]
        rows.sort(key=lambda row: (row.task.due or dt.date.max, row.task.about, row.task.verb, row.task.thing))
        return cls([row for row in rows if row.task.mine], [row for row in rows if not row.task.mine])

    @property
    def is_mixed(self) -> bool:
        """Whether the tasks belong to several pairings, so that each must say to which."""
        return len({row.task.about for row in (*self.rows, *self.owed)}) > 1

    @property
    def together(self) -> list[tuple[str, str, int]]:
        """Address, pairing and number of what can be answered at once, where it is more than one thing."""
        counts = Counter((row.task.together_url, row.task.about) for row in self.rows if row.task.together_url)
        return [(url, about, count) for (url, about), count in counts.items() if count > 1]

    @property
    def groups(self) -> list[Group]:
        """By urgency: late, within a week, later; an empty one is left out."""
        late = [row for row in self.rows if row.is_late]
        week = [row for row in self.rows if row.state == "soon"]
        later = [row for row in self.rows if row.state == "planned"]
        groups = [
            Group("late", pgettext("tasks", "Late"), late),
            Group("week", pgettext("tasks", "Within 7 days"), week),
            Group("later", pgettext("tasks", "Later"), later),
        ]
        return [group for group in groups if group.rows]

    @property
    def sentence(self) -> str:
        """How much waits for the reader and for others: “Six things wait for you, two of them late.”."""
        return " ".join([_mine(self.rows), *_owed(self.owed)])


def _mine(rows: Sequence[Row]) -> str:
    count, late = len(rows), sum(row.is_late for row in rows)
    if not count:
        return _("Nothing waits for you.")
    if not late:
        said = ngettext("%(count)s thing waits for you.", "%(count)s things wait for you.", count)
    elif count == 1:
        return _("One thing waits for you, and it is late.")
    elif count == late == 2:
        return _("Two things wait for you, both of them late.")
    elif late == count:
        said = _("%(count)s things wait for you, all of them late.")
    else:
        said = ngettext(
            "%(count)s things wait for you, %(late)s of them late.",
            "%(count)s things wait for you, %(late)s of them late.",
            late,
        )
    return capfirst(said % {"count": spell_count(count), "late": spell_count(late)})


def _owed(rows: Sequence[Row]) -> list[str]:
    counts = Counter(row.task.waits_for for row in rows)
    if len(counts) > NAMED:
        said = ngettext("%(count)s thing waits for others.", "%(count)s things wait for others.", len(rows))
        return [capfirst(said % {"count": spell_count(len(rows))})]
    sentences = []
    for partner, count in counts.items():
        said = ngettext("%(count)s thing waits for %(partner)s.", "%(count)s things wait for %(partner)s.", count)
        sentences.append(capfirst(said % {"count": spell_count(count), "partner": partner}))
    return sentences
