"""The paper of a journey as a document in English or Korean, for its page and for Word and PDF.

It is the same paper in both: gettext gives its words, and Korean sets the marks of official papers (□ ○ - ※).
A text that its language lacks stands in the other one, marked as such.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import pgettext
from django_countries import countries

from core import clock
from core.blocks import (
    BULLET,
    Block,
    Facts,
    Heading,
    Image,
    OutlineItem,
    Paragraph,
    Table,
    Written,
    marked,
    record_text,
    reworded,
    text_of,
    typed,
)
from core.formats import format_date, format_moment, format_period, join_names
from core.texts import reader_language
from events.agendas.selectors import ADDED, REMOVED, AgendaChange, AgendaLine
from events.enums import EventStatus, HostAnswer, InterestOutcome, TripPaperKind
from events.models import Delegate, Event, NotedInterest, TripPhoto, VisitNote
from events.trips.selectors import TripSheet, Visited
from partnerships.models import City
from partnerships.tasks.selectors import picked

EMPTY = "–"
STATEMENT, DETAIL, REMARK = 2, 3, 4  # levels below a heading, as typed marks set them
_MARKS = {STATEMENT: "○", DETAIL: "-", REMARK: "※"}
_TYPED_MARKS = {**dict.fromkeys("□■○◦●◯ㅇ", STATEMENT), **dict.fromkeys("-–—·•∙ㆍ*", DETAIL), "※": REMARK}
_LETTERS_AS_MARKS = {"o ", "O "}  # a letter in place of ○, where a blank follows


def paper_name(kind: str, *, abroad: bool) -> str:
    """What the paper is called; what leads to no other country is no journey abroad."""
    if kind == TripPaperKind.PLAN:
        at_home = pgettext("trip paper", "Plan of a trip within the country")
        return pgettext("trip paper", "Trip plan") if abroad else at_home
    at_home = pgettext("trip paper", "Report on a trip within the country")
    return pgettext("trip paper", "Trip report") if abroad else at_home


def paper_title(sheet: TripSheet, language: str) -> str:
    with translation.override(language):
        facts = {
            "paper": paper_name(sheet.paper.kind, abroad=sheet.is_abroad),
            "partner": text_of(record_text(sheet.participation.partner, "name")),
            "event": text_of(record_text(sheet.event, "title")),
        }
        return pgettext("trip paper", "%(paper)s: %(partner)s, %(event)s") % facts


def paper_blocks(sheet: TripSheet, language: str, photos: Sequence[tuple[TripPhoto, bytes]] = ()) -> list[Block]:
    """The paper in a language, whatever the reader's own is. `photos` come with their contents, for a file."""
    with translation.override(language):
        blocks: list[Block] = [*_facts(sheet), *_written(pgettext("trip paper", "Purpose"), sheet.plan, "purpose")]
        if sheet.is_report:
            blocks += _written(pgettext("trip paper", "Outline"), sheet.paper, "outline")
        blocks += [*_people(sheet), *_itinerary(sheet)]
        if sheet.is_report:
            blocks += _activities(sheet)
            blocks += _written(pgettext("trip paper", "Implications"), sheet.paper, "implications")
            blocks += _photographs(photos)
        else:
            blocks += _agenda_state(sheet)
        if not sheet.paper.finished_at and sheet.gaps:
            blocks += [_heading(pgettext("trip paper", "Not recorded")), *(_item(gap, DETAIL) for gap, _ in sheet.gaps)]
        return blocks


def _facts(sheet: TripSheet) -> Iterator[Block]:
    """Event, days and places; of a report what happened, beside the plan and the reasons where it was another."""
    event, visited = sheet.event, sheet.visited
    rows: list[tuple[str, Written]] = [
        (pgettext("trip paper", "Event"), record_text(event, "title")),
        (pgettext("trip paper", "Delegation of"), record_text(sheet.participation.partner, "name")),
    ]
    if sheet.is_report:
        planned, actual = _planned(visited), _actual(event, visited)
        rows.append((pgettext("trip paper", "Period"), actual))
        if planned not in {EMPTY, actual}:
            rows.append((pgettext("trip paper", "Planned period"), planned))
        rows += [(pgettext("trip paper", "Reason for the change"), reason) for reason in _reasons(sheet, event)]
        if sheet.delegation.returned_on:
            rows.append((pgettext("trip paper", "Day of return"), format_date(sheet.delegation.returned_on)))
    else:
        rows.append((pgettext("trip paper", "Period"), format_period(visited.shown_period) or EMPTY))
    rows.append((pgettext("trip paper", "Place"), _places(visited.cities)))
    hosts = join_names(text_of(record_text(row.partner, "name")) for row in visited.hosts)
    pairings = join_names(pairing.name for pairing in sheet.pairings)
    if hosts:
        rows.append((pgettext("trip paper", "Host"), hosts))
    if pairings:
        rows.append((pgettext("trip paper", "Pairings"), pairings))
    rows.append((pgettext("trip paper", "Records as of"), format_date(clock.today())))
    yield _heading(pgettext("trip paper", "Facts of the trip"))
    in_korean = (_item(reworded(text, f"{term}: {text_of(text)}")) for term, text in rows)
    yield from in_korean if reader_language() == "ko" else [Facts(rows)]


