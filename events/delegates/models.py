"""Delegates and what became of each nomination; what they tell by the personal link, and agree to; letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import CASCADE, PROTECT, SET_NULL, Exists, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, pgettext, pgettext_lazy

from accounts.enums import Language, NameOrder
from core import clock
from core.access import Grants
from core.folding import FoldedField, fold
from core.formats import format_date, format_name
from core.models import Versioned
from core.texts import LANGUAGES, in_reading_script
from events import enums
from events.delegations.models import Delegation, shown_to
from events.events.models import Event, LiesIn
from events.events.querysets import OfEventQuerySet
from partnerships.documents.models import document_storage
from partnerships.enums import Sector, one_of
from partnerships.models import Organisation


class DelegateQuerySet(models.QuerySet[Any]):
    """Delegates."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(delegation__participation__in=[pairing.eu_id, pairing.counterpart_id])

    def visible_to(self, grants: Grants) -> Self:
        """As their delegations."""
        return self.filter(shown_to(grants, "delegation__"))

    def with_names(self) -> Self:
        """With delegation, partner, and the event as its pages read it."""
        event = Prefetch("delegation__event", Event.objects.with_names())
        return self.select_related("organisation", "delegation__participation__partner").prefetch_related(event)

    def placed(self) -> Self:
        """Those who take a place of the quota."""
        return self.filter(status__in=enums.PLACED_DELEGATE)

    def active(self) -> Self:
        """Those whose nomination stands: placed, waiting or ready."""
        return self.filter(status__in=enums.ACTIVE_DELEGATE)


