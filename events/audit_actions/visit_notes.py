"""The acts on visit notes that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit
from partnerships.audit_actions.journey import LISTS

VISIT_NOTE_ADDED = "visit-note-added"
VISIT_NOTE_EDITED = "visit-note-edited"
VISIT_NOTE_WITHDRAWN = "visit-note-withdrawn"
VISIT_NOTE_RESTORED = "visit-note-restored"
NOTED_INTEREST_TAKEN_UP = "noted-interest-taken-up"
NOTED_INTEREST_DROPPED = "noted-interest-dropped"
NOTED_INTEREST_REOPENED = "noted-interest-reopened"

LISTS["visit-notes"] = _("Visit notes")

audit.register(VISIT_NOTE_ADDED, _("Wrote a visit note"))
audit.register(VISIT_NOTE_EDITED, _("Changed a visit note: %(fields)s"))
audit.register(VISIT_NOTE_WITHDRAWN, _("Withdrew a visit note"))
audit.register(VISIT_NOTE_RESTORED, _("Brought a withdrawn visit note back"))
audit.register(NOTED_INTEREST_TAKEN_UP, _("Made a project of an interest (%(partner)s): %(project)s"))
audit.register(NOTED_INTEREST_DROPPED, _("Decided not to pursue an interest (%(partner)s)"))
audit.register(NOTED_INTEREST_REOPENED, _("Reopened an interest (%(partner)s)"))
