"""Publicity items: what is done to them, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

PUBLICITY_ADDED = "publicity-added"
PUBLICITY_EDITED = "publicity-edited"
PUBLICITY_WITHDRAWN = "publicity-withdrawn"
PUBLICITY_RESTORED = "publicity-restored"

audit.register(PUBLICITY_ADDED, _("Added a publicity item"))
audit.register(PUBLICITY_EDITED, _("Changed: %(fields)s"))
audit.register(PUBLICITY_WITHDRAWN, _("Withdrew a publicity item"))
audit.register(PUBLICITY_RESTORED, _("Brought a publicity item back"))
