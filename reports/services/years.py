"""The year of a pairing on one page: milestones, events, levels, agreements and the number of contacts, by month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.errors import DomainError
from core.formats import MONTHS_EN, format_period, month_label, short_date
from core.periods import PartialDate, Period
from core.texts import reader_language
from events.columns.event_words import state_word as event_state
from partnerships.enums import MilestoneStatus
from partnerships.services.strips import stage_bar, state_name, state_word, stop
from reports.rendering.drawings.year import YearLabels, year_svg
from reports.rendering.years import PairingYear, YearLine, YearMonth
from reports.services.brief_parts import said
from reports.services.briefs import sides_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from events.models import Event
    from partnerships.models import Agreement, LevelChange, Milestone
    from partnerships.services.journeys import Journey
    from reports.services.year_records import Records

MONTHS = range(1, 13)
UNKNOWN = 0  # the month of what is known by its year alone
type Cells = dict[str, dict[int, list[YearLine]]]


def read_year(*, records: Records, year: int, language: str, now: dt.datetime) -> PairingYear:
    """One year in `en` or `ko`, whatever the reader's language. Raises DomainError for one in which nothing lies."""
    today = clock.day_of(now)
    if year not in (records.years or [today.year]):
        raise DomainError(_("Nothing of the pairing lies in that year."))
    with translation.override(language):
        cells: Cells = {name: defaultdict(list) for name in ("milestones", "events", "levels", "agreements")}
        _put_milestones(cells["milestones"], records.journey, year)
        _put_events(cells["events"], records.events, year, today)
        _put_levels(cells["levels"], records.changes, year)
        _put_agreements(cells["agreements"], records.agreements, year)
        numbers = _numbers(records, year, today)
        return PairingYear(
            language=language,
            name=records.pairing.name,
            strand=str(records.pairing.strand),
            year=year,
            sides=sides_of(records.pairing),
            months=_months(cells, numbers),
            picture=_picture(records, year, numbers, today),
            thirds=[_picture(records, year, numbers, today, third) for third in range(3)],
            progress=records.journey.progress.sentence,
            journey=records.journey.picture_words,
            as_of=now.astimezone(clock.STRAND_ZONE),
            knows_contacts=bool(records.contacts),
        )


def _months(cells: Cells, numbers: dict[str, list[int | None]]) -> list[YearMonth]:
    found = [
        YearMonth(
            _month_name(month),
            [by_month.get(month, []) for by_month in cells.values()],
            eu=numbers["eu"][month - 1],
            counterpart=numbers["counterpart"][month - 1],
        )
        for month in MONTHS
    ]
    if any(UNKNOWN in by_month for by_month in cells.values()):
        name = pgettext("year of a pairing", "Month not known")
        found.append(YearMonth(name, [by_month.get(UNKNOWN, []) for by_month in cells.values()]))
    return found


def _month_name(month: int) -> str:
    return f"{month}월" if reader_language() == "ko" else MONTHS_EN[month - 1]


def _numbers(records: Records, year: int, today: dt.date) -> dict[str, list[int | None]]:
    """Contacts by month; nothing is known before the strand began and of months to come, or where none is recorded."""
    first = min([*records.contacts, _month_key(records.pairing.strand.starts_on)], default=(0, 0))

    def number(side: str, month: int) -> int | None:
        known = records.contacts and first <= (year, month) <= _month_key(today)
        return records.contacts.get((year, month), {}).get(side, 0) if known else None

    return {side: [number(side, month) for month in MONTHS] for side in ("eu", "counterpart")}


def _month_key(day: dt.date | None) -> tuple[int, int]:
    return (day.year, day.month) if day else (dt.MAXYEAR, 1)


