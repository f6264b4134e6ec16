"""When offices are open and closed, when two are both open, and which hour is fairest where they never are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import DateField, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _, pgettext
from django_countries import countries

from core import clock, periods
from core.act_forms import Act, EditForm
from core.flat_rows import prepared
from core.formats import apart, format_date
from core.periods import PartialDate
from core.texts import reader_language, writer_language
from partnerships.models import City, ClosingDay, Pairing, Participation, PartnerCity, Strand

# When two offices are both open, and which hour is fairest where they never are: data in, moments out.

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
    off: Mapping[dt.date, str] = field(default_factory=dict, hash=False)

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
    for theirs in hours_around(second, day):
        start, end = max(mine.start, theirs.start), min(mine.end, theirs.end)
        if start < end:
            found.append(Span(start, end))
    return found


@lru_cache(maxsize=2_000)
def next_common(first: Office, second: Office, day: dt.date, *, within: int) -> tuple[dt.date, list[Span]] | None:
    """The first of so many days from one on, in the first office's calendar, on which both are open, and when."""
    days = (day + step * DAY for step in range(within))
    return next(((one, windows) for one in days if (windows := common_windows(first, second, one))), None)


def minutes_outside(office: Office, span: Span) -> dt.timedelta:
    """How far a span reaches outside the office hours nearest to it: zero where it lies within them.

    An hour after closing counts 60 minutes, the hour after that 120: it is the distance that weighs. Without a
    working day around it a span is as far out as a day is long.
    """
    return _distance(hours_around(office, office.day_of(span.start)), span)


