"""What apps further right add to pages further left, without the pages knowing them.

An app's `contributions.py` is found as Django admin finds `admin.py`. It registers providers for a place: `home`
(panels of my tasks), `account` (panels of my account), `programme` (panels of its page), `tasks` (what waits for
somebody), `signals` (what needs attention in a pairing) and `search` (groups of results). On the pages of a `strand`,
`partner`, `pairing` and `milestone` it adds panels, to the navigation of a strand links (`strand-links`, which cost no
query), and to its map the cities of venues (`map-venues`). A provider answers in a constant number of queries, so a
page costs a constant plus the number of its providers.
`deadline-mails` queues mails by the clock, and answers how many.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

Provider = Callable[..., Any]
_PROVIDERS: dict[str, list[Provider]] = defaultdict(list)
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
    """A page of a strand. `section` is the word by which a page says that it lies there.

    `place` is `main` for the main navigation, or `more` for the links on the strand's own page.
    """

    section: str
    label: str
    url: str
    place: str = "main"


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
    """An act that needs no more than a click: where it is posted to, and which version of the record it is for."""

    url: str
    label: str
    version: int


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for somebody: what to do with which thing, why, until when.

    `mine` tells what waits for the reader from what another owes the reader, named in `waits_for`.
    `language` is the one that `thing` is written in. `halves` are the states of the two-part mark
    (EU, counterpart) where it is about a confirmation. `about` names the pairing that it belongs to,
    `answer_url` is where the button leads where that is another page than the thing's own. `when` is
    the due date in words where it is not known to the day: `due` is then the last day it can mean.
    `together_url` is where it and its like of the same pairing are answered at once.
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
    act: OneClick | None = None
    halves: tuple[str, str] | None = None
    about: str = ""
    answer_url: str = ""
    when: str = ""
    together_url: str = ""

    def days_left(self, today: dt.date) -> int | None:
        """Days until it is due, below zero once it is late; None without a day."""
        return (self.due - today).days if self.due else None


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look at a pairing; `level` is WATCH or RISK, `sentence` says why in full."""

    kind: str
    level: str
    pairing_id: int
    sentence: str
    url: str


def provides(place: str) -> Callable[[Provider], Provider]:
    """Register the function below for a place."""

    def register(provider: Provider) -> Provider:
        if provider not in _PROVIDERS[place]:
            _PROVIDERS[place].append(provider)
        return provider

    return register


def collect(place: str, **facts: Any) -> list[Any]:
    """Ask every provider of a place, in the order of the apps."""
    answers: list[Any] = []
    for provider in _PROVIDERS[place]:
        answer: Iterable[Any] = provider(**facts)
        answers.extend(answer)
    return answers
