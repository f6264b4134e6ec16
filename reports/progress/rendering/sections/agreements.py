"""The agreements of a report: kind, parties, how far, and when they were signed."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Paragraph
from partnerships.enums import AgreementKind, AgreementStatus
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    grouped,
    key_figures,
    listed,
    pairing_column,
    paper_column,
    plain,
    record_columns,
    sheet,
    shown_day,
    table,
)
from reports.progress.rendering.words import Data, Sheet, Words


def blocks(data: Data, words: Words) -> Iterator[Block]:
    if not data["agreements"]:
        yield Paragraph(_("There are no agreements yet."))
        return
    labels = {
        "agreements-signed": pgettext("agreements", "signed since the programme began"),
        "agreements-signed-in-period": pgettext("agreements", "signed in the period"),
        "agreements-earlier": pgettext("agreements", "signed before the programme"),
        "agreements-drafted": pgettext("agreements", "drafted"),
        "agreements-discussed": pgettext("agreements", "discussed"),
        "agreements-lapsed": pgettext("agreements", "lapsed"),
    }
    yield key_figures(words, data, labels, {"agreements-signed", "agreements-signed-in-period"})
    yield table(
        _columns(data, words),
        grouped(data, words, data["agreements"]),
        words,
        caption=_(
            "The agreements of the pairings, and whether they were signed in the period or before it. Where no parties "
            "are named they are the two partners."
        )
        if not data["of_pairing"]
        else _("The agreements of the pairing, and whether they were signed in the period or before it."),
    )


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("agreements", _("Agreements"), _columns(data, words), data["agreements"], words)


def _columns(data: Data, words: Words) -> list[Column]:
    parties, status, signed = _("Parties"), pgettext("table head", "Status"), pgettext("agreement", "Signed on")
    return [
        pairing_column(data),
        Column(_("Agreement"), "title", "link", 2.4),
        Column(pgettext("table head", "Kind"), "kind", AgreementKind, 1.8),
        Column(parties, "parties"),
        paper_column(parties, lambda row: _parties(row, data, words), 1.6),
        Column(status, "status", AgreementStatus),
        paper_column(status, lambda row: _status(row, words), 1.1),
        Column(signed, "signed_on", "date"),
        paper_column(signed, lambda row: _signed(row, words), 1.5),
        Column(pgettext("agreement", "When"), _when),
        Column(pgettext("agreement", "Lapsed on"), "lapsed_on", "date"),
        Column(_("Cooperation projects"), lambda row: [project["title"] for project in row["projects"]]),
        Column(pgettext("of a record", "Remark"), "remark", width=2),
        *record_columns(documents=1.1),
    ]


def _parties(row: One, data: Data, words: Words) -> str:
    """Who signs, where it is not the two partners below whose names it stands."""
    named = next(one for one in data["pairings"] if one["code"] == row["pairing"])
    partners = {plain(words, named[side]) for side in ("eu", "counterpart")}
    is_same = {plain(words, party) for party in row["parties"]} == partners
    return "" if is_same and not data["of_pairing"] else listed(words, row["parties"])


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
