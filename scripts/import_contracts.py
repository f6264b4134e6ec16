"""Contracts of import-linter that are our own: no import in a circle, and who imports whom in the folders of nouns.

`make check` reads them through `pyproject.toml`. Tests, their fixtures and migrations import what they like.
"""

import copy
import graphlib
from typing import NamedTuple

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, output

EXEMPT = {"tests", "migrations", "conftest"}
# What a folder, or a module, directly in an app is called that holds things of one kind, whichever their noun; also the
# last part of the name of what is split off a noun's module, `<what>_<kind>`. Any other folder of an app in which
# modules with one of the `MARKS` lie is a noun.
KINDS = {
    *("urls", "views", "acts", "actions", "admin", "middleware", "management", "forms", "services", "selectors"),
    *("access", "tables", "columns", "pack", "pages", "cards", "models", "querysets", "rules", "enums"),
    "fields",
}
MARKS = {"models", "actions", "services", "selectors", "forms", "views", "urls"}

ROWS = {"models", "querysets", "enums", "fields", "rules"}
REQUESTS = {"actions", "acts", "forms", "views", "urls", "admin"}
MAY_NOT_IMPORT = {
    "forms": {"actions", "acts", "services", "views", "urls", "admin"},
    "services": REQUESTS,
    "selectors": REQUESTS,
    "access": REQUESTS,
    "tables": REQUESTS,
    "columns": REQUESTS,
    "pack": REQUESTS,
    "rendering": REQUESTS,
    "actions": {"acts", "views", "urls", "admin"},
}
# `pages`: what pages below a record have alike; `cards`: what one noun shows on the pages of others.
OF_OTHERS_IN_VIEWS = ROWS | {"selectors", "access", "tables", "pages", "cards"}


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


class Place(NamedTuple):
    """Where a module lies: the folder of its noun, empty directly in an app, what kind of module it is, and whether its
    noun has actions: its views are then its own alone. `app` is named of what lies directly in it.
    """

    noun: str
    kind: str
    has_actions: bool = False
    app: str = ""


def _place(graph: ImportGraph, module: str) -> Place:
    app, name, kind = (*module.split(".")[:3], "", "")[:3]
    if app == "core":  # the ground of all apps, views and forms to build on included
        return Place("", "")
    if name in KINDS:
        return Place("", name, app=app)
    folder = f"{app}.{name}"
    kind = last if (last := kind.rpartition("_")[2]) in KINDS else kind
    is_noun = name and any(child.rpartition(".")[2] in MARKS for child in graph.find_children(folder))
    return Place(folder, kind, f"{folder}.actions" in graph.modules) if is_noun else Place("", "")


def crossings(graph: ImportGraph) -> list[str]:
    """Imports from or into a noun that go the wrong way, each with the rule that it breaks."""
    places = {module: _place(graph, module) for module in graph.modules if not EXEMPT & set(module.split("."))}
    return [
        f"{importer} -> {imported}: {rule}"
        for importer, here in sorted(places.items())
        for imported in sorted(graph.find_modules_directly_imported_by(importer) & places.keys())
        if not imported.startswith("core.") and (rule := _broken_rule(here, places[imported]))
    ]


def _broken_rule(here: Place, there: Place) -> str:
    """The rule that an import breaks, in words; nothing where it breaks none, or no noun is part of it."""
    if not here.noun and not there.noun:
        return ""
    other = bool(there.noun) and there.noun != here.noun
    denied = MAY_NOT_IMPORT.get(here.kind, set())
    if not here.has_actions and here.kind == "forms":
        denied = denied - {"services"}
    if there.kind in denied:
        return f"{here.kind} import no {there.kind}"
    if here.kind in ROWS and there.kind not in ROWS:
        return f"{here.kind} import only {', '.join(sorted(ROWS))}"
    is_urls = here.kind == "urls" and here.app == there.noun.partition(".")[0]
    if there.has_actions and there.kind == "views" and not is_urls and (other or here.kind != "views"):
        return "what is in a noun's views only the urls of its app import"
    if here.noun and other and here.kind == "actions" and there.kind == "actions":
        return "what two nouns both write is a service of the one that is written"
    if (
        here.has_actions
        and there.has_actions
        and other
        and here.kind == "views"
        and there.kind not in OF_OTHERS_IN_VIEWS
    ):
        return f"views import of other nouns only {', '.join(sorted(OF_OTHERS_IN_VIEWS))}"
    return ""


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


class NounFolders(NoCircles):
    """Who imports whom where each noun of an app is a folder, and between these and what is laid out by kind."""

    faults = staticmethod(crossings)
