"""What delegates agreed to, one by one, and the words they are asked in, in both languages; what was erased when.

The words are kept with each answer. Whoever changes them here asks everybody again: an answer to other words does not
count as one to these.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from core import clock
from core.formats import format_date
from core.texts import LANGUAGES
from events.delegates.models import Delegate
from events.enums import ConsentPurpose, FilledBy
from events.events.models import Event
from events.events.querysets import OfEventQuerySet
from partnerships.enums import one_of

# For each purpose, in either language: the question, what it is for, how long it holds.
ASKED: dict[str, dict[str, str]] = {
    ConsentPurpose.SENSITIVE_NEEDS: {
        "en": (
            "May the portal keep your food and access needs?\n"
            "They can tell something of health or belief. The law therefore asks for your consent to them alone, apart "
            "from all else (Article 9 of the GDPR, Article 23 of the Personal Information Protection Act of Korea). "
            "They are used to prepare the visit: hosts get what is ticked as numbers, without names, and only the "
            "programme staff reads your own words.\n"
            "They are erased {days} days after the event. You may say no, and take it back here at any time: then they "
            "are erased at once. Without them the hosts can only prepare for what you tell them yourself; nothing else "
            "follows. After {years} years at most this answer is deleted."
        ),
        "ko": (
            "식사와 이동·접근 지원에 관한 사항을 포털에 보관하는 데 동의하십니까?\n"
            "식사와 이동·접근 지원에 관한 사항은 건강이나 종교를 드러낼 수 있는 민감정보이므로 다른 동의와 구분하여 "
            "별도로 동의를 받습니다(「개인정보 보호법」 제23조, GDPR 제9조). 방문을 준비하는 데에만 이용합니다. 선택한 "
            "항목은 성명 없이 건수만 주관 도시에 전달하고, 직접 쓴 내용은 수행기관 담당자만 봅니다.\n"
            "행사가 끝나고 {days}일이 지나면 파기합니다. 동의를 거부할 수 있습니다. 이 화면에서 언제든지 철회할 수 "
            "있으며, 철회하면 바로 파기합니다. 동의하지 않으면 주관 도시는 본인이 직접 알린 사항만 준비할 수 있으며, "
            "그 밖의 불이익은 없습니다. 답변은 최대 {years}년 뒤 삭제합니다."
        ),
    },
    ConsentPurpose.PARTICIPANTS_LIST: {
        "en": (
            "May your name be in the list of participants?\n"
            "The list shows your name, title, function and organisation to those who take part, their coordinators and "
            "the hosts, so that people find each other.\n"
            "It holds until you take it back here; then your name leaves the list at once. After {years} years at most "
            "the answer is deleted."
        ),
        "ko": (
            "참가자 명단에 성명을 게재하는 것에 동의하십니까?\n"
            "명단에는 성명, 직함, 직위, 소속을 게재합니다. 참가자, 각 도시의 실무 담당자, 주관 도시가 서로를 알아볼 수 "
            "있도록 함께 열람합니다.\n"
            "이 화면에서 동의를 철회할 때까지 유효하며, 철회하면 바로 명단에서 제외합니다. 답변은 최대 {years}년 뒤 "
            "삭제합니다."
        ),
    },
    ConsentPurpose.PHOTOGRAPHS: {
        "en": (
            "May you be recognisable in photographs of the event?\n"
            "Photographs show the visit in reports, on the websites and in the social media of the cities and the "
            "programme. The photographers get a list that says who does not want to be in pictures.\n"
            "It holds until you take it back here; from then on no picture of you is newly used. After {years} years "
            "at most the answer is deleted."
        ),
        "ko": (
            "본인을 식별할 수 있는 행사 사진의 촬영·이용에 동의하십니까?\n"
            "사진은 보고서, 각 도시와 사업의 누리집, 누리소통망(SNS)에 게재하여 방문을 알리는 데 이용합니다. 촬영 "
            "담당자에게는 촬영을 원하지 않는 사람의 명단을 제공합니다.\n"
            "이 화면에서 동의를 철회할 때까지 유효하며, 철회한 뒤에는 사진을 새로 이용하지 않습니다. 답변은 최대 "
            "{years}년 뒤 삭제합니다."
        ),
    },
    ConsentPurpose.PUBLIC_LISTING: {
        "en": (
            "May your name be on public pages about the event?\n"
            "With your function and organisation, as a member of your delegation. Everybody can read it.\n"
            "It holds until you take it back here. After {years} years at most the answer is deleted, and your name "
            "with it."
        ),
        "ko": (
            "행사를 알리는 공개 화면에 성명을 게재하는 것에 동의하십니까?\n"
            "대표단원으로서 직위, 소속과 함께 게재하며, 누구나 볼 수 있습니다.\n"
            "이 화면에서 동의를 철회할 때까지 유효합니다. 답변은 최대 {years}년 뒤 삭제하며, 게재한 성명도 함께 "
            "삭제합니다."
        ),
    },
}


def asked(purpose: str, language: str) -> str:
    """The words of a ConsentPurpose in `en` or `ko`, with the periods in force: a line for each of the three."""
    return ASKED[purpose][language].format(years=settings.CONSENT_YEARS, days=settings.ERASE_DAYS)


class ConsentQuerySet(models.QuerySet[Any]):
    """What delegates agreed to; the newest word of each purpose counts."""

    def newest(self) -> Self:
        """The newest of each delegate and purpose."""
        later = self.model._default_manager.filter(
            delegate=OuterRef("delegate"), purpose=OuterRef("purpose"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later))

    def answers(self, delegate: Delegate) -> dict[str, bool]:
        """A delegate's newest answer by purpose, where it was given to the words of today; one query."""
        current = {purpose: {asked(purpose, language) for language in LANGUAGES} for purpose in ASKED}
        newest = self.filter(delegate=delegate).newest()
        return {row.purpose: row.given for row in newest if row.words in current[row.purpose]}

    def who_agreed(self, delegates: Iterable[Delegate], purpose: str) -> dict[int, bool]:
        """The newest answer for a purpose by the delegate's key, whatever words it was given to; one query."""
        rows = self.filter(delegate__in=list(delegates), purpose=purpose).newest()
        return dict(rows.values_list("delegate_id", "given"))


