"""Rows of matches as pages draw them: one click per project that can be started, a head where another kind begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.parts import OneClick
from partnerships.services.matches import matches_of

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing
    from partnerships.services.matches import MatchRow, Start


@dataclass(frozen=True, slots=True)
class StartButton:
    """One click that starts a project; `another` goes along where the pairing has one on the topic already.

    `told` is whether what it is about is read on the button too, and not only heard.
    """

    act: OneClick
    about: str
    told: bool
    another: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A row, its kind in words, whether it is the first of its kind, and its buttons."""

    row: MatchRow
    word: str
    begins: bool
    buttons: tuple[StartButton, ...]


def lines_of(rows: Iterable[MatchRow]) -> list[MatchLine]:
    """The rows in their order."""
    found: list[MatchLine] = []
    for row in rows:
        found.append(
            MatchLine(
                row=row,
                word=str(row.kind.label),
                begins=not found or found[-1].row.kind is not row.kind,
                buttons=tuple(_button(start, alone=len(row.all_starts) == 1) for start in row.all_starts),
            )
        )
    return found


def matches_part(grants: Grants, pairing: Pairing) -> dict[str, Any]:
    """What `components/match_rows.html#matches` shows of a pairing: its needs, met or not."""
    rows = matches_of(grants, pairing)
    sides = {"eu": pairing.eu.partner.code, "counterpart": pairing.counterpart.partner.code}
    return {
        "lines": lines_of(rows),
        "total": len(rows),
        "url": reverse("partnerships:matching", args=[pairing.strand.code], query=sides),
        "own": [
            (row.partner, reverse("partnerships:interest-add", args=[pairing.strand.code, row.partner.code]))
            for row in (pairing.eu, pairing.counterpart)
            if row.pk in grants.participations
        ],
    }


def _button(start: Start, *, alone: bool) -> StartButton:
    """A further partner and the topic are named where the row has several buttons, and else for the ear alone."""
    pairing = start.pairing
    url = reverse("partnerships:match-start", args=[pairing.strand.code, pairing.code, start.need.pk, start.offer.pk])
    another = bool(start.projects)
    about = start.offer.topic.name
    if start.outside is not None and alone:
        about = f"{start.outside.partner}, {about}"
    if start.outside is not None and not alone:
        label = _("Another one with %(partner)s") if another else _("Start one with %(partner)s")
        label %= {"partner": start.outside.partner}
    else:
        label = _("Start another one") if another else _("Start a project")
    return StartButton(OneClick(url, label, 0), about, not alone, ("another", "on") if another else None)