def _picture(
    records: Records, year: int, numbers: dict[str, list[int | None]], today: dt.date, third: int | None = None
) -> str:
    journey, strand = records.journey, records.pairing.strand
    labels = YearLabels(
        [month_label(dt.date(year, month, 1)) for month in MONTHS],
        strand.side_letters("eu"),
        strand.side_letters("counterpart"),
    )
    stops = [stop(row, today, journey.standings.get(row.pk)) for row in journey.milestones]
    return year_svg(year, [stage_bar(part) for part in journey.stages], stops, numbers, today, labels, third=third)


def _month_of(date: PartialDate | None, year: int) -> int | None:
    """The month of a date in the year, `UNKNOWN` where its year alone is known; None in another year, or without."""
    if date is None or date.day.year != year:
        return None
    return UNKNOWN if date.precision == "year" else date.day.month


def _short(period: Period, year: int) -> str:
    """A span without its year where both ends are days of it: 11–14 Aug, 8. 11.(화)~8. 14.(금)."""
    start, end = period.start, period.end or period.start
    if start is None or end is None or any(one.precision != "day" or one.day.year != year for one in (start, end)):
        return format_period(period)
    if start == end:
        return short_date(start.day)
    if reader_language() == "ko":
        return f"{short_date(start.day)}~{short_date(end.day)}"
    if start.day.month == end.day.month:
        return f"{start.day.day}–{short_date(end.day)}"
    return f"{short_date(start.day)} – {short_date(end.day)}"


def _put_milestones(into: dict[int, list[YearLine]], journey: Journey, year: int) -> None:
    """Each in the month in which it ends, and in that of its first plan where it has left it."""
    for row in journey.milestones:
        now, before = _end(row.shown_period), _end(row.baseline)
        left = row.moved and before is not None and _month_of(before, before.day.year) != _month_in(now, before)
        title, url = said(row, "title"), row.get_absolute_url()
        if (month := _month_of(now, year)) is not None:
            plan = _("first plan: %(period)s") % {"period": _short(row.baseline, year)} if row.moved else ""
            note = ", ".join(part for part in (_state(row, journey.today), plan) if part)
            into[month].append(YearLine(title, url, _short(row.shown_period, year), note))
        if left and (month := _month_of(before, year)) is not None:
            note = _("First plan; now %(period)s") % {"period": _short(row.shown_period, year)}
            into[month].append(YearLine(title, url, note=note, is_ghost=True))


def _month_in(date: PartialDate | None, other: PartialDate) -> int | None:
    return _month_of(date, other.day.year)


def _end(period: Period) -> PartialDate | None:
    return period.end or period.start


def _state(row: Milestone, today: dt.date) -> str:
    """Done in full, planned by its date; every other state in words."""
    planned = row.status == MilestoneStatus.PLANNED and state_name(row, today) != "overdue"
    return "" if planned else state_word(row, today)


def _put_events(into: dict[int, list[YearLine]], events: Sequence[Event], year: int, today: dt.date) -> None:
    """Each in the month in which it begins."""
    for row in events:
        if (month := _month_of(row.shown_period.start or row.shown_period.end, year)) is not None:
            into[month].append(
                YearLine(
                    said(row, "title"), row.get_absolute_url(), _short(row.shown_period, year), event_state(row, today)
                )
            )


def _put_levels(into: dict[int, list[YearLine]], changes: Sequence[LevelChange], year: int) -> None:
    for row in changes:
        if row.on.year == year:
            moved = f"{row.get_old_display()} → {row.get_new_display()}" if row.old else row.get_new_display()
            into[row.on.month].append(
                YearLine(said(row.project, "title"), row.project.get_absolute_url(), short_date(row.on), str(moved))
            )


def _put_agreements(into: dict[int, list[YearLine]], agreements: Sequence[Agreement], year: int) -> None:
    for row in agreements:
        if (month := _month_of(row.signed_on_date, year)) is not None:
            words = _short(Period(row.signed_on_date), year)
            into[month].append(YearLine(said(row, "title"), row.get_absolute_url(), words, str(row.get_kind_display())))
