"""The handbook's chapters in order, who reads which first, and which one explains a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.access import Grants
from core.folding import fold, holds, query_parts
from core.parts import SearchGroup, SearchResult
from worldcities.prose import Prose, prose_path, read_prose

FOLDER = "handbook"
CHAPTERS = (
    "start",
    "tasks",
    "journey",
    "confirm",
    "projects",
    "contacts",
    "matching",
    "hours",
    "events",
    "delegates",
    "visits",
    "trips",
    "agreements",
    "updates",
    "results",
    "exports",
    "staff",
    "authority",
    "administration",
    "operating",
    "words",
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What somebody of a role reads, in the order in which they need it."""

    role: str
    title: str | Promise
    chapters: tuple[str, ...]


SHELVES = (
    Shelf(
        "coordinator",
        _("I coordinate a city’s partnership"),
        (
            "start",
            "tasks",
            "journey",
            "confirm",
            "projects",
            "contacts",
            "matching",
            "hours",
            "events",
            "visits",
            "trips",
            "agreements",
            "updates",
            "results",
        ),
    ),
    Shelf("staff", _("I run the programme"), ("staff", "tasks", "events", "updates", "results", "exports")),
    Shelf("authority", _("I read for the contracting authority"), ("authority", "journey", "updates", "exports")),
    Shelf("observer", _("I observe"), ("start", "journey", "projects", "words")),
    Shelf("delegate", _("I was nominated as a delegate"), ("delegates",)),
    Shelf("administrator", _("I administer"), ("administration", "operating", "staff", "exports")),
)

# The chapter that explains a page, by how the name of its address begins; the longest beginning counts. Public
# pages of results are for readers who know nothing of the portal: no chapter.
CHAPTER_OF_PAGES = {
    "my-tasks": "tasks",
    "accounts:": "start",
    "my-data": "start",
    "operation": "operating",
    "account_": "start",
    "mfa_": "start",
    "events:": "events",
    "events:delegate-page": "delegates",
    "events:delegate-data": "delegates",
    "events:delegate-done": "delegates",
    "events:delegate-erase": "delegates",
    "events:interest": "visits",
    "events:minutes": "visits",
    "events:trip": "trips",
    "events:visit-note": "visits",
    "partnerships:access": "staff",
    "partnerships:agreement": "agreements",
    "partnerships:closing-day": "hours",
    "partnerships:comment": "contacts",
    "partnerships:confirm": "confirm",
    "partnerships:contact": "contacts",
    "partnerships:coordinator": "staff",
    "partnerships:deputy": "tasks",
    "partnerships:document": "agreements",
    "partnerships:figure-rows": "projects",
    "partnerships:follow-up": "contacts",
    "partnerships:hand-over": "staff",
    "partnerships:hours": "hours",
    "partnerships:indicator": "projects",
    "partnerships:interest": "matching",
    "partnerships:match": "matching",
    "partnerships:measurement": "projects",
    "partnerships:milestone": "journey",
    "partnerships:note": "contacts",
    "partnerships:organisation": "projects",
    "partnerships:other-": "matching",
    "partnerships:pairing": "journey",
    "partnerships:pairing-close": "staff",
    "partnerships:pairing-edit": "staff",
    "partnerships:pairing-indicators": "projects",
    "partnerships:pairing-open": "staff",
    "partnerships:pairing-projects": "projects",
    "partnerships:partner": "matching",
    "partnerships:partner-add": "staff",
    "partnerships:partner-correct": "staff",
    "partnerships:people": "staff",
    "partnerships:person": "staff",
    "partnerships:plan": "staff",
    "partnerships:practice": "matching",
    "partnerships:programme": "staff",
    "partnerships:project": "projects",
    "partnerships:question-": "matching",
    "partnerships:record-": "start",
    "partnerships:remind": "staff",
    "partnerships:result": "projects",
    "partnerships:round": "staff",
    "partnerships:stage": "staff",
    "partnerships:strand": "journey",
    "partnerships:strand-agreements": "agreements",
    "partnerships:strand-settings": "staff",
    "partnerships:strand-start": "staff",
    "partnerships:target": "projects",
    "partnerships:text": "confirm",
    "partnerships:theme": "matching",
    "partnerships:theme-add": "staff",
    "partnerships:theme-edit": "staff",
    "partnerships:timeline": "journey",
    "partnerships:translation": "start",
    "reports:": "updates",
    "reports:all-results": "",
    "reports:archive": "exports",
    "reports:brief": "exports",
    "reports:dashboard": "authority",
    "reports:export": "exports",
    "reports:import": "staff",
    "reports:programme-dashboard": "authority",
    "reports:publicity": "results",
    "reports:results": "",
    "reports:results-edit": "results",
    "reports:results-preview": "results",
    "reports:results-release": "results",
    "reports:results-withdraw": "results",
}


def read_chapter(name: str) -> Prose:
    """A chapter in the reader's language."""
    return read_prose(FOLDER, name, get_language() or "en")


def chapter_of_page(view_name: str) -> str:
    """The chapter that explains the page of an address's name; empty where none does."""
    known = [beginning for beginning in CHAPTER_OF_PAGES if view_name.startswith(beginning)]
    return CHAPTER_OF_PAGES[max(known, key=len)] if known else ""


def neighbours(name: str) -> tuple[str | None, str | None]:
    """The chapters before and after one, in the order of the handbook."""
    place = CHAPTERS.index(name)
    before = CHAPTERS[place - 1] if place else None
    after = CHAPTERS[place + 1] if place + 1 < len(CHAPTERS) else None
    return before, after


def chapters_with(query: str) -> list[str]:
    """The chapters whose source in the reader's language holds every word of the query, in any order."""
    language = get_language() or "en"
    words = query_parts(query)
    return [name for name in CHAPTERS if words and holds(words, _folded(name, language))]


@lru_cache(maxsize=64)
def _folded(name: str, language: str) -> str:
    """A chapter's source as it is searched, kept for the process."""
    return fold(prose_path(FOLDER, name, language).read_text(encoding="utf-8"))


def chapters_found(*, grants: Grants, query: str, **_facts: Any) -> Iterable[SearchGroup]:
    """Chapters that hold every word; everybody may read them."""
    results = [
        SearchResult(
            name=read_chapter(name).title,
            language=get_language() or "en",
            url=reverse("help-chapter", args=[name]),
        )
        for name in chapters_with(query)
    ]
    yield SearchGroup.of(gettext("Handbook"), results)
