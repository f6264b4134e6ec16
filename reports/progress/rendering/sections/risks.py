"""Risks and difficulties in a report: signals, what is late, what the cities called difficult."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Heading, Paragraph
from core.parts import RISK, WATCH
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    answer_blocks,
    figures_of,
    first_plan,
    grouped,
    pairing_column,
    paper_column,
    sheet,
    table,
)
from reports.progress.rendering.words import Data, Sheet, Words

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


def blocks(data: Data, words: Words) -> Iterator[Block]:
    yield Paragraph(_in_full(data, words))
    if data["signals"]:
        yield Heading(_("Signals"), 2)
        caption = _("Reasons to look at the pairing, worked out from its records as of the last day reported.")
        if not data["of_pairing"]:
            caption = _(
                "Reasons to look at a pairing, worked out from the records as of the last day reported: in how many "
                "pairings."
            )
        yield table(_signal_columns(), data["signals"], words, caption=caption)
    if data["late_milestones"]:
        yield Heading(_("Overdue milestones"), 2)
        yield table(_late_columns(data, words), grouped(data, words, data["late_milestones"]), words)
    if data["difficult"]:
        yield Heading(_("What the cities called difficult"), 2)
        yield from answer_blocks(data["difficult"], words)


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


def kind_label(kind: str) -> str:
    """Why pairings are to be looked at; a kind that this release does not know is told as another reason."""
    return str(KINDS.get(kind, _OTHER))


def _signal_columns() -> list[Column]:
    levels = {WATCH: pgettext("signal", "Watch"), RISK: pgettext("signal", "At risk")}

    def shown(level: str) -> Column:
        """What there is none of stays empty on paper."""
        return paper_column(levels[level], lambda row: row[level] or None, 1.6, "number")

    return [
        Column(pgettext("table head", "Signal"), lambda row: kind_label(row["kind"]), width=6),
        *map(shown, levels),
        *(Column(head, level, "number") for level, head in levels.items()),
    ]


def _late_columns(data: Data, words: Words) -> list[Column]:
    return [
        pairing_column(data),
        Column(_("Milestone"), "name", "link", 4),
        paper_column(pgettext("table head", "Plan now"), "forecast", 2, "period"),
        paper_column(pgettext("plan", "First plan"), lambda row: first_plan(row, words), 2),
        Column("", "baseline", "period"),
        Column("", "forecast", "period"),
        Column(_("Days overdue"), "days_over", "number", 1.3),
        address_column(),
    ]


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("signals", _("Signals"), _signal_columns(), data["signals"], words)
    late = _late_columns(data, words)
    yield sheet("overdue-milestones", _("Overdue milestones"), late, data["late_milestones"], words)
