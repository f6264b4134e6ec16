"""The administration of this app's records, one module per noun."""

from reports.periods import admin as periods
from reports.public import admin as public

__all__ = ["periods", "public"]
