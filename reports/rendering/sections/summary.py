"""The summary: the key figures at a glance, each as the section tells it in which it has its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, KeyFigures, Paragraph, Written
from core.formats import count_word
from partnerships.services.counts import unsaid
from reports.enums import Section
from reports.rendering.figure_labels import figure_label
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import cell, number_word, remarked, whole
from reports.rendering.sections.glance import tell_glance
from reports.rendering.words import Words

type One = Mapping[str, Any]
# Told only where there are any: their being none says nothing beside the figure that stands before them.
_WHERE_ANY = {
    "events-not-reported", "milestones-open", "contacts", "publicity-items",
}  # fmt: skip


def tell_summary(data: Data, words: Words) -> Iterator[Block]:
    """What the report covers and on how many updates it rests, the figures, and what happened."""
    yield Paragraph(_covers(data, words))
    left_out = unsaid({one["key"]: one["value"] for one in data["keys"]})
    told = [one for one in data["keys"] if one["key"] not in left_out]
    yield KeyFigures([_told(one, words) for one in told if one["value"] or one["key"] not in _WHERE_ANY])
    yield from tell_glance(data, words)
    yield Paragraph(_("What is not reported is no zero: it may have happened, and nobody has said."))


def _covers(data: Data, words: Words) -> str:
    facts = {
        "days": words.span(data["period"]),
        "today": words.date(data["today"]),
        "count": count_word(len(data["pairings"]), words.language),
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


def _told(one: One, words: Words) -> tuple[Written, Written]:
    number = words.written(number_word(words, one["value"]), words.language, one.get("url", ""))
    return number, remarked(figure_label(one["key"]), one, words)


def summary_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """The figures with the section that has their rows."""
    rows: list[Sequence[Cell]] = [
        [
            figure_label(one["key"]),
            one["value"],
            cell(words, one.get("remark", {})) if one["value"] is not None else pgettext("figures", "not reported"),
            str(Section(one["section"]).label),
            whole(words, one.get("url", "")),
        ]
        for one in data["keys"]
    ]
    head = [
        pgettext("report", "Figure"),
        pgettext("figure", "Value"),
        pgettext("of a figure", "Note"),
        pgettext("report", "Section"),
        _("Address"),
    ]
    yield Sheet("summary", pgettext("sheet", "Key figures"), head, rows)


PART = Part(Section.SUMMARY, tell_summary, summary_sheets)
