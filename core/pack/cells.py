"""The kinds of cells a pack has: how each is read, checked, and written again."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.utils.translation import gettext as _
from django_countries import countries

from core.periods import PartialDate


class CellFault(Exception):
    """A cell that does not hold what its column asks for; the text says why."""


class Cell:
    """A kind of cell. ``empty`` is the value of a cell that says nothing."""

    empty: Any = ""

    def parse(self, text: str) -> Any:
        """Turn a filled cell into its value; raises CellFault."""
        raise NotImplementedError

    def write(self, value: Any) -> str | int | Decimal:
        """Turn a value into what the exported cell holds; an empty value gives an empty text."""
        return "" if value is None else str(value)


class Unsaid(Cell):
    """No cell of a file: a row that a pack has is taken as one that says nothing here, whatever the portal keeps."""

    empty: Any = None


class Text(Cell):
    """Any text, no longer than its field."""

    def __init__(self, longest: int | None = None) -> None:
        self.longest = longest

    def parse(self, text: str) -> str:
        """Take the text as it is."""
        if self.longest is not None and len(text) > self.longest:
            raise CellFault(_("This text is longer than %(longest)d characters.") % {"longest": self.longest})
        return text


class Sources(Text):
    """One or more web addresses separated by `` ; ``."""

    def parse(self, text: str) -> str:
        """Refuse what is no web address, because pages make links of it."""
        for address in text.split(" ; "):
            try:
                parts = urlsplit(address.strip())
                known = parts.scheme in {"http", "https"} and bool(parts.hostname)
            except ValueError:
                known = False
            if not known or re.search(r"\s", address.strip()):
                raise CellFault(
                    _("“%(address)s” is not a web address; several are separated by “ ; ”.") % {"address": address}
                )
        return super().parse(text)


class Choice(Cell):
    """One of a few fixed words."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed

    def parse(self, text: str) -> str:
        """Refuse any other word."""
        if text not in self.allowed:
            raise CellFault(_("Enter one of these: %(allowed)s.") % {"allowed": ", ".join(self.allowed)})
        return text


EVERY = "*"
_CODE = re.compile(r"[a-z0-9-]+", re.ASCII)


class Code(Text):
    """The name of a record in packs and addresses."""

    def __init__(self, longest: int | None = 80) -> None:
        super().__init__(longest)

    def parse(self, text: str) -> str:
        """Refuse what could not stand in an address."""
        if not _CODE.fullmatch(text):
            raise CellFault(_("A code has only lower-case letters, digits and hyphens."))
        return super().parse(text)


class Reference(Cell):
    """The code of a record of another table, or ``*`` where the column stands for all."""

    def __init__(self, table: str, *, every: bool = False) -> None:
        self.table, self.every = table, every

    def parse(self, text: str) -> str:
        """Take one code; whether it is known shows when all tables are read."""
        return text if self.every and text == EVERY else _referred(text)


class Codes(Cell):
    """Several codes in their order, separated by ``;``; what they name the store looks up itself."""

    empty: Any = ()

    def parse(self, text: str) -> tuple[str, ...]:
        """Take each code once."""
        return tuple(_referred(code) for code in listed(text))

    def write(self, value: Any) -> str:
        """Join them again."""
        return ";".join(value)


class References(Codes):
    """Several codes of records of another table, or ``*`` alone where the column may stand for all."""

    def __init__(self, table: str, *, every: bool = False) -> None:
        self.table, self.every = table, every

    def parse(self, text: str) -> tuple[str, ...]:
        """Take each code once; whether they are known shows when all tables are read."""
        return (EVERY,) if self.every and text == EVERY else super().parse(text)


def referred_codes(cell: Cell, value: Any) -> Iterable[str]:
    """Give the codes that a cell's value refers to."""
    if isinstance(cell, References):
        return () if value == (EVERY,) else value
    return (value,) if isinstance(cell, Reference) and value not in {"", EVERY} else ()


def listed(text: str) -> list[str]:
    """The codes that ``;`` separates in a cell, each once; raises CellFault."""
    codes = [code.strip() for code in text.split(";")]
    if not all(codes):
        raise CellFault(_("There is an empty place between the semicolons."))
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise CellFault(_("“%(code)s” is in this cell twice.") % {"code": code})
    return codes


