"""What somebody wrote into the fields of a record: set and trimmed, neither empty nor too long, nor too large."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError
from core.texts import NOTHING_WRITTEN
from partnerships.fields import validate_sources


def fill(row: Any, values: Mapping[str, Any], *, fields: Collection[str]) -> None:
    """Set the fields that a service lets people write; a text loses its outer blanks.

    Any other field is a mistake in the code: ValueError.
    """
    for name, value in values.items():
        if name not in fields:
            message = f"{row._meta.label} is not edited by its {name}"
            raise ValueError(message)
        setattr(row, name, _trimmed(value))


def what_differs(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the row does not have, as `fill` sets them; a blank at the end is no other text."""
    return {name: value for name, value in values.items() if getattr(row, name, None) != _trimmed(value)}


def real_changes(row: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same. Raises AlreadyDone where the row has them all."""
    if changed := what_differs(row, values):
        return changed
    raise AlreadyDone(_("Nothing was changed."))


def check_either_language(row: Any, name: str) -> None:
    """Refuse a text that is written in neither language. Raises DomainError on the field `name`."""
    if not (getattr(row, f"{name}_en") or getattr(row, f"{name}_ko")):
        raise DomainError(NOTHING_WRITTEN, field=name)


def check_length(field: str, text: str, most: int) -> None:
    """Refuse a text of more than `most` characters. Raises DomainError on the field."""
    if len(text) > most:
        raise DomainError(_("This is too long: at most %(most)s characters.") % {"most": most}, field=field)


DECIMALS = 2
BELOW = Decimal(10) ** 13


def check_amount(value: Decimal | None, *, field: str) -> None:
    """Raise DomainError with the field at fault for a number that a figure cannot hold; None is no number yet."""
    if value is None:
        return
    if not value.is_finite() or value < 0:
        raise DomainError(_("Write a number that is not negative."), field=field)
    if value >= BELOW:
        raise DomainError(_("This number is too large: at most 13 digits before the point."), field=field)
    # As they are typed: whoever writes 1.200 may mean a thousand and more.
    if -int(value.as_tuple().exponent) > DECIMALS:
        raise DomainError(_("Write two decimals at most."), field=field)


def check_sources(text: str) -> None:
    """Refuse what is no list of web addresses. Raises DomainError on the field `source`."""
    try:
        validate_sources(text)
    except ValidationError as refused:
        raise DomainError(refused.messages[0], field="source") from refused


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
