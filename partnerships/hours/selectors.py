"""When offices are closed: public holidays and closing days, the offices of both sides of a pairing, and warnings."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from django.db.models import DateField, QuerySet
from django.utils.translation import gettext as _
from django_countries import countries

from core import clock, periods
from core.act_forms import Act, EditForm
from core.flat_rows import prepared
from core.formats import apart, format_date
from core.periods import PartialDate
from core.texts import reader_language, writer_language
from partnerships.hours.fair_hours import DAY, Office
from partnerships.hours.holiday_names import KOREAN, OTHER, REGIONS
from partnerships.models import City, ClosingDay, Pairing, Participation, PartnerCity, Strand

# The languages that a reader reads, best first; after them comes what the country itself calls the day.
_LANGUAGES = {"ko": ("ko", "en_GB", "en_US"), "en": ("en_GB", "en_US")}
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
def _regions(country: str, language: str) -> Mapping[str, str]:
    if country not in _countries():
        return MappingProxyType({})
    aliases = _library().country_holidays(country).get_subdivision_aliases()
    named = {code: (aliases.get(code) or [code])[0] for code in _countries()[country]}
    if language == "ko":
        named = {code: REGIONS.get(name, name) for code, name in named.items()}
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
        found = {day: KOREAN.get(name, OTHER) for day, name in found.items()}
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
