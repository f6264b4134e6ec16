"""The columns of the lists of an event's people: each list has those that its purpose needs, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, pgettext_lazy

from core.columns import Column
from events.agendas.languages import language_names
from events.enums import AccessKind, DietKind
from partnerships.codes import codes_in

if TYPE_CHECKING:
    from events.models import Delegate

_NAME = gettext_lazy("Name")
_NATIVE = gettext_lazy("Name in own script")
_PARTNER = gettext_lazy("Partner")
_ORGANISATION = gettext_lazy("Organisation")


def _has_needs(delegate: Delegate) -> bool:
    return hasattr(delegate, "needs")


def _ticked(kinds: str, enum: type[DietKind | AccessKind], own: str) -> str:
    """What was ticked, then the own words."""
    labels = [str(enum(kind).label) for kind in codes_in(kinds) if kind in enum.values]
    return ". ".join(part for part in (", ".join(labels), own) if part)


PARTICIPANT_COLUMNS = [
    Column("name", _NAME, lambda row: row.full_name),
    Column("native", _NATIVE, lambda row: row.name_native),
    Column("title", pgettext_lazy("title of a person", "Title"), lambda row: row.title),
    Column("function", gettext_lazy("Function"), lambda row: row.function),
    Column("organisation", _ORGANISATION, lambda row: row.organisation_shown),
    Column("partner", _PARTNER, lambda row: row.delegation.participation.partner.name),
]
COUNT_COLUMNS = [
    Column("what", gettext_lazy("What is needed"), lambda row: row.what),
    Column("about", pgettext_lazy("needs", "About"), lambda row: row.about),
    Column("count", pgettext_lazy("table head", "People"), lambda row: row.count, number=True),
]
PHOTOGRAPH_COLUMNS = [
    Column("name", _NAME, lambda row: row.delegate.full_name),
    Column("partner", _PARTNER, lambda row: row.delegate.delegation.participation.partner.name),
    Column("organisation", _ORGANISATION, lambda row: row.delegate.organisation_shown),
    Column("answer", gettext_lazy("Photographs"), lambda row: row.label),
]
NEEDS_COLUMNS = [
    Column("name", _NAME, lambda row: row.delegate.full_name),
    Column("partner", _PARTNER, lambda row: row.delegate.delegation.participation.partner.name),
    Column("diet", gettext_lazy("Food"), lambda row: _ticked(row.diet_kinds, DietKind, row.diet)),
    Column("access", pgettext_lazy("needs", "Access"), lambda row: _ticked(row.access_kinds, AccessKind, row.access)),
    Column("interpretation", gettext_lazy("Interpretation"), lambda row: row.interpretation),
]
ARRIVAL_COLUMNS = [
    Column("name", _NAME, lambda row: row.delegate.full_name),
    Column("partner", _PARTNER, lambda row: row.delegate.delegation.participation.partner.name),
    Column("arrival", gettext_lazy("Arrival"), lambda row: row.arrival),
    Column("departure", gettext_lazy("Departure"), lambda row: row.departure),
]
EMERGENCY_COLUMNS = [
    Column("name", _NAME, lambda row: row.full_name),
    Column("native", _NATIVE, lambda row: row.name_native),
    Column("partner", _PARTNER, lambda row: row.delegation.participation.partner.name),
    Column("contact", gettext_lazy("Whom to call"), lambda row: row.needs.emergency_name if _has_needs(row) else ""),
    Column("phone", gettext_lazy("Telephone"), lambda row: row.needs.emergency_phone if _has_needs(row) else ""),
]
LETTER_COLUMNS = [
    Column("number", gettext_lazy("Number"), lambda row: row.number),
    Column("name", _NAME, lambda row: row.delegate.full_name),
    Column("partner", _PARTNER, lambda row: row.delegate.delegation.participation.partner.name),
    Column("language", gettext_lazy("Language"), lambda row: language_names([row.language])[0]),
    Column("at", gettext_lazy("Issued"), lambda row: row.at),
    Column("by", pgettext_lazy("letter", "By"), lambda row: row.by_label),
]
COLUMNS = {
    "participants": PARTICIPANT_COLUMNS,
    "needs-counts": COUNT_COLUMNS,
    "photographs": PHOTOGRAPH_COLUMNS,
    "needs": NEEDS_COLUMNS,
    "arrivals": ARRIVAL_COLUMNS,
    "emergency-sheet": EMERGENCY_COLUMNS,
    "letters": LETTER_COLUMNS,
}