class Delegate(LiesIn, Versioned):
    """A person nominated for a delegation. Names stand as they were given: none is romanised or corrected here.

    Keeps no history of its values, because they are a person's own; what became of the nomination are its steps.
    `number` counts within the delegation. `replaces` is the delegate whose place this one took. `attended` is known
    after the event. `gender` is given by the delegate alone, to be counted. `photographs_label` is set by the list
    for photographers; how far the own details are, by `read_completeness`: the parts of the `details` in words, with
    whether each is there, the personal link, and whether they are erased.
    """

    ADDRESS = {**{name: f"delegation__{path}" for name, path in Delegation.ADDRESS.items()}, "delegate": "number"}
    # What whoever nominates writes of a person. Gender, needs and consents are the delegate's own to say.
    NAMES: tuple[str, ...] = ("family_name", "given_name", "name_native")
    TEXTS: tuple[str, ...] = (*NAMES, "title", "function", "organisation_name", "languages", "email")
    PERSON: tuple[str, ...] = (
        *("family_name", "given_name", "name_order", "name_native", "title", "function"),
        *("organisation_name", "sector", "languages", "email", "role"),
    )
    SPELLED: frozenset[str] = frozenset({*NAMES, "name_order"})  # what the delegate confirms to be written correctly
    # What the delegate may correct.
    CORRECTABLE: tuple[str, ...] = (*("given_name", "family_name", "name_order", "name_native", "title", "function"),)
    GROUPS: tuple[str, ...] = ("placed", "waiting", "ready", "gone")
    LIES_IN: str = "delegation"
    NAMED_WITH: tuple[str, ...] = ("delegation__event__strand", "delegation__participation__partner")

    photographs_label: str
    details: Sequence[tuple[str, bool]] = ()
    newest_link: DelegateLink | None = None
    has_open_link = is_erased = False

    delegation = models.ForeignKey(
        Delegation, on_delete=PROTECT, related_name="delegates", verbose_name=_("delegation")
    )
    number = models.PositiveIntegerField(_("number"), editable=False)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    name_order = models.CharField(_("name order"), max_length=12, choices=NameOrder, default=NameOrder.GIVEN_FIRST)
    name_native = models.CharField(_("name in own script"), max_length=120, blank=True)
    title = models.CharField(pgettext_lazy("title of a person", "title"), max_length=80, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=PROTECT, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    sector = models.CharField(_("sector"), max_length=13, choices=Sector, blank=True)
    languages = models.CharField(_("languages"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    gender = models.CharField(_("gender"), max_length=5, choices=enums.Gender, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=enums.DelegateRole, default=enums.DelegateRole.MEMBER)
    status = models.CharField(
        _("state of the nomination"),
        max_length=9,
        choices=enums.DelegateStatus,
        default=enums.DelegateStatus.NOMINATED,
        editable=False,
    )
    nominated_at = models.DateTimeField(_("nominated"), default=clock.now, editable=False)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+", editable=False
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=PROTECT, related_name="replaced_by", editable=False
    )
    attended = models.BooleanField(_("attended"), null=True, blank=True, editable=False)
    search_text = FoldedField(sources=("family_name", "given_name", "name_native"), db_index=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering = ["delegation", "number"]
        indexes = [models.Index(fields=["delegation", "status", "nominated_at", "id"], name="delegate_places")]
        constraints = [
            models.UniqueConstraint(fields=["delegation", "number"], name="delegate_number"),
            one_of("delegate", "role", enums.DelegateRole),
            one_of("delegate", "status", enums.DelegateStatus),
            models.CheckConstraint(name="delegate_gender_allowed", condition=Q(gender__in=enums.Gender.values)),
            models.CheckConstraint(name="delegate_sector_allowed", condition=Q(sector__in=["", *Sector.values])),
            models.CheckConstraint(
                name="delegate_named", condition=~Q(family_name="") | ~Q(given_name="") | ~Q(name_native="")
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_log_name(self) -> tuple[str, str]:
        return self.label, self.get_absolute_url()

    @classmethod
    def longest(cls, name: str) -> int:
        """Characters that a text of a person may have."""
        field: Any = cls._meta.get_field(name)
        return int(field.max_length)

    @property
    def label(self) -> str:
        """The delegate without the name: "Delegate 3, Busan"."""
        facts = {"number": self.number, "partner": self.delegation.participation.partner.name}
        return gettext("Delegate %(number)s, %(partner)s") % facts

    @property
    def full_name(self) -> str:
        """The name in Latin letters in the person's own order, else in its own script."""
        family_first = self.name_order == NameOrder.FAMILY_FIRST
        return format_name(self.given_name, self.family_name, family_first=family_first) or self.name_native

    @property
    def shown_name(self) -> str:
        """The name as the reader's page writes it."""
        return in_reading_script(self.full_name, self.name_native)[0]

    @property
    def other_name(self) -> str:
        """The name in the script that the page does not write it in; nothing where there is one alone."""
        return in_reading_script(self.full_name, self.name_native)[1]

    @property
    def values_again(self) -> dict[str, Any]:
        """What is taken over where the person is nominated again; a head or substitute of then comes as a member."""
        return {name: getattr(self, name) for name in self.PERSON} | {"role": enums.DelegateRole.MEMBER.value}

    @property
    def folded_names(self) -> tuple[str, ...]:
        """By which a person is told from another."""
        return tuple(fold(getattr(self, name)) for name in self.NAMES)

    @property
    def group(self) -> str:
        """Which of GROUPS it is in."""
        if self.status in enums.PLACED_DELEGATE:
            return "placed"
        return self.status if self.status in enums.BENCH_DELEGATE else "gone"

    @property
    def look(self) -> str:
        """The icon of its state: `done`, `planned` or `cancelled`."""
        if self.status in enums.ACCEPTED_DELEGATE:
            return "done"
        return "planned" if self.status in enums.ACTIVE_DELEGATE else "cancelled"

    @property
    def link_state(self) -> enums.LinkState:
        if all(there for _name, there in self.details):
            return enums.LinkState.COMPLETE
        if self.newest_link is None:
            return enums.LinkState.NONE
        if not self.has_open_link:
            return enums.LinkState.EXPIRED
        if self.newest_link.opened_at:
            return enums.LinkState.OPENED
        return enums.LinkState.SENT if self.newest_link.mailed else enums.LinkState.SHOWN

    @property
    def details_label(self) -> str:
        return pgettext("details of a delegate", "Details erased") if self.is_erased else str(self.link_state.label)

    @property
    def missing(self) -> list[str]:
        """The parts of the details that are not there yet, in words."""
        return [] if self.is_erased else [name for name, there in self.details if not there]

    @property
    def organisation_shown(self) -> str:
        """The organisation's name: of the record, else as it was typed."""
        return str(self.organisation.name) if self.organisation else self.organisation_name


class DelegateStep(models.Model):
    """What happened to a nomination: from, to, why, by whom; never changed."""

    delegate = models.ForeignKey(Delegate, on_delete=PROTECT, related_name="steps", verbose_name=_("delegate"))
    old = models.CharField(_("before"), max_length=9, choices=enums.DelegateStatus, blank=True)
    new = models.CharField(_("after"), max_length=9, choices=enums.DelegateStatus)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("step of a nomination")
        verbose_name_plural = _("steps of nominations")
        ordering = ["-at", "-id"]
        constraints = [one_of("delegate_step", "new", enums.DelegateStatus)]

    def __str__(self) -> str:
        return f"{self.get_old_display()} → {self.get_new_display()}"


class DelegateLink(models.Model):
    """A personal link: the hash of its secret, until when it opens the delegate's own page. The secret is not kept.

    `mailed` says that it went to the delegate's own address; whoever made another one has seen its secret. `url` is
    known only where it was made just now, to be handed over. `read_details` sets what its page shows: the needs (None
    before the first time), the answers by purpose, and `is_hidden` where the needs were written by another link or on
    another device: then their content stays hidden.
    """

    url = ""
    needs: DelegateNeeds | None = None
    answers: dict[str, bool]
    is_hidden = False

    delegate = models.ForeignKey(Delegate, on_delete=CASCADE, related_name="links", verbose_name=_("delegate"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ENGLISH)
    created_at = models.DateTimeField(_("made"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"))
    mailed = models.BooleanField(_("sent by mail"), default=False)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def versions(self) -> str:
        """What the form carries to be told from what others save meanwhile."""
        return f"{self.delegate.version}.{self.needs.version if self.needs else 0}"


class DelegateNeeds(Versioned):
    """What a delegate needs on the journey, in the delegate's own words; erased by the clock after the event.

    Kept apart from the delegate and without history. `filled_by` says who filled it: the delegate or an assistant;
    `filled_with` by which link, because another link does not show what was written. `diet_kinds` and `access_kinds`
    hold the values of DietKind and AccessKind that were ticked, separated by `;`, to be counted for the host. These
    and the words beside them may tell of health or belief: they stand here where `told` says that the delegate agreed;
    it is empty for what was told before that was asked.
    Arrival and departure are local moments as the delegate writes them, with flight or train. `kept_days` is how long
    after the event they stay, as the page said it: a longer setting later does not reach them.
    """

    # What is kept of them in own words, with the most characters of each; what is ticked.
    TEXTS: dict[str, int] = {
        "diet": 1000,
        "access": 1000,
        "interpretation": 200,
        "arrival": 500,
        "departure": 500,
        "emergency_name": 200,
        "emergency_phone": 60,
    }
    KINDS: dict[str, Any] = {"diet_kinds": enums.DietKind, "access_kinds": enums.AccessKind}
    FIELDS: tuple[str, ...] = ("told", *KINDS, *TEXTS)
    # What may tell of health or belief: kept where the delegate agreed to it alone (`told`).
    SENSITIVE: tuple[str, ...] = ("diet_kinds", "diet", "access_kinds", "access")

    delegate = models.OneToOneField(Delegate, on_delete=CASCADE, related_name="needs", verbose_name=_("delegate"))
    spelling_checked_at = models.DateTimeField(_("spelling checked"), null=True, blank=True)
    told = models.CharField(_("how food and access needs are told"), max_length=6, choices=enums.NeedsGiven, blank=True)
    diet_kinds = models.CharField(_("dietary needs that were ticked"), max_length=200, blank=True)
    diet = models.TextField(_("dietary needs"), blank=True)
    access_kinds = models.CharField(_("access needs that were ticked"), max_length=200, blank=True)
    access = models.TextField(_("access needs"), blank=True)
    interpretation = models.CharField(_("interpretation wanted"), max_length=200, blank=True)
    arrival = models.TextField(_("arrival"), blank=True)
    departure = models.TextField(_("departure"), blank=True)
    emergency_name = models.CharField(_("emergency contact"), max_length=200, blank=True)
    emergency_phone = models.CharField(_("telephone of the emergency contact"), max_length=60, blank=True)
    filled_at = models.DateTimeField(_("filled in"), null=True, blank=True)
    filled_by = models.CharField(_("filled in by"), max_length=9, choices=enums.FilledBy, blank=True)
    kept_days = models.PositiveSmallIntegerField(_("days kept after the event"), null=True, blank=True)
    filled_with = models.ForeignKey(
        DelegateLink, null=True, blank=True, on_delete=SET_NULL, related_name="+", verbose_name=_("link")
    )

    class Meta:
        verbose_name = _("needs of a delegate")
        verbose_name_plural = _("needs of delegates")
        constraints = [
            models.CheckConstraint(
                name="delegate_needs_filled_by_allowed", condition=models.Q(filled_by__in=["", *enums.FilledBy.values])
            ),
            models.CheckConstraint(
                name="delegate_needs_as_agreed",
                condition=models.Q(told__in=["", enums.NeedsGiven.HERE])
                | models.Q(told__in=enums.NeedsGiven.values, diet_kinds="", diet="", access_kinds="", access=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def saved_as(self) -> str:
        """What no other save on a delegate's page has, of these needs or of what is told anew once they are erased."""
        return f"{self.pk}.{self.filled_at.isoformat() if self.filled_at else ''}"


class InvitationLetter(models.Model):
    """A letter of invitation as it was issued: numbered within its event, the file kept and never changed.

    `strand_number` is the number as it is written in the letter: the year, and the letter's place in it.
    """

    # What whoever issues a letter writes, with the most characters of each.
    WRITTEN: dict[str, int] = {"signatory": 120, "signatory_function": 200, "costs": 600, "further": 1500}
    LIES_IN: str = "event"

    delegate = models.ForeignKey(Delegate, on_delete=PROTECT, related_name="letters", verbose_name=_("delegate"))
    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="letters", verbose_name=_("event"))
    number = models.PositiveIntegerField(_("number"))
    strand_number = models.CharField(_("number as written"), max_length=120)
    language = models.CharField(_("language"), max_length=2, choices=Language)
    file = models.FileField(_("file"), storage=document_storage, upload_to="letters", max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = OfEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation letter")
        verbose_name_plural = _("invitation letters")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="invitation_letter_number")]

    def __str__(self) -> str:
        return f"{self.delegate.label} · {self.event}"


# What delegates agreed to, one by one. The words they are asked in are kept with each answer: an answer to other words
# does not count as one to these, so whoever changes them asks everybody again.


# For each purpose, in either language: the question, what it is for, how long it holds.
ASKED: dict[str, dict[str, str]] = {
    enums.ConsentPurpose.SENSITIVE_NEEDS: {
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
    enums.ConsentPurpose.PARTICIPANTS_LIST: {
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
    enums.ConsentPurpose.PHOTOGRAPHS: {
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
    enums.ConsentPurpose.PUBLIC_LISTING: {
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
        same = {name: OuterRef(name) for name in ("delegate", "purpose")}
        later = self.model._default_manager.filter(**same, pk__gt=OuterRef("pk"))
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

    delegate = models.ForeignKey(Delegate, on_delete=CASCADE, related_name="consents", verbose_name=_("delegate"))
    purpose = models.CharField(_("purpose"), max_length=17, choices=enums.ConsentPurpose)
    given = models.BooleanField(_("given"))
    language = models.CharField(_("language"), max_length=2, choices=Language)
    words = models.TextField(_("what was asked, in these words"))
    at = models.DateTimeField(_("when"), default=clock.now)
    filled_by = models.CharField(_("filled in by"), max_length=9, choices=enums.FilledBy, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["delegate", "purpose", "-id"]
        indexes = [models.Index(fields=["delegate", "purpose", "-id"], name="consent_newest")]
        constraints = [
            one_of("consent", "purpose", enums.ConsentPurpose),
            models.CheckConstraint(
                name="consent_filled_by_allowed", condition=models.Q(filled_by__in=["", *enums.FilledBy.values])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.given}"


class DestructionRecord(models.Model):
    """That personal data of an event was erased: when, by which rule, how much of what; nothing of its content.

    `counts` holds numbers by kind, as delegates/services.py names them.
    """

    event = models.ForeignKey(Event, on_delete=PROTECT, related_name="destructions", verbose_name=_("event"))
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
