"""What delegates may agree to, one by one: the words they are asked in, in both languages, and their answers.

The words are kept with each answer. Whoever changes them here asks everybody again: an answer to other words does not
count as one to these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings

from core.texts import LANGUAGES
from events.enums import ConsentPurpose, FilledBy
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
    ConsentPurpose.SENSITIVE_NEEDS: {
        "en": Asked(
            "May the portal keep your food and access needs?",
            "They can tell something of health or belief. The law therefore asks for your consent to them alone, apart "
            "from all else (Article 9 of the GDPR, Article 23 of the Personal Information Protection Act of Korea). "
            "They are used to prepare the visit: hosts get what is ticked as numbers, without names, and only the "
            "programme staff reads your own words.",
            "They are erased {days} days after the event. You may say no, and take it back here at any time: then they "
            "are erased at once. Without them the hosts can only prepare for what you tell them yourself; nothing else "
            "follows. After {years} years at most this answer is deleted.",
        ),
        "ko": Asked(
            "식사와 이동·접근 지원에 관한 사항을 포털에 보관하는 데 동의합니까?",
            "식사와 이동·접근 지원에 관한 사항은 건강이나 종교를 드러낼 수 있는 민감정보이므로 다른 동의와 구분하여 "
            "별도로 동의를 받습니다(「개인정보 보호법」 제23조, GDPR 제9조). 방문을 준비하는 데에만 이용합니다. 선택한 "
            "항목은 성명 없이 건수만 주관 도시에 전달하고, 직접 쓴 내용은 수행기관 담당자만 봅니다.",
            "행사가 끝나고 {days}일이 지나면 파기합니다. 동의를 거부할 수 있습니다. 이 화면에서 언제든지 철회할 수 "
            "있으며, 철회하면 바로 파기합니다. 동의하지 않으면 주관 도시는 본인이 직접 알린 사항만 준비할 수 있으며, "
            "그 밖의 불이익은 없습니다. 답변은 최대 {years}년 뒤 삭제합니다.",
        ),
    },
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
    """What is asked for a purpose (ConsentPurpose), in `en` or `ko`, with the periods in force."""
    words = _ASKED[purpose][language]
    kept = words.kept.format(years=settings.CONSENT_YEARS, days=settings.ERASE_DAYS)
    return Asked(words.question, words.purpose, kept)


def answers_of(delegate: Delegate) -> dict[str, bool]:
    """The delegate's newest answer by purpose, where it was given to the words of today; one query."""
    current = {purpose: {asked(purpose, language).words for language in LANGUAGES} for purpose in _ASKED}
    newest = Consent.objects.filter(delegate=delegate).newest()
    return {row.purpose: row.given for row in newest if row.words in current[row.purpose]}


def keep_answers(
    *, delegate: Delegate, answers: Mapping[str, bool], language: str, filled_by: str = FilledBy.SELF
) -> list[str]:
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
            filled_by=filled_by,
        ).save()
    return new


def who_agreed(delegates: Iterable[Delegate], purpose: str) -> dict[int, bool]:
    """The newest answer for a purpose by the delegate's key, whatever words it was given to; one query."""
    rows = Consent.objects.filter(delegate__in=list(delegates), purpose=purpose).newest()
    return dict(rows.values_list("delegate_id", "given"))
