"""A strand as pictures: its journeys on one axis, the map with its table, the board; and a pairing in the programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext, pgettext
from django_countries import countries

from core.access import Grants
from core.columns import linked
from core.formats import (
    bracketed,
    format_number,
    format_period,
    join_names,
    month_label,
    short_date,
    spell_count,
    year_label,
)
from core.kept import kept_parts
from core.parts import collect
from core.periods import DAY, YEAR, PartialDate, Period
from core.pictures.map import VENUE, WORLD, Link, Place, Spot, grouped, map_svg, narrow_map, wide_map
from core.pictures.map_names import Name
from core.pictures.shapes import shorten
from core.pictures.stops import Stop, days_of
from core.pictures.strips import mark_parts
from core.pictures.timeline import LabelText, Sheet, StrandTimeline, strand_timeline
from core.templatetags.pictures import pairing_link, parts_svg, status_label
from core.templatetags.portal import text, wcperiod, written
from core.texts import reader_language, writer_language
from partnerships.confirmations.selectors import TextState
from partnerships.enums import MilestoneStatus, PartnerKind, Responsible, Side
from partnerships.models import City, Milestone, Pairing, Participation, Partner, Strand
from partnerships.pairings.cards import drawn_stop, stage_bar
from partnerships.pairings.selectors import Journey, StageOfJourney
from partnerships.tasks.signals import Health

WIDE = Sheet(width=760, longest=440)
NARROW = Sheet(width=320, lines=4, longest=320, least=320)
LARGE = Sheet(width=760, lanes=6, longest=440, least=240, is_named=True)
LARGE_OF_MANY = Sheet(width=760, longest=440, is_named=True)
MANY = 12  # pairings from which each has one line of words, so that one sees several at once
# What counts most among the words above a row, first to last.
LATE, MOVED, NEXT, UNKNOWN, OTHER = range(5)


def page_timeline(journeys: Sequence[Journey], *, is_large: bool = False) -> dict[str, Any] | None:
    """The picture for a page as `drawn`, with `rows` of a journey and its strip; None without any date.

    A large one names the stages and more milestones.
    """
    large = LARGE_OF_MANY if len(journeys) > MANY else LARGE
    drawn = timeline_of(journeys, large if is_large else WIDE)
    return {"drawn": drawn, "rows": list(zip(journeys, drawn.rows, strict=True))} if drawn else None


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
        today_label=_("Today, %(day)s") % {"day": short_date(today)},
    )


def _row(journey: Journey, *, everything: bool) -> list[tuple[Stop, LabelText | None]]:
    rows = journey.milestones
    ahead = [row for row in rows if row.status == MilestoneStatus.PLANNED and not row.is_overdue(journey.today)]
    coming = min(ahead, key=lambda row: row.forecast.last_day or dt.date.max, default=None)
    found: list[tuple[Stop, LabelText | None]] = []
    for row in rows:
        drawn = drawn_stop(row, journey.today, journey.standings.get(row.pk))
        found.append((drawn, _label(drawn, is_next=row is coming, everything=everything)))
    return found


def _label(drawn: Stop, *, is_next: bool, everything: bool) -> LabelText | None:
    """What is late says by how much, what moved from when, what comes next when and who is to confirm it."""
    if drawn.overdue:
        return LabelText(drawn.title, drawn.state, LATE, is_late=True, lang=drawn.lang)
    if drawn.status in {MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED}:
        return LabelText(drawn.title, drawn.state, UNKNOWN, lang=drawn.lang)
    rank = MOVED if _has_left(drawn) else NEXT if is_next else OTHER
    if rank == OTHER and not everything:
        return None
    when = moved_period(drawn.shown, drawn.baseline) if rank == MOVED else short_period(drawn.shown)
    return LabelText(drawn.title, ", ".join(part for part in (when, drawn.state) if part), rank, lang=drawn.lang)


def _has_left(drawn: Stop) -> bool:
    """Whether it lies outside of its first plan; a visit on two of three planned days has not moved."""
    now, before = days_of(drawn.shown), days_of(drawn.baseline)
    return now is not None and before is not None and (now.first < before.first or now.last > before.last)


def moved_period(now: Period, before: Period) -> str:
    """When it is, and when it was first to be: Apr, was Mar; with the years where it moved to another one."""
    written = short_period if _years(now) == _years(before) else format_period
    periods = {"now": written(now), "before": written(before)}
    return pgettext("dates of a milestone", "%(now)s, was %(before)s") % periods


def _years(period: Period) -> set[int]:
    return {date.day.year for date in (period.start, period.end) if date}


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


def strand_map(strand: Strand, grants: Grants, pairings: Sequence[Pairing]) -> dict[str, Any] | None:
    """The map of a strand's pairings with their partners, and of the venues that one sees; three queries at most.

    None without a pairing: there is nothing to join yet. `pictures` is empty where no city's place is known,
    `unplaced` names the cities of which nobody has entered it. `pairings` are all of the strand, of which `rows` say
    the same as a table, or none.
    """
    links = [(pairing.eu_id, pairing.counterpart_id) for pairing in pairings]
    links = links or list(Pairing.objects.filter(strand=strand).values_list("eu", "counterpart"))
    if not links:
        return None
    partners = _read_partners(strand)
    taking_part = {city.pk for partner in partners.values() for city in partner.cities}
    venues = [city for city in collect("map_venues", grants=grants, strand=strand) if city.pk not in taking_part]
    known = [(one, _placed(one.cities)) for one in partners.values()]
    alliances = sum(len(cities) > 1 for _partner, cities in known)
    shown = (
        *(_place(partner, cities, alone=alliances == 1) for partner, cities in known if cities),
        *(_venue(city) for city in _placed(venues)),
    )
    missed = [city for partner in partners.values() for city in _missed(partner)] + venues
    # A district that a partner's name names lies where that partner is drawn.
    names = [one.partner.name for one, cities in known if cities]
    unplaced = {
        city.pk: city.name for city in missed if city.longitude is None and not any(city.name in name for name in names)
    }
    summary = ngettext(
        "Map of %(number)s pairing: the cities of both sides, joined by an arc.",
        "Map of %(number)s pairings: the cities of both sides, joined by arcs.",
        len(links),
    )
    ends = (_name(strand.side_name(Side.EU)), _name(strand.side_name(Side.COUNTERPART)))
    ways = tuple((_key(eu), _key(counterpart)) for eu, counterpart in links)
    drawn, ways = grouped(shown, ways)
    pictures, unnamed = map_pictures(drawn, ways, ends, summary % {"number": format_number(len(links))})
    return {
        "pictures": pictures,
        "unnamed": unnamed,
        "rows": [_row_of(row, partners[row.eu_id], partners[row.counterpart_id]) for row in pairings],
        "unplaced": list(unplaced.values()),
        "has_alliance": any(len(place.spots) > 1 for place in drawn),
        "has_venue": any(place.side == VENUE for place in drawn),
    }


def proposed_map(strand: Strand, places: Iterable[tuple[str, str, Sequence[Any]]]) -> SafeString:
    """Where partners would lie, each with its side, its name and its cities or known places; nothing without any."""
    shown = []
    for number, (side, name, cities) in enumerate(places):
        spots = tuple((_name(str(one)), (float(one.longitude), float(one.latitude))) for one in cities)
        if spots:
            shown.append(Place(f"proposed-{number}", side, _name(name), spots))
    ends = (_name(strand.side_name(Side.EU)), _name(strand.side_name(Side.COUNTERPART)))
    summary = _("Map: %(places)s.") % {"places": join_names(one.name.text for one in shown)}
    return map_pictures(tuple(shown), (), ends, summary)[0] if shown else SafeString("")


@lru_cache(maxsize=64)
def map_pictures(
    places: tuple[Place, ...], links: tuple[Link, ...], ends: tuple[Name, Name], summary: str
) -> tuple[SafeString, int]:
    """The wide picture and the narrow one, nothing where no city's place is known; how many dots have no name."""
    wide, narrow = wide_map(places, links, name="map-wide"), narrow_map(places, links, name="map-narrow", ends=ends)
    if not wide:
        return SafeString(""), 0
    world = static(WORLD)
    both = map_svg(wide, "wide", summary, world) + map_svg(narrow, "narrow", summary, world)
    return mark_safe(both), sum(panel.unnamed for panel in wide)  # noqa: S308 - escapes what it is given


