"""The next period in a report: what is open and due in it, and what the cities plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Heading, Paragraph, Written, text_of
from partnerships.enums import OPEN_PAIRING, AgreementKind, AgreementStatus
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    answer_blocks,
    answers_for,
    first_plan,
    grouped,
    names_of,
    parties,
    sheet,
    table,
)
from reports.progress.rendering.sections.event_rows import for_whom, planned, state_label, where
from reports.progress.rendering.words import Data, Sheet, Words


def blocks(data: Data, words: Words) -> Iterator[Block]:
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
        yield table(_agreement_columns(), grouped(data, words, data["agreements"]), words)
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


def _milestone_columns(data: Data, words: Words) -> list[Column]:
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


def _pairings(pairings: Sequence[str], data: Data, words: Words) -> Written:
    """The pairings that have a milestone alike; of all open ones that it is all."""
    names = names_of(words, data)
    codes = list(dict.fromkeys(pairings))
    is_open = [row["code"] for row in data["pairings"] if row["status"] in OPEN_PAIRING]
    if len(codes) > 1 and set(codes) == set(is_open):
        return pgettext("whom a milestone is of", "all open pairings")
    if len(codes) == 1:
        return names[codes[0]]
    return ", ".join(text_of(names[code]) for code in codes)


def _event_columns(data: Data, words: Words) -> list[Column]:
    def whom(row: One) -> str:
        return "" if data["of_pairing"] and not row["all_pairings"] else for_whom(row, data, words)

    return [
        Column(pgettext("table head", "Event"), "name", "link", 3.2),
        Column(pgettext("table head", "When"), lambda row: planned(row, words), width=2),
        Column(pgettext("table head", "Where"), lambda row: where(row, words), width=1.7),
        Column(pgettext("table head", "For"), whom, width=1.9),
        Column(pgettext("table head", "Status"), state_label, width=1.4),
    ]


def _agreement_columns() -> list[Column]:
    return [
        Column(_("Agreement"), "name", "link", 4),
        Column(pgettext("of a record", "Kind"), "kind", AgreementKind, 2.4),
        Column(pgettext("table head", "Status"), "status", AgreementStatus, 1.4),
    ]


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    names = {row["code"]: row["name"] for row in data["pairings"]}
    milestone, event, agreement = _("Milestone"), pgettext("table head", "Event"), _("Agreement")
    rows = [
        *({**one, "is": milestone, "of": names[one["pairing"]], "now": None} for one in data["milestones"]),
        *({**one, "is": event, "of": for_whom(one, data, words), "now": state_label(one)} for one in data["events"]),
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
