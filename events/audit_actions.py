"""The acts that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import audit
from events.enums import TripPaperKind
from partnerships.audit_actions import LISTS

# The acts on details of delegates that the register of actions knows; none of their sentences tells what they are.

DELEGATE_LINK_MADE = "delegate-link-made"
DELEGATE_LINK_REVOKED = "delegate-link-revoked"
DELEGATE_DETAILS_FILLED = "delegate-details-filled"
DELEGATE_DETAILS_ERASED = "delegate-details-erased"
DELEGATE_NAME_CORRECTED = "delegate-name-corrected"
DELEGATE_ANSWERED = "delegate-answered"
DELEGATE_TOOK_COPY = "delegate-took-copy"
audit.register(
    DELEGATE_LINK_MADE,
    _("Made a personal link: %(how)s"),
    words={"how": {"mailed": _("sent by mail"), "shown": _("shown to be handed over")}},
)
audit.register(DELEGATE_LINK_REVOKED, _("Revoked the personal link"))
audit.register(DELEGATE_DETAILS_FILLED, _("The delegate's own page was filled in"))
audit.register(DELEGATE_DETAILS_ERASED, _("What stood on the delegate's own page was erased there"))
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
DELEGATE_LIST_FORMS = {"page": _("on the page"), "csv": "CSV", "xlsx": "XLSX"}
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

LETTER_ISSUED = "letter-issued"
audit.register(LETTER_ISSUED, _("Issued the invitation letter %(number)s"))

DETAILS_DESTROYED = "details-destroyed"
audit.register(
    DETAILS_DESTROYED,
    ngettext_lazy(
        "Erased personal data by the clock (%(records)s record)",
        "Erased personal data by the clock (%(records)s records)",
        "records",
    ),
)

# What is done to events and missions, each act with its sentence.

EVENT_ADDED = "event-added"
EVENT_COPIED = "event-copied"
EVENT_EDITED = "event-edited"
EVENT_MOVED = "event-moved"
EVENT_MOVED_ALONG = "event-moved-along"
EVENT_ANNOUNCED = "event-announced"
EVENT_CONFIRMED = "event-confirmed"
EVENT_HELD = "event-held"
EVENT_NOT_REPORTED = "event-not-reported"
EVENT_CANCELLED = "event-cancelled"
EVENT_REOPENED = "event-reopened"
HEAD_COUNT_ADDED = "head-count-added"
HEAD_COUNT_EDITED = "head-count-edited"
HEAD_COUNT_WITHDRAWN = "head-count-withdrawn"
HEAD_COUNT_RESTORED = "head-count-restored"
MILESTONE_HELD = "milestone-held"
MILESTONE_NO_LONGER_HELD = "milestone-no-longer-held"

audit.register(EVENT_ADDED, _("Added the event, for %(new)s"))
audit.register(EVENT_COPIED, _("Added the event as a copy of “%(template)s”, for %(new)s"))
audit.register(EVENT_EDITED, _("Changed: %(fields)s"))
audit.register(EVENT_MOVED, _("Moved the event from %(old)s to %(new)s"))
audit.register(EVENT_MOVED_ALONG, _("Moved the event with its mission from %(old)s to %(new)s"))
audit.register(EVENT_ANNOUNCED, _("Announced the event"))
audit.register(EVENT_CONFIRMED, _("Confirmed that the event takes place"))
audit.register(EVENT_HELD, _("Reported the event held: %(new)s"))
audit.register(EVENT_NOT_REPORTED, _("Marked the event as not reported"))
audit.register(EVENT_CANCELLED, _("Cancelled the event"))
audit.register(EVENT_REOPENED, _("Reopened the event"))
audit.register(HEAD_COUNT_ADDED, _("Added a head count"))
audit.register(HEAD_COUNT_EDITED, _("Edited a head count"))
audit.register(HEAD_COUNT_WITHDRAWN, _("Withdrew a head count"))
audit.register(HEAD_COUNT_RESTORED, _("Brought a head count back"))
audit.register(MILESTONE_HELD, _("Done: the event “%(event)s” was held, %(new)s"))
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

QUOTA_SET = "quota-set"
audit.register(
    QUOTA_SET,
    _(
        "Set the places: %(eu)s for each partner of the EU side, %(counterpart)s for each of the other side; "
        "nominations until %(until)s"
    ),
)

DELEGATE_NOMINATED = "delegate-nominated"
DELEGATE_WAITS = "delegate-waits"
DELEGATE_STANDS_READY = "delegate-stands-ready"
DELEGATE_EDITED = "delegate-edited"
DELEGATE_MOVED_UP = "delegate-moved-up"
DELEGATE_ACCEPTED = "delegate-accepted"
DELEGATE_DECLINED = "delegate-declined"
DELEGATE_CONFIRMED = "delegate-confirmed"
DELEGATE_WITHDRAWN = "delegate-withdrawn"
DELEGATE_REPLACED = "delegate-replaced"
DELEGATE_BROUGHT_BACK = "delegate-brought-back"
ATTENDANCE_RECORDED = "attendance-recorded"
ATTENDANCE_CHANGED = "attendance-changed"
audit.register(DELEGATE_NOMINATED, _("Nominated for a place"))
audit.register(DELEGATE_WAITS, _("Nominated; no place was free, so it waits"))
audit.register(DELEGATE_STANDS_READY, _("Named as a substitute"))
audit.register(DELEGATE_EDITED, _("Changed: %(fields)s"))
audit.register(DELEGATE_MOVED_UP, _("Took a free place"))
audit.register(DELEGATE_ACCEPTED, _("Accepted the nomination"))
audit.register(DELEGATE_DECLINED, _("Declined the nomination"))
audit.register(DELEGATE_CONFIRMED, _("Confirmed the place"))
audit.register(DELEGATE_WITHDRAWN, _("Withdrew the nomination"))
audit.register(DELEGATE_REPLACED, _("Replaced by delegate %(number)s"))
audit.register(DELEGATE_BROUGHT_BACK, _("Brought the nomination back"))
audit.register(ATTENDANCE_RECORDED, _("Recorded who came: %(came)s of %(of)s"))
audit.register(ATTENDANCE_CHANGED, _("Changed afterwards who came: %(came)s of %(of)s"))

LISTS["delegations"] = _("Delegations")
LISTS["delegates"] = _("Delegates")
