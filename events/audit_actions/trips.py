"""The acts on papers of journeys that the register of actions knows, each with its sentence; no person is named."""

from django.utils.translation import gettext_lazy as _

from core import audit
from events.enums import TripPaperKind

TRIP_PAPER_EDITED = "trip-paper-edited"
TRIP_PAPER_FINISHED = "trip-paper-finished"
TRIP_PAPER_REOPENED = "trip-paper-reopened"
TRIP_RETURN_SET = "trip-return-set"
TRIP_PAPER_SENT = "trip-paper-sent"
TRIP_PHOTO_ADDED = "trip-photo-added"
TRIP_PHOTO_EDITED = "trip-photo-edited"
TRIP_PHOTO_REMOVED = "trip-photo-removed"

_PAPERS = {"paper": dict(TripPaperKind.choices)}
audit.register(TRIP_PAPER_EDITED, _("%(paper)s: changed %(fields)s"), words=_PAPERS)
audit.register(TRIP_PAPER_FINISHED, _("%(paper)s: finished"), words=_PAPERS)
audit.register(TRIP_PAPER_REOPENED, _("%(paper)s: taken up again"), words=_PAPERS)
audit.register(TRIP_RETURN_SET, _("Noted the day of return: %(new)s"))
audit.register(
    TRIP_PAPER_SENT, _("%(paper)s: downloaded as %(format)s (%(language)s)"), words=_PAPERS, kind=audit.Kind.LOOK
)
audit.register(TRIP_PHOTO_ADDED, _("Added a photograph to the trip report"))
audit.register(TRIP_PHOTO_EDITED, _("Changed the caption or place of a photograph in the trip report"))
audit.register(TRIP_PHOTO_REMOVED, _("Removed a photograph from the trip report"))
