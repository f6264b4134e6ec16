"""Contracts of import-linter that are our own: no import in a circle.

`make check` reads them through `pyproject.toml`. Tests, their fixtures and migrations import what they like.
"""

from __future__ import annotations

import copy
import graphlib

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

EXEMPT = {"tests", "migrations", "conftest"}


def circles(graph: ImportGraph) -> list[str]:
    """One circle of each knot of modules that reach each other, and how many modules the knot has."""
    graph = copy.deepcopy(graph)
    for module in graph.modules:
        if EXEMPT & set(module.split(".")):
            graph.remove_module(module)
    found = []
    while True:
        try:
            imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
            graphlib.TopologicalSorter(imports).prepare()
        except graphlib.CycleError as fault:
            circle = fault.args[1][::-1]
            knot = {circle[0]} | graph.find_upstream_modules(circle[0]) & graph.find_downstream_modules(circle[0])
            found.append(f"{' -> '.join(circle)} (in a knot of {len(knot)} modules)")
            for module in knot:
                graph.remove_module(module)
        else:
            return found


class NoCircles(Contract):
    """No module imports itself by way of others, in whichever app or folder they lie."""

    faults = staticmethod(circles)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at the whole graph."""
        faults = self.faults(graph)
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print a line for each fault."""
        for fault in check.metadata["faults"]:
            output.print_error(fault)
