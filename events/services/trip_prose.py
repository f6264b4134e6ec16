"""The paper of a journey as an English report: sections of prose, tables of the people and of the itinerary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import pgettext

from core.blocks import BULLET, Block, Facts, Heading, Image, OutlineItem, Paragraph, Table, Written, text_of
from core.formats import format_date, join_names
from events.services.trip_gaps import gaps_of
from events.services.trip_texts import paragraphs_of
from events.services.trip_words import (
    EMPTY,
    actual_words,
    answer_words,
    around,
    became_words,
    bracketed,
    coming_words,
    employer_of,
    in_language,
    interest_words,
    itinerary_title,
    moment_words,
    name_words,
    open_or_untold,
    other_name,
    place_words,
    planned_words,
    position_words,
    reasons_of,
    released_words,
    said,
    time_words,
    travellers_title,
    typed,
    venue_words,
)
from partnerships.services.waiting import picked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from events.models import TripPhoto
    from events.services.trip_activities import Activity
    from events.services.trip_itineraries import Stop
    from events.services.trip_papers import TripSheet


def prose_blocks(sheet: TripSheet, photos: Sequence[tuple[TripPhoto, bytes]], as_of: dt.date) -> list[Block]:
    """The whole paper in its order; made under the language of the paper. `photos` come with their contents."""
    blocks: list[Block] = [*_overview(sheet, as_of), *_people(sheet), *_itinerary(sheet)]
    if sheet.is_report:
        blocks += [*_activities(sheet), *_section(pgettext("trip paper", "Implications"), sheet.paper, "implications")]
        blocks += _photographs(photos)
    else:
        blocks += _agenda_state(sheet)
    return [*blocks, *_gaps(sheet)]


def _overview(sheet: TripSheet, as_of: dt.date) -> Iterator[Block]:
    yield Heading(pgettext("trip paper", "Facts of the trip"))
    yield Facts(list(_facts(sheet, as_of)))
    yield from _section(pgettext("trip paper", "Purpose"), sheet.purpose, "purpose", level=2)
    if sheet.is_report:
        yield from _section(pgettext("trip paper", "Outline"), sheet.paper, "outline", level=2)


def _facts(sheet: TripSheet, as_of: dt.date) -> Iterator[tuple[Written, Written]]:
    event, visited = sheet.event, sheet.visited
    yield pgettext("trip paper", "Event"), said(event, "title")
    yield pgettext("trip paper", "Delegation of"), said(sheet.participation.partner, "name")
    if sheet.is_report:
        planned, actual = planned_words(visited), actual_words(event, visited)
        yield pgettext("trip paper", "Period"), actual
        if planned not in {EMPTY, actual}:
            yield pgettext("trip paper", "Planned period"), planned
        for reason in reasons_of(event, sheet.moves):
            yield pgettext("trip paper", "Reason for the change"), reason
        if sheet.delegation.returned_on:
            yield pgettext("trip paper", "Day of return"), format_date(sheet.delegation.returned_on)
    else:
        yield pgettext("trip paper", "Period"), coming_words(visited)
    yield pgettext("trip paper", "Place"), place_words(visited.cities)
    if visited.hosts:
        yield pgettext("trip paper", "Host"), join_names(text_of(said(row.partner, "name")) for row in visited.hosts)
    if sheet.pairings:
        yield pgettext("trip paper", "Pairings"), join_names(pairing.name for pairing in sheet.pairings)
    yield pgettext("trip paper", "Records as of"), format_date(as_of)


def _section(title: str, record: Any, name: str, level: int = 1) -> Iterator[Block]:
    """A heading and the text that somebody wrote, or that nobody did."""
    yield Heading(title, level)
    text, language = picked(record, name)
    if not text:
        yield _sentence(pgettext("trip paper", "not written yet"))
    for line in paragraphs_of(text):
        words = in_language(line.words, language)
        yield OutlineItem(words, 1, BULLET) if line.level else Paragraph(words)


def _people(sheet: TripSheet) -> Iterator[Block]:
    yield Heading(travellers_title(sheet.people))
    if not sheet.people:
        nobody = pgettext("trip paper", "nobody named yet")
        yield _sentence(open_or_untold(nobody, is_report=sheet.is_report))
        return
    head = (
        pgettext("trip paper", "Name"),
        pgettext("trip paper", "Rank and function"),
        pgettext("trip paper", "Organisation"),
        pgettext("trip paper", "Role"),
    )
    rows: list[tuple[Written, ...]] = [
        (
            "\n".join(name for name in (name_words(row), other_name(row)) if name),
            typed(position_words(row)) or EMPTY,
            employer_of(row) or EMPTY,
            row.get_role_display(),
        )
        for row in sheet.people
    ]
    yield Table(head, rows, (3, 3, 3, 2))
    if sheet.absent:
        yield _sentence(pgettext("trip paper", "nominated and stayed at home: %(count)s") % {"count": sheet.absent})


def _itinerary(sheet: TripSheet) -> Iterator[Block]:
    yield Heading(itinerary_title(is_report=sheet.is_report))
    several = len(sheet.stops) > 1
    if several:
        yield _stops_table(sheet)
    for stop in sheet.stops:
        if not stop.rows:
            continue
        if several:
            yield Heading(said(stop.event, "title"), 2)
        yield _agenda_table(stop, is_report=sheet.is_report)
        if sheet.is_report and stop.planned is None:
            yield _sentence(pgettext("trip paper", "no version of the agenda was released; shown as it took place"))
    if not any(stop.rows for stop in sheet.stops):
        yield _sentence(open_or_untold(pgettext("trip paper", "no agenda yet"), is_report=sheet.is_report))


def _stops_table(sheet: TripSheet) -> Table:
    """The events on the way with their days; of a report what was planned beside what happened, and why."""
    head = [pgettext("trip paper", "Event"), pgettext("trip paper", "Place")]
    if not sheet.is_report:
        head.append(pgettext("trip paper", "Period"))
    else:
        head += [
            pgettext("trip paper", "Planned"),
            pgettext("trip paper", "Actual"),
            pgettext("trip paper", "Reason for the change"),
        ]
    rows: list[list[Written]] = []
    for stop in sheet.stops:
        event = stop.event
        is_whole = event.pk == sheet.event.pk
        if is_whole and not stop.rows:
            continue  # The mission itself, whose days stand above.
        cities = sheet.visited.cities if is_whole else [row.city for row in event.visiting.all()]
        row: list[Written] = [said(event, "title"), place_words(cities)]
        if not sheet.is_report:
            row.append(coming_words(event))
        else:
            reasons = reasons_of(event, sheet.moves)
            row += [planned_words(event), actual_words(event), reasons[-1] if reasons else EMPTY]
        rows.append(row)
    return Table(head, rows, (4, 3, 3, 3, 3) if sheet.is_report else (4, 3, 3))


def _agenda_table(stop: Stop, *, is_report: bool) -> Table:
    """The items by day and time; of a report with how each differs from its plan."""
    head = [
        pgettext("trip paper", "Day"),
        pgettext("trip paper", "Time"),
        pgettext("trip paper", "What"),
        pgettext("trip paper", "Where"),
    ]
    changes = is_report and any(became_words(row) for row in stop.rows)
    if changes:
        head.append(pgettext("trip paper", "Change"))
    rows: list[list[Written]] = []
    day: str | None = None
    for found in stop.rows:
        line = found.line
        words = "" if line.day == day else format_date(line.date) or pgettext("trip paper", "day not known")
        day = line.day
        row: list[Written] = [words, time_words(line) or EMPTY, said(line, "title"), typed(venue_words(line)) or EMPTY]
        rows.append([*row, became_words(found) or EMPTY] if changes else row)
    return Table(head, rows, (3, 2, 5, 4, 4) if changes else (3, 2, 5, 4))


def _activities(sheet: TripSheet) -> Iterator[Block]:
    yield Heading(pgettext("trip paper", "Main activities"))
    if not sheet.topics:
        yield _sentence(pgettext("trip paper", "nothing recorded yet"))
    for topic in sheet.topics:
        yield Heading(said(topic.topic, "name") if topic.topic else pgettext("trip paper", "Other activities"), 2)
        for activity in topic.activities:
            yield from _activity(activity)


def _activity(activity: Activity) -> Iterator[Block]:
    """An item and what was noted about it; of a note that repeats the item's title only its interests."""
    line = activity.line
    if line is not None:
        yield Paragraph(bracketed(said(line, "title"), moment_words(line)))
    for note in activity.notes:
        text, language = picked(note, "what")
        if line is None or text not in {line.title_en, line.title_ko}:
            for one in paragraphs_of(text):
                words = in_language(one.words, language)
                yield Paragraph(words) if line is None else OutlineItem(words, 1, BULLET)
        yield from (OutlineItem(_capital(interest_words(row, note)), 1, BULLET) for row in note.interests.all())


