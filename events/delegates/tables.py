"""The lists of an event's people: what each is for, and the columns that this purpose needs, and no more."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from core.columns import Column
from events.agendas.selectors import language_names
from events.models import Delegate, DelegateNeeds
from partnerships.codes import codes_in


def _need(delegate: Delegate, field: str) -> str:
    return str(getattr(getattr(delegate, "needs", None), field, ""))


def _ticked(delegate: Delegate, field: str) -> str:
    """What was ticked, then the own words."""
    kinds = DelegateNeeds.KINDS[f"{field}_kinds"]
    labels = [str(kinds(kind).label) for kind in codes_in(_need(delegate, f"{field}_kinds")) if kind in kinds.values]
    return ". ".join(part for part in (", ".join(labels), _need(delegate, field)) if part)


_NAME = Column("name", gettext_lazy("Name"), lambda row: row.shown_name)
_NATIVE = Column("native", gettext_lazy("Name in own script"), lambda row: row.name_native)
_PARTNER = Column("partner", gettext_lazy("Partner"), lambda row: row.delegation.participation.partner.name)
_ORGANISATION = Column("organisation", pgettext_lazy("of a person", "Organisation"), lambda row: row.organisation_shown)

COLUMNS = {
    "participants": [
        Column("name", _NAME.title, lambda row: row.full_name),
        _NATIVE,
        Column("title", pgettext_lazy("title of a person", "Title"), lambda row: row.title),
        Column("function", gettext_lazy("Function"), lambda row: row.function),
        _ORGANISATION,
        _PARTNER,
    ],
    "needs-counts": [
        Column("what", gettext_lazy("What is needed"), lambda row: row[1]),
        Column("about", pgettext_lazy("needs", "About"), lambda row: row[0]),
        Column("count", pgettext_lazy("table head", "People"), lambda row: row[2], number=True),
    ],
    "photographs": [
        _NAME,
        _PARTNER,
        _ORGANISATION,
        Column("answer", gettext_lazy("Photographs"), lambda row: row.photographs_label),
    ],
    "needs": [
        _NAME,
        _PARTNER,
        Column("diet", gettext_lazy("Food"), lambda row: _ticked(row, "diet")),
        Column("access", pgettext_lazy("needs", "Access"), lambda row: _ticked(row, "access")),
        Column("interpretation", gettext_lazy("Interpretation"), lambda row: _need(row, "interpretation")),
    ],
    "arrivals": [
        _NAME,
        _PARTNER,
        Column("arrival", gettext_lazy("Arrival"), lambda row: _need(row, "arrival")),
        Column("departure", gettext_lazy("Departure"), lambda row: _need(row, "departure")),
    ],
    "emergency-sheet": [
        Column("name", _NAME.title, lambda row: row.full_name),
        _NATIVE,
        _PARTNER,
        Column("contact", gettext_lazy("Whom to call"), lambda row: _need(row, "emergency_name")),
        Column("phone", gettext_lazy("Telephone"), lambda row: _need(row, "emergency_phone")),
    ],
    "letters": [
        Column("number", gettext_lazy("Number"), lambda row: row.strand_number),
        Column("name", _NAME.title, lambda row: row.delegate.shown_name),
        Column("partner", _PARTNER.title, lambda row: row.delegate.delegation.participation.partner.name),
        Column("language", gettext_lazy("Language"), lambda row: language_names([row.language])[0]),
        Column("at", gettext_lazy("Issued"), lambda row: row.at),
        Column("by", pgettext_lazy("letter", "By"), lambda row: row.by_label),
    ],
}

# Each list: the end of its address, the name of that, what it is for, what an empty one says.
LISTS: dict[str, tuple[str, str, Any, Any]] = {
    "participants": (
        "participants",
        "participants-list",
        gettext_lazy("For participants to find each other: only those who agreed to be listed."),
        gettext_lazy("Nobody has agreed to be listed yet. Delegates are asked on their own page."),
    ),
    "needs-counts": (
        "needs-in-numbers",
        "needs-counts",
        gettext_lazy("For cooks, guides and interpreters: how many need what, without names."),
        gettext_lazy("Nobody has named a need yet."),
    ),
    "photographs": (
        "photographs",
        "photograph-list",
        gettext_lazy("For photographers: who may be in pictures. Nobody who has not answered may."),
        gettext_lazy("Nobody has a place yet."),
    ),
    "needs": (
        "needs",
        "needs-list",
        gettext_lazy("For those who arrange what a number cannot describe. Pass on what is needed, without the name."),
        gettext_lazy("Nobody has named a need yet."),
    ),
    "arrivals": (
        "arrivals",
        "arrivals-list",
        gettext_lazy("To meet people and to know that they have arrived."),
        gettext_lazy("Nobody has entered an arrival yet."),
    ),
    "emergency-sheet": (
        "emergency-sheet",
        "emergency-sheet",
        gettext_lazy("Whom to call for whom. For emergencies alone; destroy a printed sheet after the event."),
        gettext_lazy("Nobody has a place yet."),
    ),
    "letters": (
        "letters",
        "letter-list",
        gettext_lazy("Which letters were issued, with their numbers."),
        pgettext_lazy("letters", "No letter is issued yet. Open a delegate in the delegation to issue one."),
    ),
}