# What the map reads of a city and of a partner.
_OF_CITY, _OF_PARTNER = ("pk", "name_en", "name_ko", "country", "longitude", "latitude"), ("kind", "name_en", "name_ko")


def _read_partners(strand: Strand) -> dict[int, Any]:
    """Who takes part in a strand, by key, each with its `cities`; one query."""
    paths = [*(f"partner__{name}" for name in _OF_PARTNER), *(f"partner__places__city__{name}" for name in _OF_CITY)]
    rows = Participation.objects.filter(strand=strand).order_by("side", "partner__code", "partner__places__position")
    found: dict[int, Any] = {}
    for key, side, *facts in rows.values_list("pk", "side", *paths):
        if key not in found:
            partner = Partner(**dict(zip(_OF_PARTNER, facts, strict=False)))
            found[key] = Participation(pk=key, side=side, partner=partner)
            found[key].cities = []
        city = City(**dict(zip(_OF_CITY, facts[len(_OF_PARTNER) :], strict=True)))
        found[key].cities += [city] if city.pk else []
    return found


def _missed(one: Any) -> list[City]:
    """Those that the map lacks where nobody has entered where they are: not a part of the city that stands for all."""
    is_whole = len(_placed(one.cities)) == 1 and one.partner.kind != PartnerKind.ALLIANCE
    return [] if is_whole else one.cities


