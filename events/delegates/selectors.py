"""What is written of a delegate: names as the person gives them, function, organisation, sector, role."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.enums import NameOrder
from core.errors import DomainError
from core.folding import ByName, fold
from events.enums import DelegateRole
from events.models import Delegate, Delegation
from partnerships.enums import Sector
from partnerships.models import Organisation
from partnerships.translations.selectors import check_length, fill

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Participation

# Text that looks like the number of an identity document: the portal keeps none, and its forms refuse it.
#
# What is looked for, and where the shape is described:
# - Korean resident and foreigner registration numbers: birthday, a digit of sex and century, six more (Resident
#   Registration Act, Enforcement Rule Art. 2); no statute lets this portal ask for one (PIPA Art. 24-2).
# - Korean passports: a letter and eight digits until 2021, a letter, three digits, a letter, four digits since.
# - Passports and identity cards of member states by the shapes in PRADO, the Council's public register of documents:
#   two letters and seven digits (Finland, Italy, Poland and others), three letters and six digits (Spain and others),
# two
#   digits, two letters, five digits (France), letters and digits mixed (Netherlands, Germany).
# - Spanish DNI and NIE with their letter, Finnish personal identity codes with their sign, British National Insurance
#   numbers.
# - Any number of six and more signs behind a word such as "passport".
# Telephone numbers, postal codes, flights and dates look different and pass.

REGISTRATION, PASSPORT, IDENTITY_CARD = "registration", "passport", "identity-card"

# Neither inside a longer word or number, nor behind the + of a telephone number.
_BEFORE = r"(?<![A-Z0-9+])(?<![0-9][-. ])"
_AFTER = r"(?![A-Z0-9])(?![-. ][0-9])"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_REGISTRATION = re.compile(rf"{_BEFORE}[0-9]{{2}}{_MONTH_DAY} ?-? ?[0-9][0-9*]{{6}}(?![0-9])")
# What stands before a telephone, train or booking number is no letter of a passport.
_NO_WORD = r"(?!TEL|FAX|MOB|REF|KTX|SRT|ITX|AVE|ICE|TGV|PNR|VAT)"
_PASSPORTS = re.compile(
    rf"{_BEFORE}{_NO_WORD}(?:[MSRODPG][0-9]{{8}}|[MSRODPG][0-9]{{3}}[A-Z][0-9]{{4}}"
    rf"|[A-Z]{{2}}[0-9]{{7}}|[A-Z]{{3}}[0-9]{{6}}|[0-9]{{2}}[A-Z]{{2}}[0-9]{{5}}){_AFTER}"
)
_MIXED = re.compile(
    rf"{_BEFORE}{_NO_WORD}(?:[A-NP-Z]{{2}}[A-NP-Z0-9]{{6}}[0-9]|[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{{7}}[0-9]){_AFTER}"
)
_SPANISH = re.compile(rf"{_BEFORE}([XYZ]-?[0-9]{{7}}|[0-9]{{8}})-?([A-Z]){_AFTER}")
_FINNISH = re.compile(rf"{_BEFORE}([0-9]{{6}})[-+ABCDEFYXWVU]([0-9]{{3}})([0-9A-Y]){_AFTER}")
_BRITISH = re.compile(rf"{_BEFORE}[A-CEGHJ-PR-TW-Z]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[0-9]{{2}} ?[A-D]{_AFTER}")
_NAMED = re.compile(
    r"(?:PASSPORT|PASAPORTE|PASSEPORT|REISEPASS|PASPOORT|PASSI\b|여권|주민등록|주민번호|외국인등록|\bDNI\b|\bNIE\b|"
    r"IDENTITY CARD|ID CARD|\bID\b)[^0-9A-Z]{0,3}(?:NUMBER|NO|NR|번호)?[^0-9A-Z]{0,6}"
    r"(?!(?:19|20)[0-9]{2}[-. ])([A-Z]{0,3}[ -]?[0-9](?:[ -]?[A-Z0-9]){5,12})(?![A-Z0-9])"
)
_SPANISH_SIGNS = "TRWAGMYFPDXBNJZSQVHLCKE"
_FINNISH_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# Characters that are seen as a hyphen, and those that are not seen at all.
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−－ー~"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def identity_number_in(text: str) -> str:
    """The kind of identity number that a text seems to hold (REGISTRATION, PASSPORT, IDENTITY_CARD), else empty.

    >>> identity_number_in("My number is 900101-1234567")
    'registration'
    >>> identity_number_in("KE901, arriving 18:40; call +82 10-1234-5678")
    ''
    """
    plain = unicodedata.normalize("NFKC", text).translate(_UNSEEN).translate(_HYPHENS).upper()
    plain = re.sub(r"\s+", " ", plain)
    if _REGISTRATION.search(plain):
        return REGISTRATION
    if _PASSPORTS.search(plain) or _has_digits(_MIXED, plain, 4) or _has_digits(_NAMED, plain, 5):
        return PASSPORT
    if _is_spanish(plain) or _is_finnish(plain) or _BRITISH.search(plain):
        return IDENTITY_CARD
    return ""


def check_no_identity_number(text: str, *, field: str) -> None:
    """Refuse a text with an identity number in it. Raises DomainError on the field, with why and what to do."""
    if kind := identity_number_in(text):
        raise DomainError(_label(kind), field=field)


def check_no_identity_numbers(values: Mapping[str, Any]) -> None:
    """Refuse any of the values, by field, that is a text with an identity number in it. Raises DomainError."""
    for field, value in values.items():
        if isinstance(value, str):
            check_no_identity_number(value, field=field)


def validate_no_identity_number(text: str) -> None:
    """The same for a field of a form. Raises ValidationError."""
    if kind := identity_number_in(text):
        raise ValidationError(_label(kind))


def _label(kind: str) -> str:
    name = {
        REGISTRATION: pgettext("what a text looks like", "a resident registration number"),
        PASSPORT: pgettext("what a text looks like", "a passport number"),
        IDENTITY_CARD: pgettext("what a text looks like", "the number of an identity card"),
    }[kind]
    return _("This looks like %(kind)s. The portal keeps none, and nobody here needs it: leave it out.") % {
        "kind": name
    }


def _has_digits(pattern: re.Pattern[str], plain: str, least: int) -> bool:
    """Whether something that the pattern finds has enough digits: a word with a number behind it is no passport."""
    return any(sum(sign.isdigit() for sign in found) >= least for found in pattern.findall(plain))


def _is_spanish(plain: str) -> bool:
    """A NIE counts X, Y, Z as 0, 1, 2 before its digits."""
    plain_numbers = (
        (number.translate({88: "0", 89: "1", 90: "2", 45: None}), sign) for number, sign in _SPANISH.findall(plain)
    )
    return any(_SPANISH_SIGNS[int(number) % 23] == sign for number, sign in plain_numbers)


def _is_finnish(plain: str) -> bool:
    return any(
        _FINNISH_SIGNS[int(birthday + number) % 31] == sign for birthday, number, sign in _FINNISH.findall(plain)
    )


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
