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
        "reports.services.dashboard -> partnerships.pairings.services",
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
