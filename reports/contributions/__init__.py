"""What this app adds to the pages further left: tasks, signals, panels, search, tabs, links."""

from reports.contributions import (
    briefs,
    calendar,
    dashboards,
    exports,
    page_files,
    publicity,
    reports,
    results,
    updates,
)

__all__ = [
    "briefs",
    "calendar",
    "dashboards",
    "exports",
    "page_files",
    "publicity",
    "reports",
    "results",
    "updates",
]
