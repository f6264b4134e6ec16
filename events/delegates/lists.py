"""The lists of an event's people, each for one purpose and with what that purpose needs; every look is logged."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.errors import NotAllowed
from core.models import one_act, write_audit
from core.texts import in_both
from events.audit_actions import DELEGATE_LIST_READ, EMERGENCY_SHEET_OPENED
from events.delegates.consents import who_agreed
from events.delegates.erasure import erased_among
from events.delegates.links import DeadLink, find_link
from events.delegations.nominations import log_act_on_delegate
from events.enums import (
    PLACED_DELEGATE,
    AccessKind,
    ConsentPurpose,
    DelegateRole,
    DietKind,
    EventStatus,
    NeedsGiven,
)
from events.models import Delegate, DelegateNeeds, InvitationLetter
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
    def label(self) -> str:
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
    log_act_on_delegate(EMERGENCY_SHEET_OPENED, link.delegate, None, rows=len(people))
    return people
