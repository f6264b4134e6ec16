"""That what nouns offer to the pages of others is named in `worldcities/parts.py`, and takes the facts of its place."""

import inspect
import re
import sys

import pytest

from core.pack.stores import Table
from core.parts import parts
from partnerships.history.services import RecordKind
from partnerships.indicators.selectors import BuiltInCount
from partnerships.translations.services import TextPage
from reports.exports.work import ExportKind

PAGE = ("grants", "today")
FACTS = {
    "home": (*PAGE, "now", "since", "pairings"),
    "account": PAGE,
    "programme": PAGE,
    "strand": (*PAGE, "strand"),
    "pairing": ("grants", "pairing"),
    "milestone": (*PAGE, "milestone"),
    "tasks": PAGE,
    "waiting": (),
    "waiting_tasks": ("waiting",),
    "waiting_signals": ("waiting",),
    "search": ("grants", "query", "among"),
    "strand_links": ("strand",),
    "map_venues": ("grants", "strand"),
    "deadline_mails": ("today",),
    "access_ends": ("by", "person", "moment"),
    "access_returns": ("by", "person", "moment"),
    "hidden_acts": ("grants",),
}
OFFERED = {f"Iterable[{name}]" for name in ("Button", "Panel", "Task", "Found", "SearchGroup", "StrandLink")}
OFFERED |= {"Iterator[QuerySet[Any, Any]]", "Iterator[QuerySet]"}
APPS = ("core", "accounts", "partnerships", "events", "reports", "worldcities")
MODULES = [
    module
    for name, module in sorted(sys.modules.items())
    if name.split(".")[0] in APPS and not {"tests", "conftest"} & set(name.split("."))
]


def _held():
    """Everything that is named, whichever part it is of."""
    return {id(one) for name in parts().__slots__ for one in getattr(parts(), name)}


@pytest.mark.parametrize("place", FACTS)
def test_each_function_takes_the_facts_of_its_place(place):
    functions = getattr(parts(), place)
    assert functions
    for function in functions:
        inspect.signature(function).bind(**dict.fromkeys(FACTS[place]))


def test_every_function_that_offers_something_is_named():
    offering = [
        one
        for module in MODULES
        for name, one in vars(module).items()
        if inspect.isfunction(one)
        and one.__module__ == module.__name__
        and not name.startswith("_")
        and re.sub(r"[\w.]+\.", "", str(one.__annotations__.get("return"))) in OFFERED
    ]
    assert len(offering) > 30
    assert [f"{one.__module__}.{one.__name__}" for one in offering if id(one) not in _held()] == []


@pytest.mark.parametrize("kind", [RecordKind, TextPage, Table, BuiltInCount, ExportKind])
def test_every_kind_is_named(kind):
    found = {
        id(one): f"{module.__name__}.{name}"
        for module in MODULES
        for name, one in vars(module).items()
        if isinstance(one, kind) and not name.startswith("_")
    }
    assert found or kind is BuiltInCount
    assert {name for key, name in found.items() if key not in _held()} == set()


@pytest.mark.parametrize("name", ["record_kinds", "text_pages", "counts", "tabs", "export_kinds"])
def test_nothing_is_named_twice(name):
    found = getattr(parts(), name)
    assert len(found) == len(set(map(id, found)))
