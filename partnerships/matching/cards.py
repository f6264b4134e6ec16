"""What other pages show of matching: who needs and offers what, a pairing's matches, questions that wait."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, pgettext

from core.access import Grants
from core.flat_rows import flat
from core.folding import ByName
from core.parts import OneClick, Task
from partnerships.enums import InterestKind
from partnerships.matching.actions import AnswerQuestion, ReleaseToStrands, RestateInterest, WithdrawInterest
from partnerships.matching.selectors import matches_of
from partnerships.models import Interest, Pairing, Participation, PracticeQuestion, Strand, Theme
from partnerships.tasks.selectors import PARTICIPATIONS, Waiting, picked

# What stands on the page of a partner.
OF_PARTNER = (ReleaseToStrands,)


def interests_of(grants: Grants, participation: Participation) -> dict[str, Any]:
    """The needs, the offers and what was withdrawn, in one query; withdrawn ones are for those who may take them up.

    Each has as `act` the one click that withdraws it, or states it again.
    """
    works = bool(participation.actors(grants))
    rows = Interest.objects.filter(participation=participation).select_related("topic__strand", "good_practice")
    found: list[Any] = list(rows.order_by("topic__position", "topic__code", "kind"))
    for row in found:
        row.participation = participation
        act = RestateInterest if row.withdrawn_on else WithdrawInterest
        row.act = OneClick(row.address_of(f"partnerships:{act.key}"), str(act.button), row.version)
    return {
        "groups": [
            (kind.value, title, [row for row in found if row.kind == kind and not row.withdrawn_on])
            for kind, title in ((InterestKind.NEED, _("Wants to learn")), (InterestKind.OFFER, _("Can teach")))
        ],
        "withdrawn": [row for row in found if row.withdrawn_on] if works else [],
        "works": works,
    }


def stated_on_theme(strand: Strand, theme: Theme, topics: Sequence[Theme]) -> dict[str, Any]:
    """Who wants to learn and who can teach a topic, or the topics of an area, by partner's name; one query."""
    rows = Interest.objects.stated().filter(topic__in=[theme, *topics]).with_names().select_related("good_practice")
    order = ("topic__position", "topic__code", ByName("participation__partner__"), "participation__partner__code")
    found = list(rows.order_by(*order))
    return {
        "groups": [
            (title, [row for row in found if row.kind == kind])
            for kind, title in ((InterestKind.NEED, _("Want to learn it")), (InterestKind.OFFER, _("Can teach it")))
        ],
        "of_area": bool(topics),
        "url": reverse("partnerships:matching", args=[strand.code], query={"theme": theme.code}) if found else "",
    }


def matches_part(grants: Grants, pairing: Pairing) -> dict[str, Any]:
    """What `components/match_rows.html#matches` shows of a pairing: its needs, met or not."""
    sides = {"eu": pairing.eu.partner.code, "counterpart": pairing.counterpart.partner.code}
    return {
        "rows": matches_of(grants, pairing),
        "url": reverse("partnerships:matching", args=[pairing.strand.code], query=sides),
        "own": [row for row in (pairing.eu, pairing.counterpart) if row.pk in grants.participations],
    }


# What waits for a partner that other strands ask about its good practices: a task, until it is answered.

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
