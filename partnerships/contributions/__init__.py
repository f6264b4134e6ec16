"""What this app adds to the pages further left: my tasks, signals, search, and the histories of its records."""

from partnerships.contributions import (
    access,
    deputies,
    home,
    office_tasks,
    project_tasks,
    record_kinds,
    search,
    search_indicators,
    signals,
    tasks,
)

__all__ = [
    "access",
    "deputies",
    "home",
    "office_tasks",
    "project_tasks",
    "record_kinds",
    "search",
    "search_indicators",
    "signals",
    "tasks",
]