def _placed(cities: Sequence[City]) -> list[City]:
    """Those of which somebody has entered where they are."""
    return [city for city in cities if city.latitude is not None]


def _row_of(pairing: Pairing, *sides: Any) -> dict[str, Any]:
    """A pairing in the table: both partners with their cities."""
    eu, counterpart = ((one.partner.name, _cities_text(one)) for one in sides)
    return {"pairing": pairing, "eu": eu, "counterpart": counterpart}


def _key(participation: int) -> str:
    return f"partner-{participation}"


def _place(one: Any, known: Sequence[City], *, alone: bool) -> Place:
    """A partner on the map. `alone` says that no other partner has several cities."""
    korean = any(city.country == HANGUL_BESIDE for city in known)
    partner = one.partner
    name = _name(partner.name, partner.name_ko if korean else "")
    title = None
    if len(known) > 1:
        members = bracketed(partner.name, format_number(len(known)))
        one_partner = _("%(number)s members, one partner") % {"number": spell_count(len(known))}
        title = _name(capfirst(one_partner) if alone else shorten(members, TITLE_ROOM, TITLE_SIZE, bold=True))
        name = _name(members)
    return Place(_key(one.pk), one.side, name, tuple(_spot(city) for city in known), title)


def _venue(city: City) -> Place:
    name, degrees = _spot(city)
    words = _("%(city)s, venue only") % {"city": city.name}
    return Place(f"venue-{city.pk}", VENUE, replace(name, text=words), ((name, degrees),))


def _spot(city: City) -> Spot:
    hangul = city.name_ko if city.country == HANGUL_BESIDE else ""
    return _name(city.name, hangul), _degrees(city)


def _degrees(city: City) -> tuple[float, float]:
    return float(city.longitude or 0), float(city.latitude or 0)


def _name(text: str, hangul: str = "") -> Name:
    """A name as a label says it, in its language; `hangul` stands beside on an English page."""
    mine, language = reader_language(), writer_language(text)
    return Name(text, "" if language == mine else language, hangul if mine == "en" and hangul != text else "")


def _cities_text(one: Any) -> str:
    """The cities by country, in their order: Aberdeen and Dundee (United Kingdom); a city's own has its country."""
    by_country: dict[str, list[str]] = {}
    for city in one.cities:
        by_country.setdefault(str(countries.name(str(city.country))), []).append(city.name)
    if [city.name for city in one.cities] == [one.partner.name]:
        return next(iter(by_country))
    return join_names(
        _("%(cities)s (%(country)s)") % {"cities": join_names(names), "country": country}
        for country, names in by_country.items()
    )


MARKS = 12  # milestones that a cell marks
SIGNALS = 2  # that the programme names of a pairing


type Look = tuple[str, ...]  # of a mark: whose it is, its status, and what each side's half shows, if either does


def board(
    pairings: Sequence[Pairing],
    journeys_of: Callable[[Sequence[Pairing]], Iterable[Journey]],
    health: Mapping[int, Health],
    *,
    is_mixed: bool,
) -> dict[str, Any]:
    """The `rows`, one for each of the pairings, which come `with_changes`; and the `marks` they draw.

    A pairing's health stands below its name where it may be seen, else its status, where that `is_mixed`.
    """
    parts = kept_parts("board", pairings, lambda some: {one.pairing.pk: _cells(one) for one in journeys_of(some)})
    rows = []
    for pairing in pairings:
        own, below = health.get(pairing.pk), SafeString()
        if own:
            below = format_html("<p>{}</p>", status_label(own.state))
        elif is_mixed:
            below = format_html('<p class="wc-note">{}</p>', pairing.get_status_display())
        name = pairing_link(pairing, "wc-board-name")
        cells = parts[pairing.pk][0]
        rows.append((pairing, format_html('<tr><th scope="row">{}{}</th>\n{}</tr>', name, below, cells)))
    looks = {look for _html, some in parts.values() for look in some}
    drawn = format_html_join("", '<g id="{}">{}</g>', ((_mark_name(look), _drawing(look)) for look in sorted(looks)))
    return {"rows": rows, "marks": drawn}


def _cells(journey: Journey) -> tuple[SafeString, set[Look]]:
    """A pairing's cells, and how the marks in them look: each look is drawn once on a page."""
    looks: set[Look] = set()
    return format_html_join("\n", "{}", ((_cell(part, journey, looks),) for part in journey.stages)), looks


