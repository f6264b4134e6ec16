"""Figures beside each other: the key figures at a glance, and the indicators."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import BULLET, Block, Group, Heading, KeyFigures, OutlineItem, Paragraph, Table, Written
from core.formats import join_names, spell_count
from partnerships.enums import NAMED, REACHED, UNSIGNED_AGREEMENT, Direction, IndicatorLevel
from partnerships.indicators.selectors import unknown_counts
from reports.enums import Section
from reports.progress.rendering.phrases import NOTHING, Data, Phrases, Sheet, figure_label
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    names_of,
    paper_column,
    sheet,
    table,
)
from reports.progress.rendering.sections.rows import source_link

# Told only where there are any: their being none says nothing beside the figure that stands before them.
_WHERE_ANY = {
    "events-not-reported", "milestones-open", "contacts", "publicity-items",
}  # fmt: skip


def summary_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    yield Paragraph(_covers(data, words))
    left_out = unknown_counts({one["key"]: one["value"] for one in data["keys"]})
    told = [one for one in data["keys"] if one["key"] not in left_out]
    yield KeyFigures([_figure(one, words) for one in told if one["value"] or one["key"] not in _WHERE_ANY])
    yield from _glance(data, words)
    yield Paragraph(_("“Not reported” does not mean zero: it may have happened without being reported."))


def _covers(data: Data, words: Phrases) -> str:
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
        return words.sentences(said, _("It is compiled from the records alone: no city update was accepted."))
    rests = ngettext(
        "Based on the records and on %(accepted)s accepted city update of %(partners)s partners.",
        "Based on the records and on %(accepted)s accepted city updates of %(partners)s partners.",
        updates["accepted"],
    )
    return words.sentences(said, rests % {name: words.number(number) for name, number in updates.items()})


def _figure(one: One, words: Phrases) -> tuple[Written, Written]:
    number = words.written(words.reported(one["value"]), words.language, one.get("url", ""))
    return number, words.remarked(figure_label(one["key"]), one)


def _glance(data: Data, words: Phrases) -> Iterator[Block]:
    """A table of what was held, then a line each on projects, agreements and what nobody reported."""
    glance = data.get("glance")
    if not glance:
        return
    if glance["events"]:
        yield _events(glance, words)
    for line in (_projects(glance, words), _agreements(data, words), _not_reported(glance, words)):
        if line:
            yield OutlineItem(line, 1, BULLET)


def _events(glance: One, words: Phrases) -> Table:
    caption = _("What was held in the period.")
    if more := glance["more_events"]:
        left = ngettext(
            "%(count)s more is in the section on events.", "%(count)s more are in the section on events.", more
        )
        caption = words.sentences(caption, left % {"count": words.number(more)})
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
                lambda row: join_names([words.plain(city) for city in row["cities"]], words.language) or NOTHING,
                width=2.7,
            ),
            Column(pgettext("table head", "Events"), lambda row: row["parts"] or 1, "number", 0.8),
        ],
        glance["events"],
        words,
        caption=caption,
    )


def _projects(glance: One, words: Phrases) -> str:
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


def _agreements(data: Data, words: Phrases) -> str:
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


def _not_reported(glance: One, words: Phrases) -> str:
    titles = [
        words.bracketed(
            words.plain(one["title"]),
            ngettext("%(count)s pairing", "%(count)s pairings", one["pairings"])
            % {"count": spell_count(one["pairings"], words.language)},
        )
        if one["pairings"] > 1
        else words.plain(one["title"])
        for one in glance["not_reported"]
    ]
    if not titles:
        return ""
    if more := glance["more_not_reported"]:
        titles.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": words.number(more)})
    return _("Milestones that nobody reported: %(milestones)s.") % {"milestones": words.joined(titles)}


def summary_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:

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


def indicators_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    lines = [line for line in data["lines"] if bool(line["pairing"]) == data["of_pairing"]]
    if not lines:
        yield Paragraph(_("No indicator is measured."))
        return
    said = _("The portal counts these figures from its records; no indicator is measured.")
    if any(not line["computed"] for line in lines):
        said = _("Counts are made by the portal from its records; what is measured is entered with its source.")
    yield Paragraph(words.sentences(said, _("“Not reported” does not mean zero.")))
    caption = _("Figures as of %(day)s.") % {"day": words.date(data["today"])}
    yield table(_columns(data, words), _by_kind(lines), words, caption=caption)
    yield from _unreported(lines, words)
    measured = [line for line in data["lines"] if not line["computed"] and line["now"] is not None]
    if not data["of_pairing"]:
        yield from _pairings(data, words)
    if measured:
        yield Heading(_("Sources of measured values"), 2)
        yield table(_source_columns(data, words), measured, words)


def _by_kind(lines: Sequence[One]) -> Iterator[Group | One]:
    counts = [line for line in lines if line["computed"]]
    measured = [line for line in lines if not line["computed"]]
    if measured:
        yield Group(pgettext("figures", "Measured"))
        yield from measured
        yield Group(pgettext("figures", "Counted from the records"))
    yield from counts


def _columns(data: Data, words: Phrases) -> list[Column]:
    names = {row["code"]: row["name"] for row in data["pairings"]}

    def kind(line: One) -> str:
        return pgettext("figures", "Counted") if line["computed"] else pgettext("figures", "Measured")

    def note(line: One) -> One | str:
        return line["remark"] if line["now"] is not None else pgettext("figures", "not reported")

    def reached(line: One) -> str | None:
        return None if line["reached"] is None else _("yes") if line["reached"] else _("no")

    return [
        Column(_("Pairing"), lambda line: names.get(line["pairing"]) or _("The whole strand")),
        Column(pgettext("table head", "Indicator"), "name", "link", 3),
        Column(pgettext("of a figure", "Kind"), kind),
        Column(pgettext("of an indicator", "Level"), "level", IndicatorLevel),
        Column(pgettext("of an indicator", "Direction"), "direction", Direction),
        Column(pgettext("of an indicator", "Unit"), "unit", width=1.7),
        Column(_("Baseline value"), "baseline", "number", 1.1),
        Column(_("Baseline as of"), "baseline_on", "date"),
        Column(_("Target value"), "target", "number", 1.1),
        Column(_("To be reached by"), "due_on", "date"),
        Column(pgettext("value of an indicator", "Previous"), "previous", "number", 1.2),
        Column(_("Previous as of"), "previous_on", "date"),
        Column(pgettext("value of an indicator", "Now"), "now", "reported", 1.7),
        Column(pgettext("of a value", "As of"), "as_of", "date"),
        paper_column(_("Way to the target"), _way, 1.6),
        Column(pgettext("of a figure", "Note"), note),
        Column(_("Share of the way to the target"), "percent", "percent"),
        Column(_("Target reached"), reached),
        Column(_("Milestones not reported"), lambda line: line["unreported"] or None, "number"),
        Column(pgettext("of a value", "Source"), "source"),
        Column(_("Document"), "document"),
        Column(_("Code"), "slug"),
        address_column(),
    ]


def _way(line: One) -> str:
    """How far it has come towards its target; nothing without a target or a value."""
    if line["reached"] is None:
        return ""
    if line["reached"]:
        return pgettext("target", "reached")
    if line["percent"] is None:
        return pgettext("target", "not reached")
    if line["percent"] < 0:
        return pgettext("target", "further away than at the baseline")
    return f"{line['percent']}%"


def _unreported(lines: Sequence[One], words: Phrases) -> Iterator[Block]:
    """Milestones of which nobody can say whether they were in time, and what other counts do not tell."""
    if number := max((line["unreported"] for line in lines), default=0):
        said = ngettext(
            "%(count)s milestone is in neither figure: it is not known whether it was on time.",
            "%(count)s milestones are in neither figure: it is not known whether they were on time.",
            number,
        )
        yield Paragraph(said % {"count": words.number(number)})
    for line in lines:
        if remark := words.plain(line["remark"]):
            yield Paragraph(_("%(figure)s: %(remark)s.") % {"figure": words.plain(line["name"]), "remark": remark})


def _pairings(data: Data, words: Phrases) -> Iterator[Block]:
    """Of each pairing what has a target or is measured; the workbook has all figures of all."""
    names = names_of(words, data)
    rows: list[Group | One] = []
    last = ""
    for line in data["lines"]:
        if not line["pairing"] or not _is_shown(line):
            continue
        if line["pairing"] != last:
            rows.append(Group(names[line["pairing"]]))
            last = line["pairing"]
        rows.append(line)
    if rows:
        yield Heading(_("By side and pairing"), 2)
        caption = _("Figures of pairings with a target or a measured value; the workbook (XLSX) has all of them.")
        yield table(_columns(data, words), rows, words, caption=caption)


def _is_shown(line: One) -> bool:
    return line["target"] is not None or (not line["computed"] and line["now"] is not None)


def _source_columns(data: Data, words: Phrases) -> list[Column]:
    names = names_of(words, data)
    return [
        Column(pgettext("table head", "Indicator"), "name", "link", 3),
        Column(_("Pairing"), lambda line: "" if data["of_pairing"] else names.get(line["pairing"]), width=2.2),
        Column(pgettext("of a value", "As of"), lambda line: words.date(line["as_of"]), width=1.6),
        Column(pgettext("value of an indicator", "Now"), "now", "number", 1),
        Column(pgettext("of a value", "Source"), lambda line: source_link(line["source"], words), width=2.6),
        Column(_("Document"), lambda line: line["document"].rpartition("/")[2], width=1.4),
    ]


def indicators_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("indicators", pgettext("sheet", "Indicators"), _columns(data, words), data["lines"], words)
