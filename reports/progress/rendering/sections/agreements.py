"""The agreements of a report: kind, parties, how far, and when they were signed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Paragraph
from partnerships.enums import AgreementKind, AgreementStatus
from reports.progress.rendering.phrases import Data, Phrases, Sheet
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    grouped,
    key_figures,
    pairing_column,
    record_columns,
    sheet,
    table,
)


def agreements_blocks(data: Data, words: Phrases) -> Iterator[Block]:
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
    caption = _("The agreements of the pairing, and whether they were signed in the period or before it.")
    if not data["of_pairing"]:
        caption = _(
            "The agreements of the pairings, and whether they were signed in the period or before it. Where no parties "
            "are named they are the two partners."
        )
    yield table(_columns(data, words), grouped(data, words, data["agreements"]), words, caption=caption)


def agreements_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("agreements", _("Agreements"), _columns(data, words), data["agreements"], words)


def _columns(data: Data, words: Phrases) -> list[Column]:
    def parties(row: One) -> str:
        """Who signs, where it is not the two partners below whose names it stands."""
        named = next(one for one in data["pairings"] if one["code"] == row["pairing"])
        partners = {words.plain(named[side]) for side in ("eu", "counterpart")}
        is_same = {words.plain(party) for party in row["parties"]} == partners
        return "" if is_same and not data["of_pairing"] else words.listed(row["parties"])

    return [
        pairing_column(data),
        Column(_("Agreement"), "title", "link", 2.4),
        Column(pgettext("table head", "Kind"), "kind", AgreementKind, 1.8),
        Column(_("Parties"), "parties", width=1.6, paper=parties),
        Column(pgettext("table head", "Status"), "status", AgreementStatus, 1.1, paper=lambda row: _status(row, words)),
        Column(pgettext("agreement", "Signed on"), "signed_on", "date", 1.5, paper=lambda row: _signed(row, words)),
        Column(pgettext("agreement", "When"), lambda row: signed_label(row["signed"])),
        Column(pgettext("agreement", "Lapsed on"), "lapsed_on", "date"),
        Column(_("Cooperation projects"), lambda row: [project["title"] for project in row["projects"]]),
        Column(pgettext("of a record", "Remark"), "remark", width=2),
        *record_columns(documents=1.1),
    ]


def _status(row: One, words: Phrases) -> str:
    status = str(AgreementStatus(row["status"]).label)
    if not row["lapsed_on"] or row["status"] != AgreementStatus.LAPSED:
        return status
    return _("%(status)s on %(day)s") % {"status": status, "day": words.date(row["lapsed_on"])}


def _signed(row: One, words: Phrases) -> str:
    """When, in the period or not; a signed one of which nobody said when is not the same as one that is not signed."""
    if row["signed_on"]:
        return _("%(day)s, %(when)s") % {"day": words.date(row["signed_on"]), "when": signed_label(row["signed"])}
    if row["status"] == AgreementStatus.SIGNED:
        return pgettext("date", "not reported")
    # That it was not signed nobody has said.
    return pgettext("agreement", "no signature on record")


def signed_label(signed: str) -> str:
    """When it was, by the word of the snapshot."""
    return {
        "earlier": pgettext("agreement", "before the programme"),
        "in-period": pgettext("agreement", "in the period"),
        "before": pgettext("agreement", "before the period"),
        "after": pgettext("agreement", "after the period"),
    }.get(signed, "")
