"""The summary: the key figures, each as in the section that has its rows, and in a few lines what happened."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import BULLET, Block, KeyFigures, OutlineItem, Paragraph, Table, Written
from core.formats import join_names, spell_count
from partnerships.enums import NAMED, REACHED, UNSIGNED_AGREEMENT
from partnerships.indicators.counts import unknown_counts
from reports.enums import Section
from reports.progress.rendering.figure_labels import figure_label
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    number_or_unknown,
    plain,
    remarked,
    sheet,
    table,
)
from reports.progress.rendering.words import NOTHING, Data, Sheet, Words

# Told only where there are any: their being none says nothing beside the figure that stands before them.
_WHERE_ANY = {
    "events-not-reported", "milestones-open", "contacts", "publicity-items",
}  # fmt: skip


def blocks(data: Data, words: Words) -> Iterator[Block]:
    yield Paragraph(_covers(data, words))
    left_out = unknown_counts({one["key"]: one["value"] for one in data["keys"]})
    told = [one for one in data["keys"] if one["key"] not in left_out]
    yield KeyFigures([_figure(one, words) for one in told if one["value"] or one["key"] not in _WHERE_ANY])
    yield from _glance(data, words)
    yield Paragraph(_("What is not reported is no zero: it may have happened, and nobody has said."))


def _covers(data: Data, words: Words) -> str:
    facts = {
        "days": words.span(data["period"]),
        "today": words.date(data["today"]),
        "count": spell_count(len(data["pairings"]), words.language),
    }
    if data["of_pairing"]:
        said = _("This report covers %(days)s; every figure is as of %(today)s.") % facts
    else:
        said = (
            ngettext(
                "This report covers %(days)s and %(count)s pairing; every figure is as of %(today)s.",
                "This report covers %(days)s and %(count)s pairings; every figure is as of %(today)s.",
                len(data["pairings"]),
            )
            % facts
        )
    updates = data["updates"]
    if not updates["accepted"]:
        return f"{said} {_('It is compiled from the records alone: no city update was accepted.')}"
    rests = ngettext(
        "It rests on the records and on %(accepted)s accepted city update of %(partners)s partners.",
        "It rests on the records and on %(accepted)s accepted city updates of %(partners)s partners.",
        updates["accepted"],
    )
    return f"{said} {rests % {name: words.number(number) for name, number in updates.items()}}"


def _figure(one: One, words: Words) -> tuple[Written, Written]:
    number = words.written(number_or_unknown(words, one["value"]), words.language, one.get("url", ""))
    return number, remarked(figure_label(one["key"]), one, words)


def _glance(data: Data, words: Words) -> Iterator[Block]:
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
            Column(pgettext("table head", "Event"), "name", "link", 3),
            Column(pgettext("table head", "When"), "actual", "period", 1.95),
            Column(
                pgettext("plan", "First plan"),
                lambda row: words.span(row["baseline"]) if row["baseline"] else "",
                width=1.95,
            ),
            Column(
                pgettext("table head", "Where"),
                lambda row: join_names([plain(words, city) for city in row["cities"]], words.language) or NOTHING,
                width=2.7,
            ),
            Column(pgettext("table head", "Events"), lambda row: row["parts"] or 1, "number", 0.8),
        ],
        glance["events"],
        words,
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
        % {"count": spell_count(count, words.language), "status": str(status.label).lower()}
        for status in UNSIGNED_AGREEMENT
        if (count := data["glance"]["agreements"].get(status, 0))
    ]
    if not signed and not waiting:
        return ""
    first = _("no agreement was signed in the period")
    if signed:
        first = ngettext(
            "%(count)s agreement was signed in the period", "%(count)s agreements were signed in the period", signed
        ) % {"count": spell_count(signed, words.language)}
    return words.sentence([first, *waiting])


def _not_reported(glance: One, words: Words) -> str:
    titles = [
        words.bracketed(
            plain(words, one["title"]),
            ngettext("%(count)s pairing", "%(count)s pairings", one["pairings"])
            % {"count": spell_count(one["pairings"], words.language)},
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


def sheets(data: Data, words: Words) -> Iterator[Sheet]:

    def note(one: One) -> One | str:
        return one.get("remark", {}) if one["value"] is not None else pgettext("figures", "not reported")

    columns = [
        Column(pgettext("report", "Figure"), lambda one: figure_label(one["key"])),
        Column(pgettext("figure", "Value"), "value", "number"),
        Column(pgettext("of a figure", "Note"), note),
        Column(pgettext("report", "Section"), "section", Section),
        address_column(),
    ]
    yield sheet("summary", pgettext("sheet", "Key figures"), columns, data["keys"], words)
