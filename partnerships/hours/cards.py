"""The common hours of a pairing, also as pictures; what other pages show: an office, the clocks face to face."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core import clock
from core.access import Grants
from core.calendars import Entry, calendar_file
from core.formats import format_moment, format_time, format_times, join_names, short_date
from core.pictures.shapes import Rect, Text, text_width
from core.texts import reader_language
from partnerships.enums import AT_ONE_HOUR, ContactKind
from partnerships.hours import selectors
from partnerships.hours.selectors import DAY, HOUR, Office, Offices, Slot, Span
from partnerships.models import Contact, Pairing, Participation
from partnerships.people.selectors import card_of, coordinators_of
from partnerships.rules import may_see_dealings

# The common hours of a pairing: two weeks day by day, the last meetings, and a calendar file of one.

LAST = 10
# How long a meeting counts whose length nobody wrote down.
USUAL = 60


def read_meetings(pairing: Pairing, offices: tuple[Office, Office], now: dt.datetime) -> list[Any]:
    """The last ten calls, meetings and visits with a known hour, judged by the hours that the offices have now.

    The newest first. Each has, EU first, when each side sat there by its own clock (`local`), whether outside its
    hours (`outside`), and why its office had a day off (`closed`, empty where it had none).
    A visit is judged by the clock of the place for both sides, since all sit there. One query. `offices` must know
    their days off as far back as the meetings go; a holiday that they do not know counts as a working day.
    """
    met: Any = Contact.objects.active().filter(pairing=pairing, kind__in=AT_ONE_HOUR, starts_at__lte=now)
    rows = list(met.order_by("-starts_at", "-pk")[:LAST])
    for row in rows:
        span = Span(row.starts_at, row.starts_at + dt.timedelta(minutes=row.minutes or USUAL))
        at_place = ZoneInfo(row.time_zone) if row.kind == ContactKind.VISIT and row.time_zone else None
        judged = [office.on_clock_of(at_place) if at_place else office for office in offices]
        row.local = [row.starts_at.astimezone(office.zone) for office in judged]
        row.closed = [_why_day_off(office, span) for office in judged]
        row.outside = [bool(_why_day_off(office, span) or selectors.minutes_outside(office, span)) for office in judged]
    return rows


def _why_closed(office: Office, day: dt.date) -> str:
    """Why an office is closed on a day of its own calendar; empty where it is open."""
    return "" if office.works_on(day) else office.off.get(day) or _("weekend")


def _why_day_off(office: Office, span: Span) -> str:
    """Why a day that a span touches is none of work."""
    return next((why for day in selectors.days_of(office, span) if (why := _why_closed(office, day))), "")


DAYS = 14
# Meetings of the past are judged by the holidays of so many days back.
BACK = dt.timedelta(days=400)


class HoursOfDay:
    """One day of the EU side's calendar: when both offices are open, else why not and the fairest hour instead.

    `why` gives each side's reason to be closed, EU first, empty where it works.
    """

    def __init__(self, offices: tuple[Office, Office], day: dt.date, *, turn: int | None, now: dt.datetime) -> None:
        self.offices, self.day, self.turn, self.now = offices, day, turn, now
        self.windows = selectors.common_windows(*offices, day)
        self.length = sum((window.length for window in self.windows), dt.timedelta())
        self.why = ("", "") if self.windows else self._why(*offices)

    @cached_property
    def slot(self) -> Slot | None:
        """The hour to propose, None where none can be; it weighs every quarter of an hour of the day when asked for."""
        return selectors.fairest_slot(self.offices, self.day, turn=self.turn, after=self.now)

    def _why(self, first: Office, second: Office) -> tuple[str, str]:
        """Each one's reason; the second may meet the first one's day on another of its own: then that day counts."""
        first_always, second_always = (replace(office, weekend=frozenset(), off={}) for office in (first, second))
        windows = selectors.common_windows(first_always, second_always, self.day)
        met = [second.day_of(window.start) for window in windows] or [self.day]
        return _why_closed(first, self.day), next((why for day in met if (why := _why_closed(second, day))), "")


class CommonHours:
    """The two weeks of a pairing from today on; `days` is empty where a side has no city, hence no clock.

    One query. Where the reader sees into the pairing, its last meetings are read too by another one, and the proposed
    hour then takes turns.
    """

    def __init__(self, pairing: Pairing, now: dt.datetime, grants: Grants) -> None:
        self.pairing, self.names = pairing, (pairing.eu.partner.name, pairing.counterpart.partner.name)
        self.sides: Any = selectors.read_offices(pairing, (now - BACK).date(), (now + DAYS * DAY).date())
        self.meetings: list[Any] = []
        self.days: list[HoursOfDay] = []
        first, second = self.sides
        if first is None or second is None:
            return
        if may_see_dealings(grants, pairing):
            self.meetings = read_meetings(pairing, (first, second), now)
        today, turn = first.day_of(now), selectors.whose_turn(self.counts)
        self.days = [HoursOfDay((first, second), today + step * DAY, turn=turn, now=now) for step in range(DAYS)]

    @property
    def counts(self) -> tuple[int, int]:
        """How often each side sat outside its hours in the last meetings."""
        first, second = (sum(meeting.outside[side] for meeting in self.meetings) for side in (0, 1))
        return first, second

    @property
    def proposal(self) -> Slot | None:
        """The next hour to propose: in the first common hours that hold one, else the fairest edge."""
        slots = [day.slot for day in self.days if day.slot]
        return next((slot for slot in slots if slot.is_common), slots[0] if slots else None)


def span_at(span: Span, office: Office, day: dt.date) -> str:
    """A span on an office's clock, 10:00–11:00; with the day before it where that is another than `day`."""
    start, end = (moment.astimezone(office.zone) for moment in (span.start, span.end))
    begins = format_time(start) if start.date() == day else f"{short_date(start.date())} {format_time(start)}"
    return format_times(begins, format_time(end))


