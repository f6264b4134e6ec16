"""What is written of a delegate, and the people whom a partner has sent before."""

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
from events.delegates.identity_numbers import check_no_identity_numbers
from events.enums import DelegateRole
from events.models import Delegate, Delegation
from partnerships.enums import Sector
from partnerships.models import Organisation
from partnerships.translations.selectors import check_length, fill

if TYPE_CHECKING:
    from core.access import Grants
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


# People whom a partner has sent before, to be nominated again without typing.

MOST = 200


def earlier_delegates(grants: Grants, delegation: Delegation) -> list[Delegate]:
    """Each person once, as last written down, the newest event first; who stands in this delegation is left out.

    Only the partner's own people, in events that the reader may read. Two queries.
    """
    partner = delegation.participation.partner_id
    standing: set[tuple[str, ...]] = set()
    if delegation.pk:
        standing = {folded_names(row) for row in Delegate.objects.active().filter(delegation=delegation)}
    rows = (
        Delegate.objects.visible_to(grants)
        .filter(delegation__participation__partner=partner)
        .exclude(delegation=delegation.pk or 0)
        .select_related("delegation__event__strand", "delegation__participation__partner", "organisation")
        .order_by("-nominated_at", "-pk")
    )
    found: dict[tuple[str, ...], Delegate] = {}
    for row in rows[: MOST * 5]:
        key = folded_names(row)
        if key not in standing and key not in found and len(found) < MOST:
            found[key] = row
    return list(found.values())


def as_nominated_again(delegate: Delegate) -> dict[str, Any]:
    """What is taken over of an earlier delegate; a head or substitute of then comes as a member."""
    values = {name: getattr(delegate, name) for name in PERSON}
    return values | {"role": DelegateRole.MEMBER.value}
