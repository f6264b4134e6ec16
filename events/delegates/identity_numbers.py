"""Text that looks like the number of an identity document: the portal keeps none, and its forms refuse it."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, pgettext

from core.errors import DomainError

# What is looked for, and where the shape is described:
# - Korean resident and foreigner registration numbers: birth, a digit of sex and century, six more (Resident
#   Registration Act, Enforcement Rule Art. 2); no statute lets this portal ask for one (PIPA Art. 24-2).
# - Korean passports: a letter and eight digits until 2021, a letter, three digits, a letter, four digits since.
# - Passports and identity cards of member states by the shapes in PRADO, the Council's public register of documents:
#   two letters and seven digits (Finland, Italy, Poland and others), three letters and six digits (Spain and others),
#   two digits, two letters, five digits (France), letters and digits mixed (Netherlands, Germany).
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
_NO_PREFIX = r"(?!TEL|FAX|MOB|REF|KTX|SRT|ITX|AVE|ICE|TGV|PNR|VAT)"
_PASSPORTS = re.compile(
    rf"{_BEFORE}{_NO_PREFIX}(?:[MSRODPG][0-9]{{8}}|[MSRODPG][0-9]{{3}}[A-Z][0-9]{{4}}"
    rf"|[A-Z]{{2}}[0-9]{{7}}|[A-Z]{{3}}[0-9]{{6}}|[0-9]{{2}}[A-Z]{{2}}[0-9]{{5}}){_AFTER}"
)
_MIXED = re.compile(
    rf"{_BEFORE}{_NO_PREFIX}(?:[A-NP-Z]{{2}}[A-NP-Z0-9]{{6}}[0-9]|[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{{7}}[0-9]){_AFTER}"
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
_NIE = {88: "0", 89: "1", 90: "2", 45: None}
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


def check_no_identity_numbers(values: Mapping[str, Any]) -> None:
    """Refuse any of the values, by field, that is a text with an identity number in it. Raises DomainError."""
    for field, value in values.items():
        if isinstance(value, str) and (kind := identity_number_in(value)):
            raise DomainError(_label(kind), field=field)


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
    sentence = _("This looks like %(kind)s. The portal keeps none, and nobody here needs it: leave it out.")
    return sentence % {"kind": name}


def _has_digits(pattern: re.Pattern[str], plain: str, least: int) -> bool:
    """Whether something that the pattern finds has enough digits: a word with a number behind it is no passport."""
    return any(sum(sign.isdigit() for sign in found) >= least for found in pattern.findall(plain))


def _is_spanish(plain: str) -> bool:
    """A NIE counts X, Y, Z as 0, 1, 2 before its digits."""
    plain_numbers = ((number.translate(_NIE), sign) for number, sign in _SPANISH.findall(plain))
    return any(_SPANISH_SIGNS[int(number) % 23] == sign for number, sign in plain_numbers)


def _is_finnish(plain: str) -> bool:
    return any(_FINNISH_SIGNS[int(birth + number) % 31] == sign for birth, number, sign in _FINNISH.findall(plain))
