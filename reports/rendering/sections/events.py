"""Events and participants as a report tells them: those held, every deviation with its reason, who took part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Group, Heading, Paragraph, Row, Table, Text, Written, in_lines, text_of
from core.formats import count_word
from events.columns.event_words import parallel_word
from events.enums import EventKind
from partnerships.services.counts import unsaid
from reports.enums import Section
from reports.rendering.parts import Data, Part
from reports.rendering.sections.cells import figures_of, key_figures, listed, plain, table, told
from reports.rendering.sections.event_sheets import event_sheets
from reports.rendering.sections.event_words import (
    deviates,
    deviation_words,
    for_whom,
    reason_of,
    when,
    where,
)
from reports.rendering.sections.people import tell_participants
from reports.rendering.words import NOTHING, Words

type One = Mapping[str, Any]


def tell_events(data: Data, words: Words) -> Iterator[Block]:
    """At a glance, those held, the deviations, the moves, who took part."""
    if not data["held"] and not data["others"]:
        yield Paragraph(_("No event was held in the period, and none was planned for it."))
        return
    yield Paragraph(_in_full(data, words))
    yield key_figures(words, data, _glance(data))
    if data["held"]:
        yield Heading(_("Events held"), 2)
        yield _held(data, words)
        yield from _places(data, words)
    yield from _deviations(data, words)
    yield from _moves(data, words)
    yield Heading(_("Who took part"), 2)
    yield from tell_participants(data, words)


def _in_full(data: Data, words: Words) -> str:
    found = figures_of(data)
    held, missing = found["events-held"]["value"], found["events-not-reported"]["value"]
    if not held:
        said = _("No event is known to have been held in the period.")
    else:
        said = ngettext("%(count)s event was held.", "%(count)s events were held.", held) % {
            "count": count_word(held, words.language).capitalize()
        }
    if missing:
        more = ngettext(
            "Of %(count)s that was planned nobody has said whether it was held.",
            "Of %(count)s that were planned nobody has said whether they were held.",
            missing,
        )
        said = f"{said} {more % {'count': count_word(missing, words.language)}}"
    return said


def _glance(data: Data) -> list[tuple[str, str]]:
    found = figures_of(data)
    labels = [
        ("events-held", pgettext("events", "held")),
        ("event-days", pgettext("events", "days held")),
        ("events-not-reported", pgettext("events", "not reported")),
        ("events-cancelled", pgettext("events", "cancelled")),
        ("events-moved", pgettext("events", "moved by a new forecast")),
        ("participants", pgettext("events", "delegates who came")),
        ("head-counts", pgettext("events", "people at least, as sources count them")),
    ]
    kept = {"events-held", "event-days", "events-not-reported", "participants"}
    kept -= unsaid({key: found[key]["value"] for key, _label in labels})
    return [(key, label) for key, label in labels if key in kept or found[key]["value"]]


def _held(data: Data, words: Words) -> Table:
    """Each event once; a mission with parts heads them."""
    return table(
        [
            pgettext("table head", "Event"),
            pgettext("table head", "When"),
            pgettext("table head", "Where"),
            pgettext("table head", "For"),
            pgettext("of a record", "Remark"),
        ],
        _below_missions(data["held"], data, words),
        widths=(2.5, 2, 1.9, 1.8, 2.7),
        caption=_("Events held in the period. A month without a day means that the day is not recorded."),
    )


def _below_missions(rows: Sequence[One], data: Data, words: Words) -> Iterator[Row]:
    heads = {row["code"]: row for row in rows if row["holds_parts"]}
    last: str | None = None
    for row in rows:
        if row["holds_parts"]:
            continue
        mission = row["part_of"] if row["part_of"] in heads else ""
        if mission != last and (mission or last):
            yield Group(_mission(heads[mission], words) if mission else _("Outside of missions"))
        last = mission
        title = words.say(row["name"], url=row["url"])
        yield [
            title,
            _when(row, words),
            _where(row, words),
            _whom(row, data, words),
            told(words, row.get("remark", {})),
        ]


def _when(row: One, words: Words) -> str:
    said = words.span(row["actual"]) if _has_days(row) else when(row, words)
    return words.bracketed(said, parallel_word()) if row["parallel"] else said


def _where(row: One, words: Words) -> Written:
    """The cities; who received only where it is another name."""
    cities = {plain(words, city) for city in row["cities"]}
    others = [host["name"] for host in row["hosts"] if plain(words, host["name"]) not in cities]
    told_host = _("Host: %(names)s") % {"names": listed(words, others)} if cities and others else ""
    return in_lines(where(row, words), told_host)


def _has_days(row: One) -> bool:
    return bool(row["actual"]["start"] or row["actual"]["end"])


def _mission(row: One, words: Words) -> Text | str:
    title = words.say(row["name"], url=row["url"])
    said = _("%(mission)s, %(days)s") % {"mission": text_of(title), "days": when(row, words)}
    return Text(said, title.language, title.url) if isinstance(title, Text) else said


def _whom(row: One, data: Data, words: Words) -> str:
    """In a pairing's report only what is for others too."""
    if data["of_pairing"] and not row["all_pairings"]:
        return ""
    return for_whom(row, data, words)


