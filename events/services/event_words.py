"""What an event's state, days and places are called; the lists' columns share these words (columns/event_words.py)."""

from events.columns.event_words import (
    NOT_REPORTED,
    days_known_words,
    duration_words,
    state_look,
    state_word,
    was_words,
    when_words,
    where_words,
)

__all__ = [
    "NOT_REPORTED",
    "days_known_words",
    "duration_words",
    "state_look",
    "state_word",
    "was_words",
    "when_words",
    "where_words",
]
