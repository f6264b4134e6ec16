"""What this app adds to the pages further left: my tasks, what waits, signals, and search."""

from partnerships.contributions import (
    deputies,
    home,
    office_tasks,
    project_tasks,
    search,
    search_indicators,
    signals,
    tasks,
)

__all__ = ["deputies", "home", "office_tasks", "project_tasks", "search", "search_indicators", "signals", "tasks"]
