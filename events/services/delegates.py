"""What is written of a delegate: names as the person gives them, function, organisation, sector, role."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.enums import NameOrder
from core.errors import DomainError
from core.folding import ByName, fold
from events.enums import DelegateRole
from events.models import Delegate
from events.services.identity_numbers import check_no_identity_numbers
from partnerships.enums import Sector
from partnerships.models import Organisation
from partnerships.services.written import check_length, fill

if TYPE_CHECKING:
    from partnerships.models import Participation

# What whoever nominates writes of a person. Gender, needs and consents are the delegate's own to say.
PERSON = (
    "family_name",
    "given_name",
    "name_order",
    "name_native",
    "title",
    "function",
    "organisation_name",
    "sector",
    "languages",
    "email",
    "role",
)
NAMES = ("family_name", "given_name", "name_native")
_TEXTS = (*NAMES, "title", "function", "organisation_name", "languages", "email")
# Where the family name customarily comes first (Unicode CLDR, person names); a proposal for the form and no more.
FAMILY_FIRST = frozenset({"CN", "HU", "JP", "KR", "TW", "VN"})


def longest(name: str) -> int:
    """Characters that a text of a person may have."""
    field: Any = Delegate._meta.get_field(name)
    return int(field.max_length)


def fill_person(delegate: Delegate, values: Mapping[str, Any]) -> None:
    """Set what was written; a text loses its outer blanks and nothing else: no name is changed in any other way."""
    fill(delegate, values, fields=PERSON)


def check_person(delegate: Delegate) -> None:
    """Refuse who has no name at all, or a value that is none of its choices. Raises DomainError on the field."""
    if not any(getattr(delegate, name) for name in NAMES):
        raise DomainError(_("Write a name: family name, given name, or the name in its own script."), field=NAMES[0])
    for name in _TEXTS:
        check_length(name, getattr(delegate, name), longest(name))
        if any(unicodedata.category(letter) == "Cc" for letter in getattr(delegate, name)):
            raise DomainError(_("Write this on one line."), field=name)
    check_no_identity_numbers({name: getattr(delegate, name) for name in _TEXTS})
    for name, choices in (("name_order", NameOrder), ("role", DelegateRole), ("sector", Sector)):
        value = getattr(delegate, name)
        if value not in choices.values and (value or name != "sector"):
            raise DomainError(_("“%(value)s” is none of the choices.") % {"value": value}, field=name)
    if delegate.email:
        try:
            validate_email(delegate.email)
        except ValidationError as refused:
            raise DomainError(refused.messages[0], field="email") from refused


def folded_names(delegate: Delegate) -> tuple[str, ...]:
    """By which a person is told from another."""
    return tuple(fold(getattr(delegate, name)) for name in NAMES)


def place_of_organisation(delegate: Delegate) -> None:
    """Link the organisation where the strand's directory has one of exactly this name, and take over its sector.

    What was typed stays as it was typed.
    """
    typed = fold(delegate.organisation_name)
    delegate.organisation = None
    if not typed:
        return
    strand = delegate.delegation.event.strand_id
    rows = Organisation.objects.standing().filter(strands=strand, search_text__contains=typed).order_by("pk")
    for row in rows:
        if typed in (fold(row.name_en), fold(row.name_ko), fold(row.code)):
            delegate.organisation = row
            delegate.sector = delegate.sector or row.sector
            return


def organisations_near(participation: Participation) -> list[Organisation]:
    """Organisations of the strand's directory in the partner's own cities, to be chosen from while one types."""
    cities = [place.city_id for place in participation.partner.places.all()]
    rows = Organisation.objects.standing().filter(strands=participation.strand_id)
    return list(rows.filter(city__in=cities).order_by(ByName(), "pk")[:100])


def usual_name_order(participation: Participation) -> NameOrder:
    """Which part of a name comes first where the partner lies; whoever nominates may choose the other."""
    first = next(iter(participation.partner.places.all()), None)
    country = str(first.city.country) if first else ""
    return NameOrder.FAMILY_FIRST if country in FAMILY_FIRST else NameOrder.GIVEN_FIRST
