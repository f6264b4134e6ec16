"""How far each delegate's own page is filled in, and where it is late: states, never what it says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from core import clock
from events.delegates.erasure import erased_among
from events.delegates.links import ends_at
from events.enums import OPEN_EVENT, QUESTIONS, LinkState
from events.models import Consent, Delegate, DelegateLink, DelegateNeeds

if TYPE_CHECKING:
    from events.models import Delegation


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is there of one delegate's details: yes or no, and how far the personal link has come."""

    link: LinkState
    spelling: bool = False
    needs: bool = False
    journey: bool = False
    answers: bool = False
    has_open_link: bool = False
    is_erased: bool = False

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """Each part in words and whether it is there, in the order of the delegate's page."""
        return [
            (_("Spelling checked"), self.spelling),
            (_("Needs told"), self.needs),
            (_("Arrival and departure told"), self.journey),
            (_("Questions answered"), self.answers),
        ]

    @property
    def missing(self) -> list[str]:
        """The parts that are not there yet, in words."""
        return [] if self.is_erased else [name for name, there in self.parts if not there]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.is_erased and not self.missing


def completeness(delegates: Iterable[Delegate]) -> Mapping[int, Completeness]:
    """By the delegate's key; four queries, whatever their number, and none of them reads what was written."""
    rows = list(delegates)
    keys = [row.pk for row in rows]
    links = _newest_links(keys)
    needs = {row["delegate_id"]: row for row in _needs_given(keys)}
    answers: dict[int, set[str]] = defaultdict(set)
    asked = Consent.objects.filter(delegate__in=keys, purpose__in=QUESTIONS)
    for delegate, purpose in asked.values_list("delegate_id", "purpose"):
        answers[delegate].add(purpose)
    events = {row.delegation.event_id for row in rows}
    erased = erased_among(events)
    found = {}
    for row in rows:
        told = needs.get(row.pk)
        event, link = row.delegation.event, links.get(row.pk)
        found[row.pk] = _one(
            link,
            told,
            answered=len(answers[row.pk]) == len(QUESTIONS),
            is_open=link is not None and ends_at(link, event) > clock.now(),
            is_erased=told is None and event.pk in erased and event.is_past(clock.today()),
        )
    return found


def _newest_links(keys: list[int]) -> dict[int, DelegateLink]:
    links = DelegateLink.objects.filter(delegate__in=keys, revoked_at=None).order_by("created_at", "pk")
    return {link.delegate_id: link for link in links}


def _needs_given(keys: list[int]) -> Iterable[Mapping[str, Any]]:
    """Whether the parts are there, told by the database; the texts stay in it."""
    there = Case(When(arrival="", departure="", then=Value(value=False)), default=Value(value=True))
    rows = DelegateNeeds.objects.filter(delegate__in=keys).annotate(has_journey=there)
    return rows.values("delegate_id", "spelling_checked_at", "filled_at", "has_journey")


def _one(
    link: DelegateLink | None, told: Mapping[str, Any] | None, *, answered: bool, is_open: bool, is_erased: bool
) -> Completeness:
    told = told or {}
    spelling, needs = bool(told.get("spelling_checked_at")), bool(told.get("filled_at"))
    journey = bool(told.get("has_journey"))
    if spelling and needs and journey and answered:
        state = LinkState.COMPLETE
    elif link is None:
        state = LinkState.NONE
    elif not is_open:
        state = LinkState.EXPIRED
    else:
        state = LinkState.OPENED if link.opened_at else LinkState.SENT
    return Completeness(
        link=state,
        spelling=spelling,
        needs=needs,
        journey=journey,
        answers=answered,
        has_open_link=is_open,
        is_erased=is_erased,
    )


# From so many days before the first day on the details are asked for; so many before it they should be there.
ASKED_DAYS, DUE_DAYS = 45, 14


@dataclass(frozen=True, slots=True)
class WaitingDetails:
    """One delegation, how many with a place it has, and how many of them lack something."""

    delegation: Delegation
    people: int
    missing: int

    @property
    def due(self) -> dt.date | None:
        """The day by which the hosts need them."""
        first = self.delegation.event.shown_period.first_day
        return first - dt.timedelta(days=DUE_DAYS) if first else None


def waiting_details(participations: Collection[int], today: dt.date) -> list[WaitingDetails]:
    """The delegations of these partners to events that begin within ASKED_DAYS; a constant number of queries."""
    rows = Delegate.objects.placed().filter(
        delegation__participation__in=participations,
        delegation__event__status__in=OPEN_EVENT,
        delegation__event__forecast_start__range=(today, today + dt.timedelta(days=ASKED_DAYS)),
    )
    rows = rows.select_related("delegation__event__strand", "delegation__participation__partner").order_by("pk")
    people: dict[int, list[Delegate]] = defaultdict(list)
    for row in rows:
        if row.delegation.event.shown_period.days_known:
            people[row.delegation_id].append(row)
    if not people:
        return []
    states = completeness([row for some in people.values() for row in some])
    found = []
    for some in people.values():
        missing = sum(not states[row.pk].is_complete for row in some)
        if missing:
            found.append(WaitingDetails(some[0].delegation, len(some), missing))
    return found
