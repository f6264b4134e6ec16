"""Indicators as a report tells them: baseline, target, previous, now; what is counted and what is measured apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Group, Heading, Paragraph, Row, Table, Written
from partnerships.enums import Direction, IndicatorLevel
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import cell, names_of, number_word, plain, plain_names, table, whole
from reports.rendering.sections.event_words import source_words
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_indicators(data: Data, words: Words) -> Iterator[Block]:
    """The figures of the whole, the sources of what is measured; of a strand also each pairing's with a target."""
    lines = [line for line in data["lines"] if bool(line["pairing"]) == data["of_pairing"]]
    if not lines:
        yield Paragraph(_("No indicator is measured."))
        return
    said = _("The portal counts these figures from its records; no indicator is measured.")
    if any(not line["computed"] for line in lines):
        said = _("Counts are made by the portal from its records; what is measured is entered with its source.")
    yield Paragraph(f"{said} {_('What is not reported is no zero.')}")
    yield _table(_by_kind(lines, words), _("Figures as of %(day)s.") % {"day": words.date(data["today"])})
    yield from _unreported(lines, words)
    measured = [line for line in data["lines"] if not line["computed"] and line["now"] is not None]
    if not data["of_pairing"]:
        yield from _pairings(data, words)
    if measured:
        yield Heading(_("Sources of measured values"), 2)
        yield _sources(measured, data, words)


def _by_kind(lines: Sequence[One], words: Words) -> Iterator[Row]:
    counts = [line for line in lines if line["computed"]]
    measured = [line for line in lines if not line["computed"]]
    if measured:
        yield Group(pgettext("figures", "Measured"))
        yield from (_line(line, words) for line in measured)
        yield Group(pgettext("figures", "Counted from the records"))
    yield from (_line(line, words) for line in counts)


def _table(rows: Iterable[Row], caption: str) -> Table:
    return table(
        [
            pgettext("table head", "Indicator"),
            pgettext("of an indicator", "Unit"),
            _("Baseline value"),
            _("Target value"),
            pgettext("value of an indicator", "Previous"),
            pgettext("value of an indicator", "Now"),
            _("Way to the target"),
        ],
        rows,
        widths=(3, 1.7, 1.1, 1.1, 1.2, 1.7, 1.6),
        numbers=(2, 3, 4, 5),
        caption=caption,
    )


def _line(line: One, words: Words) -> list[Written]:
    return [
        words.say(line["name"], url=line["url"]),
        words.say(line["unit"]),
        words.number(line["baseline"]) if line["baseline"] is not None else "",
        words.number(line["target"]) if line["target"] is not None else "",
        words.number(line["previous"]) if line["previous"] is not None else "",
        number_word(words, line["now"]),
        _way_words(line),
    ]


def _way_words(line: One) -> str:
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
    rows: list[Row] = []
    last = ""
    for line in data["lines"]:
        if not line["pairing"] or not _tells(line):
            continue
        if line["pairing"] != last:
            rows.append(Group(names[line["pairing"]]))
            last = line["pairing"]
        rows.append(_line(line, words))
    if rows:
        yield Heading(_("By pairing"), 2)
        yield _table(
            rows, _("Figures of pairings with a target or a measured value; the workbook (XLSX) has all of them.")
        )


def _tells(line: One) -> bool:
    return line["target"] is not None or (not line["computed"] and line["now"] is not None)


def _sources(lines: Sequence[One], data: Data, words: Words) -> Table:
    names = names_of(words, data)
    return table(
        [
            pgettext("table head", "Indicator"),
            _("Pairing"),
            pgettext("of a value", "As of"),
            pgettext("value of an indicator", "Now"),
            pgettext("of a value", "Source"),
            _("Document"),
        ],
        [
            [
                words.say(line["name"], url=line["url"]),
                names.get(line["pairing"], "") if not data["of_pairing"] else "",
                words.date(line["as_of"]),
                words.number(line["now"]),
                source_words(line["source"], words),
                line["document"].rpartition("/")[2],
            ]
            for line in lines
        ],
        widths=(3, 2.2, 1.6, 1, 2.6, 1.4),
        numbers=(3,),
    )


def indicator_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Every figure of every pairing and of the strand."""
    names = plain_names(words, data)
    rows: list[Sequence[Cell]] = [
        [
            names.get(line["pairing"]) or _("The whole strand"),
            plain(words, line["name"]),
            pgettext("figures", "Counted") if line["computed"] else pgettext("figures", "Measured"),
            str(IndicatorLevel(line["level"]).label),
            str(Direction(line["direction"]).label),
            plain(words, line["unit"]),
            line["baseline"],
            day_cell(line["baseline_on"]),
            line["target"],
            day_cell(line["due_on"]),
            line["previous"],
            day_cell(line["previous_on"]),
            line["now"],
            day_cell(line["as_of"]),
            cell(words, line["remark"]) if line["now"] is not None else pgettext("figures", "not reported"),
            None if line["percent"] is None else line["percent"] / 100,
            None if line["reached"] is None else _("yes") if line["reached"] else _("no"),
            line["unreported"] or None,
            line["source"] or None,
            line["document"] or None,
            line["slug"],
            whole(words, line["url"]),
        ]
        for line in data["lines"]
    ]
    yield Sheet("indicators", pgettext("sheet", "Indicators"), _head(), rows)


def _head() -> list[str]:
    return [
        _("Pairing"),
        pgettext("table head", "Indicator"),
        pgettext("of a figure", "Kind"),
        pgettext("of an indicator", "Level"),
        pgettext("of an indicator", "Direction"),
        pgettext("of an indicator", "Unit"),
        _("Baseline value"),
        _("Baseline as of"),
        _("Target value"),
        _("To be reached by"),
        pgettext("value of an indicator", "Previous"),
        _("Previous as of"),
        pgettext("value of an indicator", "Now"),
        pgettext("of a value", "As of"),
        pgettext("of a figure", "Note"),
        _("Share of the way to the target"),
        _("Target reached"),
        _("Milestones not reported"),
        pgettext("of a value", "Source"),
        _("Document"),
        _("Code"),
        _("Address"),
    ]


PART = Part(Section.INDICATORS, tell_indicators, indicator_sheets)
