"""When two offices are both open, and which hour is fairest where they never are; when offices are closed.

The first is data in, moments out; the second reads public holidays and closing days, and warns of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _
from django_countries import countries

from core import periods
from core.act_forms import EditForm
from core.formats import format_date
from core.periods import PartialDate
from core.texts import reader_language, writer_language
from partnerships.models import ClosingDay, Participation, PartnerCity, Strand

if TYPE_CHECKING:
    from core.act_forms import Act
    from partnerships.models import City, Pairing

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
# Where a slot may begin beside the edges of office hours themselves.
GRID = dt.timedelta(minutes=15)
# Nobody is asked further outside: between two working days of seven hours each an hour is found that asks for less.
MOST_OUTSIDE = dt.timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to a later one, both in UTC."""

    start: dt.datetime
    end: dt.datetime

    @property
    def length(self) -> dt.timedelta:
        """How long it lasts in real time."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Office:
    """One side's office: its clock, its hours on that clock, and the days on which it is closed.

    `weekend` are weekdays as Python counts them (Monday is 0); `off` names the other days off, whatever the reason.
    """

    zone: ZoneInfo
    opens: dt.time
    closes: dt.time
    weekend: frozenset[int] = frozenset({5, 6})
    off: Mapping[dt.date, str] = field(default_factory=dict)

    def works_on(self, day: dt.date) -> bool:
        """Whether it is open on a day of its own calendar."""
        return day.weekday() not in self.weekend and day not in self.off

    def hours_on(self, day: dt.date) -> Span | None:
        """Its hours on a day of its own calendar; None where it is closed.

        An hour that a clock change leaves out counts from the moment after the change.
        """
        if not self.works_on(day):
            return None
        start, end = (self.moment(day, time) for time in (self.opens, self.closes))
        return Span(start, end) if start < end else None

    def moment(self, day: dt.date, time: dt.time) -> dt.datetime:
        """A time on its clock as a moment in UTC; the first of two that a clock change makes of it."""
        return dt.datetime.combine(day, time, self.zone).astimezone(dt.UTC)

    def day_of(self, moment: dt.datetime) -> dt.date:
        """Which day a moment is in its calendar."""
        return moment.astimezone(self.zone).date()

    def on_clock_of(self, zone: ZoneInfo) -> Office:
        """The same office on the clock of another place: where its people were when they sat there."""
        return replace(self, zone=zone)


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour to meet, and how far it reaches outside each office's hours, in the order of the offices."""

    span: Span
    outside: tuple[dt.timedelta, dt.timedelta]

    @property
    def is_common(self) -> bool:
        """Whether both are in their offices all the while."""
        return not any(self.outside)


def common_windows(first: Office, second: Office, day: dt.date) -> list[Span]:
    """When both offices are open on a day of the first one's calendar, in order.

    The second one's hours of the day before and the day after are looked at too: its own day may be another one,
    and where its hours run over the first one's midnight there can be two windows in a day.
    """
    mine = first.hours_on(day)
    if mine is None:
        return []
    found = []
    for theirs in _hours_around(second, day):
        start, end = max(mine.start, theirs.start), min(mine.end, theirs.end)
        if start < end:
            found.append(Span(start, end))
    return found


def minutes_outside(office: Office, span: Span) -> dt.timedelta:
    """How far a span reaches outside the office hours nearest to it: zero where it lies within them.

    An hour after closing counts 60 minutes, the hour after that 120: it is the distance that weighs. Without a
    working day around it a span is as far out as a day is long.
    """
    return _distance(_hours_around(office, office.day_of(span.start)), span)


def fairest_slot(
    offices: tuple[Office, Office],
    day: dt.date,
    *,
    turn: int | None = None,
    after: dt.datetime | None = None,
) -> Slot | None:
    """The hour of a day of the first one's calendar that takes each office least outside its hours.

    The rule, in this order: the larger of the two distances is as small as can be; then their sum; then the office
    whose `turn` it is (0 or 1, the one that sat outside less often) takes the larger part; then the earlier slot.
    Nobody is asked on a day off, nor further outside than MOST_OUTSIDE. None where no slot is left, or all begin
    before `after`. Where both are open for an hour, the slot lies in their common hours.
    """
    slots = (slot for slot in _slots(offices, day) if after is None or slot.span.start >= after)
    return min(slots, key=lambda slot: _weight(slot, turn), default=None)


def is_workday(office: Office, span: Span) -> bool:
    """Whether a span lies on working days of an office."""
    return all(office.works_on(day) for day in days_of(office, span))


def days_of(office: Office, span: Span) -> tuple[dt.date, dt.date]:
    """The first and the last day of an office that a span touches; what ends at midnight ends on the day before."""
    return office.day_of(span.start), office.day_of(span.end - dt.timedelta(microseconds=1))


def whose_turn(times_outside: Sequence[int]) -> int | None:
    """The one of two that sat outside its hours less often: the next time is its; None where both did as often."""
    first, second = times_outside
    if first == second:
        return None
    return 0 if first < second else 1


