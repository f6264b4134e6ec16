"""How a paper of a journey words what the records say: in its own language, else in the other one, marked as such."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import pgettext
from django_countries import countries

from core.blocks import Text, Written, text_of
from core.formats import format_date, format_moment, format_period, join_names
from core.texts import reader_language, writer_language
from events.enums import EventStatus, HostAnswer, InterestOutcome, TripPaperKind
from events.services.trip_itineraries import ADDED, DROPPED
from partnerships.services.waiting import picked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from events.models import Delegate, Event, EventDateChange, NotedInterest, VisitNote
    from events.services.agenda_lines import AgendaLine
    from events.services.trip_itineraries import ItineraryRow, Stop
    from events.services.trips import Visited
    from partnerships.models import City

EMPTY = "–"


def in_language(text: str, language: str) -> Written:
    """A text that says so where it is not in the language of the paper."""
    return text if language == reader_language() else Text(text, language)


def said(record: Any, name: str) -> Written:
    """A text of a record that has it in two languages."""
    return in_language(*picked(record, name))


def typed(text: str) -> Written:
    """A text of which nobody noted the language."""
    return in_language(text, writer_language(text)) if text else ""


def around(text: str, inner: Written) -> Written:
    """A line that was made around a text: it counts as written in that text's language."""
    return Text(text, inner.language) if isinstance(inner, Text) else text


def bracketed(words: Written, more: str) -> Written:
    """A text with more in brackets behind it; Korean sets no blank before them."""
    text = text_of(words)
    if not more:
        return words
    tight = reader_language() == "ko" and not isinstance(words, Text)
    return around(f"{text}({more})" if tight else f"{text} ({more})", words)


def title_words(kind: str, *, abroad: bool) -> str:
    """What the paper is called; what leads to no other country is no journey abroad."""
    if kind == TripPaperKind.PLAN:
        at_home = pgettext("trip paper", "Plan of a trip within the country")
        return pgettext("trip paper", "Trip plan") if abroad else at_home
    at_home = pgettext("trip paper", "Report on a trip within the country")
    return pgettext("trip paper", "Trip report") if abroad else at_home


def itinerary_title(*, is_report: bool) -> str:
    """What the section with the days is called."""
    both = pgettext("trip paper", "Itinerary, planned and actual")
    return both if is_report else pgettext("trip paper", "Itinerary")


def travellers_title(people: Sequence[Delegate]) -> str:
    """What the section with the people is called: with their number, where anybody is named."""
    if not people:
        return pgettext("trip paper", "Travellers")
    return pgettext("trip paper", "Travellers (%(count)s)") % {"count": len(people)}


def open_or_untold(still_open: str, *, is_report: bool) -> str:
    """What is open before the journey is, after it, what nobody recorded."""
    return pgettext("trip paper", "not recorded") if is_report else still_open


def _city_words(city: City) -> str:
    """A city with its country."""
    facts = {"city": text_of(said(city, "name")), "country": countries.name(str(city.country))}
    return pgettext("trip paper", "%(city)s (%(country)s)") % facts


def place_words(cities: Iterable[City]) -> str:
    """Cities with their countries, in order; a dash where none is known."""
    return join_names(_city_words(city) for city in cities) or EMPTY


def planned_words(days: Event | Visited) -> str:
    """The days of the first plan."""
    return format_period(days.baseline or days.forecast) or EMPTY


def coming_words(days: Event | Visited) -> str:
    """The days as the plan stands now."""
    return format_period(days.shown_period) or EMPTY


def actual_words(event: Event, visited: Visited | None = None) -> str:
    """What happened: the days, that the day is not recorded, or how it stands otherwise."""
    actual = visited.actual if visited else event.actual
    if actual and actual.days_known:
        return format_period(actual)
    if actual:
        return pgettext("trip paper", "%(month)s, day not recorded") % {"month": format_period(actual)}
    if event.status in {EventStatus.CANCELLED, EventStatus.HELD}:
        return str(event.get_status_display())
    return pgettext("trip paper", "not recorded")


def time_words(line: AgendaLine) -> str:
    """From when to when by the clock of the place."""
    if not line.start:
        return ""
    dash = "~" if reader_language() == "ko" else "–"
    return f"{line.start}{dash}{line.end}" if line.end else line.start


