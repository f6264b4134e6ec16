"""The paper of a journey as Korean offices write it, in outline: headings □, statements ○, details -, remarks ※."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext

from core.blocks import BULLET, Block, Heading, Image, OutlineItem, Table, Written, text_of
from core.formats import format_date, join_names
from events.services.trip_gaps import gaps_of
from events.services.trip_texts import DETAIL, REMARK, STATEMENT, lines_of
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

    from events.models import Event, TripPhoto
    from events.services.trip_activities import Activity
    from events.services.trip_itineraries import Stop
    from events.services.trip_papers import TripSheet

_MARKS = {STATEMENT: "○", DETAIL: "-", REMARK: "※"}


def outline_blocks(sheet: TripSheet, photos: Sequence[tuple[TripPhoto, bytes]], as_of: dt.date) -> list[Block]:
    """The whole paper in its order; made under the language of the paper. `photos` come with their contents."""
    blocks: list[Block] = [*_overview(sheet, as_of), *_people(sheet), *_itinerary(sheet)]
    if sheet.is_report:
        blocks += [*_activities(sheet), *_implications(sheet), *_photographs(photos)]
    else:
        blocks += _agenda_state(sheet)
    return [*blocks, *_gaps(sheet)]


def _heading(words: str) -> Heading:
    return Heading(f"□ {words}")


def _item(words: Written, level: int = STATEMENT, *, below: int | None = None) -> OutlineItem:
    """A line with the mark of its level; a remark stands in as its neighbours do (`below`)."""
    return OutlineItem(words, below or level, _MARKS[level])


def _remark(words: Written, below: int = DETAIL) -> OutlineItem:
    return _item(words, REMARK, below=below)


def _term(term: str, words: Written) -> OutlineItem:
    """“Term: words”, in the language of the words."""
    return _item(around(f"{term}: {text_of(words) or EMPTY}", words))


def _overview(sheet: TripSheet, as_of: dt.date) -> Iterator[Block]:
    event = sheet.event
    yield _heading(pgettext("trip paper", "Facts of the trip"))
    yield _term(pgettext("trip paper", "Event"), said(event, "title"))
    yield from _text_below(pgettext("trip paper", "Purpose"), sheet.purpose, "purpose")
    yield from _period(sheet)
    yield _term(pgettext("trip paper", "Place"), place_words(sheet.visited.cities))
    if hosts := join_names(text_of(said(row.partner, "name")) for row in sheet.visited.hosts):
        yield _term(pgettext("trip paper", "Host"), hosts)
    if pairings := join_names(pairing.name for pairing in sheet.pairings):
        yield _term(pgettext("trip paper", "Pairings"), pairings)
    if sheet.is_report:
        yield from _text_below(pgettext("trip paper", "Outline"), sheet.paper, "outline")
    yield _term(pgettext("trip paper", "Records as of"), format_date(as_of))


def _period(sheet: TripSheet) -> Iterator[Block]:
    """The days: of a report what happened, beside the plan and the reasons where it was another."""
    event = sheet.event
    if not sheet.is_report:
        yield _term(pgettext("trip paper", "Period"), coming_words(sheet.visited))
        return
    planned, actual = planned_words(sheet.visited), actual_words(event, sheet.visited)
    yield _term(pgettext("trip paper", "Period"), actual)
    if planned not in {EMPTY, actual}:
        yield _remark(pgettext("trip paper", "planned as %(before)s") % {"before": planned})
    yield from _reasons(event, sheet)
    if sheet.delegation.returned_on:
        yield _term(pgettext("trip paper", "Day of return"), format_date(sheet.delegation.returned_on))


def _reasons(event: Event, sheet: TripSheet) -> Iterator[Block]:
    for reason in reasons_of(event, sheet.moves):
        words = pgettext("trip paper", "reason: %(reason)s") % {"reason": text_of(reason)}
        yield _remark(around(words, reason))


def _people(sheet: TripSheet) -> Iterator[Block]:
    yield _heading(travellers_title(sheet.people))
    if not sheet.people:
        nobody = pgettext("trip paper", "nobody named yet")
        yield _item(open_or_untold(nobody, is_report=sheet.is_report))
        return
    head = (
        pgettext("trip paper", "Organisation"),
        pgettext("trip paper", "Rank and function"),
        pgettext("trip paper", "Name"),
        pgettext("trip paper", "Role"),
    )
    rows: list[tuple[Written, ...]] = [
        (
            employer_of(row) or EMPTY,
            typed(position_words(row)) or EMPTY,
            "\n".join(name for name in (name_words(row), other_name(row)) if name),
            row.get_role_display(),
        )
        for row in sheet.people
    ]
    yield Table(head, rows, (3, 3, 3, 2))
    if sheet.absent:
        yield _remark(
            pgettext("trip paper", "nominated and stayed at home: %(count)s") % {"count": sheet.absent}, STATEMENT
        )


def _itinerary(sheet: TripSheet) -> Iterator[Block]:
    yield _heading(itinerary_title(is_report=sheet.is_report))
    if not any(stop.rows for stop in sheet.stops):
        yield _item(open_or_untold(pgettext("trip paper", "no agenda yet"), is_report=sheet.is_report))
    for stop in sheet.stops:
        yield from _stop(stop, sheet)


def _stop(stop: Stop, sheet: TripSheet) -> Iterator[Block]:
    """An event on the way: its days, then its items, below their day."""
    several = len(sheet.stops) > 1
    if several and stop.event.pk == sheet.event.pk and not stop.rows:
        return  # The mission itself, whose days stand above.
    if several:
        yield _item(_stop_words(stop, is_report=sheet.is_report))
        if sheet.is_report and stop.event.pk != sheet.event.pk:
            yield from _reasons(stop.event, sheet)
    day: str | None = None
    for row in stop.rows:
        if row.line.day != day:
            day = row.line.day
            unknown = open_or_untold(pgettext("trip paper", "day not known"), is_report=sheet.is_report)
            words = format_date(row.line.date) or unknown
            yield _item(words, DETAIL if several else STATEMENT)
        title, venue = said(row.line, "title"), venue_words(row.line)
        told = around(" ".join(word for word in (time_words(row.line), text_of(title)) if word), title)
        item = bracketed(told, venue)
        yield OutlineItem(item, REMARK, BULLET) if several else _item(item, DETAIL)
        if sheet.is_report and (became := became_words(row)):
            yield _remark(became, REMARK)
    if sheet.is_report and stop.rows and stop.planned is None:
        yield _remark(pgettext("trip paper", "no version of the agenda was released; shown as it took place"))


def _stop_words(stop: Stop, *, is_report: bool) -> Written:
    title = said(stop.event, "title")
    if not is_report:
        return around(f"{text_of(title)}: {coming_words(stop.event)}", title)
    planned, actual = planned_words(stop.event), actual_words(stop.event)
    if planned == actual:
        return around(f"{text_of(title)}: {actual}", title)
    facts = {"event": text_of(title), "planned": planned, "actual": actual}
    return around(pgettext("trip paper", "%(event)s: planned %(planned)s, actual %(actual)s") % facts, title)


def _activities(sheet: TripSheet) -> Iterator[Block]:
    yield _heading(pgettext("trip paper", "Main activities"))
    if not sheet.topics:
        yield _item(pgettext("trip paper", "nothing recorded yet"))
    for topic in sheet.topics:
        yield _item(said(topic.topic, "name") if topic.topic else pgettext("trip paper", "Other activities"))
        for activity in topic.activities:
            yield from _activity(activity)


def _activity(activity: Activity) -> Iterator[Block]:
    """An item and what was noted about it; of a note that repeats the item's title only its interests."""
    line = activity.line
    if line is not None:
        yield _item(bracketed(said(line, "title"), moment_words(line)), DETAIL)
    level = DETAIL if line is None else REMARK
    for note in activity.notes:
        text, language = picked(note, "what")
        if line is None or text not in {line.title_en, line.title_ko}:
            yield from (OutlineItem(in_language(one.words, language), level, "-") for one in lines_of(text))
        yield from (_remark(interest_words(interest, note), REMARK) for interest in note.interests.all())