def _weight(slot: Slot, turn: int | None) -> tuple[dt.timedelta, dt.timedelta, dt.timedelta, dt.datetime]:
    first, second = slot.outside
    taken = dt.timedelta(0) if turn is None else slot.outside[turn]
    return max(first, second), first + second, -taken, slot.span.start


def _slots(offices: tuple[Office, Office], day: dt.date) -> Iterator[Slot]:
    first, second = offices
    if not first.works_on(day):
        return
    # A slot of the day may lie on the day before or after on the other clock, nearest to the hours of one further.
    near_first, near_second = (_hours_around(office, day, reach=2) for office in offices)
    for start in sorted(set(_starts(offices, day))):
        span = Span(start, start + HOUR)
        if first.day_of(start) != day or not (is_workday(first, span) and is_workday(second, span)):
            continue
        outside = (_distance(near_first, span), _distance(near_second, span))
        if max(outside) <= MOST_OUTSIDE:
            yield Slot(span, outside)


def _starts(offices: tuple[Office, Office], day: dt.date) -> Iterator[dt.datetime]:
    """Every quarter of an hour of the day, and where a slot touches the edge of somebody's hours."""
    first, _second = offices
    moment, end = first.moment(day, dt.time()), first.moment(day + DAY, dt.time())
    while moment < end:
        yield moment
        moment += GRID
    for office in offices:
        for span in _hours_around(office, day):
            yield from (span.start - HOUR, span.start, span.end - HOUR, span.end)


def _hours_around(office: Office, day: dt.date, *, reach: int = 1) -> list[Span]:
    """The hours of a day and of so many days before and after it in the office's own calendar."""
    spans = (office.hours_on(day + step * DAY) for step in range(-reach, reach + 1))
    return [span for span in spans if span is not None]


def _distance(around: Iterable[Span], span: Span) -> dt.timedelta:
    zero = dt.timedelta(0)
    return min((max(hours.start - span.start, span.end - hours.end, zero) for hours in around), default=DAY)


# Public holidays and closing days.

# The languages that a reader reads, best first; after them comes what the country itself calls the day.
_LANGUAGES = {"ko": ("ko", "en_GB", "en_US"), "en": ("en_GB", "en_US")}
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, list[str]]:
    return holidays.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=64)
def regions_of(country: str) -> Mapping[str, str]:
    """The parts of a country that may have holidays of their own: code and name; none for an unknown country."""
    if country not in _countries():
        return MappingProxyType({})
    aliases = holidays.country_holidays(country).get_subdivision_aliases()
    named = {code: (aliases.get(code) or [code])[0] for code in _countries()[country]}
    return MappingProxyType(dict(sorted(named.items(), key=lambda pair: pair[1])))


def is_known(country: str) -> bool:
    """Whether the library knows the country's holidays."""
    return country in _countries()


@lru_cache(maxsize=64)
def weekend_of(country: str) -> frozenset[int]:
    """The weekdays on which offices of a country rest; Monday is 0."""
    if not is_known(country):
        return SATURDAY_AND_SUNDAY
    return frozenset(holidays.country_holidays(country).weekend)


@lru_cache(maxsize=512)
def holidays_of(country: str, region: str, year: int, language: str) -> Mapping[dt.date, str]:
    """The holidays of one year by day, substitute days included; none for a country that the library does not know.

    A region that the library does not know counts as the whole country. Only the category of public holidays is
    asked for: bank holidays and days off of schools do not close a city hall.
    """
    if not is_known(country):
        return MappingProxyType({})
    part = region if region in _countries()[country] else None
    spoken = holidays.country_holidays(country).supported_languages
    chosen = next((name for name in _LANGUAGES[language] if name in spoken), None)
    found = holidays.country_holidays(country, subdiv=part, years=year, language=chosen, expand=False)
    return MappingProxyType(dict(sorted(found.items())))


def holidays_between(
    country: str, region: str, first: dt.date, last: dt.date, language: str
) -> Iterator[tuple[dt.date, str]]:
    """The holidays from one day to another, both included, in order."""
    for year in range(first.year, last.year + 1):
        for day, name in holidays_of(country, region, year, language).items():
            if first <= day <= last:
                yield day, name


type Offices = tuple[Office | None, Office | None]


def read_offices(pairings: Sequence[Pairing], first: dt.date, last: dt.date) -> dict[int, Offices]:
    """Both sides' offices of each pairing, EU first, with the days off from `first` to `last` and a day around them.

    A side without a city has no clock, hence no office. One query for the closing days, and one for the cities of
    partners that were read without them.
    """
    sides = {row.pk: row for pairing in pairings for row in (pairing.eu, pairing.counterpart)}
    cities = _first_cities(sides.values())
    offs = days_off(sides.values(), first - DAY, last + DAY, cities=cities)
    found = {key: _office(row, cities.get(row.partner_id), offs[key]) for key, row in sides.items()}
    return {pairing.pk: (found[pairing.eu_id], found[pairing.counterpart_id]) for pairing in pairings}


