"""Reporting periods, the contract and the template of reports: what is done to them, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

PERIOD_ADDED = "period-added"
PERIOD_EDITED = "period-edited"
PERIOD_SKIPPED = "period-skipped"
PERIOD_TAKEN_UP = "period-taken-up"
TERMS_EDITED = "reporting-terms-edited"

audit.register(PERIOD_ADDED, _("Added the reporting period %(new)s, due on %(until)s"))
audit.register(PERIOD_EDITED, _("Changed: %(fields)s"))
audit.register(PERIOD_SKIPPED, _("Skipped the reporting period"))
audit.register(PERIOD_TAKEN_UP, _("Took the skipped reporting period up again"))
audit.register(TERMS_EDITED, _("Changed the terms of reporting: %(fields)s"))
