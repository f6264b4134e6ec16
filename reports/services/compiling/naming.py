"""What pairings, partners and sides are called, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from core.texts import LANGUAGES
from partnerships.enums import Side
from reports.services.compiling.plain import Plain, both

if TYPE_CHECKING:
    from partnerships.models import Pairing, Strand
    from reports.services.compiling.scope import Scope

_BETWEEN = {"en": "-", "ko": "·"}


def pairing_name(pairing: Pairing) -> Plain:
    """Both partners' names, counterpart first, as the portal writes them; needs both partners."""
    partners = (pairing.counterpart.partner, pairing.eu.partner)
    said = {
        language: _BETWEEN[language].join(
            getattr(partner, f"name_{language}") or partner.name_en or partner.name_ko for partner in partners
        )
        for language in LANGUAGES
    }
    return {**said, "stale": ""}


def pairings_of(scope: Scope) -> list[Plain]:
    """The pairings of a scope with the names of their partners by side."""
    return [
        {
            "code": pairing.code,
            "name": pairing_name(pairing),
            "status": pairing.status,
            "url": pairing.get_absolute_url(),
            **{side: both(partner, "name") for side, partner in pairing.partners},
        }
        for pairing in scope.pairings
    ]


def sides_of(strand: Strand) -> Plain:
    """The letters and names of both sides of a strand."""
    return {side: {"letters": strand.side_letters(side), "name": _side_name(strand, side)} for side in Side.values}


def _side_name(strand: Strand, side: str) -> Plain:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = strand.side_name(side)
    return {**said, "stale": ""}
