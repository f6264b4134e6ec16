"""The acts on office hours and closing days."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit

HOURS_CHANGED = "hours-changed"
CLOSING_DAY_ADDED = "closing-day-added"
CLOSING_DAY_REMOVED = "closing-day-removed"


def _added(parameters: Mapping[str, Any]) -> str:
    if _is_one_day(parameters):
        return _("Added the closing day %(old)s")
    return _("Added closing days from %(old)s to %(until)s")


def _removed(parameters: Mapping[str, Any]) -> str:
    if _is_one_day(parameters):
        return _("Removed the closing day %(old)s")
    return _("Removed the closing days from %(old)s to %(until)s")


def _is_one_day(parameters: Mapping[str, Any]) -> bool:
    return parameters.get("old") == parameters.get("until")


audit.register(HOURS_CHANGED, gettext_lazy("Changed the office hours: %(fields)s"))
audit.register(CLOSING_DAY_ADDED, _added)
audit.register(CLOSING_DAY_REMOVED, _removed)
