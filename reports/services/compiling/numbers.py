"""Numbers of the records as JSON can say them."""

from __future__ import annotations

from decimal import Decimal


def plain_number(value: Decimal | float | None) -> int | float | None:
    """A number without noughts behind the point; what nobody reported stays nothing, which is no zero."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
