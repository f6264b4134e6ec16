"""What other pages show of hours: a partner's office, the partners' clocks face to face; hours as pictures."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.access import Grants
from core.formats import format_time, format_times, join_names, short_date
from core.pictures.shapes import Rect, Text, shorten, text_width
from partnerships.hours.common_hours import DAYS, CommonHours, HoursOfDay, common_day
from partnerships.hours.selectors import DAY, HOUR, Office, Span, common_windows, hours_around, read_offices, regions_of
from partnerships.models import Pairing, Participation
from partnerships.people.selectors import card_of, coordinators_of
from partnerships.rules.journey import may_see_dealings

# People of a side that stand under its clock; of more the first stands for the others, who are folded. On the own side
# that is the reader, who looks for the other side.
MOST = 2


def office_hours(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Region and closing days still to come, for `hours/office_hours.html`; one query."""
    days = participation.closing_days.filter(ends_on__gte=clock.today()).order_by("starts_on", "pk")
    city = participation.partner.first_city
    regions = regions_of(str(city.country)) if city else {}
    return {
        "region": regions.get(participation.holiday_region, participation.holiday_region),
        "days": days,
        "works": bool(participation.actors(grants)),
    }


def _clock(zone: ZoneInfo | None, now: dt.datetime) -> dict[str, str]:
    local = now.astimezone(zone) if zone else None
    return {
        "time": format_time(local) if local else "",
        "day": short_date(local.date(), weekday=True) if local else "",
        "zone": _zone(local) if local else "",
    }


