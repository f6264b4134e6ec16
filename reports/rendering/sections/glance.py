"""What happened, on the first page of a report: the events, and how far projects and agreements have come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import BULLET, Block, OutlineItem, Table
from core.formats import count_word, join_names
from partnerships.enums import NAMED, REACHED, UNSIGNED_AGREEMENT
from reports.rendering.parts import Data
from reports.rendering.sections.cells import plain, table
from reports.rendering.words import NOTHING, Words

type One = Mapping[str, Any]
# In the order in which they follow each other; what lapsed is told by its own section.


def tell_glance(data: Data, words: Words) -> Iterator[Block]:
    """A table of what was held, then a line each on projects, agreements and what nobody reported."""
    glance = data.get("glance")
    if not glance:
        return
    if glance["events"]:
        yield _events(glance, words)
    for line in (_projects(glance, words), _agreements(data, words), _not_reported(glance, words)):
        if line:
            yield OutlineItem(line, 1, BULLET)


def _events(glance: One, words: Words) -> Table:
    caption = _("What was held in the period.")
    if more := glance["more_events"]:
        left = ngettext(
            "%(count)s more stands in the section of events.", "%(count)s more stand in the section of events.", more
        )
        caption = f"{caption} {left % {'count': words.number(more)}}"
    return table(
        [
            pgettext("table head", "Event"),
            pgettext("table head", "When"),
            pgettext("plan", "First plan"),
            pgettext("table head", "Where"),
            pgettext("table head", "Events"),
        ],
        [
            [
                words.say(row["name"], url=row["url"]),
                words.span(row["actual"]),
                words.span(row["baseline"]) if row["baseline"] else "",
                join_names([plain(words, city) for city in row["cities"]], words.language) or NOTHING,
                words.number(row["parts"] or 1),
            ]
            for row in glance["events"]
        ],
        widths=(3, 1.95, 1.95, 2.7, 0.8),
        numbers=(4,),
        caption=caption,
    )


def _projects(glance: One, words: Words) -> str:
    """What two sides have agreed, also where it is nothing, before what was named or is talked about."""
    counts = glance["levels"]
    named = [level for level in reversed(NAMED) if counts.get(level)]
    if not named and not any(counts.get(level) for level in REACHED):
        return ""
    each = [
        pgettext("projects on a level", "%(count)s %(level)s")
        % {"count": words.number(counts.get(level, 0)), "level": str(level.label).lower()}
        for level in (*REACHED, *named)
    ]
    return _("Cooperation projects: %(levels)s.") % {"levels": ", ".join(each)}


def _agreements(data: Data, words: Words) -> str:
    """Signed ones are those of the period; an older one tells nothing of it."""
    signed = next((one["value"] for one in data["keys"] if one["key"] == "agreements-signed-in-period"), 0)
    waiting = [
        pgettext("agreements of a status", "%(count)s %(status)s")
        % {"count": count_word(count, words.language), "status": str(status.label).lower()}
        for status in UNSIGNED_AGREEMENT
        if (count := data["glance"]["agreements"].get(status, 0))
    ]
    if not signed and not waiting:
        return ""
    first = _("no agreement was signed in the period")
    if signed:
        first = ngettext(
            "%(count)s agreement was signed in the period", "%(count)s agreements were signed in the period", signed
        ) % {"count": count_word(signed, words.language)}
    return words.sentence([first, *waiting])


def _not_reported(glance: One, words: Words) -> str:
    titles = [
        words.bracketed(
            plain(words, one["title"]),
            ngettext("%(count)s pairing", "%(count)s pairings", one["pairings"])
            % {"count": count_word(one["pairings"], words.language)},
        )
        if one["pairings"] > 1
        else plain(words, one["title"])
        for one in glance["not_reported"]
    ]
    if not titles:
        return ""
    if more := glance["more_not_reported"]:
        titles.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": words.number(more)})
    return _("Milestones that nobody reported: %(milestones)s.") % {"milestones": words.joined(titles)}