def _cell(part: StageOfJourney, journey: Journey, looks: set[Look]) -> SafeString:
    """What the marks are is said once for the ear; more than a cell bears are counted."""
    label = f"{part.stage.position} {part.stage.name}"
    if not part.milestones:
        return format_html('<td data-label="{}" class="wc-note">–</td>', label)
    marks = format_html_join(
        "", "{}", ((_mark(row, journey.standings.get(row.pk), looks),) for row in part.milestones[:MARKS])
    )
    left = max(len(part.milestones) - MARKS, 0)
    return format_html(
        '<td data-label="{}"><div class="wc-cell"><p class="wc-cell-marks" role="img" aria-label="{}">{}</p>{}<p>{}</p>'
        "</div></td>",
        label,
        part.progress.sentence,
        marks,
        format_html('<p class="wc-note">{}</p>', _more(left)) if left else "",
        _line(part),
    )


def _more(number: int) -> str:
    return ngettext("%(number)s more", "%(number)s more", number) % {"number": format_number(number)}


def _line(part: StageOfJourney) -> SafeString:
    """One word on how a stage stands in a pairing; how many, where several are late or not reported."""
    progress = part.progress
    if progress.late > 1:
        return status_label("overdue", _("%(count)s overdue") % {"count": progress.late})
    if part.state == "not-reported" and progress.done and progress.not_reported > 1:
        return status_label("not-reported", _("%(count)s not reported") % {"count": progress.not_reported})
    if part.state == "planned" and any(row.status == MilestoneStatus.PLANNED and row.moved for row in part.milestones):
        return status_label("planned", pgettext("status", "Moved"))
    return status_label(part.state)


def _mark(milestone: Milestone, standing: TextState | None, looks: set[Look]) -> SafeString:
    sides = tuple(side.mark for side in standing.sides) if standing else ()
    look: Look = (milestone.responsible, milestone.status, *(sides if any(sides) else ()))
    looks.add(look)
    if look[0] == Responsible.BOTH:
        return format_html('<svg><use href="#{}"/></svg>', _mark_name(look))
    return format_html('<svg class="is-one"><use href="#{}"/></svg>', _mark_name(look))


def _mark_name(look: Look) -> str:
    return f"mark-{'-'.join(look)}"


@lru_cache(maxsize=128)
def _drawing(look: Look) -> SafeString:
    side, status, *halves = look
    if halves:
        left, right = halves
        return render_to_string("components/signoff_mark.html", {"left": left, "right": right, "decorative": True})
    unknown = Period()
    drawn = Stop("", "", "", side, unknown, unknown, unknown, status, overdue=False)  # type: ignore[arg-type]
    shapes = mark_parts(drawn)
    if side == Responsible.BOTH:
        return mark_safe(parts_svg(shapes))  # noqa: S308 - our own drawing
    return format_html('<g transform="translate(-8)">{}</g>', mark_safe(parts_svg(shapes)))  # noqa: S308 - as well


def row_cells(row: dict[str, Any], *, with_strand: bool) -> SafeString:
    """The cells of a pairing in the programme's list; `with_strand` names its strand below it."""
    pairing, health, days, due = row["pairing"], row["health"], row["silent_days"], row["next_due"]
    note = '<p class="wc-note">{}</p>'
    name = format_html('<a class="wc-strong" href="{}">{}</a>', pairing.get_absolute_url(), written(pairing.name))
    state: SafeString | str = format_html('<span class="wc-note">{}</span>', pairing.get_status_display())
    if health:
        links: list[str] = [linked(one.url, one.sentence) for one in health.signals[:SIGNALS]]
        if left := len(health.signals) - len(links):
            links.append(_more(left))
        state = status_label(health.state) + format_html_join("", note, ((link,) for link in links))
    quiet: SafeString | str = "–"
    if days is not None:
        longer = _("%(partner)s has been silent longer.") % {"partner": row["silent_side"]}
        quiet = format_html("{}{}", format_number(days), format_html(note, longer) if row["silent_side"] else "")
    ahead = format_html("{}{}", wcperiod(due.forecast), format_html(note, text(due, "title"))) if due else "–"
    labelled = (
        (pgettext("table head", "Status"), state),
        (_("Days without contact"), quiet),
        (_("Next due"), ahead),
        (pgettext("table head", "Milestones"), row["progress"].sentence),
    )
    return format_html(
        '<th scope="row">{}{}</th>{}',
        name,
        format_html(note, written(str(pairing.strand))) if with_strand else "",
        format_html_join("", '<td data-label="{}"><div>{}</div></td>', labelled),
    )
