"""The journeys of a strand as one picture, a row for each pairing; and the strand on the map, with its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django_countries import countries

from core.formats import bracketed, format_number, join_names, month_label, short_date, spell_count, year_label
from core.parts import collect
from core.periods import DAY, YEAR, PartialDate, Period
from core.pictures.map import VENUE, Link, Name, Place, Spot, narrow_map, wide_map
from core.pictures.projection import kilometres
from core.pictures.shapes import shorten
from core.pictures.stops import days_of
from core.pictures.timeline import Sheet, StrandTimeline, strand_timeline
from core.pictures.timeline_labels import LabelText
from core.texts import reader_language, writer_language
from partnerships.enums import MilestoneStatus, PartnerKind, Side
from partnerships.models import Milestone
from partnerships.pairings.cards import stage_bar, stop
from partnerships.pairings.selectors import Journey

if TYPE_CHECKING:
    from core.access import Grants
    from core.pictures.stops import Stop
    from partnerships.models import City, Pairing, Participation, Partner, Strand

WIDE = Sheet(width=760, longest=440)
NARROW = Sheet(width=320, lines=4, longest=320, least=320)
LARGE = Sheet(width=760, lanes=6, longest=440, least=240, is_named=True)
LARGE_OF_MANY = Sheet(width=760, longest=440, is_named=True)
MANY = 12  # pairings from which each has one line of words, so that one sees several at once
# What counts most among the words above a row, first to last.
LATE, MOVED, NEXT, UNKNOWN, OTHER = range(5)


def page_timeline(journeys: Sequence[Journey], *, is_large: bool = False) -> dict[str, Any] | None:
    """The picture for a page, `wide` and `narrow`, with `rows` of a journey and its two strips; None without any date.

    A large one names the stages and more milestones.
    """
    large = LARGE_OF_MANY if len(journeys) > MANY else LARGE
    wide, narrow = (timeline_of(journeys, sheet) for sheet in (large if is_large else WIDE, NARROW))
    if wide is None or narrow is None:
        return None
    return {"wide": wide, "narrow": narrow, "rows": list(zip(journeys, wide.rows, narrow.rows, strict=True))}


def timeline_of(journeys: Sequence[Journey], sheet: Sheet) -> StrandTimeline | None:
    """The journeys of one strand on a sheet, in the language at hand; None without any, or without a date."""
    if not journeys:
        return None
    today = journeys[0].today
    return strand_timeline(
        [
            ([stage_bar(part) for part in journey.stages], _row(journey, everything=sheet.lanes > 1))
            for journey in journeys
        ],
        today,
        sheet,
        month_label=month_label,
        year_label=year_label,
        today_label=_("Today, %(day)s") % {"day": short_date(today)},
    )


def _row(journey: Journey, *, everything: bool) -> list[tuple[Stop, LabelText | None]]:
    rows = journey.milestones
    ahead = [row for row in rows if row.status == MilestoneStatus.PLANNED and not row.is_overdue(journey.today)]
    coming = min(ahead, key=lambda row: row.forecast.last_day or dt.date.max, default=None)
    found: list[tuple[Stop, LabelText | None]] = []
    for row in rows:
        drawn = stop(row, journey.today, journey.standings.get(row.pk))
        words = _label(row, drawn, is_next=row is coming)
        found.append((drawn, words if everything or words.rank < OTHER else None))
    return found


def _label(milestone: Milestone, drawn: Stop, *, is_next: bool) -> LabelText:
    """What is late says by how much, what moved from when, what comes next when and who is to confirm it."""
    when, rank = short_period(milestone.shown_period), OTHER
    if drawn.overdue:
        return LabelText(drawn.title, drawn.state, LATE, is_late=True, lang=drawn.lang)
    if milestone.status in {MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED}:
        return LabelText(drawn.title, drawn.state, UNKNOWN, lang=drawn.lang)
    if _has_left(milestone):
        before = short_period(milestone.baseline)
        when = pgettext("dates of a milestone", "%(now)s, was %(before)s") % {"now": when, "before": before}
        rank = MOVED
    elif is_next:
        rank = NEXT
    said = ", ".join(part for part in (when, drawn.state) if part)
    return LabelText(drawn.title, said, rank, lang=drawn.lang)


def _has_left(milestone: Milestone) -> bool:
    """Whether it lies outside of its first plan; a visit on two of three planned days has not moved."""
    now, before = days_of(milestone.shown_period), days_of(milestone.baseline)
    return now is not None and before is not None and (now.first < before.first or now.last > before.last)


def short_period(period: Period) -> str:
    """A period without its year, for words on an axis: 15–17 Mar, Oct–Nov, 3. 15.~3. 17."""
    start, end = period.start, period.end or period.start
    if start is None or end is None:
        return ""
    first, last = _short(start), _short(end)
    if first == last:
        return first
    if reader_language() == "ko":
        return f"{first}~{last}"
    if start.precision == end.precision == DAY and (start.day.year, start.day.month) == (end.day.year, end.day.month):
        return f"{start.day.day}–{last}"
    joint = "–" if start.precision == end.precision != DAY else " – "
    return f"{first}{joint}{last}"


def _short(date: PartialDate) -> str:
    if date.precision == YEAR:
        return year_label(date.day)
    # Korean days without the weekday, for which there is no room.
    return short_date(date.day).partition("(")[0] if date.precision == DAY else month_label(date.day)


# Of Korean cities the name in Hangul stands beside the English one: who travels there reads it on every sign.
HANGUL_BESIDE = "KR"
TITLE_ROOM, TITLE_SIZE = 238, 13  # pixels, of the heading of an inset


def strand_map(
    strand: Strand, grants: Grants, pairings: Sequence[Pairing], participations: Sequence[Participation]
) -> dict[str, Any] | None:
    """The map of these pairings and partners (read with their cities), and of the venues one sees; one query.

    None without a pairing: there is nothing to join yet. `wide` and `narrow` are None where no city's place is known,
    `unplaced` names the cities of which nobody has entered it, `rows` say the same as a table.
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
    ends = (_name(strand.side_name(Side.EU)), _name(strand.side_name(Side.COUNTERPART)))
    summary = ngettext(
        "Map of %(number)s pairing: the cities of both sides, joined by an arc. The table below says the same.",
        "Map of %(number)s pairings: the cities of both sides, joined by arcs. The table below says the same.",
        len(pairings),
    )
    sides = {row.pk: row for row in participations}
    return {
        "wide": wide_map(shown, links, name="map-wide"),
        "narrow": narrow_map(shown, links, name="map-narrow", ends=ends),
        "rows": [_row_of(pairing, sides[pairing.eu_id], sides[pairing.counterpart_id]) for pairing in pairings],
        "unplaced": list(unplaced.values()),
        "summary": summary % {"number": format_number(len(pairings))},
        "has_alliance": alliances > 0,
        "has_venue": any(place.side == VENUE for place in shown),
    }


