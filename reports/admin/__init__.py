"""The administration of this app."""

from reports.admin import calendar, publicity, reports, results, updates

__all__ = ["calendar", "publicity", "reports", "results", "updates"]
