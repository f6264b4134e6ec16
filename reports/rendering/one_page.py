"""Documents that never need more than one page: as much as there is room for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

# How many pages a file of typst has: the root of its tree of pages says so in the open.
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


def _page_count(content: bytes) -> int:
    """The pages of a PDF that our renderer made; raises ValueError for another."""
    found = _PAGES.search(content)
    if found is None:
        message = "a PDF that does not say how many pages it has"
        raise ValueError(message)
    return int(found[1])


def on_one_page(make: Callable[[int], bytes], sizes: Iterable[int]) -> bytes:
    """The first of the sizes, the largest first, that fits on one page; raises ValueError where none does."""
    for size in sizes:
        content = make(size)
        if _page_count(content) == 1:
            return content
    message = "nothing fits on one page"
    raise ValueError(message)