def _written(title: str, record: Any, name: str) -> Iterator[Block]:
    """A heading and the text that somebody wrote, or that nobody did."""
    yield _heading(title)
    text, language = picked(record, name)
    if not text:
        yield _item(pgettext("trip paper", "not written yet"))
    for level, line in typed_lines(text):
        yield _item(marked(line, language), min(level, DETAIL), _MARKS[level])


def typed_lines(text: str) -> list[tuple[int, str]]:
    r"""The lines that hold something, without the marks of an outline that people set, which are their levels.

    >>> typed_lines("○ 협력사업 발굴\n - 스마트시티\n\n향후 계획")
    [(2, '협력사업 발굴'), (3, '스마트시티'), (2, '향후 계획')]
    """
    found = []
    for line in map(str.strip, text.splitlines()):
        level = STATEMENT if line[:2] in _LETTERS_AS_MARKS else _TYPED_MARKS.get(line[:1])
        # A hyphen right before a figure may belong to it: -5 °C.
        if level is None or (level == DETAIL and line[1:2].isdigit()):
            found.append((STATEMENT, line))
        else:
            found.append((level, line[1:].strip()))
    return [(level, line) for level, line in found if line]


def _people(sheet: TripSheet) -> Iterator[Block]:
    people = sheet.people
    counted = pgettext("trip paper", "Travellers (%(count)s)") % {"count": len(people)}
    yield _heading(counted if people else pgettext("trip paper", "Travellers"))
    if not people:
        yield _item(_missing(sheet, pgettext("trip paper", "nobody named yet")))
        return
    head = (
        pgettext("of a person", "Organisation"),
        pgettext("trip paper", "Rank and function"),
        pgettext("trip paper", "Name"),
        pgettext("trip paper", "Role"),
    )
    rows: list[tuple[Written, ...]] = [
        (
            (record_text(row.organisation, "name") if row.organisation else typed(row.organisation_name)) or EMPTY,
            typed(", ".join(filter(None, (row.title, row.function)))) or EMPTY,
            _names(row),
            row.get_role_display(),
        )
        for row in people
    ]
    yield Table(head, rows, (3, 3, 3, 2))
    if sheet.absent:
        absent = pgettext("trip paper", "nominated and stayed at home: %(count)s") % {"count": sheet.absent}
        yield _item(absent, mark="※")


def _itinerary(sheet: TripSheet) -> Iterator[Block]:
    both = pgettext("trip paper", "Itinerary, planned and actual")
    yield _heading(both if sheet.is_report else pgettext("trip paper", "Itinerary"))
    if len(sheet.stops) > 1:
        yield _stops_table(sheet)
    for stop in sheet.stops:
        if not stop.rows:
            continue
        if len(sheet.stops) > 1:
            yield _heading(record_text(stop, "title"), 2)
        yield _agenda_table(stop, is_report=sheet.is_report)
        if sheet.is_report and stop.planned is None:
            remark = pgettext("trip paper", "no version of the agenda was released; shown as it took place")
            yield _item(remark, mark="※")
    if not any(stop.rows for stop in sheet.stops):
        yield _item(_missing(sheet, pgettext("trip paper", "no agenda yet")))