def days_off(
    participations: Collection[Participation],
    first: dt.date,
    last: dt.date,
    *,
    cities: dict[int, City | None] | None = None,
) -> dict[int, dict[dt.date, str]]:
    """Each one's days off but weekends, by its key: what they are called by day, holidays and closing days.

    One query, and one for the cities that give the clocks where they are not given.
    """
    rows, language = list(participations), reader_language()
    cities = _first_cities(rows) if cities is None else cities
    found: dict[int, dict[dt.date, list[str]]] = {row.pk: defaultdict(list) for row in rows}
    for row in rows:
        city = cities.get(row.partner_id)
        if city is not None:
            for day, name in holidays_between(str(city.country), row.holiday_region, first, last, language):
                found[row.pk][day].append(_described(name, language))
    closing = ClosingDay.objects.filter(participation__in=found, starts_on__lte=last, ends_on__gte=first)
    for closed in closing.order_by("starts_on", "pk"):
        day = max(first, closed.starts_on)
        while day <= min(last, closed.ends_on):
            found[closed.participation_id][day].append(_described(closed.name, language))
            day += DAY
    return {key: {day: "; ".join(names) for day, names in days.items()} for key, days in found.items()}


def _described(name: str, language: str) -> str:
    """A name as it stands in the reader's sentences: one of the other language in quotation marks."""
    return name if writer_language(name) == language else f"“{name}”"


def days_off_of(pairing: Pairing, first: dt.date, last: dt.date) -> list[tuple[Participation, dict[dt.date, str]]]:
    """What days off each side of a pairing has from one day to another, EU first. At most two queries."""
    sides = (pairing.eu, pairing.counterpart)
    offs = days_off(sides, first, last)
    return [(side, offs[side.pk]) for side in sides]


def _office(row: Participation, city: City | None, off: dict[dt.date, str]) -> Office | None:
    if city is None:
        return None
    return Office(city.zone, row.opens_at, row.closes_at, weekend_of(str(city.country)), off)


def _first_cities(participations: Iterable[Participation]) -> dict[int, City | None]:
    """The city that gives each partner its clock, by the partner's key; read only where it is not at hand."""
    partners = {row.partner_id: row.partner for row in participations}
    at_hand = {
        key: partner.first_city
        for key, partner in partners.items()
        if "places" in getattr(partner, "_prefetched_objects_cache", {})
    }
    missing = partners.keys() - at_hand.keys()
    if not missing:
        return at_hand
    places = PartnerCity.objects.filter(partner__in=missing).select_related("city").order_by("-position")
    # The first one comes last and stays.
    return at_hand | dict.fromkeys(missing) | {place.partner_id: place.city for place in places}


# Of which days one is warned because a side does not work on them: beside the field, and in words after saving.


def warn_of_days(form: Act, pairing: Pairing, *names: str) -> None:
    """Let the act's page say after saving which day is off for which side, and why; nothing is ever refused.

    Called at the end of the form's `__init__`. Beside the field the same is said at once (`off_on`).
    """
    form.after_words.append(partial(day_warnings, form, pairing, *names))


def day_warnings(form: Any, pairing: Pairing, *names: str) -> list[str]:
    """What is to be said of the days that a valid form brings: day, side, holiday. At most two queries.

    A form that edits a record tells of the days that it changed only.
    """
    if isinstance(form, EditForm):
        names = tuple(name for name in names if name in form.changed_data)
    days = sorted({day for name in names if (day := _day(form.cleaned_data.get(name)))})
    if not days:
        return []
    offs = days_off_of(pairing, days[0], days[-1])
    return [
        _("On %(day)s %(partner)s does not work: %(holiday)s.")
        % {"day": format_date(day), "partner": participation.partner.name, "holiday": off[day]}
        for day in days
        for participation, off in offs
        if day in off
    ]


def off_on(place: Pairing | Strand, day: dt.date) -> list[str]:
    """What is said of a day beside a field: which side of a pairing is off; of a strand, where it is a holiday."""
    if isinstance(place, Strand):
        cities = PartnerCity.objects.filter(partner__participations__strand=place)
        codes = sorted({str(code) for code in cities.values_list("city__country", flat=True).distinct()})
        language = reader_language()
        return [
            _("Public holiday in %(country)s: %(holiday)s.")
            % {"country": countries.name(code), "holiday": _described(name, language)}
            for code in codes
            for _holiday, name in holidays_between(code, "", day, day, language)
        ]
    return [
        _("%(partner)s does not work on this day: %(holiday)s.")
        % {"partner": participation.partner.name, "holiday": off[day]}
        for participation, off in days_off_of(place, day, day)
        if day in off
    ]


def _day(value: Any) -> dt.date | None:
    """The day of a field's value; a month or a year is no day."""
    if isinstance(value, PartialDate):
        return value.day if value.precision == periods.DAY else None
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None
