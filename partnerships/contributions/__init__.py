"""What this app adds to the pages further left: my tasks, what waits, signals, and search."""

from partnerships.contributions import home, office_tasks, search, signals, tasks

__all__ = ["home", "office_tasks", "search", "signals", "tasks"]
