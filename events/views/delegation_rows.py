"""The rows of a delegation's page: each person with the acts that the reader may carry out now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.actions import Button
from core.parts import OneClick
from events.rules import delegation_actors
from events.services.delegation_sheets import GROUPS, group_of
from events.services.transitions import available
from events.views.places import delegate_address
from events.workflow import DELEGATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.access import Grants
    from events.models import Delegate, Delegation
    from events.services.quotas import Places
    from events.views.detail_rows import DetailRow

# A delegate, the acts that are done at once, those that lead to a form, and how far the own details are.
type DelegateRow = tuple[Delegate, list[OneClick], list[Button], DetailRow | None]


def groups_of(
    grants: Grants,
    delegation: Delegation,
    delegates: Iterable[Delegate],
    *,
    places: Places,
    works: bool,
    details: Mapping[int, DetailRow],
) -> list[tuple[str, str, list[DelegateRow]]]:
    """The people by group: anchor, heading, rows; an empty group is left out, but the first."""
    titles = (
        _("With a place"),
        _("Waiting list, in order"),
        _("Substitutes who stand ready"),
        _("No longer coming"),
    )
    actors = delegation_actors(grants, delegation)
    rows: dict[str, list[DelegateRow]] = {key: [] for key in GROUPS}
    for delegate in delegates:
        acts = {act.name for act in available(DELEGATE, delegate.status, actors)} if works else set()
        if not places.is_free:
            acts.discard("move-up")
        rows[group_of(delegate)].append(_row(delegate, acts, details.get(delegate.pk)))
    return [(key, title, rows[key]) for key, title in zip(GROUPS, titles, strict=True) if rows[key] or key == "placed"]


def _row(delegate: Delegate, acts: set[str], details: DetailRow | None) -> DelegateRow:
    urls = {name: delegate_address(delegate, f"delegate-{name}") for name in acts}
    clicks = [OneClick(urls[name], label, delegate.version) for name, label in _clicks().items() if name in acts]
    links = [Button(label, urls[name]) for name, label in _links().items() if name in acts]
    return delegate, clicks, links, details


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
