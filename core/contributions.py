"""What apps further right add to pages further left, without the pages knowing them.

An app's `contributions.py` is found as Django admin finds `admin.py`. It registers providers
for a place: `home` (panels of my tasks) and `search` (groups of results). A provider answers in
a constant number of queries, so a page costs a constant plus the number of its providers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Provider = Callable[..., Any]
_PROVIDERS: dict[str, list[Provider]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of a page: the template that draws it and what it shows."""

    template: str
    context: dict[str, Any]


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
    results: list[SearchResult] = field(default_factory=list)
    more: bool = False


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