def fairest_slot(
    offices: tuple[Office, Office], day: dt.date, *, turn: int | None = None, after: dt.datetime | None = None
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
    near_first, near_second = (hours_around(office, day, reach=2) for office in offices)
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
        for span in hours_around(office, day):
            yield from (span.start - HOUR, span.start, span.end - HOUR, span.end)


def hours_around(office: Office, day: dt.date, *, reach: int = 1) -> list[Span]:
    """The hours of a day and of so many days before and after it in the office's own calendar."""
    spans = (office.hours_on(day + step * DAY) for step in range(-reach, reach + 1))
    return [span for span in spans if span is not None]


def _distance(around: Iterable[Span], span: Span) -> dt.timedelta:
    zero = dt.timedelta(0)
    return min((max(hours.start - span.start, span.end - hours.end, zero) for hours in around), default=DAY)


# Public holidays, closing days, and the offices of both sides of a pairing.

# The languages that a reader reads, best first; after them comes what the country itself calls the day.
_LANGUAGES = {"ko": ("ko", "en_GB", "en_US"), "en": ("en_GB", "en_US")}
_UNNAMED = "공휴일"  # what Korean calls a day of which locale_vendor has no name
SATURDAY_AND_SUNDAY = frozenset({5, 6})


def _library() -> Any:
    """Loaded with the first country that is asked for: many requests ask for none."""
    import holidays  # noqa: PLC0415 - few requests need it

    return holidays


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = _library().list_supported_countries(include_aliases=False)
    return found


def regions_of(country: str) -> Mapping[str, str]:
    """The parts of a country that may have holidays of their own: code and name; none for an unknown country."""
    return _regions(country, reader_language())


@lru_cache(maxsize=64)
def _regions(country: str, _language: str) -> Mapping[str, str]:
    if country not in _countries():
        return MappingProxyType({})
    aliases = _library().country_holidays(country).get_subdivision_aliases()
    names = {code: (aliases.get(code) or [code])[0] for code in _countries()[country]}
    named = {code: pgettext("region", name) for code, name in names.items()}
    return MappingProxyType(dict(sorted(named.items(), key=lambda pair: pair[1])))


def is_known(country: str) -> bool:
    """Whether the library knows the country's holidays."""
    return country in _countries()


@lru_cache(maxsize=64)
def weekend_of(country: str) -> frozenset[int]:
    """The weekdays on which offices of a country rest; Monday is 0."""
    if not is_known(country):
        return SATURDAY_AND_SUNDAY
    return frozenset(_library().country_holidays(country).weekend)


@lru_cache(maxsize=512)
def holidays_of(country: str, region: str, year: int, language: str) -> Mapping[dt.date, str]:
    """The holidays of one year by day, substitute days included; none for a country that the library does not know.

    A region that the library does not know counts as the whole country. Only the category of public holidays is
    asked for: bank holidays and days off of schools do not close a city hall.
    """
    if not is_known(country):
        return MappingProxyType({})
    part = region if region in _countries()[country] else None
    spoken = _library().country_holidays(country).supported_languages
    chosen = next((name for name in _LANGUAGES[language] if name in spoken), None)
    found = dict(_library().country_holidays(country, subdiv=part, years=year, language=chosen, expand=False))
    if language == "ko" and chosen != "ko":
        with translation.override(language):
            korean = {name: pgettext("public holiday", name) for name in found.values()}
        found = {day: korean[name] if korean[name] != name else _UNNAMED for day, name in found.items()}
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


def read_offices(pairing: Pairing, first: dt.date, last: dt.date) -> Offices:
    """Both sides' offices of a pairing, EU first, with the days off from `first` to `last` and a day around them.

    A side without a city has no clock, hence no office. One query for the closing days, and one for the cities of
    partners that were read without them.
    """
    sides = (pairing.eu, pairing.counterpart)
    cities = _first_cities(sides)
    offs = days_off(sides, first - DAY, last + DAY, cities=cities)
    eu, counterpart = (
        Office(city.zone, row.opens_at, row.closes_at, weekend_of(str(city.country)), offs[row.pk])
        if (city := cities.get(row.partner_id))
        else None
        for row in sides
    )
    return eu, counterpart


def days_off(
    participations: Collection[Participation],
    first: dt.date,
    last: dt.date,
    *,
    cities: dict[int, City | None] | None = None,
    chosen: Collection[dt.date] = (),
) -> dict[int, dict[dt.date, str]]:
    """Each one's days off, by its key: what they are called by day, holidays and closing days; weekends only among the
    `chosen` days.

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
            for day in chosen:
                if day.weekday() in weekend_of(str(city.country)) and day not in found[row.pk]:
                    found[row.pk][day].append(_("weekend"))
    for closed in _closing_days(participations=found, first=first, last=last):
        day = max(first, closed.starts_on)
        while day <= min(last, closed.ends_on):
            found[closed.participation_id][day].append(_described(closed.in_reading_language("name"), language))
            day += DAY
    return {key: {day: apart(names) for day, names in days.items()} for key, days in found.items()}


@prepared(participations=None, first=DateField(), last=DateField())
def _closing_days(participations: Any, first: Any, last: Any) -> QuerySet[ClosingDay]:
    rows = ClosingDay.objects.filter(participation__in=participations, starts_on__lte=last, ends_on__gte=first)
    return rows.order_by("starts_on", "pk")


def _described(name: str, language: str) -> str:
    """A name as it stands in the reader's sentences: one of the other language in quotation marks."""
    return name if writer_language(name) == language else f"“{name}”"


def offs_of(pairing: Pairing, days: Collection[dt.date]) -> list[tuple[dt.date, str, str]]:
    """Of some days, those on which a side of a pairing does not work: the day, which side, or nothing where it is both
    for the same reason, and why. At most two queries.
    """
    if not days:
        return []
    sides = (pairing.eu, pairing.counterpart)
    offs = days_off(sides, min(days), max(days), chosen=days)
    found = []
    for day in sorted(set(days)):
        why = {side.partner.name: offs[side.pk][day] for side in sides if day in offs[side.pk]}
        if len(why) == len(sides) and len(set(why.values())) == 1:
            found.append((day, "", next(iter(why.values()))))
        else:
            found += [(day, name, one) for name, one in why.items()]
    return found


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
    # The first one comes last and stays.
    return at_hand | dict.fromkeys(missing) | {place.partner_id: place.city for place in _places(partners=missing)}


@prepared(partners=None)
def _places(partners: Any) -> QuerySet[PartnerCity]:
    return PartnerCity.objects.filter(partner__in=partners).select_related("city").order_by("-position")


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
    days = {day for name in names if (day := _day(form.cleaned_data.get(name)))}
    return off_sentences(pairing, days)


def off_sentences(pairing: Pairing, days: Collection[dt.date]) -> list[str]:
    """On which of some days which side of a pairing does not work, and why; of what is over weekends are not said."""
    one, both = (
        _("On %(day)s %(partner)s does not work: %(holiday)s."),
        _("On %(day)s neither side works: %(holiday)s."),
    )
    return [
        (one if name else both) % {"day": format_date(day), "partner": name, "holiday": why}
        for day, name, why in offs_of(pairing, days)
        if day >= clock.today() or why != _("weekend")
    ]


def off_on(place: Pairing | Strand, day: dt.date) -> list[str]:
    """What is said of a day beside a field: which side of a pairing is off; of a strand, where it is a holiday."""
    both = _("Neither side works on this day: %(holiday)s.")
    if isinstance(place, Strand):
        cities = PartnerCity.objects.filter(partner__participations__strand=place)
        codes = sorted({str(code) for code in cities.values_list("city__country", flat=True).distinct()})
        language = reader_language()
        if codes and all(day.weekday() in weekend_of(code) for code in codes):
            return [both % {"holiday": _("weekend")}]
        return [
            _("Public holiday in %(country)s: %(holiday)s.")
            % {"country": countries.name(code), "holiday": _described(name, language)}
            for code in codes
            for _holiday, name in holidays_between(code, "", day, day, language)
        ]
    one = _("%(partner)s does not work on this day: %(holiday)s.")
    return [(one if name else both) % {"partner": name, "holiday": why} for _on, name, why in offs_of(place, [day])]


def _day(value: Any) -> dt.date | None:
    """The day of a field's value; a month or a year is no day."""
    if isinstance(value, PartialDate):
        return value.day if value.precision == periods.DAY else None
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else None


# A day and a time on the wall of one place, as one moment: also on the nights on which its clocks change.


class NoSuchTime(ValueError):
    """The clocks went past this time that night: it was never on the wall."""


def moment_at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The moment in UTC; the first of both where the wall showed this time twice.

    Raises NoSuchTime for a time in the hour that was left out. `zoneinfo` itself refuses neither.
    """
    local = dt.datetime.combine(day, time, zone)
    moment = local.astimezone(dt.UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return moment
