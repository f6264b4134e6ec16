"""What each noun offers to the pages of others: one object, which the project fills at start, and what lies in it.

`worldcities/parts.py` names what is in it; no page imports that.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from core import clock

type Asked = tuple[Callable[..., Any], ...]  # each answers facts, given by name, with several things
MOST_RESULTS = 20  # of one kind on the page of a search
WATCH, RISK = "watch", "risk"  # levels of signals


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: the template that draws it, what it shows, and where it stands.

    `place` is `below` the tasks, `aside` of them, or at the `head` with the title. What is `long` comes last in its
    place, so that nobody has to read past it.
    """

    template: str
    context: dict[str, Any]
    place: str = "below"
    long: bool = False


@dataclass(frozen=True, slots=True)
class StrandLink:
    """A page of a strand, among the links of its own page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One thing found: its name, where it is, and a word of context."""

    name: str
    language: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SearchGroup:
    """The things of one kind that were found; `more` says that the list was cut."""

    title: str
    results: list[SearchResult]
    more: bool

    @classmethod
    def of(cls, title: str, results: list[SearchResult]) -> Self:
        """As many of the results as a page bears; a provider reads MOST_RESULTS and one more."""
        return cls(title, results[:MOST_RESULTS], len(results) > MOST_RESULTS)


@dataclass(frozen=True, slots=True)
class OneClick:
    """An act that needs no more than a click: where it is posted to, for which version of the record, with what.

    What `asks` first is another side's to do: its button leads to the page of the act.
    """

    url: str
    label: str
    version: int
    asks: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for somebody: what to do with which thing, why, until when.

    `mine` tells what waits for the reader from what another owes the reader, named in `waits_for`. Of what is mine
    `owed_to` names those who read it as owed to them; nobody where it waits for both sides, or is the reader's alone.
    `language` is the one that `thing` is written in. `halves` are the states of the two-part mark
    (EU, counterpart) where it is about a confirmation. `about` names the pairing that it belongs to,
    `answer_url` is where the button leads where that is another page than the thing's own; with an `act`
    there are two buttons. `when` is the due date in words where it is not known to the day: `due` is
    then the last day it can mean.
    """

    verb: str
    thing: str
    language: str
    url: str
    why: str
    due: dt.date | None
    button: str
    pairing_id: int | None = None
    mine: bool = True
    waits_for: str = ""
    owed_to: tuple[str, ...] = ()
    act: OneClick | None = None
    halves: tuple[str, str] | None = None
    about: str = ""
    answer_url: str = ""
    when: str = ""

    def days_left(self, today: dt.date) -> int | None:
        """Days until it is due, below zero once it is late; None without a day."""
        return (self.due - today).days if self.due else None


class Found(NamedTuple):
    """What a signal is made of: no sentence, but the numbers, days and codes that its kind tells (`signal_words`)."""

    pairing_id: int
    kind: str
    level: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look at a pairing; `level` is WATCH or RISK, `sentence` says why in full."""

    kind: str
    level: str
    pairing_id: int
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What is offered where, in the order in which pages show it.

    The functions of a place get the same facts by name, and answer each in a constant number of queries. Everything
    else is read where its kind is defined, such as `RecordKind` in `partnerships.history.services`.
    """

    # Panels of pages. All get `grants` and `today`, and the page's record where it has one.
    home: Asked  # also `now` and `since`, and `pairings`: the open ones that the reader coordinates or is staff of
    account: Asked
    programme: Asked
    strand: Asked
    pairing: Asked  # no panels but buttons that add to the `pairing`, without `today`
    milestone: Asked
    tasks: Asked  # `grants`, `today`
    # How a kind of signal is told: its name; what gives sentence and address of a pairing's facts.
    signal_words: tuple[tuple[str, Callable[[Any, dict[str, Any]], tuple[str, str]]], ...]
    # What waits (partnerships/tasks/selectors.py): queries of rows, which are asked at once, and what is made of them.
    waiting: Asked
    waiting_tasks: Asked  # `waiting`
    waiting_signals: Asked  # `waiting`
    search: Asked  # `grants`, `query`, `among` (models of which any row has its words); groups of what is found
    strand_links: Asked  # of a `strand`, without a query
    map_venues: Asked  # cities where a `strand` meets, for its map
    deadline_mails: Asked  # queues mails by the clock; how many each time
    # What ends with a person's access, and what comes back with it: by whom, the person, the moment.
    access_ends: Asked
    access_returns: Asked
    # Records of any app.
    record_kinds: tuple[Any, ...]
    text_pages: tuple[Any, ...]
    hidden_acts: tuple[Callable[[Any], Any], ...]  # the acts that are not told to grants, as a condition on the log
    kinds_of_act: tuple[tuple[str, Any, Any], ...]  # (name, label, condition on the log)
    origins: tuple[Any, ...]  # models from whose rows follow-ups come
    # Signs of life: rows of pairings until a day, each with `sign_pairing`, `sign_side` (empty for both), `sign_kind`
    # (a kind of contact, or empty) and `sign_day`.
    signs: tuple[Callable[..., Any], ...]
    # Entries of a pairing's stream, one query a kind: its name; rows that grants see in a pairing, with `stream_day`
    # and `stream_moment`, by which those of one day are ordered; what reads the entries of some keys.
    stream_entries: tuple[tuple[str, Callable[..., Any], Callable[..., Any]], ...]
    counts: tuple[Any, ...]
    tabs: tuple[Any, ...]
    export_kinds: tuple[Any, ...]
    pack_tables: tuple[Any, ...]
    # The first page of the administration: groups by name, with the models that are edited there.
    administration: tuple[tuple[Any, tuple[Any, ...]], ...]


_held: list[Parts] = []


def hold(given: Parts) -> None:
    """Keep these parts for all pages."""
    _held[:] = [given]


def parts() -> Parts:
    """What the project filled in at start."""
    return _held[0]


def collect(place: str, **facts: Any) -> list[Any]:
    """Ask every function of a place, in its order."""
    return [one for function in getattr(parts(), place) for one in function(**facts)]


def panels(place: str, **facts: Any) -> dict[str, list[Panel]]:
    """The panels of a page by where they stand (`head`, `below`, `aside`), in the order of their providers.

    `place` is `strand`, `milestone` or `programme`. A provider gets `grants`, `today` (the day in Brussels)
    and the page's record, if it has one: `strand` or `milestone`.
    """
    found: list[Panel] = collect(place, today=clock.today(), **facts)
    return {where: [one for one in found if one.place == where] for where in ("head", "below", "aside")}
