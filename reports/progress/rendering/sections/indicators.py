"""Indicators in a report: baseline, target, previous, now; what is counted and what is measured apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Group, Heading, Paragraph
from partnerships.enums import Direction, IndicatorLevel
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    names_of,
    paper_column,
    plain,
    sheet,
    table,
)
from reports.progress.rendering.sections.event_rows import source_link
from reports.progress.rendering.words import Data, Sheet, Words


def blocks(data: Data, words: Words) -> Iterator[Block]:
    lines = [line for line in data["lines"] if bool(line["pairing"]) == data["of_pairing"]]
    if not lines:
        yield Paragraph(_("No indicator is measured."))
        return
    said = _("The portal counts these figures from its records; no indicator is measured.")
    if any(not line["computed"] for line in lines):
        said = _("Counts are made by the portal from its records; what is measured is entered with its source.")
    yield Paragraph(f"{said} {_('What is not reported is no zero.')}")
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


def _columns(data: Data, words: Words) -> list[Column]:
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


def _unreported(lines: Sequence[One], words: Words) -> Iterator[Block]:
    """Milestones of which nobody can say whether they were in time, and what other counts do not tell."""
    if number := max((line["unreported"] for line in lines), default=0):
        said = ngettext(
            "%(count)s milestone counts neither as on time nor as late: nobody can say whether it was in time.",
            "%(count)s milestones count neither as on time nor as late: nobody can say whether they were in time.",
            number,
        )
        yield Paragraph(said % {"count": words.number(number)})
    for line in lines:
        if remark := plain(words, line["remark"]):
            yield Paragraph(_("%(figure)s: %(remark)s.") % {"figure": plain(words, line["name"]), "remark": remark})


def _pairings(data: Data, words: Words) -> Iterator[Block]:
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
        yield Heading(_("By pairing"), 2)
        caption = _("Figures of pairings with a target or a measured value; the workbook (XLSX) has all of them.")
        yield table(_columns(data, words), rows, words, caption=caption)


def _is_shown(line: One) -> bool:
    return line["target"] is not None or (not line["computed"] and line["now"] is not None)


def _source_columns(data: Data, words: Words) -> list[Column]:
    names = names_of(words, data)
    return [
        Column(pgettext("table head", "Indicator"), "name", "link", 3),
        Column(_("Pairing"), lambda line: "" if data["of_pairing"] else names.get(line["pairing"]), width=2.2),
        Column(pgettext("of a value", "As of"), lambda line: words.date(line["as_of"]), width=1.6),
        Column(pgettext("value of an indicator", "Now"), "now", "number", 1),
        Column(pgettext("of a value", "Source"), lambda line: source_link(line["source"], words), width=2.6),
        Column(_("Document"), lambda line: line["document"].rpartition("/")[2], width=1.4),
    ]


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("indicators", pgettext("sheet", "Indicators"), _columns(data, words), data["lines"], words)
