"""Risks and difficulties as a report tells them: signals, what is late, what the cities called difficult."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Heading, Paragraph, Table
from core.parts import RISK, WATCH
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.answers import tell_answers
from reports.rendering.sections.cells import figures_of, grouped, names_of, plain, plain_names, table, whole
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]
LEVELS = (WATCH, RISK)
# By the kinds that the providers of signals name.
KINDS = {
    "silent": pgettext_lazy("kind of signal", "Long without contact"),
    "confirmation-late": pgettext_lazy("kind of signal", "Confirmations late"),
    "milestone-late": pgettext_lazy("kind of signal", "Milestones late"),
    "follow-up-late": pgettext_lazy("kind of signal", "Follow-ups late"),
    "stage-ending": pgettext_lazy("kind of signal", "Stage ends soon with milestones open"),
    "project-stuck": pgettext_lazy("kind of signal", "Project long on the same level"),
    "interest-late": pgettext_lazy("kind of signal", "Interests of a visit not decided on"),
    "nomination-near": pgettext_lazy("kind of signal", "Nominations end soon with places empty"),
    "trip-paper-late": pgettext_lazy("kind of signal", "Report of a journey late"),
    "event-unreported": pgettext_lazy("kind of signal", "Event over and not reported"),
}
_OTHER = pgettext_lazy("kind of signal", "Another reason")


def tell_risks(data: Data, words: Words) -> Iterator[Block]:
    """Numbers of signals and late follow-ups, late milestones, difficulties; what there is none of is said once."""
    yield Paragraph(_in_full(data, words))
    if data["signals"]:
        yield Heading(_("Signals"), 2)
        yield _signals(data, words)
    if data["late_milestones"]:
        yield Heading(_("Overdue milestones"), 2)
        yield _milestones(data, words)
    if data["difficult"]:
        yield Heading(_("What the cities called difficult"), 2)
        yield from tell_answers(data["difficult"], words, level=3)


def _in_full(data: Data, words: Words) -> str:
    if not data["open"]:
        said = [_("The pairing is over: nothing of it can be late any more.")]
        if not data["of_pairing"]:
            said = [_("No pairing is open any more: nothing can be late.")]
    else:
        found = figures_of(data)
        # A Korean line that ends in a noun has no full stop, but where a sentence follows.
        end = "" if words.language == "ko" and data["difficult"] else "."
        said = [
            _("As of %(day)s:") % {"day": words.date(data["today"])},
            ", ".join(_counts(found, words)) + end,
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


def _level_word(level: str) -> str:
    """How grave a signal is."""
    return pgettext("signal", "At risk") if level == RISK else pgettext("signal", "Watch")


def kind_word(kind: str) -> str:
    """Why pairings are to be looked at; a kind that this release does not know is told as another reason."""
    return str(KINDS.get(kind, _OTHER))


def _signals(data: Data, words: Words) -> Table:
    rows = [[kind_word(row["kind"]), *(_number(row[level], words) for level in LEVELS)] for row in data["signals"]]
    return table(
        [pgettext("table head", "Signal"), *(_level_word(level) for level in LEVELS)],
        rows,
        widths=(6, 1.6, 1.6),
        numbers=(1, 2),
        caption=_("Reasons to look at the pairing, worked out from its records as of the last day reported.")
        if data["of_pairing"]
        else _(
            "Reasons to look at a pairing, worked out from the records as of the last day reported: in how many "
            "pairings."
        ),
    )


def _number(number: int, words: Words) -> str:
    return words.number(number) if number else ""


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


def risk_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """Signals by kind, overdue milestones."""
    names = plain_names(words, data)
    signals: list[Sequence[Cell]] = [
        [kind_word(row["kind"]), *(row[level] for level in LEVELS)] for row in data["signals"]
    ]
    yield Sheet(
        "signals",
        _("Signals"),
        [pgettext("table head", "Signal"), *(_level_word(level) for level in LEVELS)],
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


PART = Part(Section.RISKS, tell_risks, risk_sheets)
