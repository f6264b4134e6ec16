"""What delegates may agree to, one by one: the words they are asked in, in both languages, and their answers.

The words are kept with each answer. Whoever changes them here asks everybody again: an answer to other words does not
count as one to these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from core.texts import LANGUAGES
from events.enums import ConsentPurpose
from events.models import Consent, Delegate


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a delegate for one purpose: the question, what it is for, how long it holds."""

    question: str
    purpose: str
    kept: str

    @property
    def words(self) -> str:
        """All of it, as it is kept with the answer."""
        return f"{self.question}\n{self.purpose}\n{self.kept}"


_ASKED: dict[str, dict[str, Asked]] = {
    ConsentPurpose.PARTICIPANTS_LIST: {
        "en": Asked(
            "May your name stand in the list of participants?",
            "The list shows your name, title, function and organisation to those who take part, their coordinators and "
            "the hosts, so that people find each other.",
            "It holds until you take it back here; then your name leaves the list at once. After {years} years at most "
            "the answer is deleted.",
        ),
        "ko": Asked(
            "참가자 명단에 성명을 올려도 됩니까?",
            "명단에는 성명, 직함, 직위와 소속 기관이 실립니다. 참가자와 각 도시의 실무 담당자, 개최 도시가 서로를 "
            "알아볼 수 있도록 함께 봅니다.",
            "이 화면에서 동의를 철회할 때까지 유효하며, 철회하면 바로 명단에서 빠집니다. 답변은 최대 {years}년 뒤 "
            "삭제합니다.",
        ),
    },
    ConsentPurpose.PHOTOGRAPHS: {
        "en": Asked(
            "May you be recognisable in photographs of the event?",
            "Photographs show the visit in reports, on the websites and in the social media of the cities and the "
            "programme. The photographers get a list that says who does not want to be in pictures.",
            "It holds until you take it back here; from then on no picture of you is newly used. After {years} years "
            "at most the answer is deleted.",
        ),
        "ko": Asked(
            "행사 사진에 얼굴을 알아볼 수 있게 나와도 됩니까?",
            "사진은 보고서와 각 도시 및 프로젝트의 누리집, 사회관계망에서 방문을 알리는 데 씁니다. 촬영 담당자는 "
            "사진을 원하지 않는 사람의 명단을 받습니다.",
            "이 화면에서 동의를 철회할 때까지 유효하며, 철회한 뒤에는 새로 사용하지 않습니다. 답변은 최대 {years}년 뒤 "
            "삭제합니다.",
        ),
    },
    ConsentPurpose.PUBLIC_LISTING: {
        "en": Asked(
            "May your name stand on public pages about the event?",
            "With your function and organisation, as a member of your delegation. Everybody can read it.",
            "It holds until you take it back here. After {years} years at most the answer is deleted, and your name "
            "with it.",
        ),
        "ko": Asked(
            "행사를 알리는 공개 화면에 성명을 실어도 됩니까?",
            "대표단원으로서 직위와 소속 기관을 함께 싣습니다. 누구나 볼 수 있습니다.",
            "이 화면에서 동의를 철회할 때까지 유효합니다. 답변은 최대 {years}년 뒤 삭제하며, 성명도 함께 내립니다.",
        ),
    },
}


def asked(purpose: str, language: str) -> Asked:
    """What is asked for a purpose (ConsentPurpose), in `en` or `ko`, with the period in force."""
    words = _ASKED[purpose][language]
    return Asked(words.question, words.purpose, words.kept.format(years=settings.CONSENT_YEARS))


def answers_of(delegate: Delegate) -> dict[str, bool]:
    """The delegate's newest answer by purpose, where it was given to the words of today; one query."""
    current = {purpose: {asked(purpose, language).words for language in LANGUAGES} for purpose in _ASKED}
    newest = Consent.objects.filter(delegate=delegate).newest()
    return {row.purpose: row.given for row in newest if row.words in current[row.purpose]}


def keep_answers(*, delegate: Delegate, answers: Mapping[str, bool], language: str) -> list[str]:
    """Write down the answers that are new, with the words they were asked in; returns their purposes.

    Called inside the transaction of the delegate's own page, which has checked the link.
    """
    before = answers_of(delegate)
    new = [
        purpose for purpose in ConsentPurpose.values if purpose in answers and before.get(purpose) != answers[purpose]
    ]
    for purpose in new:
        Consent(
            delegate=delegate,
            purpose=purpose,
            given=answers[purpose],
            language=language,
            words=asked(purpose, language).words,
        ).save()
    return list(new)


def who_agreed(delegates: Iterable[Delegate], purpose: str) -> dict[int, bool]:
    """The newest answer for a purpose by the delegate's key, whatever words it was given to; one query."""
    rows = Consent.objects.filter(delegate__in=list(delegates), purpose=purpose).newest()
    return dict(rows.values_list("delegate_id", "given"))
