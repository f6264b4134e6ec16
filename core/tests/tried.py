"""What a run has tried, for the counts at its end: they may not fall when tests become fewer or quicker."""

ACCESS = "cells of the access table"
PAGES = "pages x languages x widths looked at in a browser"
TRANSITIONS = "transitions x roles tried"
# Each thing once, however often it was tried, and whichever worker did.
TRIED: dict[str, set[str]] = {ACCESS: set(), PAGES: set(), TRANSITIONS: set()}


def tried(kind: str, *what: object) -> None:
    """Note that this was tried."""
    TRIED[kind].add(" ".join(map(str, what)))
