"""How dates, spans, numbers and lists read, per language: the one place that formats them.

English follows the EU style guide (14 March 2017), Korean the administrative form
(2017. 3. 14.(화)). A month stays a month.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.template.defaultfilters import filesizeformat

from core.periods import DAY, YEAR, PartialDate, Period
from core.texts import reader_language

CITIES_KO = {
    "Africa/Johannesburg": "요하네스버그",
    "Africa/Nairobi": "나이로비",
    "America/Argentina/Buenos_Aires": "부에노스아이레스",
    "America/Bogota": "보고타",
    "America/Lima": "리마",
    "America/Mexico_City": "멕시코시티",
    "America/New_York": "뉴욕",
    "America/Santiago": "산티아고",
    "America/Sao_Paulo": "상파울루",
    "America/Toronto": "토론토",
    "America/Vancouver": "밴쿠버",
    "Asia/Bangkok": "방콕",
    "Asia/Ho_Chi_Minh": "호찌민",
    "Asia/Hong_Kong": "홍콩",
    "Asia/Jakarta": "자카르타",
    "Asia/Kolkata": "콜카타",
    "Asia/Kuala_Lumpur": "쿠알라룸푸르",
    "Asia/Manila": "마닐라",
    "Asia/Nicosia": "니코시아",
    "Asia/Seoul": "서울",
    "Asia/Shanghai": "상하이",
    "Asia/Singapore": "싱가포르",
    "Asia/Taipei": "타이베이",
    "Asia/Tashkent": "타슈켄트",
    "Asia/Tokyo": "도쿄",
    "Asia/Ulaanbaatar": "울란바토르",
    "Australia/Sydney": "시드니",
    "Europe/Amsterdam": "암스테르담",
    "Europe/Athens": "아테네",
    "Europe/Belgrade": "베오그라드",
    "Europe/Berlin": "베를린",
    "Europe/Bratislava": "브라티슬라바",
    "Europe/Brussels": "브뤼셀",
    "Europe/Bucharest": "부쿠레슈티",
    "Europe/Budapest": "부다페스트",
    "Europe/Chisinau": "키시나우",
    "Europe/Copenhagen": "코펜하겐",
    "Europe/Dublin": "더블린",
    "Europe/Helsinki": "헬싱키",
    "Europe/Istanbul": "이스탄불",
    "Europe/Kyiv": "키이우",
    "Europe/Lisbon": "리스본",
    "Europe/Ljubljana": "류블랴나",
    "Europe/London": "런던",
    "Europe/Luxembourg": "룩셈부르크",
    "Europe/Madrid": "마드리드",
    "Europe/Malta": "몰타",
    "Europe/Oslo": "오슬로",
    "Europe/Paris": "파리",
    "Europe/Prague": "프라하",
    "Europe/Riga": "리가",
    "Europe/Rome": "로마",
    "Europe/Sarajevo": "사라예보",
    "Europe/Skopje": "스코페",
    "Europe/Sofia": "소피아",
    "Europe/Stockholm": "스톡홀름",
    "Europe/Tallinn": "탈린",
    "Europe/Vienna": "빈",
    "Europe/Vilnius": "빌뉴스",
    "Europe/Warsaw": "바르샤바",
    "Europe/Zagreb": "자그레브",
    "Europe/Zurich": "취리히",
    "Pacific/Auckland": "오클랜드",
}


MONTHS_EN = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
WEEKDAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_NOUGHT = re.compile(r"\.0(?=\s)")
WEEKDAYS_KO = "월화수목금토일"


def _as_partial(value: PartialDate | dt.date) -> PartialDate:
    return value if isinstance(value, PartialDate) else PartialDate(value)


def format_date(value: PartialDate | dt.date | None, language: str | None = None, *, weekday: bool = False) -> str:
    """A date as exact as it is known; Korean days always carry their weekday.

    >>> format_date(PartialDate.parse("2017-03-14"), "en")
    '14 March 2017'
    >>> format_date(PartialDate.parse("2017-03-14"), "ko")
    '2017. 3. 14.(화)'
    """
    if value is None:
        return ""
    date = _as_partial(value)
    day = date.day
    if (language or reader_language()) == "ko":
        if date.precision == YEAR:
            return f"{day.year}."
        if date.precision == DAY:
            return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS_KO[day.weekday()]})"
        return f"{day.year}. {day.month}."
    if date.precision == YEAR:
        return str(day.year)
    month = f"{MONTHS_EN[day.month - 1]} {day.year}"
    if date.precision != DAY:
        return month
    name = f"{WEEKDAYS_EN[day.weekday()]}, " if weekday else ""
    return f"{name}{day.day} {month}"


def written_date(value: PartialDate | dt.date | None, language: str | None = None) -> str:
    """A date as a field is filled with it: no weekday, which would be wrong once the day is changed."""
    return format_date(value, language).partition("(")[0]


def weekday_name(number: int, language: str | None = None) -> str:
    """A weekday by its number, Monday being 0: Friday, 금요일."""
    return f"{WEEKDAYS_KO[number]}요일" if (language or reader_language()) == "ko" else WEEKDAYS_EN[number]


def format_period(period: Period, language: str | None = None) -> str:
    """A span with what both ends share said once: 15–16 March 2017, 2017. 3. 15.(수)~16.(목)."""
    language = language or reader_language()
    start, end = period.start, period.end
    if start is None or end is None or start == end:
        return format_date(start or end, language)
    if language == "ko":
        return _span_ko(start, end)
    return _span_en(start, end)


def _span_en(start: PartialDate, end: PartialDate) -> str:
    first, last = start.day, end.day
    if start.precision != end.precision or first.year != last.year or start.precision == YEAR:
        return f"{format_date(start, 'en')} – {format_date(end, 'en')}"
    if start.precision == DAY:
        if first.month == last.month:
            return f"{first.day}–{format_date(end, 'en')}"
        return f"{first.day} {MONTHS_EN[first.month - 1]} – {format_date(end, 'en')}"
    return f"{MONTHS_EN[first.month - 1]}–{format_date(end, 'en')}"


def _span_ko(start: PartialDate, end: PartialDate) -> str:
    tail = format_date(end, "ko")
    if start.day.year == end.day.year and end.precision != YEAR:
        tail = tail.split(" ", 1)[1]
        same_month = start.day.month == end.day.month and start.precision == end.precision == DAY
        if same_month:
            tail = tail.split(" ", 1)[1]
    return f"{format_date(start, 'ko')}~{tail}"


def format_time(moment: dt.datetime) -> str:
    """24 hours in both languages."""
    return f"{moment:%H:%M}"


def format_range(least: str, most: str, language: str | None = None) -> str:
    """From the least to the most: 30–40, 30~40; one that is both once."""
    return least if least == most else f"{least}{_dash(language)}{most}"


def _dash(language: str | None) -> str:
    return "~" if (language or reader_language()) == "ko" else "–"


def format_times(start: str | dt.time, end: str | dt.time | None, language: str | None = None) -> str:
    """From when to when on one clock: 09:00–12:30, 09:00~12:30; the start alone where no end is known."""
    first, last = (one if isinstance(one, str) or one is None else f"{one:%H:%M}" for one in (start, end))
    if not last:
        return first or ""
    return f"{first}{_dash(language)}{last}"


def format_moment(moment: dt.datetime, language: str | None = None) -> str:
    """A day and a time, in the zone the moment is given in."""
    return f"{format_date(moment.date(), language)} {format_time(moment)}"


def format_in_brussels(moment: dt.datetime, language: str | None = None) -> str:
    """A moment in Brussels, as the text that names the place has it; in Korean with Seoul's clock before it."""
    brussels, seoul = (moment.astimezone(ZoneInfo(zone)) for zone in ("Europe/Brussels", "Asia/Seoul"))
    if (language or reader_language()) != "ko":
        return format_moment(brussels, language)
    other = format_time(brussels) if brussels.date() == seoul.date() else format_moment(brussels, language)
    return f"{format_moment(seoul, language)}(서울), {other}"