def _zone(local: dt.datetime) -> str:
    """The zone in words: summer time is said, the distance from UTC is exact."""
    minutes = int((local.utcoffset() or dt.timedelta()).total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes >= 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    if local.dst():
        return _("summer time (%(offset)s)") % {"offset": offset}
    return offset


def read_faces(pairing: Pairing, grants: Grants) -> dict[str, Any]:
    """What stands of both sides between the title and the journey, but for the time; two queries.

    Plain values: from them `faces_context` makes what is shown at a moment, without a query.
    """
    sides: Any = (pairing.eu, pairing.counterpart)
    today = clock.today()
    offices = read_offices(pairing, today, today + DAYS * DAY)
    people = coordinators_of((pairing.eu_id, pairing.counterpart_id), today)
    reached = may_see_dealings(grants, pairing)
    found = []
    for row, office in zip(sides, offices, strict=True):
        partner = row.partner
        team = sorted(people[row.pk], key=lambda found: found[0].pk != grants.user_id)
        is_own = bool(team) and team[0][0].pk == grants.user_id
        named = [card_of(one, pairing.strand, reached=reached) | {"deputy": is_deputy} for one, is_deputy in team]
        if is_own:
            named[0] |= {"url": "", "email": "", "telephone": ""}
        shown = len(named) if len(named) <= MOST and not is_own else 1
        found.append(
            {
                "side": row.side,
                "country": pairing.strand.side_letters(row.side),
                "side_name": str(pairing.strand.side_name(row.side)),
                "partner": partner.name,
                "name": partner.placed_name,
                "native": partner.native,
                "office": office,
                "people": named[:shown],
                "others": named[shown:],
            }
        )
    return {"sides": found, "hours_url": pairing.address_of("partnerships:hours") if pairing.is_open else ""}


def faces_context(facts: dict[str, Any], now: dt.datetime) -> dict[str, Any]:
    """The clocks of both sides at a moment and their common hours, for `pairing.html#faces`; no query."""
    first, second = facts["sides"]
    faces = [face | _clock(face["office"] and face["office"].zone, now) for face in (first, second)]
    if not facts["hours_url"]:
        return {"faces": faces}
    names, offices = (first["partner"], second["partner"]), (first["office"], second["office"])
    day, line = common_day(offices, names, now)
    shown: dict[str, Any] = {"line": line, "url": facts["hours_url"]}
    if day:
        spans = [f"{name} {format_times(one.opens, one.closes)}" for name, one in zip(names, offices, strict=True)]
        shown["picture"] = draw_day(offices, names, day) | {"now": now_at(now, offices[0], day)}
        shown["summary"] = join_names(spans)
    return {"faces": faces, "hours": shown}


# The common hours of a pairing as pictures: one day of both offices, two weeks on the EU side's clock.

HOURS = 24
EVERY = 3  # hours between two labels of the axis
ROW, BAND, TOP = 38, 15, 24
LABEL_SIZE = 12
# The label's baseline below a band's top edge.
BASE = 11.5


SIDES = ("eu", "counterpart")


def draw_hours(days: Sequence[dict[str, Any]], letters: tuple[str, str], *, width: int, left: int) -> dict[str, Any]:
    """Lay the days out below each other; `left` is the room for their names, `letters` those of the sides.

    Of each day minutes from its midnight on the first office's clock, clipped to the day: `bands` are the open times
    of each office in order, `windows` when both are open, `slot` the hour proposed instead; `notes` say for each office
    why it is closed.
    """
    scale = (width - left) / (HOURS * 60)
    return {
        "width": width,
        "height": TOP + ROW * len(days) + 1,
        "top": TOP,
        "lines": [_line(day, TOP + ROW * number, letters, scale, width, left) for number, day in enumerate(days)],
        "ticks": [Text(round(left + hour * 60 * scale, 1), f"{hour:02}") for hour in range(0, HOURS + 1, EVERY)],
    }


def _line(
    day: dict[str, Any], y: float, letters: tuple[str, str], scale: float, width: int, left: int
) -> dict[str, Any]:
    tops = (y + 4, y + 4 + BAND)

    def band(span: tuple[float, float], top: float, height: float, side: str) -> Rect:
        return Rect(round(left + span[0] * scale, 1), top, round((span[1] - span[0]) * scale, 1), height, side)

    bands = [
        band(span, top, BAND, side)
        for side, top, spans in zip(SIDES, tops, day["bands"], strict=True)
        for span in spans
    ]
    # What both share is drawn over the bands: letters stand where their own band is still to be seen.
    over = [*day["windows"], *([day["slot"]] if day["slot"] else [])]
    marks = []
    for side, top, spans, mark in zip(SIDES, tops, day["bands"], letters, strict=True):
        start, end = _widest(spans, over)
        if (end - start) * scale >= text_width(mark, LABEL_SIZE, bold=True) + 8:
            marks.append(Text(round(left + start * scale + 5, 1), mark, top + BASE, side))
    notes = [
        Text(left + 6, shorten(f"{mark} {note}", width - left - 12, LABEL_SIZE), top + BASE, side)
        for side, top, mark, note in zip(SIDES, tops, letters, day["notes"], strict=True)
        if note
    ]
    return {
        "y": y,
        "label": day["label"],
        "label_y": y + ROW / 2 + 4,
        "bands": bands,
        "windows": [band(span, y + 4, 2 * BAND, "common") for span in day["windows"]],
        "slot": band(day["slot"], y + 4, 2 * BAND, "edge") if day["slot"] else None,
        "marks": marks,
        "notes": notes,
    }


def _widest(spans: Iterable[tuple[float, float]], over: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The widest piece that is left of some spans beside what is drawn over them."""
    rest = list(spans)
    for start, end in over:
        rest = [piece for first, last in rest for piece in ((first, min(last, start)), (max(first, end), last))]
    return max(rest, key=lambda piece: piece[1] - piece[0], default=(0, 0))


MIDNIGHT = 24 * 60
# Width and room for the days' names, on a wide page and on a narrow one.
WIDE, NARROW = (1120, 110), (350, 68)


def hours_pictures(common: CommonHours) -> dict[str, Any]:
    """The same picture for wide and for narrow pages; nothing where a side has no clock."""
    if not common.days:
        return {}
    strand = common.pairing.strand
    first, second = (strand.side_letters(side) for side in SIDES)
    rows = [_row(row, common.sides) for row in common.days]
    return {
        name: draw_hours(rows, (first, second), width=width, left=left)
        for name, (width, left) in (("wide_picture", WIDE), ("narrow_picture", NARROW))
    }


def _row(row: HoursOfDay, offices: tuple[Office, Office]) -> dict[str, Any]:
    first = offices[0]
    bands = [_cut(hours_around(office, row.day), first, row.day) for office in offices]
    notes = ["" if band else why for band, why in zip(bands, row.why, strict=True)]
    slot = row.slot if row.slot and not row.windows else None
    edge = _cut([slot.span], first, row.day) if slot else ()
    return {
        "label": short_date(row.day),
        "bands": bands,
        "windows": _cut(row.windows, first, row.day),
        "slot": edge[0] if edge else None,
        "notes": notes,
    }


def _cut(spans: list[Span], office: Office, day: dt.date) -> tuple[tuple[float, float], ...]:
    """Spans as minutes of a day on an office's clock; what lies outside the day is cut off."""
    cut = [(_minute(span.start, office, day), _minute(span.end, office, day)) for span in spans]
    return tuple((start, end) for start, end in cut if start < end)


def _minute(moment: dt.datetime, office: Office, day: dt.date) -> int:
    local = moment.astimezone(office.zone)
    if local.date() != day:
        return 0 if local.date() < day else MIDNIGHT
    return local.hour * 60 + local.minute


# One day between the two partners' clocks: the hours of the first above, of the second below.
DAY_WIDTH, DAY_HEIGHT = 460, 112
DAY_TOPS, DAY_BAND = (26, 62), 24
DAY_COMMON = (21, 70)  # top and height of what marks the common hours


@lru_cache(maxsize=1_000)
def draw_day(offices: tuple[Office, Office], names: tuple[str, str], day: dt.date) -> dict[str, Any]:
    """The hours of both offices over a day of the first one's calendar, with what is common marked."""
    first, second = offices
    scale = DAY_WIDTH / MIDNIGHT
    bands = [_cut(hours_around(office, day), first, day) for office in offices]
    windows = _cut(common_windows(first, second, day), first, day)
    labels = []
    for office, name, spans, side, top in zip(offices, names, bands, SIDES, DAY_TOPS, strict=True):
        start, end = _widest(spans, windows)
        words = "–".join(f"{time:%H:%M}".removesuffix(":00") for time in (office.opens, office.closes))
        room = (end - start) * scale - 8
        fits = (text for text in (f"{name} {words}", words) if text_width(text, LABEL_SIZE, bold=True) <= room)
        said = next(fits, "")
        if said:
            labels.append(Text(round((start + end) / 2 * scale, 1), said, top + 16.5, side))
    midnight = first.moment(day, dt.time())
    moments = [midnight + hour * HOUR for hour in range(0, HOURS + 1, EVERY)]
    return {
        "width": DAY_WIDTH,
        "height": DAY_HEIGHT,
        "ticks": [
            (round(place * EVERY * 60 * scale, 1), *(_hour(moment, office) for office in offices))
            for place, moment in enumerate(moments)
        ],
        "bands": [
            Rect(round(start * scale, 1), top, round((end - start) * scale, 1), DAY_BAND, side)
            for spans, side, top in zip(bands, SIDES, DAY_TOPS, strict=True)
            for start, end in spans
        ],
        "windows": [
            Rect(round(start * scale, 1), DAY_COMMON[0], round((end - start) * scale, 1), DAY_COMMON[1])
            for start, end in windows
        ],
        "labels": labels,
    }


def now_at(now: dt.datetime, office: Office, day: dt.date) -> float | None:
    """Where now stands in the picture of a day; nowhere on another."""
    return round(_minute(now, office, day) * DAY_WIDTH / MIDNIGHT, 1) if office.day_of(now) == day else None


def _hour(moment: dt.datetime, office: Office) -> str:
    return f"{moment.astimezone(office.zone):%H:%M}".removesuffix(":00")
