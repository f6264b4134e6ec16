"""The acts that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import audit
from events.enums import TripPaperKind
from partnerships.audit_actions import LISTS

# The acts on details of delegates that the register of actions knows; none of their sentences tells what they are.

DELEGATE_LINK_REVOKED = "delegate-link-revoked"
DELEGATE_DETAILS_FILLED = "delegate-details-filled"
DELEGATE_DETAILS_ERASED = "delegate-details-erased"
DELEGATE_NAME_CORRECTED = "delegate-name-corrected"
DELEGATE_ANSWERED = "delegate-answered"
DELEGATE_TOOK_COPY = "delegate-took-copy"
audit.register(DELEGATE_LINK_REVOKED, _("Revoked the personal link"))
audit.register(DELEGATE_DETAILS_FILLED, _("The delegate's own page was filled in"))
audit.register(DELEGATE_DETAILS_ERASED, _("Details on a delegate's own page were erased"))
audit.register(DELEGATE_NAME_CORRECTED, _("The name was corrected on the delegate's own page"))
audit.register(
    DELEGATE_ANSWERED,
    ngettext_lazy(
        "What is asked of delegates was answered (%(answers)s answer)",
        "What is asked of delegates was answered (%(answers)s answers)",
        "answers",
    ),
)
audit.register(
    DELEGATE_TOOK_COPY, _("A copy of the own details was taken from the delegate's own page"), kind=audit.Kind.LOOK
)

DELEGATE_LIST_READ = "delegate-list-read"
EMERGENCY_SHEET_OPENED = "emergency-sheet-opened"
DELEGATE_LISTS = {
    "participants": _("Participants"),
    "needs-counts": _("Needs in numbers"),
    "needs": _("Needs in their own words"),
    "arrivals": _("Arrivals and departures"),
    "photographs": _("Photographs"),
    "emergency-sheet": _("Emergency sheet"),
    "letters": _("Invitation letters"),
}
DELEGATE_LIST_FORMS = {"page": _("on the page"), "csv": "CSV", "xlsx": "XLSX", "pdf": "PDF"}
audit.register(
    DELEGATE_LIST_READ,
    ngettext_lazy(
        "Looked at the list “%(list)s” of “%(event)s” (%(format)s, %(rows)s row)",
        "Looked at the list “%(list)s” of “%(event)s” (%(format)s, %(rows)s rows)",
        "rows",
    ),
    words={"list": DELEGATE_LISTS, "format": DELEGATE_LIST_FORMS},
    kind=audit.Kind.LOOK,
)
audit.register(
    EMERGENCY_SHEET_OPENED,
    ngettext_lazy(
        "The head of the delegation opened the emergency sheet (%(rows)s row)",
        "The head of the delegation opened the emergency sheet (%(rows)s rows)",
        "rows",
    ),
    kind=audit.Kind.LOOK,
)

DETAILS_DESTROYED = "details-destroyed"
audit.register(
    DETAILS_DESTROYED,
    ngettext_lazy(
        "Erased personal data by the clock (%(records)s record)",
        "Erased personal data by the clock (%(records)s records)",
        "records",
    ),
)

# What goes along with an act on an event, each with its sentence.

EVENT_MOVED_ALONG = "event-moved-along"
MILESTONE_HELD = "milestone-held"
MILESTONE_NO_LONGER_HELD = "milestone-no-longer-held"

audit.register(
    EVENT_MOVED_ALONG,
    _("Moved the event with its mission from %(old)s to %(new)s"),
    news=_("%(city)s moved the mission, and %(what)s with it."),
)
audit.register(
    MILESTONE_HELD,
    _("Done: the event “%(event)s” was held, %(new)s"),
    news=_("%(what)s is done: the event “%(event)s” was held."),
)
audit.register(MILESTONE_NO_LONGER_HELD, _("Open again: the event “%(event)s” was reopened"))

# What happens to papers of journeys beside their actions; no person is named.

TRIP_RETURN_SET = "trip-return-set"
TRIP_PAPER_SENT = "trip-paper-sent"

audit.register(TRIP_RETURN_SET, _("Noted the day of return: %(new)s"))
audit.register(
    TRIP_PAPER_SENT,
    _("%(paper)s: downloaded as %(format)s (%(language)s)"),
    words={"paper": dict(TripPaperKind.choices)},
    kind=audit.Kind.LOOK,
)

LISTS["visit-notes"] = _("Visit notes")

# The acts on delegations; no person is named in any of their sentences.

DELEGATE_NOMINATED = "delegate-nominated"
DELEGATE_WAITS = "delegate-waits"
DELEGATE_STANDS_READY = "delegate-stands-ready"
ATTENDANCE_RECORDED = "attendance-recorded"
ATTENDANCE_CHANGED = "attendance-changed"
audit.register(DELEGATE_NOMINATED, _("Nominated for a place"))
audit.register(DELEGATE_WAITS, _("Nominated; no place was free, so it waits"))
audit.register(DELEGATE_STANDS_READY, _("Named as a substitute"))
audit.register(ATTENDANCE_RECORDED, _("Recorded who came: %(came)s of %(of)s"))
audit.register(ATTENDANCE_CHANGED, _("Changed afterwards who came: %(came)s of %(of)s"))

LISTS["delegations"] = _("Delegations")
LISTS["delegates"] = _("Delegates")
