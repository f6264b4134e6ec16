"""The tabs of a pairing's pages, each with what waits behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnerships.models import FollowUp
from partnerships.rules import may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of a pairing. `url_name` takes the codes of strand and pairing.

    `rule` says who has the tab, `count` how much is open behind it, in one query. A tab that another app adds stands
    after the one that `position_after` names.
    """

    name: str
    label: Any
    url_name: str
    position_after: str = ""
    rule: Callable[[Grants, Pairing], bool] | None = None
    count: Callable[[Grants, Pairing], int] | None = None


def _open_follow_ups(_grants: Grants, pairing: Pairing) -> int:
    return FollowUp.objects.open().filter(pairing=pairing).count()


_OWN = (
    Tab("journey", _("Journey"), "partnerships:pairing"),
    Tab("projects", _("Projects"), "partnerships:pairing-projects"),
    Tab("contacts", _("Contacts"), "partnerships:contact-list", rule=may_see_dealings),
    Tab("agreements", _("Agreements"), "partnerships:agreement-list"),
    Tab("documents", _("Documents"), "partnerships:document-list"),
    Tab("texts", _("Confirmations"), "partnerships:text-list"),
    Tab(
        "follow-ups",
        _("Follow-ups"),
        "partnerships:follow-up-list",
        rule=may_see_dealings,
        count=_open_follow_ups,
    ),
    Tab("indicators", _("Indicators"), "partnerships:pairing-indicators"),
    Tab("history", _("History"), "partnerships:pairing-history"),
)
_REGISTERED: dict[str, Tab] = {}


def register_tab(tab: Tab) -> None:
    """Put a tab after the one that it names, whether or not its reader has that one; at the end where none is so."""
    _REGISTERED[tab.name] = tab


def tabs(pairing: Pairing, current: str, grants: Grants) -> list[dict[str, Any]]:
    """The parts of a pairing that the reader may see, in the same order for everybody; a query for each count."""
    return [
        {
            "label": str(tab.label),
            "url": reverse(tab.url_name, args=[pairing.strand.code, pairing.code]),
            "current": tab.name == current,
            "count": tab.count(grants, pairing) if tab.count else None,
        }
        for tab in _in_order()
        if tab.rule is None or tab.rule(grants, pairing)
    ]


def _in_order() -> list[Tab]:
    found = list(_OWN)
    for tab in _REGISTERED.values():
        names = [one.name for one in found]
        found.insert(names.index(tab.position_after) + 1 if tab.position_after in names else len(found), tab)
    return found
