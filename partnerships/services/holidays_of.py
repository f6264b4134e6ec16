"""The public holidays of a country or a part of it, named in the reader's language where the library can."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import holidays

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
