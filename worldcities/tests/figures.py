"""The figures that pages show as links, and how many rows stand where each leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from django.urls import resolve
from lxml import html

from core import clock
from partnerships.services.waiting import waiting_confirmations

# A number of records, or of days where they are added up; not the rest of a list that was cut, and no name.
_COUNT = re.compile(r"(\d[\d,]*)(?: of \d+)?(?:$|:| (?!more\b)[a-z])")
_OF_TIME = re.compile(r"\d+ (?:days?|months?)\b")
_NO_COUNTS = ("/history/", "page=", "language=", "?year=", "/practice/")


def page_of(response: Any) -> Any:
    """The page as a tree."""
    return html.fromstring(response.content.decode())


def links_of(page: Any, address: str) -> Iterator[tuple[str, str]]:
    """What the content of a page links to within the portal: the words of the link and its address."""
    for link in page.iterfind(".//main//a[@href]"):
        target = urljoin(address, link.get("href"))
        if target.startswith("/") and not target.startswith("/accounts/"):
            yield " ".join(link.text_content().split()), target


def figure_of(words: str, target: str) -> int | None:
    """The number that a link promises; None for one that promises none."""
    found = _COUNT.match(words)
    if found is None or any(part in target for part in _NO_COUNTS):
        return None
    if _OF_TIME.match(words) and "/counts/" not in target:
        return None
    return int(found[1].replace(",", ""))


def rows_at(response: Any, target: str) -> int | float:
    """How many rows a page lists, or what they add up to; of the section that the address names, if it names one."""
    context, page = response.context, page_of(response)
    _path, _hash, anchor = target.partition("#")
    if anchor:
        (section,) = page.xpath("//*[@id=$id]/ancestor-or-self::section[1]", id=anchor)
        # Of a period's updates the missing ones are counted: they have no day.
        rows = section.findall(".//tbody/tr")
        return sum(anchor != "updates-heading" or row[-1].text_content().strip() == "–" for row in rows)
    if context.get("summed"):
        return float(context["value"].replace(",", "") or 0)
    if "page" in context:
        # What passes between two sides is counted for all, and listed for these alone; the page says how many it hides.
        return int(context["page"].paginator.count) + context.get("hidden", 0)
    name = resolve(target.partition("?")[0]).view_name
    if name == "partnerships:text":
        late = (one for one in waiting_confirmations([context["pairing"]]) if one.due < clock.today())
        return sum(one.url == target for one in late)
    if name == "reports:report-figure":
        rows = [row.text_content().split() for row in page.iterfind(".//main//tbody/tr")]
        return float(rows[-1][-1].replace(",", "")) if rows and rows[-1][0] == "Total" else len(rows)
    # The record itself.
    return 1