def _stops_table(sheet: TripSheet) -> Table:
    """The events on the way with their days; of a report what was planned beside what happened, and why."""
    head = [pgettext("trip paper", "Event"), pgettext("trip paper", "Place")]
    if sheet.is_report:
        head += [pgettext("trip paper", "Planned"), pgettext("trip paper", "Actual")]
        head.append(pgettext("trip paper", "Reason for the change"))
    else:
        head.append(pgettext("trip paper", "Period"))
    rows: list[list[Written]] = []
    for event in sheet.stops:
        is_whole = event.pk == sheet.event.pk
        if is_whole and not event.rows:
            continue  # The mission itself, whose days are among the facts.
        cities = sheet.visited.cities if is_whole else [row.city for row in event.visiting.all()]
        row: list[Written] = [record_text(event, "title"), _places(cities)]
        if sheet.is_report:
            row += [_planned(event), _actual(event), next(reversed(_reasons(sheet, event)), EMPTY)]
        else:
            row.append(format_period(event.shown_period) or EMPTY)
        rows.append(row)
    return Table(head, rows, (4, 3, 3, 3, 3) if sheet.is_report else (4, 3, 3))


def _agenda_table(stop: Any, *, is_report: bool) -> Table:
    """The items by day and time; of a report with how each differs from its plan."""
    head = [
        pgettext("trip paper", "Day"),
        pgettext("trip paper", "Time"),
        pgettext("trip paper", "What"),
        pgettext("trip paper", "Where"),
    ]
    changes = is_report and any(map(_change, stop.rows))
    if changes:
        head.append(pgettext("trip paper", "Change"))
    rows: list[list[Written]] = []
    day: str | None = None
    for found in stop.rows:
        line = found.line
        shown = "" if line.day == day else format_date(line.date) or pgettext("trip paper", "day not known")
        day = line.day
        row: list[Written] = [shown, line.times or EMPTY, record_text(line, "title"), typed(_venue(line)) or EMPTY]
        rows.append([*row, _change(found) or EMPTY] if changes else row)
    return Table(head, rows, (4, 3.5, 6, 5, 5) if changes else (3, 2, 5, 4))


def _activities(sheet: TripSheet) -> Iterator[Block]:
    """By topic each item and what was noted about it; of a note that repeats the item's title only its interests."""
    yield _heading(pgettext("trip paper", "Main activities"))
    if not sheet.topics:
        yield _item(pgettext("trip paper", "nothing recorded yet"))
    for topic, activities in sheet.topics:
        yield _heading(record_text(topic, "name") if topic else pgettext("trip paper", "Other activities"), 2)
        for line, notes in activities:
            if line is not None:
                yield _item(_dated(record_text(line, "title"), _moment(line)), DETAIL)
            level = REMARK if line else DETAIL
            for note in notes:
                text, language = picked(note, "what")
                if line is None or text not in {line.title_en, line.title_ko}:
                    yield from (_item(marked(one, language), level, "-") for _, one in typed_lines(text))
                yield from (_item(_interest(interest, note), REMARK) for interest in note.interests.all())


def _agenda_state(sheet: TripSheet) -> Iterator[Block]:
    yield _heading(pgettext("trip paper", "State of the agenda"))
    if sheet.lines:
        yield _item(pgettext("trip paper", "Agenda items: %(count)s") % {"count": len(sheet.lines)})
    for answer, count in sheet.answers.items():
        if count:
            facts = {"answer": HostAnswer(answer).label, "count": count}
            yield _item(pgettext("trip paper", "%(answer)s: %(count)s") % facts, DETAIL)
    released = [stop for stop in sheet.stops if stop.planned]
    if not released:
        yield _item(pgettext("trip paper", "No version released yet"))
    for event in released:
        release = event.planned
        facts = {"number": release.number, "when": format_moment(release.at.astimezone(event.zone))}
        version = pgettext("trip paper", "Version %(number)s released on %(when)s") % facts
        title = record_text(event, "title")
        yield _item(reworded(title, f"{text_of(title)}: {version}") if len(sheet.stops) > 1 else version)


def _photographs(photos: Sequence[tuple[TripPhoto, bytes]]) -> Iterator[Block]:
    if photos:
        yield _heading(pgettext("trip paper", "Photographs"))
    for photo, content in photos:
        caption = record_text(photo, "caption")
        yield Image(content, text_of(caption), caption, 0.7)


def _heading(title: Written, level: int = 1) -> Heading:
    mark = "□○"[level - 1]
    return Heading(reworded(title, f"{mark} {text_of(title)}") if reader_language() == "ko" else title, level)


def _item(text: Written, level: int = STATEMENT, mark: str = "") -> Block:
    """One line: in Korean with the mark of its level or another one, in English a paragraph or below it a bullet."""
    if reader_language() == "ko":
        return OutlineItem(text, level, mark or _MARKS[level])
    text = reworded(text, capfirst(text_of(text)))
    return Paragraph(text) if level == STATEMENT else OutlineItem(text, level - STATEMENT, BULLET)