class Consent(models.Model):
    """A delegate's word on one purpose, given or taken back; the newest counts, none is ever changed.

    `filled_by` says who wrote it down: the delegate, or somebody who had asked; empty where that was not kept yet.
    """

    delegate = models.ForeignKey(
        Delegate, on_delete=models.CASCADE, related_name="consents", verbose_name=_("delegate")
    )
    purpose = models.CharField(_("purpose"), max_length=17, choices=ConsentPurpose)
    given = models.BooleanField(_("given"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    words = models.TextField(_("what was asked, in these words"))
    at = models.DateTimeField(_("when"), default=clock.now)
    filled_by = models.CharField(_("filled in by"), max_length=9, choices=FilledBy, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["delegate", "purpose", "-id"]
        indexes = [models.Index(fields=["delegate", "purpose", "-id"], name="consent_newest")]
        constraints = [
            one_of("consent", "purpose", ConsentPurpose),
            models.CheckConstraint(
                name="consent_filled_by_allowed", condition=models.Q(filled_by__in=["", *FilledBy.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.given}"


class DestructionRecord(models.Model):
    """That personal data of an event was erased: when, by which rule, how much of what; nothing of its content.

    `counts` holds numbers by kind, as delegates/erasure.py names them.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="destructions", verbose_name=_("event"))
    at = models.DateTimeField(_("when"), default=clock.now)
    kept_days = models.PositiveSmallIntegerField(_("days kept after the event"))
    counts = models.JSONField(default=dict)
    by_label = models.CharField(_("by"), max_length=200, blank=True)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("destruction record")
        verbose_name_plural = _("destruction records")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.event}, {format_date(timezone.localtime(self.at).date())}"
