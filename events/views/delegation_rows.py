"""The rows of a delegation's page: each person with the acts that the reader may carry out now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actions import Button
from core.parts import OneClick
from events.views.places import delegate_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from events.models import Delegate, DelegateStep
    from events.services.delegation_sheets import DelegateLine, DelegationSheet
    from events.views.detail_rows import DetailRow


@dataclass(frozen=True, slots=True)
class DelegateRow:
    """A person as the page shows it: `clicks` are done at once, `links` lead to a form."""

    delegate: Delegate
    look: str
    steps: list[DelegateStep]
    clicks: list[OneClick]
    links: list[Button]
    details: DetailRow | None = None


def groups_of(
    sheet: DelegationSheet, *, works: bool, details: Mapping[int, DetailRow]
) -> list[tuple[str, str, list[DelegateRow]]]:
    """The people by where they stand: anchor, heading, rows; an empty group is left out, but the first."""
    groups = [
        ("placed", _("With a place"), sheet.placed),
        ("waiting", _("Waiting list, in order"), sheet.waiting),
        ("ready", _("Substitutes who stand ready"), sheet.ready),
        ("gone", _("No longer coming"), sheet.gone),
    ]
    return [
        (key, title, [_row(line, works=works, details=details) for line in lines])
        for key, title, lines in groups
        if lines or key == "placed"
    ]


def _row(line: DelegateLine, *, works: bool, details: Mapping[int, DetailRow]) -> DelegateRow:
    acts = line.acts if works else frozenset()
    delegate = line.delegate
    urls = {name: delegate_address(delegate, f"delegate-{name}") for name in acts}
    clicks = [OneClick(urls[name], label, delegate.version) for name, label in _clicks().items() if name in acts]
    links = [Button(label, urls[name]) for name, label in _links().items() if name in acts]
    return DelegateRow(delegate, line.look, line.steps, clicks, links, details.get(delegate.pk))


def _clicks() -> dict[str, str]:
    return {
        "accept": pgettext("nomination", "Accept"),
        "confirm": _("Confirm the place"),
        "move-up": _("Give the place"),
        "bring-back": _("Bring back"),
    }


def _links() -> dict[str, str]:
    return {
        "edit": _("Edit"),
        "replace": _("Replace"),
        "decline": _("Decline"),
        "withdraw": _("Withdraw"),
    }