def _cities(participation: Participation) -> list[City]:
    return [place.city for place in participation.partner.places.all()]


def _missed(participation: Participation) -> list[City]:
    """Those that the map lacks where nobody has entered where they are: not a part of the city that stands for all."""
    cities = _cities(participation)
    is_whole = len(_placed(cities)) == 1 and participation.partner.kind != PartnerKind.ALLIANCE
    return [] if is_whole else cities


def _placed(cities: Sequence[City]) -> list[City]:
    """Those of which somebody has entered where they are."""
    return [city for city in cities if city.latitude is not None]


def _row_of(pairing: Pairing, eu: Participation, counterpart: Participation) -> dict[str, Any]:
    """A pairing in the table: both partners with their cities, and how far apart these are in kilometres.

    From the nearest to the farthest two of several; empty where a side has no city whose place is known.
    """
    placed = [[_spot(city).degrees for city in _placed(_cities(row))] for row in (eu, counterpart)]
    ways = sorted(round(kilometres(one, other)) for one, other in product(*placed))
    distance = ""
    if ways:
        least, most = format_number(ways[0]), format_number(ways[-1])
        distance = least if least == most else _("%(least)s–%(most)s") % {"least": least, "most": most}
    ends = [{"partner": row.partner, "cities": _cities_text(row.partner, _cities(row))} for row in (eu, counterpart)]
    return {"pairing": pairing, "eu": ends[0], "counterpart": ends[1], "distance": distance}


def _key(participation: int) -> str:
    return f"partner-{participation}"


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


def _cities_text(partner: Partner, cities: Sequence[City]) -> str:
    """The cities by country, in their order: Aberdeen and Dundee (United Kingdom); a city's own has its country."""
    by_country: dict[str, list[str]] = {}
    for city in cities:
        by_country.setdefault(str(countries.name(str(city.country))), []).append(city.name)
    if [city.name for city in cities] == [partner.name]:
        return next(iter(by_country))
    return join_names(
        _("%(cities)s (%(country)s)") % {"cities": join_names(names), "country": country}
        for country, names in by_country.items()
    )