def format_zone(zone: str, language: str | None = None) -> str:
    """A time zone by the city that its IANA name ends with: Seoul time, 서울 시간. One without a city keeps its name.

    A city that Korean has no word for here stays in Latin letters.
    """
    area, _slash, city = zone.rpartition("/")
    if not area or area == "Etc":
        return city
    if (language or reader_language()) == "ko":
        return f"{CITIES_KO.get(zone, city.replace('_', ' '))} 시간"
    return f"{city.replace('_', ' ')} time"


def format_number(value: float | Decimal, language: str | None = None) -> str:
    """Thousands apart: a thin space would be pure EU style, but files and Korean want a comma.

    A Decimal is written without noughts behind the point: 5, not 5.00.
    """
    del language
    if isinstance(value, Decimal):
        value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return f"{value:,}"


def format_size(size: int) -> str:
    """The size of a file in bytes as people read it, without a nought behind the point: 25 MB, 3.5 MB."""
    return _NOUGHT.sub("", filesizeformat(size))


def format_percent(share: float, language: str | None = None) -> str:
    """A share of a hundred, closed up to its sign in both languages: 45%."""
    return f"{format_number(share, language)}%"


def format_money(amount: float | Decimal, currency: str, language: str | None = None) -> str:
    """An amount of money, never broken: EUR 12 500 with hard spaces, 12,500유로. `currency` is its three letters.

    Whole amounts show no decimals. A currency that Korean has no word for here keeps its code.
    """
    number = format_number(amount, language)
    if (language or reader_language()) == "ko":
        word = _CURRENCIES_KO.get(currency)
        return f"{number}{word}" if word else f"{number}{_HARD_SPACE}{currency}"
    return f"{currency} {number}".replace(" ", _HARD_SPACE).replace(",", _HARD_SPACE)


