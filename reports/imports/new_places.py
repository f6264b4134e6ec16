"""The places that an imported sheet brings: what it leaves out is proposed, and asked for where nobody knows it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.folding import fold
from core.formats import format_number
from core.texts import writer_language
from partnerships.enums import Side
from partnerships.models import KnownPlace
from partnerships.places.selectors import places_called

if TYPE_CHECKING:
    from reports.imports.checking import Checked, SheetRow

# What a new place needs beside what every pack asks for: maps and clocks are made of it.
NEW_PLACE = ("name_en", "country", "latitude", "longitude", "time_zone")
NAMES, LOCATION = ("name_en", "name_ko", "name_local"), ("latitude", "longitude")
MOST_ALIKE = 1000  # places of one name, all of which may be in the country that a row says
NEAR = 1  # degrees: a place of this name that lies farther away is another one


def propose(checked: Checked, rows: list[SheetRow], known: dict[str, str]) -> None:
    """What a row leaves out of a new place is that of the known place of its name. Two queries."""
    new: dict[bool, list[SheetRow]] = {False: [], True: []}
    for number, values in rows:
        if writer_language(values.get("name_en", "")) == "ko" and not values.get("name_ko"):
            values["name_ko"] = values.pop("name_en")
        name = fold(values.get("name_en") or values.get("name_ko", ""))
        code = values.get("code") or known.get(f"{values.get('country', '')}/{name}")
        is_told = values.get("cities") or all(one in values for one in NEW_PLACE)
        if name and not is_told and code not in checked.partners and code not in checked.places:
            new[values.get("side") == Side.COUNTERPART].append((number, values))
    for is_counterpart, some in new.items():
        names = {values[name] for _number, values in some for name in NAMES if values.get(name)}
        countries = checked.kind.strand.country_codes if is_counterpart else ()
        found = places_called(names, countries=countries, most=MOST_ALIKE) if names else {}
        for number, values in some:
            called = (place for name in NAMES for place in found.get(values.get(name, ""), ()))
            if place := next((one for one in called if _agrees(one, values)), None):
                _take(checked, number, values, place, known)


def _take(checked: Checked, number: int, values: dict[str, str], place: KnownPlace, known: dict[str, str]) -> None:
    """A place that the portal has by this name is that one; to any other is added what is known of it."""
    for name in (values.get("name_en") or values["name_ko"], place.name_en, place.name_ko):
        if "code" not in values and name and (code := known.get(f"{place.country}/{fold(name)}")):
            checked.identify(values, code, by=[values.get(one, "") for one in NAMES])
            return
    facts = {
        "name_en": place.name_en,
        "name_ko": place.name_ko if "ko" in checked.kind.strand.languages else "",
        "country": place.country,
        "latitude": f"{place.latitude.normalize():f}",
        "longitude": f"{place.longitude.normalize():f}",
        "time_zone": place.time_zone,
        "population": str(place.population),
    }
    given = set(values)
    if not given.isdisjoint(LOCATION):
        given |= {*LOCATION}
    new = {name: text for name, text in facts.items() if text and name not in given}
    if new:
        values |= new | {"geonames_id": str(place.pk)}
        columns = checked.kind.columns
        shown = {name: columns[name].show(text) for name, text in new.items()}
        if "population" in shown:
            shown["population"] = format_number(place.population)
        told = [f"{columns[name].label}: {text}" for name, text in shown.items()]
        words = {"place": place.with_country, "facts": "; ".join(told)}
        checked.proposed[number] = _("GeoNames proposes %(place)s. %(facts)s") % words


def _agrees(place: KnownPlace, values: dict[str, str]) -> bool:
    """Whether a known place lies where a row says, as far as it does."""
    told = {"country": place.country, "time_zone": place.time_zone}
    if any(values.get(name, "") not in ("", fact) for name, fact in told.items()):
        return False
    own = ((values.get("latitude"), place.latitude), (values.get("longitude"), place.longitude))
    return all(abs(Decimal(text) - number) < NEAR for text, number in own if text)


def need_places(checked: Checked, rows: list[SheetRow]) -> None:
    """A fault in every empty cell that is to say where a place lies; without such cells one in the row's name."""
    told = [name for name in NEW_PLACE if name in checked.columns.values()]
    if "name_ko" not in checked.columns.values() and "name_en" in told:
        told.remove("name_en")  # its column has Korean names too
    checked.need(rows, told)
    for number, cells in rows:
        if left := [name for name in NEW_PLACE if name not in cells and name not in told]:
            columns = ", ".join(checked.kind.columns[name].label for name in left)
            words = _("Where this place lies is not known. Correct its name, or add the columns %(columns)s.")
            name, value = next(iter(checked.names), "code"), cells.get("name_en") or cells.get("name_ko", "")
            checked.refuse(number, name, value, words % {"columns": columns})
            checked.refused |= {(number, checked.title(one)) for one in left}
