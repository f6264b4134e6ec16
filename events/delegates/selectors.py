"""Lists of an event's people, each for one purpose, of which every look is logged; and how far details are filled in.

How far they are: states, never what was written.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _, pgettext

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import NotAllowed
from core.flat_rows import as_record, flat
from core.models import one_act, write_audit
from core.texts import in_both
from events import enums
from events.audit_actions import DELEGATE_LIST_READ, EMERGENCY_SHEET_OPENED
from events.delegates.services import DeadLink, ends_at, erased_among, find_link
from events.delegations.services import log_act_on_delegate
from events.models import Consent, Delegate, DelegateLink, DelegateNeeds, Delegation, Event
from partnerships.enums import ADMINISTRATOR, STAFF
from partnerships.fields import codes_in
from partnerships.tasks.selectors import PARTICIPATIONS, TODAY, period_names


def people_of(event: Event) -> list[Delegate]:
    """The delegates with a place at the event, by side and partner, the head first.

    A part of a mission without delegations of its own has those of the mission whose pairings it serves.
    """
    source = _people_from(event)
    rows = Delegate.objects.filter(delegation__event=source)
    if source != event and not event.all_pairings:
        served = [row.pairing for row in event.serving.all()]
        sides = {key for pairing in served for key in (pairing.eu_id, pairing.counterpart_id)}
        rows = rows.filter(delegation__participation__in=sides)
    head_first = Case(When(role=enums.DelegateRole.HEAD, then=0), default=1, output_field=IntegerField())
    placed = rows.placed().select_related("organisation", "needs", "delegation__participation__partner")
    return list(
        placed.order_by(
            "-delegation__participation__side",
            "delegation__participation__partner__search_text",
            "delegation_id",
            head_first,
            "number",
        )
    )


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
    agreed = Consent.objects.who_agreed(people, enums.ConsentPurpose.PARTICIPANTS_LIST)
    return [delegate for delegate in people if agreed.get(delegate.pk)]


def needs_counts(event: Event) -> list[tuple[str, str, int]]:
    """For hosts: how many come, how many have told their needs, and how many need what.

    Nobody is named, and no partner is told apart.
    """
    people = people_of(event)
    needs = [delegate.needs for delegate in people if hasattr(delegate, "needs") and delegate.needs.filled_at]
    heading = pgettext("table head", "People")
    themselves = sum(row.told == enums.NeedsGiven.MYSELF for row in needs)
    lines = [
        (heading, _("With a place"), len(people)),
        (heading, _("Have entered their needs"), len(needs)),
        (pgettext("consent", "Food and access needs"), _("Tell the hosts themselves"), themselves),
    ]
    for field, about in (("diet", _("Food")), ("access", pgettext("needs", "Access"))):
        kinds = DelegateNeeds.KINDS[f"{field}_kinds"]
        ticked = Counter(kind for row in needs for kind in codes_in(getattr(row, f"{field}_kinds")))
        lines += [(about, str(kind.label), ticked[kind.value]) for kind in kinds]
        others = sum(bool(getattr(row, field)) for row in needs)
        lines.append((about, _("Something else, known to the programme staff"), others))
    lines.append((_("Languages"), _("Want interpretation"), sum(bool(row.interpretation) for row in needs)))
    return [line for line in lines if line[2] or line[0] == heading]


def who_filled(event: Event, fields: Sequence[str]) -> list[Delegate]:
    """For the staff: who wrote anything into some fields of the needs."""
    people = [row for row in people_of(event) if hasattr(row, "needs")]
    return [row for row in people if any(getattr(row.needs, field) for field in fields)]


def photographs(event: Event) -> list[Delegate]:
    """For photographers: everybody with a place, and whether each wants to be in pictures (`photographs_label`).

    Whoever said nothing is in no picture either.
    """
    people = people_of(event)
    answers = Consent.objects.who_agreed(people, enums.ConsentPurpose.PHOTOGRAPHS)
    labels = {
        True: pgettext("photographs", "May be in pictures"),
        False: pgettext("photographs", "No picture"),
        None: pgettext("photographs", "No picture: not answered"),
    }
    for row in people:
        row.photographs_label = labels[answers.get(row.pk)]
    return people


# The lists of what delegates told, which is erased some time after the event.
OF_DETAILS = frozenset({"needs-counts", "needs", "arrivals", "emergency-sheet"})

# Each list by its word in addresses and in the log: as what at the event one may read it, and its rows. What delegates
# told in trust the staff of the strand alone reads: administrators keep the records and do not, coordinators see
# whether it is complete, and hosts, who cook and interpret, get counts.
LISTS: dict[str, tuple[frozenset[str], Callable[[Event], Sequence[Any]]]] = {
    "participants": (
        frozenset({STAFF, ADMINISTRATOR, enums.ORGANISER, enums.HOST}),
        participants,
    ),  # and who takes part
    "needs-counts": (frozenset({STAFF, enums.HOST}), needs_counts),
    "photographs": (frozenset({STAFF, ADMINISTRATOR, enums.HOST}), photographs),  # who takes them
    "needs": (frozenset({STAFF}), partial(who_filled, fields=(*DelegateNeeds.SENSITIVE, "interpretation"))),
    "arrivals": (frozenset({STAFF}), partial(who_filled, fields=("arrival", "departure"))),
    "emergency-sheet": (frozenset({STAFF}), people_of),
}


def _takes_part(grants: Grants, event: Event) -> bool:
    """Whether the reader is of the authority, of a side that the event serves, or sends people to it.

    Reads the pairings it serves and its delegations.
    """
    if event.strand_id in grants.authority or (event.all_pairings and event.strand_id in grants.coordinates):
        return True
    if any(row.pairing.side_of(grants) for row in event.serving.all()):
        return True
    return any(row.participation_id in grants.participations for row in event.delegations.all())


def readable_lists(grants: Grants, event: Event) -> list[str]:
    """The lists that the reader may look at, in their order."""
    actors = event.actors(grants)
    found = [name for name, (readers, _rows) in LISTS.items() if readers & actors]
    return found if "participants" in found or not _takes_part(grants, event) else ["participants", *found]


@one_act()
def read_list(*, by: User, grants: Grants, event: Event, name: str, form: str = "page") -> Sequence[Any]:
    """The rows of a list of LISTS, and a line in the log that says who looked at which, how, and how many rows.

    `form` is page, csv or xlsx. Raises NotAllowed.
    """
    if name not in readable_lists(grants, event):
        raise NotAllowed
    rows = LISTS[name][1](event)
    log_look(by=by, event=event, name=name, form=form, rows=len(rows))
    return rows


def log_look(*, by: User, event: Event, name: str, form: str, rows: int = 1) -> None:
    """Note who looked at which list of an event (DELEGATE_LISTS).

    On no record: its history is read by the whole strand, which is not told who looks after whom.
    """
    facts: dict[str, Any] = {"event": in_both(event, "title"), "list": name, "format": form, "rows": rows}
    write_audit(action=DELEGATE_LIST_READ, by=by, strand_id=event.strand_id, **facts)


# From so many days before the first day on the head can print the emergency sheet.
DAYS_BEFORE = 7


def may_open_sheet(link: DelegateLink, event: Event, today: dt.date) -> bool:
    """Whether the own page of this delegate opens the sheet: to the head of the delegation, by a link that was mailed.

    From a week before the first known day to the last one. A link that was shown to be handed over opens no sheet,
    because whoever made it has seen it.
    """
    delegate, days = link.delegate, event.shown_period
    if delegate.role != enums.DelegateRole.HEAD or delegate.status not in enums.PLACED_DELEGATE or not link.mailed:
        return False
    if (
        event.status == enums.EventStatus.CANCELLED
        or not days.days_known
        or days.first_day is None
        or days.last_day is None
    ):
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


def read_completeness(rows: Sequence[Delegate]) -> None:
    """Set how far the details of delegates are; four queries, and none of them reads what was written."""
    keys = [row.pk for row in rows]
    newest = DelegateLink.objects.filter(delegate__in=keys, revoked_at=None).order_by("created_at", "pk")
    links = {link.delegate_id: link for link in newest}
    # Whether the parts are there, found by the database; the texts stay in it.
    journey = Case(When(arrival="", departure="", then=Value(value=False)), default=Value(value=True))
    needs = DelegateNeeds.objects.filter(delegate__in=keys)
    rows_of_needs = needs.values_list("delegate_id", "spelling_checked_at", "filled_at", journey)
    given = {key: there for key, *there in rows_of_needs}
    asked = Consent.objects.filter(delegate__in=keys, purpose__in=enums.QUESTIONS).values_list("delegate_id", "purpose")
    answers = Counter(delegate for delegate, _purpose in set(asked))
    erased = erased_among({row.delegation.event_id for row in rows})
    names = (_("Spelling checked"), _("Needs entered"), _("Arrival and departure given"), _("Questions answered"))
    for row in rows:
        event, row.newest_link = row.delegation.event, links.get(row.pk)
        row.has_open_link = row.newest_link is not None and ends_at(event, row.newest_link) > clock.now()
        there = map(bool, [*given.get(row.pk, (None, None, None)), answers[row.pk] == len(enums.QUESTIONS)])
        row.details = list(zip(names, there, strict=True))
        row.is_erased = row.pk not in given and event.pk in erased and event.is_past(clock.today())


# From so many days before the first day on the details are asked for.
ASKED_DAYS = 45


DETAIL = "delegate-details"


def detail_rows() -> Iterator[QuerySet[Any, Any]]:
    """Delegates with a place at events to come, and whether all is there that they tell themselves."""
    needs = DelegateNeeds.objects.filter(
        delegate=OuterRef("pk"), spelling_checked_at__isnull=False, filled_at__isnull=False
    )
    there = Q(Exists(needs.exclude(arrival="", departure="")))
    for purpose in enums.QUESTIONS:
        there &= Q(Exists(Consent.objects.filter(delegate=OuterRef("pk"), purpose=purpose)))
    rows = Delegate.objects.placed().filter(
        delegation__participation__in=PARTICIPATIONS,
        delegation__event__status__in=enums.OPEN_EVENT,
        delegation__event__forecast_start__gte=TODAY,
    )
    event = ["id", "code", "strand_id", "strand__id", "strand__code", "title_en", "title_ko"]
    event += [*period_names("forecast"), *period_names("actual")]
    partner = ("id", "partner_id", "partner__id", "partner__code", "partner__name_en", "partner__name_ko")
    names = ("event_id", *(f"event__{name}" for name in event), *(f"participation__{name}" for name in partner))
    complete = Case(When(there, then=Value(1)), default=Value(0))
    of_delegation = (f"delegation__{name}" for name in ("id", *names))
    yield flat(DETAIL, rows, None, "delegation_id", *of_delegation, complete=complete)


def details_among(rows: Iterable[tuple[int, Any]], today: dt.date) -> list[tuple[Delegation, int, int]]:
    """The delegations to events that begin within ASKED_DAYS that lack details, of rows that were read.

    Each with how many people with a place it has, and how many of them lack something.
    """
    people: dict[int, list[Any]] = defaultdict(list)
    for _pairing, facts in rows:
        people[facts["delegation_id"]].append(facts)
    found = []
    for some in people.values():
        delegation = as_record(Delegate, some[0]).delegation
        days, missing = delegation.event.shown_period, sum(not facts["complete"] for facts in some)
        near = days.first_day is not None and days.first_day <= today + dt.timedelta(days=ASKED_DAYS)
        if near and days.days_known and missing:
            found.append((delegation, len(some), missing))
    return found
