"""Where the pairings stand on their journeys, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Heading, Written
from partnerships.enums import PairingStatus
from partnerships.services.delays import DEFINITION
from reports.rendering.parts import Data
from reports.rendering.sections.cells import figures_of, names_of, number_word, table
from reports.rendering.words import Words

type One = Mapping[str, Any]
_ALWAYS = ("done", "on_time", "not_reported", "days_of_delay")
_FIGURES = {
    "done": "milestones-done",
    "on_time": "milestones-on-time",
    "open": "milestones-open",
    "late": "milestones-overdue",
    "not_reported": "milestones-not-reported",
    "cancelled": "milestones-cancelled",
    "days_of_delay": "days-of-delay",
}


def standings(data: Data, words: Words) -> Iterator[Block]:
    """Each pairing with its milestones; what no pairing has any of is left out."""
    yield Heading(_("Where the pairings stand"), 2)
    whole = {name: figures_of(data)[key]["value"] for name, key in _FIGURES.items()}
    shown = [name for name in _FIGURES if name in _ALWAYS or whole[name]]
    heads = {
        "done": pgettext("milestones", "Done"),
        "on_time": pgettext("milestones", "Done by their baseline"),
        "open": pgettext("milestones", "Open"),
        "late": pgettext("milestones", "Overdue"),
        "not_reported": pgettext("milestones", "Not reported"),
        "cancelled": pgettext("milestones", "Cancelled"),
        "days_of_delay": _("Days of delay"),
    }
    names = names_of(words, data)
    rows = [[names[row["code"]], _status(row, data), *_numbers(row, shown, words)] for row in data["pairings"]]
    if len(rows) > 1:
        rows.append([_("All pairings"), "", *(number_word(words, whole[name]) for name in shown)])
    yield table(
        [_("Pairing"), pgettext("table head", "Status"), *(heads[name] for name in shown)],
        rows,
        widths=(3, 1.3, *(1.1 for _name in shown)),
        numbers=range(2, len(shown) + 2),
        caption=_caption(whole),
    )


def _caption(whole: Mapping[str, float | None]) -> str:
    said = [_("A milestone that several pairings share counts in each of them.")]
    if whole["days_of_delay"]:
        said.append(str(DEFINITION))
    if whole["late"]:
        said.append(_("Overdue ones are among the open ones."))
    return " ".join(said)


def _status(row: One, data: Data) -> str:
    status = str(PairingStatus(row["status"]).label)
    if not row["stage"]:
        return status
    positions = {stage["code"]: stage["position"] for stage in data["stages"]}
    return _("%(status)s, stage %(position)s") % {"status": status, "position": positions[row["stage"]]}


def _numbers(row: One, shown: list[str], words: Words) -> list[Written]:
    found = {**row["progress"], "on_time": row["on_time"], "days_of_delay": row["days_of_delay"]}
    return [number_word(words, found[name]) for name in shown]
