"""The administration of this app."""

from reports.periods import admin as calendar
from reports.progress import admin as reports
from reports.public import admin as publicity
from reports.public import admin as results
from reports.updates import admin as updates

__all__ = ["calendar", "publicity", "reports", "results", "updates"]
