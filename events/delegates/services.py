"""What delegates may agree to, one by one: the words they are asked in, in both languages, and their answers.

The words are kept with each answer. Whoever changes them here asks everybody again: an answer to other words does not
count as one to these.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.errors import NotAllowed
from core.models import one_act, write_audit
from core.texts import LANGUAGES, in_both
from events.audit_actions import DELEGATE_LIST_READ, EMERGENCY_SHEET_OPENED
from events.delegates.erasure import erased_among
from events.delegates.links import DeadLink, find_link
from events.delegations.nominations import notify_of_delegate
from events.enums import (
    PLACED_DELEGATE,
    AccessKind,
    ConsentPurpose,
    DelegateRole,
    DietKind,
    EventStatus,
    FilledBy,
    NeedsGiven,
)
from events.models import Consent, Delegate, DelegateNeeds, InvitationLetter
from events.rules import (
    may_count_needs,
    may_list_letters,
    may_read_details,
    may_read_participants,
    may_read_photograph_list,
)
from partnerships.codes import codes_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from core.access import Grants
    from events.models import DelegateLink, Event


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
    return list(new)


def who_agreed(delegates: Iterable[Delegate], purpose: str) -> dict[int, bool]:
    """The newest answer for a purpose by the delegate's key, whatever words it was given to; one query."""
    rows = Consent.objects.filter(delegate__in=list(delegates), purpose=purpose).newest()
    return dict(rows.values_list("delegate_id", "given"))


# The lists of an event's people, each for one purpose and with what that purpose needs; every look is logged.

# From so many days before the first day on the head can print the emergency sheet.
DAYS_BEFORE = 7


@dataclass(frozen=True, slots=True)
class CountLine:
    """How many people need one thing; nobody is named, and no partner is told apart."""

    about: str
    what: str
    count: int


@dataclass(frozen=True, slots=True)
class PhotographLine:
    """Whether one delegate agreed to be in pictures; `answer` is None where nothing was said."""

    delegate: Delegate
    answer: bool | None

    @property
    def word(self) -> str:
        """What a photographer reads: whoever said nothing is in no picture either."""
        if self.answer:
            return pgettext("photographs", "May be in pictures")
        if self.answer is None:
            return pgettext("photographs", "No picture: not answered")
        return pgettext("photographs", "No picture")


def people_of(event: Event) -> list[Delegate]:
    """The delegates with a place at the event, heads first within each partner.

    A part of a mission without delegations of its own has those of the mission whose pairings it serves.
    """
    source = _people_from(event)
    rows = Delegate.objects.filter(delegation__event=source)
    if source != event and not event.all_pairings:
        served = [row.pairing for row in event.serving.all()]
        sides = {key for pairing in served for key in (pairing.eu_id, pairing.counterpart_id)}
        rows = rows.filter(delegation__participation__in=sides)
    return list(_in_order(rows))


def _people_from(event: Event) -> Event:
    """The event whose delegations come to this one."""
    return event if event.delegations.exists() or event.part_of is None else event.part_of


def are_details_erased(event: Event) -> bool:
    """Whether the clock has erased what the delegates told, so that an empty list is not one that nobody filled in."""
    source = _people_from(event)
    if not source.is_past(clock.today()) or not erased_among([source.pk]):
        return False
    return not DelegateNeeds.objects.filter(delegate__delegation__event=source).exists()


def participants(event: Event) -> list[Delegate]:
    """Those who agreed to stand in the list of participants."""
    people = people_of(event)
    agreed = who_agreed(people, ConsentPurpose.PARTICIPANTS_LIST)
    return [delegate for delegate in people if agreed.get(delegate.pk)]


def needs_counts(event: Event) -> list[CountLine]:
    """For hosts: how many come, how many have told their needs, and how many need what."""
    people = people_of(event)
    needs = [delegate.needs for delegate in people if hasattr(delegate, "needs") and delegate.needs.filled_at]
    other = _("Something else, known to the programme staff")
    people_word, access = pgettext("table head", "People"), pgettext("needs", "Access")
    lines = [
        CountLine(people_word, _("With a place"), len(people)),
        CountLine(people_word, _("Have told their needs"), len(needs)),
        CountLine(
            pgettext("consent", "Food and access needs"),
            _("Tell the hosts themselves"),
            sum(row.told == NeedsGiven.MYSELF for row in needs),
        ),
        *_counted(_("Food"), DietKind, [row.diet_kinds for row in needs]),
        CountLine(_("Food"), other, sum(bool(row.diet) for row in needs)),
        *_counted(access, AccessKind, [row.access_kinds for row in needs]),
        CountLine(access, other, sum(bool(row.access) for row in needs)),
        CountLine(_("Languages"), _("Want interpretation"), sum(bool(row.interpretation) for row in needs)),
    ]
    return [line for line in lines if line.count or line.about == lines[0].about]


def own_needs(event: Event) -> list[DelegateNeeds]:
    """For the staff: who needs what, in their own words; whoever told nothing is left out."""
    rows = [delegate.needs for delegate in people_of(event) if hasattr(delegate, "needs")]
    return [row for row in rows if row.diet_kinds or row.diet or row.access_kinds or row.access or row.interpretation]


