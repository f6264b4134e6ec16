"""The acts on minutes that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

MINUTES_WRITTEN = "minutes-written"
MINUTES_EDITED = "minutes-edited"
MINUTES_OBJECTED = "minutes-objected"
MINUTES_OBJECTION_WITHDRAWN = "minutes-objection-withdrawn"

audit.register(MINUTES_WRITTEN, _("Began to write the minutes"))
audit.register(MINUTES_EDITED, _("Changed the minutes: %(fields)s; now edition %(edition)s"))
audit.register(MINUTES_OBJECTED, _("Objected to edition %(edition)s of the minutes"))
audit.register(MINUTES_OBJECTION_WITHDRAWN, _("Withdrew an objection to edition %(edition)s of the minutes"))
