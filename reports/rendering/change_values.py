"""What the fields of records are called in a list of changes, and how their values read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from core.blocks import Written, text_of
from events.enums import EventKind, EventStatus
from partnerships.enums import (
    AgreementKind,
    AgreementStatus,
    Direction,
    IndicatorLevel,
    MilestoneStatus,
    PairingStatus,
    ProjectLevel,
    Responsible,
    ResultKind,
    ResultUnit,
    Sector,
)
from reports.enums import PublicityLanguage, Question, Section, UpdateStatus
from reports.rendering.change_fields import FIELDS
from reports.rendering.parts import Data
from reports.rendering.sections.event_rows import deviation_label as event_deviation
from reports.rendering.sections.event_rows import state_label as event_state
from reports.rendering.sections.journey_rows import deviation_label as milestone_deviation
from reports.rendering.sections.updates import state_label as update_state
from reports.rendering.words import NOTHING, Words

_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
# By section ("" for the pairings themselves) and field.
_CHOICES: tuple[tuple[str, str, Any], ...] = (
    (Section.JOURNEY, "status", MilestoneStatus),
    (Section.EVENTS, "status", EventStatus),
    (Section.EVENTS, "kind", EventKind),
    (Section.NEXT, "status", EventStatus),
    (Section.NEXT, "status", AgreementStatus),
    (Section.NEXT, "kind", EventKind),
    (Section.NEXT, "kind", AgreementKind),
    (Section.AGREEMENTS, "status", AgreementStatus),
    (Section.AGREEMENTS, "kind", AgreementKind),
    (Section.UPDATES, "status", UpdateStatus),
    (Section.PROJECTS, "level", ProjectLevel),
    (Section.PROJECTS, "old", ProjectLevel),
    (Section.PROJECTS, "new", ProjectLevel),
    (Section.PROJECTS, "kind", ResultKind),
    (Section.PROJECTS, "unit", ResultUnit),
    (Section.HELIX, "sector", Sector),
    (Section.INDICATORS, "level", IndicatorLevel),
    (Section.INDICATORS, "direction", Direction),
    (Section.PUBLICITY, "language", PublicityLanguage),
    ("", "status", PairingStatus),
)
_CONFIRMED_BY = {
    "both": pgettext_lazy("confirmed by", "both sides"),
    "one": pgettext_lazy("confirmed by", "one side"),
    "none": pgettext_lazy("confirmed by", "no side yet"),
    "sources": pgettext_lazy("confirmed by", "recorded from sources"),
}
_SIGNED = {
    "earlier": pgettext_lazy("agreement", "before the programme"),
    "in-period": pgettext_lazy("agreement", "in the period"),
    "before": pgettext_lazy("agreement", "before the period"),
    "after": pgettext_lazy("agreement", "after the period"),
}
_SIDES = {"responsible", "reported_by", "confirmed", "lead", "side"}


def _event_state(value: str) -> str:
    """How an event stands, by what the calendar knew."""
    status = {"done": EventStatus.HELD, "cancelled": EventStatus.CANCELLED}.get(value, EventStatus.PLANNED)
    return event_state({"state": value, "status": status})


# Words that no list of choices has; the dictionaries are asked when the value is read, in the language of that moment.
_WORDS: dict[tuple[str, str], Callable[[str], Any]] = {
    (Section.JOURNEY, "deviation"): milestone_deviation,
    (Section.JOURNEY, "confirmation"): _CONFIRMED_BY.get,
    (Section.EVENTS, "state"): _event_state,
    (Section.NEXT, "state"): _event_state,
    (Section.AGREEMENTS, "signed"): _SIGNED.get,
    (Section.UPDATES, "state"): lambda value: update_state({"state": value}),
}


def field_label(name: str) -> str:
    """What a field is called; one that has no words yet by its own name."""
    if name in FIELDS:
        return str(FIELDS[name])
    stem, _dot, leaf = name.partition(".")
    if stem == "answers" and leaf in Question.values:
        return str(Question(leaf).label)
    if stem == "lines" and leaf in Question.values:
        return pgettext("what of a record", "lines: %(question)s") % {"question": Question(leaf).label}
    return name.replace("_", " ").replace(".", ": ")


def value_words(change: Mapping[str, Any], value: Any, words: Words, frame: Data) -> Written:
    """A value of a record or a figure as it is read; `frame` names the sides and the pairings, where it is given."""
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if isinstance(value, int | float):
        return words.number(value)
    if isinstance(value, Mapping):
        return _of_parts(value, words)
    if isinstance(value, list):
        return ", ".join(text_of(_word(change, str(one), words, frame)) for one in value)
    return _word(change, str(value), words, frame)


def _of_parts(value: Mapping[str, Any], words: Words) -> Written:
    """A text, a span of days, or how far the ends of a span lie from its plan."""
    if not value.keys() <= {"start", "end"}:
        return words.say(value)
    if any(isinstance(edge, Mapping) for edge in value.values()):
        return event_deviation({"state": "", "deviation": value})
    return words.span(value)


def _word(change: Mapping[str, Any], value: str, words: Words, frame: Data) -> Written:
    section, field = change["section"], change["field"]
    if field in _SIDES and (sides := frame.get("sides", {}).get("names", {})):
        if value in sides:
            return text_of(words.say(sides[value]))
        if value == Responsible.BOTH:
            return str(Responsible.BOTH.label)
    if field == "pairings":
        names = {one["code"]: one["name"] for one in frame.get("pairings", [])}
        return words.say(names[value]) if value in names else value
    for where, name, choices in _CHOICES:
        if section == where and field == name and value in choices.values:
            return str(choices(value).label)
    if (section, field) in _WORDS:
        return str(_WORDS[section, field](value) or NOTHING)
    return words.date(value) if _DAY.fullmatch(value) else value
