"""What others that write numbers share with indicators."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from core.errors import DomainError

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
