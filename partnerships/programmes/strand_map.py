"""A strand on the map: which cities, pairings and venues it shows, and the same facts as a table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from core.formats import bracketed, format_number, join_names, spell_count
from core.parts import collect
from core.pictures.map import VENUE, Link, MapPicture, Name, Place, Spot, narrow_map, wide_map
from core.pictures.projection import kilometres
from core.pictures.shapes import shorten
from core.texts import reader_language, writer_language
from partnerships.enums import PartnerKind, Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import City, Pairing, Participation, Partner, Strand

# Of Korean cities the name in Hangul stands beside the English one: who travels there reads it on every sign.
HANGUL_BESIDE = "KR"
TITLE_ROOM, TITLE_SIZE = 238, 13  # pixels, of the heading of an inset


@dataclass(frozen=True, slots=True)
class End:
    """A partner in the table: its cities by country, where that says more than its name."""

    partner: Partner
    cities: str


@dataclass(frozen=True, slots=True)
class Row:
    """A pairing in the table; `distance` is empty where a side has no city whose place is known."""

    name: str
    url: str
    eu: End
    counterpart: End
    distance: str


@dataclass(frozen=True, slots=True)
class StrandMap:
    """The picture for wide and for narrow pages, None where no city's place is known; and its table.

    `unplaced` names the cities that are not on the map because nobody has entered where they are.
    """

    wide: MapPicture | None
    narrow: MapPicture | None
    rows: list[Row]
    unplaced: list[str]
    summary: str
    has_alliance: bool
    has_venue: bool

    @property
    def unnamed(self) -> int:
        """How many dots of the wide picture have no name, since it found no room."""
        return self.wide.unnamed if self.wide else 0


def strand_map(
    strand: Strand, grants: Grants, pairings: Sequence[Pairing], participations: Sequence[Participation]
) -> StrandMap | None:
    """The map of these pairings and partners (read with their cities), and of the venues one sees; one query.

    None without a pairing: there is nothing to join yet.
    """
    if not pairings:
        return None
    taking_part = {city.pk: city for row in participations for city in _cities(row)}
    venues = [city for city in collect("map_venues", grants=grants, strand=strand) if city.pk not in taking_part]
    known = [(row, _placed(_cities(row))) for row in participations]
    alliances = sum(len(cities) > 1 for _row, cities in known)
    shown = (
        *(_place(row, cities, alone=alliances == 1) for row, cities in known if cities),
        *(_venue(city) for city in _placed(venues)),
    )
    links = tuple(Link(_key(pairing.eu_id), _key(pairing.counterpart_id)) for pairing in pairings)
    missed = [city for row in participations for city in _missed(row)] + venues
    # A district that a partner's name names lies where that partner is drawn.
    drawn = [row.partner.name for row in participations if _placed(_cities(row))]
    unplaced = {
        city.pk: city.name for city in missed if city.latitude is None and not any(city.name in name for name in drawn)
    }
    return StrandMap(
        wide=wide_map(shown, links, name="map-wide"),
        narrow=narrow_map(
            shown,
            links,
            name="map-narrow",
            ends=(_name(strand.side_name(Side.EU)), _name(strand.side_name(Side.COUNTERPART))),
        ),
        rows=_rows(pairings, participations),
        unplaced=list(unplaced.values()),
        summary=_summary(len(pairings)),
        has_alliance=alliances > 0,
        has_venue=any(place.side == VENUE for place in shown),
    )


def _cities(participation: Participation) -> list[City]:
    return [place.city for place in participation.partner.places.all()]


def _missed(participation: Participation) -> list[City]:
    """Those that the map lacks where nobody has entered where they are: not a part of the city that stands for all."""
    cities = _cities(participation)
    text_states = len(_placed(cities)) == 1 and participation.partner.kind != PartnerKind.ALLIANCE
    return [] if text_states else cities


def _placed(cities: Sequence[City]) -> list[City]:
    """Those of which somebody has entered where they are."""
    return [city for city in cities if city.latitude is not None]


def _rows(pairings: Sequence[Pairing], participations: Sequence[Participation]) -> list[Row]:
    sides = {row.pk: row for row in participations}
    rows = []
    for pairing in pairings:
        eu, counterpart = sides[pairing.eu_id], sides[pairing.counterpart_id]
        rows.append(
            Row(
                name=pairing.name,
                url=pairing.get_absolute_url(),
                eu=_end(eu.partner, _cities(eu)),
                counterpart=_end(counterpart.partner, _cities(counterpart)),
                distance=_distance(_placed(_cities(eu)), _placed(_cities(counterpart))),
            )
        )
    return rows


def _key(participation: int) -> str:
    return f"partner-{participation}"


def _summary(number: int) -> str:
    return ngettext(
        "Map of %(number)s pairing: the cities of both sides, joined by an arc. The table below says the same.",
        "Map of %(number)s pairings: the cities of both sides, joined by arcs. The table below says the same.",
        number,
    ) % {"number": format_number(number)}


def _place(participation: Participation, known: Sequence[City], *, alone: bool) -> Place:
    """A partner on the map. `alone` says that no other partner has several cities."""
    partner = participation.partner
    korean = any(str(city.country) == HANGUL_BESIDE for city in known)
    name = _name(partner.name, partner.name_ko if korean else "")
    title = None
    if len(known) > 1:
        members = bracketed(str(partner.name), format_number(len(known)))
        one_partner = _("%(number)s members, one partner") % {"number": spell_count(len(known))}
        title = _name(capfirst(one_partner) if alone else shorten(members, TITLE_ROOM, TITLE_SIZE, bold=True))
        name = _name(members)
    return Place(_key(participation.pk), participation.side, name, tuple(_spot(city) for city in known), title)


def _venue(city: City) -> Place:
    spot = _spot(city)
    words = _("%(city)s, venue only") % {"city": city.name}
    return Place(f"venue-{city.pk}", VENUE, Name(words, spot.name.lang, spot.name.beside), (spot,))


def _spot(city: City) -> Spot:
    hangul = city.name_ko if str(city.country) == HANGUL_BESIDE else ""
    return Spot(_name(city.name, hangul), float(city.longitude or 0), float(city.latitude or 0))


def _name(text: str, hangul: str = "") -> Name:
    """A name as a label says it, in its language; `hangul` stands beside on an English page."""
    mine, language = reader_language(), writer_language(text)
    return Name(text, "" if language == mine else language, hangul if mine == "en" and hangul != text else "")


def _end(partner: Partner, cities: Sequence[City]) -> End:
    """The cities in their order, country by country: Aberdeen and Dundee (United Kingdom)."""
    by_country: dict[str, list[str]] = {}
    for city in cities:
        by_country.setdefault(str(countries.name(str(city.country))), []).append(city.name)
    if [city.name for city in cities] == [partner.name]:
        return End(partner, next(iter(by_country)))
    return End(
        partner,
        join_names(
            _("%(cities)s (%(country)s)") % {"cities": join_names(names), "country": country}
            for country, names in by_country.items()
        ),
    )


def _distance(eu: Sequence[City], counterpart: Sequence[City]) -> str:
    """How far the cities of two partners are apart in kilometres; from the nearest to the farthest two of several."""
    ways = sorted(
        round(kilometres(_spot(one).degrees, _spot(other).degrees)) for one, other in product(eu, counterpart)
    )
    if not ways:
        return ""
    least, most = format_number(ways[0]), format_number(ways[-1])
    return least if least == most else _("%(least)s–%(most)s") % {"least": least, "most": most}
