"""Cells of countries and time zones."""

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django_countries import countries

from core.pack.cells.cell import Cell, CellFault
from core.pack.cells.codes import listed

# What the European Union's own texts write instead of the ISO code.
_OF_THE_UNION = {"EL": "GR", "UK": "GB"}


@dataclass(frozen=True)
class Country(Cell):
    """A country by its two letters (ISO 3166-1 alpha-2)."""

    def parse(self, text: str) -> str:
        """Refuse letters that no country has."""
        if text not in _country_codes():
            reason = _("This is not a country's two-letter code (ISO 3166-1), such as KR.")
            if meant := _OF_THE_UNION.get(text.upper()) or countries.alpha2(text):
                reason += " " + _("Did you mean %(code)s?") % {"code": meant}
            raise CellFault(reason)
        return text


@dataclass(frozen=True)
class Countries(Cell):
    """Several countries, separated by ``;``."""

    empty: ClassVar[Any] = ()

    def parse(self, text: str) -> tuple[str, ...]:
        """Refuse letters that no country has."""
        return tuple(Country().parse(code) for code in listed(text))

    def write(self, value: Any) -> str:
        """Join them again."""
        return ";".join(value)


@dataclass(frozen=True)
class TimeZone(Cell):
    """A time zone by its IANA name."""

    def parse(self, text: str) -> str:
        """Refuse a name that the time zone data does not have."""
        if text not in _time_zones():
            raise CellFault(_("This time zone is not known; an IANA name is wanted, such as Asia/Seoul."))
        return text


@cache
def _country_codes() -> frozenset[str]:
    return frozenset(countries.countries)


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