def _referred(text: str) -> str:
    if text == EVERY:
        raise CellFault(_("“*” is not allowed in this column."))
    if not _CODE.fullmatch(text):
        raise CellFault(_("“%(code)s” is not a code.") % {"code": text})
    return text


_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?", re.ASCII)


class Integer(Cell):
    """A whole number."""

    empty: Any = None

    def __init__(self, *, least: int = 0, most: int = 2_147_483_647) -> None:
        self.least, self.most = least, most

    def parse(self, text: str) -> int:
        """Refuse fractions, separators and numbers out of range."""
        if not _INTEGER.fullmatch(text):
            raise CellFault(_("Enter a whole number in plain digits."))
        return _in_range(int(text), self.least, self.most)

    def write(self, value: Any) -> str | int:
        """Give the number itself."""
        return "" if value is None else int(value)


class Number(Cell):
    """A decimal number."""

    empty: Any = None

    def __init__(self, least: int, most: int, places: int = 5) -> None:
        self.least, self.most, self.places = least, most, places

    def parse(self, text: str) -> Decimal:
        """Refuse anything but digits and a point, and more digits than are kept."""
        if not _DECIMAL.fullmatch(text):
            raise CellFault(_("Enter a decimal number, such as 35.10168."))
        number = _in_range(Decimal(text), self.least, self.most)
        if number != round(number, self.places):
            raise CellFault(_("At most %(places)d decimal places are kept.") % {"places": self.places})
        return number

    def write(self, value: Any) -> str | Decimal:
        """Give the number itself, without trailing noughts."""
        return "" if value is None else Decimal(f"{value.normalize():f}")


def _in_range[N: (int, Decimal)](number: N, least: int, most: int) -> N:
    if not least <= number <= most:
        raise CellFault(_("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return number


_DATE = re.compile(r"[0-9]{4}-([0-9]{2})(?:-[0-9]{2})?", re.ASCII)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})", re.ASCII)


class Day(Cell):
    """A date whose form is its precision: day, month or year."""

    empty: Any = None

    def parse(self, text: str) -> PartialDate:
        """Refuse other forms and days that no calendar has."""
        try:
            return PartialDate.parse(text)
        except ValueError:
            found = _DATE.fullmatch(text)
            if found is None:
                reason = _("Enter a date as YYYY-MM-DD, YYYY-MM or YYYY.")
            else:
                reason = _("There is no such day.") if 1 <= int(found[1]) <= 12 else _("There is no such month.")
            raise CellFault(reason) from None

    def write(self, value: Any) -> str:
        """Give it in the form that says its precision."""
        return value.iso() if value else ""


class Time(Cell):
    """A time of day, in hours and minutes; which clock it is read from is the table's to say."""

    empty: Any = None

    def parse(self, text: str) -> dt.time:
        """Refuse other forms and hours that no clock has."""
        found = _TIME.fullmatch(text)
        if found is None:
            raise CellFault(_("Enter a time as HH:MM, in 24 hours."))
        try:
            return dt.time(int(found[1]), int(found[2]))
        except ValueError:
            raise CellFault(_("There is no such time: a day goes from 00:00 to 23:59.")) from None

    def write(self, value: Any) -> str:
        """Give it in the same form."""
        return value.isoformat("minutes") if value else ""


# What the European Union's own texts write instead of the ISO code.
_OF_THE_UNION = {"EL": "GR", "UK": "GB"}


class Country(Cell):
    """A country by its two letters (ISO 3166-1 alpha-2)."""

    def parse(self, text: str) -> str:
        """Refuse letters that no country has."""
        if text not in countries.countries:
            reason = _("This is not a country's two-letter code (ISO 3166-1), such as KR.")
            if meant := _OF_THE_UNION.get(text.upper()) or countries.alpha2(text):
                reason += " " + _("Did you mean %(code)s?") % {"code": meant}
            raise CellFault(reason)
        return text


class Countries(Codes):
    """Several countries, separated by ``;``."""

    def parse(self, text: str) -> tuple[str, ...]:
        """Refuse letters that no country has."""
        return tuple(Country().parse(code) for code in listed(text))


class TimeZone(Cell):
    """A time zone by its IANA name."""

    def parse(self, text: str) -> str:
        """Refuse a name that the time zone data does not have."""
        if text not in _time_zones():
            raise CellFault(_("This time zone is not known. Enter an IANA name, such as Asia/Seoul."))
        return text


@cache
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
