"""What pages tell of delegations: the places of each partner, and a delegation's people with what became of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.periods import DAY
from events.delegations.selectors import Places, places_of
from events.enums import BENCH_DELEGATE, PLACED_DELEGATE, WORKING_KINDS, AgendaKind, DelegateStatus, HostAnswer
from events.models import Delegate, DelegateStep, Delegation, Event
from events.rules import may_view_delegation
from partnerships.models import Participation

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import AgendaItem
    from partnerships.models import Organisation

GROUPS = ("placed", DelegateStatus.WAITING, DelegateStatus.READY, "gone")
MOST_FIGURES = 12  # drawn people of one partner; beyond it the number alone is read


@dataclass(frozen=True, slots=True)
class PlacesLine:
    """The places of one partner as a line: how many of how many, in words, and whether the reader sees who comes."""

    participation: Participation
    places: Places
    readable: bool
    count: str
    words: str
    recorded: bool = True
    is_over: bool = False

    @property
    def wants(self) -> bool:
        """Whether places are still to be filled."""
        return self.recorded and not self.is_over and bool(self.places.left)

    @property
    def figures(self) -> list[str]:
        """One figure for each place; none where nobody has recorded who came."""
        return figures_of_places(self.places) if self.recorded else []


def places_lines(grants: Grants, event: Event) -> list[PlacesLine]:
    """A line for each partner that comes, guests first; a constant number of queries.

    Where an event is over and nobody was ever named for it, who came is not recorded, which is not nobody.
    """
    found = places_of(event)
    recorded = event.is_open or any(one.taken or one.waiting or one.ready for one in found.values())
    return [_line(grants, event, participation, places, recorded=recorded) for participation, places in found.items()]


def _line(grants: Grants, event: Event, participation: Participation, places: Places, *, recorded: bool) -> PlacesLine:
    seen = may_view_delegation(grants, Delegation(event=event, participation=participation))
    if recorded:
        words = places_label(places, is_over=not event.is_open)
        return PlacesLine(participation, places, seen, count_text(places), words, is_over=not event.is_open)
    most = "" if places.quota is None else pgettext("places", "up to %(quota)s") % {"quota": places.quota}
    return PlacesLine(participation, places, seen, most, pgettext("delegation", "not recorded"), recorded=False)


def figures_of_places(places: Places) -> list[str]:
    """One figure for each place, `taken` or `free`; none where they would be too many to be counted."""
    quota = max(places.quota or 0, places.taken)
    if not 0 < quota <= MOST_FIGURES:
        return []
    return ["taken"] * places.taken + ["free"] * (quota - places.taken)


def count_text(places: Places) -> str:
    """How many of how many ("3 of 4"); the number alone where there is no limit."""
    if places.quota is None:
        return str(places.taken)
    return pgettext("places", "%(taken)s of %(quota)s") % {"taken": places.taken, "quota": places.quota}


def places_label(places: Places, *, is_over: bool = False) -> str:
    """What is still to do about the places: "1 place left", "all named", "no limit set"; and whether it hosts.

    Once the event is over, a place that stayed empty is nobody's to fill.
    """
    words = []
    if places.left:
        left = ngettext("%(count)s place left", "%(count)s places left", places.left)
        words += [] if is_over else [left % {"count": places.left}]
    elif places.quota is None:
        words.append(pgettext("delegation", "no limit set"))
    elif not places.quota:
        words.append(pgettext("delegation", "no places"))
    elif not places.is_host:
        words.append(pgettext("delegation", "all named"))
    return " · ".join([*words, pgettext("delegation", "host")] if places.is_host else words)


def bench_lines(places: Mapping[Participation, Places]) -> list[str]:
    """Who stands beside the places, one sentence for each partner with anybody there."""
    found = []
    for participation, one in places.items():
        facts = {"partner": participation.partner.name}
        if one.waiting:
            words = _("%(partner)s: %(count)s on the waiting list.")
            found.append(words % (facts | {"count": one.waiting}))
        if one.ready:
            words = ngettext(
                "%(partner)s: %(count)s substitute stands ready.",
                "%(partner)s: %(count)s substitutes stand ready.",
                one.ready,
            )
            found.append(words % (facts | {"count": one.ready}))
    return found


def total_text(places: Mapping[Participation, Places]) -> str:
    """How many places of all are taken; where there is no limit, how many people are named; empty where nobody is."""
    limited = [one for one in places.values() if one.quota is not None]
    taken = sum(one.taken for one in places.values())
    if limited and len(limited) == len(places):
        facts = {"taken": taken, "quota": sum(one.quota or 0 for one in limited)}
        said = ngettext("%(taken)s of %(quota)s place taken", "%(taken)s of %(quota)s places taken", facts["quota"])
        return said % facts
    return ngettext("%(count)s delegate named", "%(count)s delegates named", taken) % {"count": taken} if taken else ""


def delegates_of(delegation: Delegation) -> list[Delegate]:
    """A delegation's people by GROUPS, in each in the order of nomination, with their steps, the newest first."""
    rows = (
        Delegate.objects.filter(delegation=delegation.pk)
        .select_related("organisation", "replaces", "nominated_by")
        .prefetch_related(Prefetch("steps", queryset=DelegateStep.objects.select_related("by").order_by("-at", "-pk")))
        .order_by("nominated_at", "number")
    )
    for delegate in rows:
        delegate.delegation = delegation
    return sorted(rows, key=lambda row: GROUPS.index(group_of(row)))


