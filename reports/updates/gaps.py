"""What a city update lacks before it is submitted: what stands against it, and what is only pointed out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.formats import format_date
from reports.enums import LineState, Question

if TYPE_CHECKING:
    from reports.models import CityUpdate
    from reports.updates.lines import UpdateLine


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing. `place` is where it is filled: an anchor of the page that writes, or an address.

    With one that is `needed` the update cannot be submitted.
    """

    words: str
    place: str
    needed: bool = False

    @property
    def is_anchor(self) -> bool:
        """Whether it is filled on the page that writes."""
        return self.place.startswith("#")


def blocking(gaps: Iterable[Gap]) -> list[Gap]:
    """Those that stand against submitting."""
    return [gap for gap in gaps if gap.needed]


def gaps_of(update: CityUpdate, lines: Sequence[UpdateLine], today: dt.date) -> list[Gap]:
    """All of them, the needed ones first; no query."""
    found = [
        *_unanswered(update, lines),
        *_late(update, lines),
        *_unexplained(lines),
        *_unfinished(update, today),
        *_untranslated(update, lines),
    ]
    return sorted(found, key=lambda gap: not gap.needed)


def gap_summary(gaps: Sequence[Gap]) -> str:
    """How many gaps stand against submitting, and how many things are only pointed out, in a sentence."""
    needed = len(blocking(gaps))
    hints = len(gaps) - needed
    told = []
    if needed:
        words = ngettext("%(count)s gap stands against submitting.", "%(count)s gaps stand against submitting.", needed)
        told.append(words % {"count": needed})
    else:
        told.append(_("Nothing stands against submitting."))
    if hints:
        words = ngettext("%(count)s thing to look at.", "%(count)s things to look at.", hints)
        told.append(words % {"count": hints})
    return " ".join(told)


def _question_place(question: str) -> str:
    """The anchor of a question on the page that writes."""
    return f"#{question}"


def _line_place(key: str) -> str:
    """The anchor of a line on the page that writes."""
    return f"#line-{key}"


def _unanswered(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[Gap]:
    told = {line.question for line in lines if line.stands}
    for question in Question:
        if question not in told and not getattr(update, question.value):
            words = pgettext("gap of a city update", "no answer to “%(question)s”") % {"question": question.label}
            yield Gap(words, _question_place(question), needed=True)


def _late(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[Gap]:
    """Late milestones of which nothing is said: the line was dropped, and there may be words of one's own."""
    for line in lines:
        if line.drafted and line.drafted.is_late and line.state == LineState.DROPPED:
            words = pgettext("gap of a city update", "nothing said of what is late: %(line)s") % {"line": line.shown[0]}
            yield Gap(words, _line_place(line.key), needed=not update.difficult)


def _unexplained(lines: Sequence[UpdateLine]) -> Iterator[Gap]:
    for line in lines:
        if line.drafted and line.drafted.is_unexplained and line.state == LineState.KEPT:
            words = pgettext("gap of a city update", "moved without a reason: %(line)s") % {"line": line.shown[0]}
            yield Gap(words, line.url)


def _unfinished(update: CityUpdate, today: dt.date) -> Iterator[Gap]:
    if today <= update.period.ends_on:
        day = format_date(update.period.ends_on)
        words = pgettext("gap of a city update", "the period runs until %(day)s: what still happens is not in it")
        yield Gap(words % {"day": day}, _question_place(Question.ACHIEVED))


def _untranslated(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[Gap]:
    """Answers and edited lines that lack a language of the report, or are older in it."""
    due = update.period.language_list
    names = {"en": _("English"), "ko": _("Korean")}
    stale = set(update.stale_texts.split())
    for question in Question:
        for language in due:
            name = f"{question.value}_{language}"
            facts = {"question": question.label, "language": names[language]}
            if getattr(update, question.value) and not getattr(update, name):
                words = pgettext("gap of a city update", "%(question)s: not in %(language)s")
                yield Gap(words % facts, f"#id_{name}")
            elif name in stale:
                words = pgettext("gap of a city update", "%(question)s: the other text is newer than the %(language)s")
                yield Gap(words % facts, f"#id_{name}")
    for line in lines:
        if line.stands and line.stale in due:
            words = pgettext("gap of a city update", "edited in one language only: %(line)s")
            yield Gap(words % {"line": line.shown[0]}, _line_place(line.key))