def _places(data: Data, words: Words) -> Iterator[Block]:
    if data["places"]:
        each = (words.bracketed(plain(words, one["name"]), words.number(one["events"])) for one in data["places"])
        yield Paragraph(_("Places, with how many events each saw: %(places)s.") % {"places": ", ".join(each)})


def _deviations(data: Data, words: Words) -> Iterator[Block]:
    rows = [row for row in (*data["held"], *data["others"]) if deviates(row) or row["moved_out"]]
    rows = [row for row in rows if not (row["holds_parts"] and row["state"] == "not-reported")]
    if not rows:
        return
    yield Heading(_("Otherwise than first planned"), 2)
    yield table(
        [
            pgettext("table head", "Event"),
            pgettext("plan", "First plan"),
            pgettext("table head", "Plan now"),
            pgettext("table head", "Held"),
            pgettext("table head", "Deviation"),
            pgettext("table head", "Reason, remark"),
        ],
        [
            [
                words.say(row["name"], url=row["url"]),
                words.span(row["baseline"]),
                words.span(row["forecast"]) if row["forecast"] != row["baseline"] else "",
                words.span(row["actual"]),
                _came(row, words),
                _why(row, words),
            ]
            for row in rows
        ],
        widths=(2.6, 1.8, 1.7, 1.8, 1.6, 3),
        caption=_("What is not reported may have been held: nobody has said. A related event is in no count of these."),
    )


def _came(row: One, words: Words) -> str:
    """How it came from the first plan; of an event that is none of the programme's it says so."""
    said = deviation_words(row)
    return words.bracketed(said, str(EventKind.RELATED.label)) if row["kind"] == EventKind.RELATED else said


def _why(row: One, words: Words) -> Written:
    """The reason; the remark below it, where the table of held events has not told it."""
    is_told = row["state"] == "done" and not row["holds_parts"]
    reason = reason_of(row, words)
    remark = "" if is_told else told(words, row.get("remark", {}))
    return remark if remark and text_of(reason) == NOTHING else in_lines(reason, remark)


def _moves(data: Data, words: Words) -> Iterator[Block]:
    """Every move of a forecast on record, in order; the last one alone explains the deviation above."""
    rows: list[Row] = []
    for row in (*data["held"], *data["others"]):
        for move in row["moves"]:
            old, new = words.span(move["old"]), words.span(move["new"])
            title = words.say(row["name"], url=row["url"])
            rows.append([title, words.date(move["on"]), old, new, words.say(move["reason"])])
    if rows:
        yield table(
            [
                pgettext("table head", "Event"),
                pgettext("day of a move", "Moved on"),
                pgettext("date of an event", "From"),
                pgettext("date of an event", "To"),
                pgettext("why a date differs", "Reason"),
            ],
            rows,
            widths=(2.8, 1.5, 2, 2, 2.4),
            caption=_("Moves of the dates of events."),
        )


PART = Part(Section.EVENTS, tell_events, event_sheets)
