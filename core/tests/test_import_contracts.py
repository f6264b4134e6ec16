"""The contracts on imports that are our own, tried on graphs made up for them."""

import runpy
from pathlib import Path

import pytest
from django.conf import settings
from grimp import ImportGraph

pytestmark = pytest.mark.one_database

CONTRACTS = runpy.run_path(str(Path(settings.BASE_DIR) / "scripts" / "import_contracts.py"))


def graph_of(*imports):
    """A graph of imports, each written ``importer -> imported``, with the packages that the modules lie in."""
    graph = ImportGraph()
    for line in imports:
        importer, imported = line.split(" -> ")
        for module in (importer, imported):
            parts = module.split(".")
            for depth in range(1, len(parts) + 1):
                graph.add_module(".".join(parts[:depth]))
        graph.add_import(importer=importer, imported=imported)
    return graph


def kept(contract, graph):
    return CONTRACTS[contract]("", {}, {}).check(graph, verbose=False).kept


def test_a_circle_over_two_nouns_is_found_and_named():
    graph = graph_of(
        "partnerships.pairings.services -> partnerships.milestones.services",
        "partnerships.milestones.services -> partnerships.milestones.texts",
        "partnerships.milestones.texts -> partnerships.pairings.services",
        "partnerships.milestones.services -> partnerships.pairings.models",
        "reports.periods.services -> partnerships.pairings.services",
    )

    (fault,) = CONTRACTS["circles"](graph)

    circle, _, size = fault.partition(" (in a ")
    first, *others = circle.split(" -> ")
    assert size == "knot of 3 modules)"
    assert first == others[-1]
    assert set(others) == {
        "partnerships.pairings.services",
        "partnerships.milestones.services",
        "partnerships.milestones.texts",
    }
    assert all(
        graph.direct_import_exists(importer=a, imported=b) for a, b in zip([first, *others], others, strict=False)
    )
    assert not kept("NoCircles", graph)


def test_each_knot_is_found():
    graph = graph_of("core.a -> core.b", "core.b -> core.a", "events.a -> events.b", "events.b -> events.a")

    assert len(CONTRACTS["circles"](graph)) == 2


def test_folders_that_import_from_each_other_are_no_circle_while_no_module_is():
    graph = graph_of(
        "partnerships.pairings.selectors -> partnerships.agreements.models",
        "partnerships.agreements.models -> partnerships.pairings.models",
        "partnerships.pairings.tests.test_pages -> partnerships.pairings.selectors",
        "partnerships.pairings.models -> partnerships.pairings.tests.test_pages",
    )

    assert kept("NoCircles", graph)


ALLOWED = [
    "partnerships.agreements.models -> partnerships.querysets.journey",
    "partnerships.agreements.models -> partnerships.pairings.models",
    "partnerships.agreements.models -> core.models",
    "partnerships.models -> partnerships.agreements.models",
    "partnerships.agreements.actions -> partnerships.agreements.forms",
    "partnerships.agreements.actions -> partnerships.pairings.services",
    "partnerships.agreements.actions -> partnerships.documents.services",
    "partnerships.agreements.services -> partnerships.documents.services",
    "partnerships.documents.services -> partnerships.agreements.services",
    "partnerships.documents.services -> partnerships.agreements.selectors",
    "partnerships.agreements.forms -> partnerships.agreements.selectors",
    "partnerships.documents.forms -> partnerships.agreements.services",
    "partnerships.agreements.views -> partnerships.agreements.actions",
    "partnerships.agreements.views -> partnerships.pairings.selectors",
    "partnerships.agreements.views -> partnerships.programmes.views",
    "partnerships.documents.views -> partnerships.agreements.selectors",
    "partnerships.documents.views -> partnerships.agreements.actions",
    "partnerships.urls -> partnerships.agreements.views",
    "partnerships.agreements.tests.test_pages -> partnerships.pairings.views",
    "worldcities.demo.story -> partnerships.agreements.actions",
]
REFUSED = [
    "partnerships.agreements.models -> partnerships.agreements.services",
    "partnerships.agreements.models -> partnerships.documents.services",
    "partnerships.agreements.models -> partnerships.agreements.wording",
    "partnerships.models -> partnerships.agreements.selectors",
    "partnerships.agreements.forms -> partnerships.agreements.actions",
    "partnerships.agreements.forms -> partnerships.documents.services",
    "partnerships.documents.forms -> partnerships.agreements.actions",
    "partnerships.agreements.services -> partnerships.agreements.actions",
    "partnerships.agreements.services -> partnerships.documents.forms",
    "partnerships.agreements.selectors -> partnerships.agreements.views",
    "partnerships.agreements.tables -> partnerships.agreements.actions",
    "partnerships.agreements.pack -> partnerships.agreements.forms",
    "partnerships.documents.services -> partnerships.agreements.actions",
    "reports.periods.services -> partnerships.agreements.actions",
    "partnerships.agreements.actions -> partnerships.pairings.actions",
    "partnerships.agreements.actions -> partnerships.agreements.views",
    "partnerships.agreements.views -> partnerships.pairings.actions",
    "partnerships.agreements.views -> partnerships.pairings.views",
    "partnerships.agreements.actions -> partnerships.pairings.acts",
    "partnerships.agreements.text_services -> partnerships.pairings.state_acts",
    "partnerships.agreements.admin -> partnerships.agreements.views",
    "partnerships.documents.views -> partnerships.agreements.views",
    "worldcities.urls -> partnerships.agreements.views",
]


@pytest.mark.parametrize("line", ALLOWED)
def test_imports_that_nouns_may_have(line):
    assert CONTRACTS["crossings"](_with_nouns(line)) == []


@pytest.mark.parametrize("line", REFUSED)
def test_imports_that_nouns_may_not_have_are_named(line):
    graph = _with_nouns(line)

    (fault,) = CONTRACTS["crossings"](graph)

    assert fault.startswith(f"{line}: ")
    assert not kept("NounFolders", graph)


def _with_nouns(line):
    """The graph of one import, where agreements and pairings have models and actions, and so are nouns."""
    graph = graph_of(line)
    for module in ("partnerships.agreements", "partnerships.pairings"):
        graph.add_module(module)
        for kind in ("models", "actions"):
            graph.add_module(f"{module}.{kind}")
    return graph
