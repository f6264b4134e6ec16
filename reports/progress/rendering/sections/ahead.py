"""What lies ahead: the risks of a report, and what is open, due and planned in the next period."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Heading, Paragraph, Written, text_of
from core.parts import RISK, WATCH
from partnerships.enums import OPEN_PAIRING, AgreementKind, AgreementStatus
from reports.progress.rendering.phrases import Data, Phrases, Sheet
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    answer_blocks,
    answers_for,
    figures_of,
    first_plan,
    grouped,
    names_of,
    pairing_column,
    paper_column,
    parties,
    sheet,
    table,
)
from reports.progress.rendering.sections.rows import event_state, for_whom, planned, where

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


def risks_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    yield Paragraph(_in_full(data, words))
    if data["signals"]:
        yield Heading(_("Signals"), 2)
        caption = _("Reasons to look at the pairing, worked out from its records as of the last day reported.")
        if not data["of_pairing"]:
            caption = _(
                "Reasons to look at a pairing, worked out from the records as of the last day reported: in how many "
                "pairings."
            )
        yield table(_signal_columns(words), data["signals"], words, caption=caption)
    if data["late_milestones"]:
        yield Heading(_("Overdue milestones"), 2)
        yield table(_late_columns(data, words), grouped(data, words, data["late_milestones"]), words)
    if data["difficult"]:
        yield Heading(_("What the cities called difficult"), 2)
        yield from answer_blocks(data["difficult"], words)


def _in_full(data: Data, words: Phrases) -> str:
    if not data["open"]:
        said = _("The pairing is over: nothing of it can be late any more.")
        if not data["of_pairing"]:
            said = _("No pairing is open any more: nothing can be late.")
    else:
        found = figures_of(data)
        as_of = _("As of %(day)s:") % {"day": words.date(data["today"])}
        end = "" if words.language == "ko" else "."
        said = f"{as_of} {', '.join(_counts(found, words))}{end}"
    return words.sentences(said, "" if data["difficult"] else _("No accepted city update names a difficulty."))


def _counts(found: Mapping[str, One], words: Phrases) -> Iterator[str]:
    signals, late, promised = (found[key]["value"] for key in ("signals", "milestones-overdue", "follow-ups-late"))
    yield ngettext("%(count)s signal", "%(count)s signals", signals) % {"count": words.number(signals)}
    yield ngettext("%(count)s overdue milestone", "%(count)s overdue milestones", late) % {"count": words.number(late)}
    yield ngettext("%(count)s late follow-up", "%(count)s late follow-ups", promised) % {
        "count": words.number(promised)
    }


def kind_label(kind: str) -> str:
    """Why pairings are to be looked at; a kind that this release does not know is told as another reason."""
    return str(KINDS.get(kind, _OTHER))


def _signal_columns(words: Phrases) -> list[Column]:
    def count(head: str, level: str) -> Column:
        """What there is none of stays empty on paper."""
        return Column(head, level, "number", 1.6, paper=lambda row: words.number(row[level]) if row[level] else "")

    return [
        Column(pgettext("table head", "Signal"), lambda row: kind_label(row["kind"]), width=6),
        count(pgettext("signal", "Watch"), WATCH),
        count(pgettext("signal", "At risk"), RISK),
    ]


def _late_columns(data: Data, words: Phrases) -> list[Column]:
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


def risks_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("signals", _("Signals"), _signal_columns(words), data["signals"], words)
    late = _late_columns(data, words)
    yield sheet("overdue-milestones", _("Overdue milestones"), late, data["late_milestones"], words)


def next_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    days = words.span({"start": data["from"], "end": data["until"]})
    if not any(data[name] for name in ("milestones", "events", "agreements", "plans")):
        yield Paragraph(_nothing(data, days))
        return
    yield Paragraph(_("What is open and planned after the period: %(days)s.") % {"days": days})
    if data["milestones"]:
        yield Heading(pgettext("next period", "Milestones"), 2)
        yield table(_milestone_columns(data, words), _alike(data["milestones"]), words)
    if data["events"]:
        yield Heading(pgettext("next period", "Events"), 2)
        yield table(_event_columns(data, words), data["events"], words)
    if data["agreements"]:
        yield Heading(pgettext("next period", "Agreements on their way"), 2)
        columns = [
            Column(_("Agreement"), "name", "link", 4),
            Column(pgettext("of a record", "Kind"), "kind", AgreementKind, 2.4),
            Column(pgettext("table head", "Status"), "status", AgreementStatus, 1.4),
        ]
        yield table(columns, grouped(data, words, data["agreements"]), words)
    if data["plans"]:
        yield Heading(_("What the cities plan"), 2)
        yield from answer_blocks(data["plans"], words)


def _nothing(data: Data, days: str) -> str:
    """After the end of all pairings there is no next period to be named."""
    if any(row["status"] in OPEN_PAIRING for row in data["pairings"]) or not data["pairings"]:
        return _("Nothing is open or planned for the time after the period (%(days)s).") % {"days": days}
    if data["of_pairing"]:
        return _("The pairing is closed: the records plan nothing after the period.")
    return _("Every pairing is closed: the records plan nothing after the period.")


def _milestone_columns(data: Data, words: Phrases) -> list[Column]:
    """What several pairings have alike is told once, with all of them."""

    def responsible(row: One) -> str:
        codes = set(row["pairings"])
        named = parties(data, codes.pop() if len(codes) == 1 else "")
        return answers_for(words, row["responsible"], named)

    return [
        Column(_("Milestone"), "name", "link", 3.2),
        Column(
            _("Pairing"), lambda row: "" if data["of_pairing"] else _pairings(row["pairings"], data, words), width=2.1
        ),
        Column(pgettext("table head", "Plan now"), "forecast", "period", 1.9),
        Column(pgettext("plan", "First plan"), lambda row: first_plan(row, words), width=1.9),
        Column(_("Responsible"), responsible, width=1.6),
    ]


def _alike(rows: Sequence[One]) -> list[One]:
    """In the order of their days; those that differ by their pairing alone together at the place of the first."""
    found: dict[str, list[One]] = {}
    for row in rows:
        found.setdefault(repr([row[name] for name in ("name", "forecast", "baseline", "responsible")]), []).append(row)
    return [
        {**some[0], "pairings": [row["pairing"] for row in some], "url": some[0]["url"] if len(some) == 1 else ""}
        for some in found.values()
    ]


def _pairings(pairings: Sequence[str], data: Data, words: Phrases) -> Written:
    """The pairings that have a milestone alike; of all open ones that it is all."""
    names = names_of(words, data)
    codes = list(dict.fromkeys(pairings))
    is_open = [row["code"] for row in data["pairings"] if row["status"] in OPEN_PAIRING]
    if len(codes) > 1 and set(codes) == set(is_open):
        return pgettext("whom a milestone is of", "all open pairings")
    if len(codes) == 1:
        return names[codes[0]]
    return ", ".join(text_of(names[code]) for code in codes)


def _event_columns(data: Data, words: Phrases) -> list[Column]:
    def whom(row: One) -> str:
        return "" if data["of_pairing"] and not row["all_pairings"] else for_whom(row, data, words)

    return [
        Column(pgettext("table head", "Event"), "name", "link", 3.2),
        Column(pgettext("table head", "When"), lambda row: planned(row, words), width=2),
        Column(pgettext("table head", "Where"), lambda row: where(row, words), width=1.7),
        Column(pgettext("table head", "For"), whom, width=1.9),
        Column(pgettext("table head", "Status"), event_state, width=1.4),
    ]


def next_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    names = {row["code"]: row["name"] for row in data["pairings"]}
    milestone, event, agreement = _("Milestone"), pgettext("table head", "Event"), _("Agreement")
    rows = [
        *({**one, "is": milestone, "of": names[one["pairing"]], "now": None} for one in data["milestones"]),
        *({**one, "is": event, "of": for_whom(one, data, words), "now": event_state(one)} for one in data["events"]),
        *(
            {**one, "is": agreement, "of": names[one["pairing"]], "now": str(AgreementStatus(one["status"]).label)}
            for one in data["agreements"]
        ),
    ]
    columns = [
        Column(pgettext("of a record", "Kind"), "is"),
        Column(pgettext("table head", "What"), "name"),
        Column(_("Pairing"), "of"),
        Column("", "forecast", "period"),
        Column(pgettext("table head", "Status"), "now"),
        address_column(),
    ]
    yield sheet("next", pgettext("sheet", "Next period"), columns, rows, words)