def group_of(delegate: Delegate) -> str:
    """Which of GROUPS a delegate is in."""
    if delegate.status in PLACED_DELEGATE:
        return "placed"
    return delegate.status if delegate.status in BENCH_DELEGATE else "gone"


def until_label(until: dt.date | None, today: dt.date) -> str:
    """How long nominations last still."""
    if until is None:
        return ""
    days = (until - today).days
    if days < 0:
        return pgettext("nominations", "ended")
    if days == 0:
        return pgettext("nominations", "today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}


# What is still open on an agenda, host by host: who has not answered, where place, time, contact or languages lack.

# Nobody receives people on the way or in their free time.
HOSTED = (*WORKING_KINDS, AgendaKind.MEAL)
type Hosted = tuple[AgendaItem, list[str]]


def host_sheets(
    items: Iterable[AgendaItem],
) -> list[tuple[Organisation | None, list[Hosted], int]]:
    """By host, in the order of the agenda, its items with what is open about each, and how many have anything open.

    Those without a host come last.
    """
    hosted = [item for item in items if item.kind in HOSTED]
    sheets = []
    for key in sorted(dict.fromkeys(item.host_id for item in hosted), key=lambda key: key is None):
        rows = [(item, open_points(item)) for item in hosted if item.host_id == key]
        sheets.append((rows[0][0].host, rows, sum(bool(points) for _item, points in rows)))
    return sheets


def open_points(item: AgendaItem) -> list[str]:
    """What is not settled about an item that somebody hosts, in the reader's language."""
    return [words for words in (_host(item), _answer(item), *_missing(item)) if words]


def _host(item: AgendaItem) -> str:
    return "" if item.host_id else pgettext("open point", "no host")


def _answer(item: AgendaItem) -> str:
    words = {
        HostAnswer.OPEN: pgettext("open point", "not asked yet"),
        HostAnswer.ASKED: pgettext("open point", "no answer yet"),
        HostAnswer.DECLINED: pgettext("open point", "declined by the host"),
    }
    return words.get(HostAnswer(item.answer), "") if item.host_id else ""


def _missing(item: AgendaItem) -> Iterable[str]:
    if item.on_date is None or item.on_date.precision != DAY:
        yield pgettext("open point", "no day")
    if item.starts_at is None:
        yield pgettext("open point", "no time")
    if not item.place:
        yield pgettext("open point", "no place")
    if not item.contact_on_day:
        yield _("no contact on the day")
    # What is eaten needs no language.
    if item.kind in WORKING_KINDS and not item.languages:
        yield pgettext("open point", "no languages")