def moment_words(line: AgendaLine) -> str:
    """Day and time as far as they are known."""
    return " ".join(words for words in (format_date(line.date), time_words(line)) if words)


def venue_words(line: AgendaLine) -> str:
    """Where it is, and who receives or takes part there, each named once whatever the language of the place."""
    named = [one for one in (line.host, *line.organisations) if one]
    known = {name for one in named for name in (one.name_en, one.name_ko)}
    city = text_of(said(line.city, "name")) if line.city else ""
    place = "" if line.place in known else line.place
    return ", ".join(
        dict.fromkeys(words for words in (city, place, *(text_of(said(one, "name")) for one in named)) if words)
    )


def name_words(delegate: Delegate) -> str:
    """The name as the person writes it: in a Korean paper in the own script, in an English one in Latin letters."""
    if reader_language() == "ko" and delegate.name_native:
        return delegate.name_native
    return delegate.full_name


def other_name(delegate: Delegate) -> str:
    """The same name in the other script, where the person gave one."""
    names = {delegate.full_name, delegate.name_native} - {name_words(delegate), ""}
    return names.pop() if names else ""


def position_words(delegate: Delegate) -> str:
    """Rank and function, as they were given."""
    return ", ".join(words for words in (delegate.title, delegate.function) if words)


def employer_of(delegate: Delegate) -> Written:
    """The organisation, by its record or as it was typed."""
    if delegate.organisation:
        return said(delegate.organisation, "name")
    return typed(delegate.organisation_name)


def interest_words(interest: NotedInterest, note: VisitNote) -> Written:
    """Which side is interested in what was noted, and what became of it."""
    partner = dict(note.pairing.partners)[interest.side]
    facts = {"partner": text_of(said(partner, "name"))}
    if interest.outcome == InterestOutcome.PROJECT and interest.project:
        title = said(interest.project, "title")
        facts |= {"project": text_of(title), "level": interest.project.get_level_display()}
        return around(
            pgettext("trip paper", "interest of %(partner)s: project “%(project)s” (%(level)s)") % facts, title
        )
    if interest.outcome == InterestOutcome.NOT_PURSUED:
        reason = typed(interest.reason)
        facts["reason"] = text_of(reason)
        return around(pgettext("trip paper", "interest of %(partner)s: not pursued (%(reason)s)") % facts, reason)
    return pgettext("trip paper", "interest of %(partner)s: still to be decided") % facts


def became_words(row: ItineraryRow) -> str:
    """How an item differs from its plan; empty where it does not."""
    if row.became == ADDED:
        return pgettext("trip paper", "not planned, added")
    if row.became == DROPPED:
        return pgettext("trip paper", "planned, did not take place")
    if row.before is None:
        return ""
    was = [moment_words(row.before), venue_words(row.before)]
    if (row.before.title_en, row.before.title_ko) != (row.line.title_en, row.line.title_ko):
        was.insert(1, text_of(said(row.before, "title")))
    return pgettext("trip paper", "planned as %(before)s") % {"before": ", ".join(word for word in was if word)}


def answer_words(answers: Mapping[str, int]) -> list[tuple[str, int]]:
    """What hosts said to how many items of the agenda, those of which there are any."""
    return [(str(HostAnswer(answer).label), count) for answer, count in answers.items() if count]


def released_words(stops: Sequence[Stop]) -> list[Written]:
    """Which version of its agenda each event has released, and when by its own clock; named where there are several."""
    found: list[Written] = []
    for stop in stops:
        if stop.planned:
            moment = format_moment(stop.planned.at.astimezone(stop.event.zone))
            facts = {"number": stop.planned.number, "when": moment}
            words = pgettext("trip paper", "Version %(number)s released on %(when)s") % facts
            title = said(stop.event, "title")
            found.append(around(f"{text_of(title)}: {words}", title) if len(stops) > 1 else words)
    return found


def reasons_of(event: Event, moves: Iterable[EventDateChange]) -> list[Written]:
    """Why the days differ from the first plan, each reason once, the newest last."""
    given = dict.fromkeys([*(move.reason for move in moves if move.event_id == event.pk), event.reason])
    return [typed(reason) for reason in given if reason]
