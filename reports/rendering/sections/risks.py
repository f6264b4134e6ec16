"""Risks and difficulties as a report tells them: signals, what is late, what the cities called difficult."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Heading, Paragraph, Table, Written
from core.contributions import RISK
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.answers import tell_answers
from reports.rendering.sections.cells import figures_of, grouped, names_of, plain, plain_names, table, whole
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_risks(data: Data, words: Words) -> Iterator[Block]:
    """Signals, late milestones and follow-ups, difficulties; what there is none of is said once."""
    yield Paragraph(_in_full(data, words))
    if data["signals"]:
        yield Heading(_("Signals"), 2)
        yield _signals(data, words)
    if data["late_milestones"]:
        yield Heading(_("Overdue milestones"), 2)
        yield _milestones(data, words)
    if data["follow_ups"]:
        yield Heading(_("Late follow-ups"), 2)
        yield _follow_ups(data, words)
    elif data["late_follow_ups"]:
        yield Heading(_("Late follow-ups"), 2)
        yield _counted(data, words)
    if data["difficult"]:
        yield Heading(_("What the cities called difficult"), 2)
        yield from tell_answers(data["difficult"], data, words, level=3)


def _in_full(data: Data, words: Words) -> str:
    if not data["open"]:
        said = [_("The pairing is over: nothing of it can be late any more.")]
        if not data["of_pairing"]:
            said = [_("No pairing is open any more: nothing can be late.")]
    else:
        found = figures_of(data)
        said = [
            _("As of %(day)s:") % {"day": words.date(data["today"])},
            ", ".join(_counts(found, words)) + ".",
        ]
    if not data["difficult"]:
        said.append(_("No accepted city update names a difficulty."))
    return " ".join(said)


def _counts(found: Mapping[str, One], words: Words) -> Iterator[str]:
    signals, late, promised = (found[key]["value"] for key in ("signals", "milestones-overdue", "follow-ups-late"))
    yield ngettext("%(count)s signal", "%(count)s signals", signals) % {"count": words.number(signals)}
    yield ngettext("%(count)s overdue milestone", "%(count)s overdue milestones", late) % {"count": words.number(late)}
    yield ngettext("%(count)s late follow-up", "%(count)s late follow-ups", promised) % {
        "count": words.number(promised)
    }


def level_word(level: str) -> str:
    """How grave a signal is."""
    return pgettext("signal", "At risk") if level == RISK else pgettext("signal", "Watch")


def _signals(data: Data, words: Words) -> Table:
    rows = [
        (row["pairing"], [words.say(row["sentence"], url=row["url"]), level_word(row["level"])])
        for row in data["signals"]
    ]
    return table(
        [pgettext("table head", "Signal"), pgettext("signal", "Level")],
        grouped(names_of(words, data), rows),
        widths=(6, 1.6),
        caption=_("Reasons to look at a pairing, worked out from its records on the day of reading."),
    )


def _milestones(data: Data, words: Words) -> Table:
    rows = [
        (
            row["pairing"],
            [
                words.say(row["name"], url=row["url"]),
                words.span(row["forecast"]),
                words.span(row["baseline"]) if row["baseline"] != row["forecast"] else "",
                words.number(row["days_over"]),
            ],
        )
        for row in data["late_milestones"]
    ]
    return table(
        [_("Milestone"), pgettext("table head", "Plan now"), pgettext("plan", "First plan"), _("Days overdue")],
        grouped(names_of(words, data), rows),
        widths=(4, 2, 2, 1.3),
        numbers=(3,),
    )


def _follow_ups(data: Data, words: Words) -> Table:
    rows: list[list[Written]] = [
        [
            words.say(row["what"], url=row["url"]),
            data["sides"][row["side"]]["letters"],
            words.date(row["due_on"]),
            words.number(row["days_over"]),
        ]
        for row in data["follow_ups"]
    ]
    return table(
        [
            pgettext("table head", "Follow-up"),
            pgettext("table head", "Side"),
            pgettext("follow-up", "Due"),
            _("Days overdue"),
        ],
        rows,
        widths=(4, 1, 2, 1.3),
        numbers=(3,),
    )


def _counted(data: Data, words: Words) -> Table:
    names = names_of(words, data)
    return table(
        [_("Pairing"), pgettext("follow-ups", "Late")],
        [[names[row["pairing"]], words.number(row["number"])] for row in data["late_follow_ups"]],
        widths=(5, 1.4),
        numbers=(1,),
        caption=_("Late follow-ups by pairing; what was promised stays with its two sides."),
    )


def risk_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Signals, overdue milestones, late follow-ups by pairing."""
    names = plain_names(words, data)
    signals: list[Sequence[Cell]] = [
        [names[row["pairing"]], plain(words, row["sentence"]), level_word(row["level"]), whole(words, row["url"])]
        for row in data["signals"]
    ]
    yield Sheet(
        "signals",
        _("Signals"),
        [_("Pairing"), pgettext("table head", "Signal"), pgettext("signal", "Level"), _("Address")],
        signals,
    )
    late: list[Sequence[Cell]] = [
        [
            names[row["pairing"]],
            plain(words, row["name"]),
            *(day_cell(row[name][edge]) for name in ("baseline", "forecast") for edge in ("start", "end")),
            row["days_over"],
            whole(words, row["url"]),
        ]
        for row in data["late_milestones"]
    ]
    head = [
        _("Pairing"),
        _("Milestone"),
        _("Baseline, start"),
        _("Baseline, end"),
        _("Forecast, start"),
        _("Forecast, end"),
        _("Days overdue"),
        _("Address"),
    ]
    yield Sheet("overdue-milestones", _("Overdue milestones"), head, late)
    counts: list[Sequence[Cell]] = [[names[row["pairing"]], row["number"]] for row in data["late_follow_ups"]]
    yield Sheet("late-follow-ups", _("Late follow-ups"), [_("Pairing"), pgettext("follow-ups", "Late")], counts)


PART = Part(Section.RISKS, tell_risks, risk_sheets)