def arrivals(event: Event) -> list[DelegateNeeds]:
    """For the staff: when everybody comes and goes; whoever told nothing is left out."""
    rows = [delegate.needs for delegate in people_of(event) if hasattr(delegate, "needs")]
    return [row for row in rows if row.arrival or row.departure]


def photograph_lines(event: Event) -> list[PhotographLine]:
    """For photographers: everybody with a place, and whether each wants to be in pictures."""
    people = people_of(event)
    answers = who_agreed(people, ConsentPurpose.PHOTOGRAPHS)
    return [PhotographLine(delegate, answers.get(delegate.pk)) for delegate in people]


def letters(event: Event) -> list[InvitationLetter]:
    """The letters of invitation that were issued, the newest first."""
    rows = InvitationLetter.objects.filter(event=event)
    return list(rows.select_related("delegate__delegation__participation__partner").order_by("-number"))


# The lists of what delegates told, which is erased some time after the event.
OF_DETAILS = frozenset({"needs-counts", "needs", "arrivals", "emergency-sheet"})

# Each list by its word in addresses and in the log: who may read it, and its rows.
LISTS: dict[str, tuple[Callable[[Grants, Event], bool], Callable[[Event], Sequence[Any]]]] = {
    "participants": (may_read_participants, participants),
    "needs-counts": (may_count_needs, needs_counts),
    "photographs": (may_read_photograph_list, photograph_lines),
    "needs": (may_read_details, own_needs),
    "arrivals": (may_read_details, arrivals),
    "emergency-sheet": (may_read_details, people_of),
    "letters": (may_list_letters, letters),
}


@one_act()
def read_list(*, by: User, grants: Grants, event: Event, name: str, form: str = "page") -> Sequence[Any]:
    """The rows of a list of LISTS, and a line in the log that says who looked at which, how, and how many rows.

    `form` is page, csv or xlsx. Raises NotAllowed.
    """
    rule, rows_of = LISTS[name]
    if not rule(grants, event):
        raise NotAllowed
    rows = rows_of(event)
    # On no record: its history is read by the whole strand, which is not told who looks after whom.
    write_audit(
        action=DELEGATE_LIST_READ,
        by=by,
        strand_id=event.strand_id,
        event=in_both(event, "title"),
        list=name,
        format=form,
        rows=len(rows),
    )
    return rows


def readable_lists(grants: Grants, event: Event) -> list[str]:
    """The lists that the reader may look at, in their order."""
    return [name for name, (rule, _rows) in LISTS.items() if rule(grants, event)]


def _in_order(rows: QuerySet[Delegate]) -> QuerySet[Delegate]:
    """With a place, by side and partner, the head first."""
    head_first = Case(When(Q(role=DelegateRole.HEAD), then=Value(0)), default=Value(1), output_field=IntegerField())
    placed = rows.placed().select_related("organisation", "needs", "delegation__participation__partner")  # type: ignore[attr-defined]
    found: QuerySet[Delegate] = placed.order_by(
        "-delegation__participation__side",
        "delegation__participation__partner__search_text",
        "delegation_id",
        head_first,
        "number",
    )
    return found


def _counted(about: str, kinds: Any, ticked: Sequence[str]) -> list[CountLine]:
    counts = Counter(kind for text in ticked for kind in codes_in(text))
    return [CountLine(about, str(kind.label), counts[kind.value]) for kind in kinds if counts[kind.value]]


def may_open_sheet(link: DelegateLink, event: Event, today: dt.date) -> bool:
    """Whether the own page of this delegate opens the sheet: to the head of the delegation, by a link that was mailed.

    From a week before the first known day to the last one. A link that was shown to be handed over opens no sheet,
    because whoever made it has seen it.
    """
    delegate, days = link.delegate, event.shown_period
    if delegate.role != DelegateRole.HEAD or delegate.status not in PLACED_DELEGATE or not link.mailed:
        return False
    if event.status == EventStatus.CANCELLED or not days.days_known or days.first_day is None or days.last_day is None:
        return False
    return days.first_day - dt.timedelta(days=DAYS_BEFORE) <= today <= days.last_day


@one_act()
def sheet_of_head(*, token: str) -> list[Delegate]:
    """The sheet of the own delegation; logged. Raises DeadLink, also where this page does not open it today."""
    link = find_link(token)
    delegation = link.delegate.delegation
    if not may_open_sheet(link, delegation.event, clock.today()):
        raise DeadLink(
            _(
                "The emergency sheet opens for the head of the delegation, from %(days)s days before the event to its "
                "end. Ask the programme staff if you need it now."
            )
            % {"days": DAYS_BEFORE},
            known=False,
        )
    rows = Delegate.objects.filter(delegation=delegation).placed()
    people = list(rows.select_related("needs", "delegation__participation__partner").order_by("number"))
    notify_of_delegate(EMERGENCY_SHEET_OPENED, link.delegate, None, rows=len(people))
    return people
