"""What a draft is read of, its lines, and how a line is worded in both languages at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import npgettext, pgettext

from core.texts import LANGUAGES, reader_language
from reports.enums import Question

if TYPE_CHECKING:
    from core.periods import Period
    from partnerships.models import Pairing, Participation
    from reports.models import CityUpdate, ReportingPeriod

# What comes next is told this far: half a year after the period.
AHEAD = dt.timedelta(days=183)
# Of a reason or an evidence a line tells so much; the record has the rest.
MOST_LETTERS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line that the records draft. `key` says which record and what of it, such as `milestone-12-done`.

    `is_late` marks an open milestone that is late, `is_unexplained` a milestone that was done late without a reason.
    """

    key: str
    question: Question
    text_en: str
    text_ko: str
    url: str
    is_late: bool = False
    is_unexplained: bool = False

    @property
    def record(self) -> str:
        """The record alone: `milestone-12`."""
        return self.key.rpartition("-")[0]


@dataclass(slots=True)
class Draft:
    """Whose update it is, of which period, on which day, and the partner's pairings by key; and what is drafted of it:
    its lines, how many more there would have been, and the partner's update before.
    """

    participation: Participation
    period: ReportingPeriod
    today: dt.date
    pairings: Mapping[int, Pairing] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    left_out: int = 0
    last_time: CityUpdate | None = None

    @property
    def side(self) -> str:
        """The partner's side, in every pairing of its strand."""
        return self.participation.side

    @property
    def first_day(self) -> dt.date:
        """The first day that is told of."""
        return self.period.starts_on

    @property
    def last_day(self) -> dt.date:
        """The last day that is told of: that of the period, or today while it runs."""
        return self.period.last_day_given(self.today)

    @property
    def horizon(self) -> dt.date:
        """How far what comes next is told."""
        return self.period.ends_on + AHEAD

    def covers(self, day: dt.date | None) -> bool:
        """Whether a day lies in what is told of."""
        return self.period.covers(day, self.today)

    def comes_next(self, planned: Period) -> bool:
        """Whether what is planned so ends after the period, and begins soon enough to be told."""
        first, last = planned.first_day, planned.last_day
        return first is not None and last is not None and last > self.period.ends_on and first <= self.horizon

    def partner_across(self, pairing: Pairing) -> str:
        """The other partner of a pairing, in the language of the moment."""
        other = pairing.eu if pairing.counterpart_id == self.participation.pk else pairing.counterpart
        return str(other.partner.name)

    def named(self, title: str, pairing: Pairing) -> str:
        """A title, with the other partner where there are several pairings to tell apart."""
        if len(self.pairings) < 2:
            return title
        words = {"title": title, "partner": self.partner_across(pairing)}
        return pgettext("line of a city update", "%(title)s (%(partner)s)") % words


def line(key: str, question: Question, text: Callable[[], str], url: str, **marks: bool) -> Line:
    """A line worded by `text` in each language in turn: texts of records, dates and numbers follow it."""
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = " ".join(text().split())
    return Line(key, question, texts["en"], texts["ko"], url, **marks)


def cut(text: str) -> str:
    """A free text in one line, as long as a line bears it."""
    return Truncator(" ".join(text.split())).chars(MOST_LETTERS)


def with_more(words: str, *more: str) -> str:
    """A line with what is said of it in brackets behind; Korean sets no blank before them."""
    behind = (" / " if reader_language() == "ko" else "; ").join(one for one in more if one)
    if not behind:
        return words
    return pgettext("line of a city update", "%(line)s (%(more)s)") % {"line": words, "more": behind}


def delay_label(days: int, reason: str) -> list[str]:
    """How late it was and why, as what stands in brackets; that nobody said why is said too. Early asks for nothing."""
    if days <= 0:
        return []
    late = npgettext(
        "line of a city update", "%(days)s day after the first plan", "%(days)s days after the first plan", days
    )
    return [late % {"days": days}, reason_label(reason)]


def reason_label(reason: str) -> str:
    """Why, or that no reason was reported."""
    if not reason:
        return pgettext("line of a city update", "reason not reported")
    return pgettext("line of a city update", "reason: %(reason)s") % {"reason": cut(reason)}
