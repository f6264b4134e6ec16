"""The acts that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import audit
from events.enums import HostAnswer, TripPaperKind
from partnerships.audit_actions import LISTS

# Agendas.

AGENDA_ITEM_ADDED = "agenda-item-added"
AGENDA_ITEM_EDITED = "agenda-item-edited"
AGENDA_ITEM_MOVED = "agenda-item-moved"
AGENDA_ITEM_REMOVED = "agenda-item-removed"
AGENDA_ITEM_RESTORED = "agenda-item-restored"
AGENDA_ITEM_ANSWERED = "agenda-item-answered"
AGENDA_RELEASED = "agenda-released"

# What an item is about stands in no entry: until the agenda is released it is not for everybody who reads entries.
audit.register(AGENDA_ITEM_ADDED, _("Added item %(place)s of the agenda"))
audit.register(AGENDA_ITEM_EDITED, _("Changed item %(place)s of the agenda: %(fields)s"))
audit.register(AGENDA_ITEM_MOVED, _("Moved item %(before)s of the agenda to place %(after)s"))
audit.register(AGENDA_ITEM_REMOVED, _("Took item %(place)s out of the agenda"))
audit.register(AGENDA_ITEM_RESTORED, _("Put an item back into the agenda, as item %(place)s"))
audit.register(
    AGENDA_ITEM_ANSWERED,
    _("Item %(place)s of the agenda, answer of the host: %(answer)s"),
    words={"answer": dict(HostAnswer.choices)},
)
audit.register(AGENDA_RELEASED, _("Released version %(number)s of the agenda"))

# Calendars.

FEED_MADE = "calendar-feed-made"
FEED_REVOKED = "calendar-feed-revoked"

audit.register(FEED_MADE, _("Made an address of a calendar"))
audit.register(FEED_REVOKED, _("Revoked an address of a calendar"))

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

# What goes along with an act on an event, each with its sentence.

EVENT_MOVED_ALONG = "event-moved-along"
MILESTONE_HELD = "milestone-held"
MILESTONE_NO_LONGER_HELD = "milestone-no-longer-held"

audit.register(EVENT_MOVED_ALONG, _("Moved the event with its mission from %(old)s to %(new)s"))
audit.register(MILESTONE_HELD, _("Done: the event “%(event)s” was held, %(new)s"))
audit.register(MILESTONE_NO_LONGER_HELD, _("Open again: the event “%(event)s” was reopened"))

# The acts on minutes that the register of actions knows, each with its sentence.

MINUTES_WRITTEN = "minutes-written"
MINUTES_EDITED = "minutes-edited"
MINUTES_OBJECTED = "minutes-objected"
MINUTES_OBJECTION_WITHDRAWN = "minutes-objection-withdrawn"

audit.register(MINUTES_WRITTEN, _("Began to write the minutes"))
audit.register(MINUTES_EDITED, _("Changed the minutes: %(fields)s; now edition %(edition)s"))
audit.register(MINUTES_OBJECTED, _("Objected to edition %(edition)s of the minutes"))
audit.register(MINUTES_OBJECTION_WITHDRAWN, _("Withdrew an objection to edition %(edition)s of the minutes"))

# The acts on papers of journeys that the register of actions knows, each with its sentence; no person is named.

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

# The acts on visit notes that the register of actions knows, each with its sentence.

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
