"""The columns of each list; page, CSV and XLSX share them."""

from partnerships.columns.journey import (
    FOLLOW_UP_COLUMNS,
    FOLLOW_UP_FILTERS,
    LATE,
    NOBODY,
    PARTNER_COLUMNS,
    PROGRAMME_COLUMNS,
    follow_up_state,
)

__all__ = [
    "FOLLOW_UP_COLUMNS",
    "FOLLOW_UP_FILTERS",
    "LATE",
    "NOBODY",
    "PARTNER_COLUMNS",
    "PROGRAMME_COLUMNS",
    "follow_up_state",
]