def _dated(inner: Written, when: str) -> Written:
    """A text with its day and time: in Korean, whose days end in a bracket, before it, else in brackets behind it."""
    if not when:
        return inner
    return reworded(inner, f"{when} {text_of(inner)}" if reader_language() == "ko" else f"{text_of(inner)} ({when})")


def _missing(sheet: TripSheet, still_open: str) -> str:
    """What is open before the journey is, after it, what nobody recorded."""
    return pgettext("trip paper", "not recorded") if sheet.is_report else still_open


def _places(cities: Iterable[City]) -> str:
    """Cities with their countries, in order; a dash where none is known."""
    names = [(text_of(record_text(city, "name")), countries.name(str(city.country))) for city in cities]
    place = pgettext("trip paper", "%(city)s (%(country)s)")
    return join_names(place % {"city": city, "country": country} for city, country in names) or EMPTY


def _planned(days: Event | Visited) -> str:
    return format_period(days.baseline or days.forecast) or EMPTY


def _actual(event: Event, visited: Visited | None = None) -> str:
    """What happened: the days, that the day is not recorded, or the event's state."""
    actual = visited.actual if visited else event.actual
    if actual and actual.days_known:
        return format_period(actual)
    if actual:
        return pgettext("trip paper", "%(month)s, day not recorded") % {"month": format_period(actual)}
    if event.status in {EventStatus.CANCELLED, EventStatus.HELD}:
        return str(event.get_status_display())
    return pgettext("trip paper", "not recorded")


def _reasons(sheet: TripSheet, event: Event) -> list[Written]:
    """Why the days of an event differ from the first plan, each reason once, the newest last."""
    moves = [move for move in sheet.moves if move.event_id == event.pk]
    given = dict.fromkeys(row.in_reading_language("reason") for row in (*moves, event))
    return [typed(reason) for reason in given if reason]


def _names(delegate: Delegate) -> str:
    """In a Korean paper in the own script, in an English one in Latin letters; the other script below."""
    return "\n".join(filter(None, (delegate.shown_name, delegate.other_name)))


def _moment(line: AgendaLine) -> str:
    return " ".join(filter(None, (format_date(line.date), line.times)))


def _venue(line: AgendaLine) -> str:
    """Where it is, and who receives or takes part there, each named once whatever the language of the place."""
    named = [one for one in (line.host, *line.organisations) if one]
    known = {name for one in named for name in (one.name_en, one.name_ko)}
    city = text_of(record_text(line.city, "name")) if line.city else ""
    place = "" if line.place in known else line.place
    return ", ".join(dict.fromkeys(filter(None, (city, place, *(text_of(record_text(one, "name")) for one in named)))))


def _change(row: AgendaChange) -> str:
    """How an item differs from its plan; empty where it does not."""
    if row.kind == ADDED:
        return pgettext("trip paper", "not planned, added")
    if row.kind == REMOVED:
        return pgettext("trip paper", "planned, did not take place")
    if row.before is None:
        return ""
    was = [_moment(row.before), _venue(row.before)]
    if (row.before.title_en, row.before.title_ko) != (row.line.title_en, row.line.title_ko):
        was.insert(1, text_of(record_text(row.before, "title")))
    return pgettext("trip paper", "planned as %(before)s") % {
        "before": (" / " if reader_language() == "ko" else ", ").join(filter(None, was))
    }


def _interest(interest: NotedInterest, note: VisitNote) -> Written:
    """Which side is interested in what was noted, and what became of it."""
    facts = {"partner": text_of(record_text(dict(note.pairing.partners)[interest.side], "name"))}
    if interest.outcome == InterestOutcome.PROJECT and interest.project:
        title = record_text(interest.project, "title")
        facts |= {"project": text_of(title), "level": interest.project.get_level_display()}
        label = pgettext("trip paper", "interest of %(partner)s: project “%(project)s” (%(level)s)")
        return reworded(title, label % facts)
    if interest.outcome == InterestOutcome.NOT_PURSUED:
        reason = typed(interest.in_reading_language("reason"))
        facts["reason"] = text_of(reason)
        return reworded(reason, pgettext("trip paper", "interest of %(partner)s: not pursued (%(reason)s)") % facts)
    return pgettext("trip paper", "interest of %(partner)s: still to be decided") % facts