def _implications(sheet: TripSheet) -> Iterator[Block]:
    yield _heading(pgettext("trip paper", "Implications"))
    text, language = picked(sheet.paper, "implications")
    if not text:
        yield _item(pgettext("trip paper", "not written yet"))
    for line in lines_of(text):
        level = line.level or STATEMENT
        yield _item(in_language(line.words, language), level, below=DETAIL if level == REMARK else None)


def _text_below(term: str, record: Any, name: str) -> Iterator[Block]:
    """“Term: text” where the text is one line, else the text's lines below the term."""
    text, language = picked(record, name)
    lines = lines_of(text)
    if len(lines) <= 1:
        words = in_language(lines[0].words, language) if lines else pgettext("trip paper", "not written yet")
        yield _term(term, words)
        return
    yield _item(term)
    for line in lines:
        level = max(line.level, DETAIL)
        yield _item(in_language(line.words, language), level, below=DETAIL)


def _agenda_state(sheet: TripSheet) -> Iterator[Block]:
    yield _heading(pgettext("trip paper", "State of the agenda"))
    lines = [line for stop in sheet.stops for line in stop.standing]
    if lines:
        yield _item(pgettext("trip paper", "Agenda items: %(count)s") % {"count": len(lines)})
    for words, count in answer_words(sheet.answers):
        yield _item(f"{words}: {count}", DETAIL)
    released = released_words(sheet.stops)
    yield from (_item(words) for words in released or [pgettext("trip paper", "No version released yet")])


def _photographs(photos: Sequence[tuple[TripPhoto, bytes]]) -> Iterator[Block]:
    if photos:
        yield _heading(pgettext("trip paper", "Photographs"))
    for photo, content in photos:
        caption = said(photo, "caption")
        yield Image(content, text_of(caption), caption, 0.7)


def _gaps(sheet: TripSheet) -> Iterator[Block]:
    """What is missing, at the end."""
    if gaps := gaps_of(sheet):
        yield _heading(pgettext("trip paper", "Not recorded"))
        yield _item(", ".join(gap.words for gap in gaps))
