"""What waits for a partner that other strands ask about its good practices: a task, until it is answered."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.flat_rows import flat
from core.parts import OneClick, Task
from partnerships.matching.practice_actions import AnswerQuestion
from partnerships.models import PracticeQuestion
from partnerships.tasks.selectors import PARTICIPATIONS, Waiting, picked

QUESTION = "practice-question"
_OF_PRACTICE = ("id", "title_en", "title_ko", "interest_id")
_ASKED = ("id", "partner__id", "partner__code", "strand__id", "strand__code")
_ASKING = ("id", "partner__id", "partner__name_en", "partner__name_ko")


def question_rows() -> Iterator[QuerySet[Any, Any]]:
    """Questions without an answer about the practices of the reader's partners."""
    rows = PracticeQuestion.objects.filter(answered_on=None, practice__interest__participation__in=PARTICIPATIONS)
    names = [
        *("id", "version", "asked_at", "practice__interest__id"),
        *(f"practice__{name}" for name in _OF_PRACTICE),
        *(f"practice__interest__participation__{name}" for name in _ASKED),
        *(f"participation__{name}" for name in _ASKING),
    ]
    yield flat(QUESTION, rows, None, *names)


def of_questions(*, waiting: Waiting) -> Iterable[Task]:
    """One task a question; the mail has the address to answer to, and the page as well."""
    for row in sorted(waiting.records(QUESTION, PracticeQuestion), key=lambda row: (row.asked_at, row.pk)):
        thing, language = picked(row.practice, "title")
        yield Task(
            verb=pgettext("task", "Answer"),
            thing=thing,
            language=language,
            url=row.get_absolute_url(),
            why=_("%(partner)s asks about this good practice.") % {"partner": row.participation.partner.name},
            due=None,
            button=_("Read who asks"),
            act=OneClick(row.address_of(f"partnerships:{AnswerQuestion.key}"), str(AnswerQuestion.button), row.version),
        )
