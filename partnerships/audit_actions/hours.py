"""The acts on office hours and closing days."""

from django.utils.translation import gettext_lazy as _

from core import audit

HOURS_CHANGED = "hours-changed"
CLOSING_DAY_ADDED = "closing-day-added"
CLOSING_DAY_REMOVED = "closing-day-removed"
audit.register(HOURS_CHANGED, _("Changed the office hours: %(fields)s"))
audit.register(CLOSING_DAY_ADDED, _("Added to the closing days: %(new)s"))
audit.register(CLOSING_DAY_REMOVED, _("Removed from the closing days: %(old)s"))
