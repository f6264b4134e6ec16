"""The tabs of a pairing's pages, each with what waits behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.models import FollowUp
from partnerships.rules import may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab that another app adds. `url_name` takes the codes of strand and pairing.

    `rule` says who has the tab, `count` how much is open behind it, in one query.
    """

    name: str
    label: Any
    url_name: str
    position_after: str
    rule: Callable[[Grants, Pairing], bool] | None = None
    count: Callable[[Grants, Pairing], int] | None = None


_REGISTERED: dict[str, Tab] = {}


def register_tab(tab: Tab) -> None:
    """Put a tab after the one that it names, or at the end where the reader does not have that one."""
    _REGISTERED[tab.name] = tab


def tabs(pairing: Pairing, current: str, grants: Grants) -> list[dict[str, Any]]:
    """The parts of a pairing that the reader may see; the number of open follow-ups costs one query."""
    shown = _own(pairing, grants)
    for tab in _REGISTERED.values():
        if tab.rule is None or tab.rule(grants, pairing):
            names = [name for name, *_rest in shown]
            place = names.index(tab.position_after) + 1 if tab.position_after in names else len(shown)
            count = tab.count(grants, pairing) if tab.count else None
            shown.insert(place, (tab.name, str(tab.label), tab.url_name, count))
    return [
        {
            "label": label,
            "url": reverse(page, args=[pairing.strand.code, pairing.code]),
            "current": name == current,
            "count": count,
        }
        for name, label, page, count in shown
    ]


def _own(pairing: Pairing, grants: Grants) -> list[tuple[str, str, str, int | None]]:
    sees = may_see_dealings(grants, pairing)
    shown: list[tuple[str, str, str, int | None]] = [
        ("journey", _("Journey"), "partnerships:pairing", None),
        ("projects", _("Projects"), "partnerships:pairing-projects", None),
        *([("contacts", _("Contacts"), "partnerships:contact-list", None)] if sees else []),
        ("agreements", _("Agreements"), "partnerships:agreement-list", None),
        ("documents", _("Documents"), "partnerships:document-list", None),
        ("texts", _("Confirmations"), "partnerships:text-list", None),
    ]
    if sees:
        open_ones = FollowUp.objects.open().filter(pairing=pairing).count()
        shown.append(("follow-ups", _("Follow-ups"), "partnerships:follow-up-list", open_ones))
    shown.append(("indicators", _("Indicators"), "partnerships:pairing-indicators", None))
    shown.append(("history", _("History"), "partnerships:pairing-history", None))
    return shown
