"""The acts on indicators, their targets and values, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

INDICATOR_ADDED = "indicator-added"
INDICATOR_EDITED = "indicator-edited"
INDICATOR_ENDED = "indicator-ended"
INDICATOR_RESUMED = "indicator-resumed"
TARGET_SET = "target-set"
VALUE_ENTERED = "value-entered"
VALUE_WITHDRAWN = "value-withdrawn"

audit.register(INDICATOR_ADDED, _("Added the indicator"))
audit.register(INDICATOR_EDITED, _("Changed the indicator: %(fields)s"))
audit.register(INDICATOR_ENDED, _("The indicator is no longer measured"))
audit.register(INDICATOR_RESUMED, _("The indicator is measured again"))
audit.register(TARGET_SET, _("Set baseline and target: %(fields)s"))
audit.register(VALUE_ENTERED, _("Entered the value %(value)s as of %(until)s"))
audit.register(VALUE_WITHDRAWN, _("Withdrew the value %(value)s as of %(until)s"))