def format_counted(number: str, unit: str, language: str | None = None) -> str:
    """A number with what it counts: 12 projects, 12건. Korean too sets a unit in Latin letters apart: 140 CO2 톤/년."""
    closed = (language or reader_language()) == "ko" and not unit[:1].isascii()
    return f"{number}{unit}" if closed else f"{number} {unit}"


def bracketed(words: str, more: str, language: str | None = None) -> str:
    """Words with more in brackets behind them: Busan (KR), 부산(KR)."""
    return f"{words}({more})" if (language or reader_language()) == "ko" else f"{words} ({more})"


_HARD_SPACE = "\N{NO-BREAK SPACE}"
_CURRENCIES_KO = {"EUR": "유로", "KRW": "원"}
_NUMBERS_EN = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spell_count(number: int, language: str | None = None) -> str:
    """A count inside an English sentence: in words up to nine, in digits above; Korean counts in digits."""
    if (language or reader_language()) == "ko" or not 0 <= number < len(_NUMBERS_EN):
        return format_number(number)
    return _NUMBERS_EN[number]


def month_label(day: dt.date) -> str:
    """A month on an axis: Mar, 3월."""
    return f"{day.month}월" if reader_language() == "ko" else MONTHS_EN[day.month - 1][:3]


def year_label(day: dt.date) -> str:
    """A year on an axis: 2017, 2017년."""
    return f"{day.year}년" if reader_language() == "ko" else str(day.year)


def short_date(day: dt.date, language: str | None = None, *, weekday: bool = False) -> str:
    """A day without its year, for marks on an axis: 12 Sep, 9. 12.(화); Korean days always carry their weekday."""
    if (language or reader_language()) == "ko":
        return f"{day.month}. {day.day}.({WEEKDAYS_KO[day.weekday()]})"
    name = f"{WEEKDAYS_EN[day.weekday()][:3]} " if weekday else ""
    return f"{name}{day.day} {MONTHS_EN[day.month - 1][:3]}"


def format_name(given: str, family: str, *, family_first: bool) -> str:
    """A person's name: in Latin letters in the person's own order, in Hangul the family name first and no blank.

    A part that is not known is left out.
    """
    if _HANGUL_NAME.fullmatch(given) and _HANGUL_NAME.fullmatch(family):
        return f"{family}{given}"
    parts = (family, given) if family_first else (given, family)
    return " ".join(part for part in parts if part)


def format_signer(person: Any, kept: str) -> str:
    """Who acted: as the page writes the person, while the name that the record kept is still theirs.

    Whoever is called otherwise since, or has no account any more (None), stays under the kept name.
    """
    return str(person) if person and person.kept_name == kept else kept


_HANGUL_NAME = re.compile("[\uac00-\ud7a3]+")


def apart(texts: Iterable[str], language: str | None = None) -> str:
    """Texts that may hold commas, one after the other: by semicolons, which Korean does not use."""
    return (", " if (language or reader_language()) == "ko" else "; ").join(texts)


def join_names(names: Iterable[str], language: str | None = None) -> str:
    """A list of names in a sentence: “A, B and C”, “A, B, C”."""
    items = list(names)
    if (language or reader_language()) == "ko" or len(items) < 2:
        return ", ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