def spans_at(spans: Sequence[Span], office: Office, day: dt.date) -> str:
    """Several spans on an office's clock."""
    return join_names(span_at(span, office, day) for span in spans)


def length_label(length: dt.timedelta) -> str:
    """A length in hours and minutes: 1 h, 1 h 30 min."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    words = [_("%(count)s h") % {"count": hours}] if hours else []
    if minutes or not hours:
        words.append(_("%(count)s min") % {"count": minutes})
    return " ".join(words)


def common_day(sides: Offices, names: Sequence[str], now: dt.datetime) -> tuple[dt.date | None, str]:
    """The day to show of two offices, and what their common hours come to now, in one sentence.

    That is today as long as both are open on it, else the next day on which they are; None where a side has no clock.
    """
    first, second = sides
    if first is None or second is None:
        homeless = [name for name, office in zip(names, sides, strict=True) if office is None]
        return None, _("Common hours are not known: %(partners)s has no city in the portal yet.") % {
            "partners": join_names(homeless)
        }
    today = first.day_of(now)
    found = shown = selectors.next_common(first, second, today, within=DAYS)
    if found and found[1][-1].end <= now:
        found = selectors.next_common(first, second, today + DAY, within=DAYS - 1)
    if found is None:
        return shown[0] if shown else today, _("No common hours in the next two weeks")
    day, windows = found
    window = next(one for one in windows if one.end > now)
    if window.start <= now:
        return day, _("Both in office hours for another %(length)s") % {"length": length_label(window.end - now)}
    times = f"{span_at(window, first, day)} ({span_at(window, second, day)})"
    if day == today:
        return day, f"{_('Common hours today')}: {times}"
    when = short_date(day, weekday=True)
    return shown[0] if shown else day, f"{_('Next common hours')}: {when} {times}"


def meeting_file(*, hours: CommonHours, span: Span, address: str) -> bytes:
    """The file of one meeting; `address` is the pairing's full address.

    The same pairing and hour give the same UID, so that a calendar takes a second file for the first one.
    The time stands on the EU side's clock with its clock changes, the description tells both clocks. Written in the
    reader's language.
    """
    pairing = hours.pairing
    uid = f"{pairing.strand.code}.{pairing.code}.{span.start.astimezone(dt.UTC):%Y%m%dT%H%MZ}@world-cities"
    lines = [
        f"{name}: {format_moment(span.start.astimezone(office.zone))}"
        for name, office in zip(hours.names, hours.sides, strict=True)
    ]
    entry = Entry(
        uid=uid,
        summary=_("Meeting %(pairing)s") % {"pairing": pairing.name},
        start=span.start,
        end=span.end,
        zone=hours.sides[0].zone,
        language=reader_language(),
        description="\n".join([*lines, address]),
        url=address,
    )
    return calendar_file([entry], name="")


# One day of both offices as a picture, on the EU side's clock.

HOURS = 24
EVERY = 3  # hours between two labels of the axis
LABEL_SIZE = 12


SIDES = ("eu", "counterpart")


def _widest(spans: Iterable[tuple[float, float]], over: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The widest piece that is left of some spans beside what is drawn over them."""
    rest = list(spans)
    for start, end in over:
        rest = [piece for first, last in rest for piece in ((first, min(last, start)), (max(first, end), last))]
    return max(rest, key=lambda piece: piece[1] - piece[0], default=(0, 0))


MIDNIGHT = 24 * 60


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
    bands = [_cut(selectors.hours_around(office, day), first, day) for office in offices]
    windows = _cut(selectors.common_windows(first, second, day), first, day)
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


# A partner's office, and the partners' clocks face to face.

# People of a side that stand under its clock; of more the first stands for the others, who are folded. On the own side
# that is the reader, who looks for the other side.
MOST = 2


def office_hours(participation: Participation, grants: Grants) -> dict[str, Any]:
    """Region and closing days still to come, for `hours/office_hours.html`; one query."""
    days = participation.closing_days.filter(ends_on__gte=clock.today()).order_by("starts_on", "pk")
    city = participation.partner.first_city
    regions = selectors.regions_of(str(city.country)) if city else {}
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
    offices = selectors.read_offices(pairing, today, today + DAYS * DAY)
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