def _sentence(words: str) -> Paragraph:
    """A remark that stands for itself."""
    return Paragraph(f"{text_of(_capital(words))}.")


def _capital(words: Written) -> Written:
    return around(capfirst(text_of(words)), words)


def _agenda_state(sheet: TripSheet) -> Iterator[Block]:
    yield Heading(pgettext("trip paper", "State of the agenda"))
    lines = [line for stop in sheet.stops for line in stop.standing]
    if lines:
        yield Paragraph(pgettext("trip paper", "Agenda items: %(count)s") % {"count": len(lines)})
    for words, count in answer_words(sheet.answers):
        yield OutlineItem(f"{words}: {count}", 1, BULLET)
    released = released_words(sheet.stops)
    yield from (Paragraph(words) for words in released)
    if not released:
        yield _sentence(pgettext("trip paper", "No version released yet"))


def _photographs(photos: Sequence[tuple[TripPhoto, bytes]]) -> Iterator[Block]:
    if photos:
        yield Heading(pgettext("trip paper", "Photographs"))
    for photo, content in photos:
        caption = said(photo, "caption")
        yield Image(content, text_of(caption), caption, 0.7)


def _gaps(sheet: TripSheet) -> Iterator[Block]:
    """What is missing, at the end."""
    if gaps := gaps_of(sheet):
        yield Heading(pgettext("trip paper", "Not recorded"))
        yield from (OutlineItem(_capital(gap.words), 1, BULLET) for gap in gaps)
