"""The agreements as a report tells them: kind, parties, how far, and when they were signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Paragraph, Written
from partnerships.enums import AgreementKind, AgreementStatus
from reports.enums import Section
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import (
    cell,
    figures_of,
    grouped,
    key_figures,
    listed,
    names_of,
    plain,
    plain_names,
    shown_day,
    table,
    told,
    whole,
)
from reports.rendering.words import Words, day_cell

type One = Mapping[str, Any]


def tell_agreements(data: Data, words: Words) -> Iterator[Block]:
    """What was signed, in the period and before, and what is on its way."""
    if not data["agreements"]:
        yield Paragraph(_("There are no agreements yet."))
        return
    yield key_figures(words, data, _glance(data))
    yield table(
        [
            _("Agreement"),
            pgettext("table head", "Kind"),
            _("Parties"),
            pgettext("table head", "Status"),
            pgettext("agreement", "Signed on"),
            pgettext("of a record", "Remark"),
            _("Documents"),
        ],
        grouped(names_of(words, data), ((row["pairing"], _agreement(row, data, words)) for row in data["agreements"])),
        widths=(2.4, 1.8, 1.6, 1.1, 1.5, 2, 1.1),
        caption=_(
            "The agreements of the pairings, and whether they were signed in the period or before it. Where no parties "
            "are named they are the two partners."
        )
        if not data["of_pairing"]
        else _("The agreements of the pairing, and whether they were signed in the period or before it."),
    )


def _glance(data: Data) -> list[tuple[str, str]]:
    labels = [
        ("agreements-signed", pgettext("agreements", "signed since the programme began")),
        ("agreements-signed-in-period", pgettext("agreements", "signed in the period")),
        ("agreements-earlier", pgettext("agreements", "signed before the programme")),
        ("agreements-drafted", pgettext("agreements", "drafted")),
        ("agreements-discussed", pgettext("agreements", "discussed")),
        ("agreements-lapsed", pgettext("agreements", "lapsed")),
    ]
    found = figures_of(data)
    always = {"agreements-signed", "agreements-signed-in-period"}
    return [(key, label) for key, label in labels if key in always or found[key]["value"]]


def _parties(row: One, data: Data, words: Words) -> str:
    """Who signs, where it is not the two partners below whose names it stands."""
    named = next(one for one in data["pairings"] if one["code"] == row["pairing"])
    partners = {plain(words, named[side]) for side in ("eu", "counterpart")}
    is_same = {plain(words, party) for party in row["parties"]} == partners
    return "" if is_same and not data["of_pairing"] else listed(words, row["parties"])


def _agreement(row: One, data: Data, words: Words) -> list[Written]:
    return [
        words.say(row["title"], url=row["url"]),
        str(AgreementKind(row["kind"]).label),
        _parties(row, data, words),
        _status(row, words),
        _signed(row, words),
        told(words, row.get("remark", {})),
        ", ".join(code.rpartition("/")[2] for code in row["documents"]),
    ]


def _status(row: One, words: Words) -> str:
    status = str(AgreementStatus(row["status"]).label)
    if not row["lapsed_on"] or row["status"] != AgreementStatus.LAPSED:
        return status
    return _("%(status)s on %(day)s") % {"status": status, "day": shown_day(words, row["lapsed_on"])}


def _signed(row: One, words: Words) -> str:
    """When, in the period or not; a signed one of which nobody said when is not the same as one that is not signed."""
    if row["signed_on"]:
        return _("%(day)s, %(when)s") % {"day": shown_day(words, row["signed_on"]), "when": _when(row)}
    if row["status"] == AgreementStatus.SIGNED:
        return pgettext("date", "not reported")
    # That it was not signed nobody has said.
    return pgettext("agreement", "no signature on record")


def _when(row: One) -> str:
    return {
        "earlier": pgettext("agreement", "before the programme"),
        "in-period": pgettext("agreement", "in the period"),
        "before": pgettext("agreement", "before the period"),
        "after": pgettext("agreement", "after the period"),
    }.get(row["signed"], "")


def agreements_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """One row an agreement."""
    names = plain_names(words, data)
    head = [
        _("Pairing"),
        _("Agreement"),
        pgettext("table head", "Kind"),
        _("Parties"),
        pgettext("table head", "Status"),
        pgettext("agreement", "Signed on"),
        pgettext("agreement", "When"),
        pgettext("agreement", "Lapsed on"),
        _("Cooperation projects"),
        pgettext("of a record", "Remark"),
        _("Recorded from sources"),
        _("Sources"),
        _("Documents"),
        _("Code"),
        _("Address"),
    ]
    yield Sheet("agreements", _("Agreements"), head, [_cells(row, names, words) for row in data["agreements"]])


def _cells(row: One, names: Mapping[str, str], words: Words) -> list[Cell]:
    return [
        names[row["pairing"]],
        plain(words, row["title"]),
        str(AgreementKind(row["kind"]).label),
        listed(words, row["parties"]),
        str(AgreementStatus(row["status"]).label),
        day_cell(row["signed_on"]),
        _when(row) or None,
        day_cell(row["lapsed_on"]),
        listed(words, [project["title"] for project in row["projects"]]) or None,
        cell(words, row.get("remark", {})),
        _("yes") if row["from_sources"] else _("no"),
        row["source"] or None,
        ", ".join(row["documents"]) or None,
        row["code"],
        whole(words, row["url"]),
    ]


PART = Part(Section.AGREEMENTS, tell_agreements, agreements_sheets)
