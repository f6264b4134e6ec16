"""The acts that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _, ngettext_lazy

from core.audit import Kind, register
from events.enums import TripPaperKind
from partnerships.audit_actions import LISTS

# The acts on details of delegates that the register of actions knows; none of their sentences tells what they are.

_BY_LINK = _("The delegate, by the personal link")

DELEGATE_LINK_REVOKED = register("delegate-link-revoked", _("Revoked the personal link"))
DELEGATE_DETAILS_FILLED = register("delegate-details-filled", _("The delegate's own page was filled in"), who=_BY_LINK)
DELEGATE_DETAILS_ERASED = register(
    "delegate-details-erased", _("Details on a delegate's own page were erased"), who=_BY_LINK
)
DELEGATE_NAME_CORRECTED = register(
    "delegate-name-corrected", _("The name was corrected on the delegate's own page"), who=_BY_LINK
)
DELEGATE_ANSWERED = register(
    "delegate-answered",
    ngettext_lazy(
        "What is asked of delegates was answered (%(answers)s answer)",
        "What is asked of delegates was answered (%(answers)s answers)",
        "answers",
    ),
    who=_BY_LINK,
)
DELEGATE_TOOK_COPY = register(
    "delegate-took-copy",
    _("A copy of the own details was taken from the delegate's own page"),
    kind=Kind.LOOK,
    who=_BY_LINK,
)

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
DELEGATE_LIST_READ = register(
    "delegate-list-read",
    ngettext_lazy(
        "Looked at the list “%(list)s” of “%(event)s” (%(format)s, %(rows)s row)",
        "Looked at the list “%(list)s” of “%(event)s” (%(format)s, %(rows)s rows)",
        "rows",
    ),
    words={"list": DELEGATE_LISTS, "format": DELEGATE_LIST_FORMS},
    kind=Kind.LOOK,
)
EMERGENCY_SHEET_OPENED = register(
    "emergency-sheet-opened",
    ngettext_lazy(
        "The head of the delegation opened the emergency sheet (%(rows)s row)",
        "The head of the delegation opened the emergency sheet (%(rows)s rows)",
        "rows",
    ),
    kind=Kind.LOOK,
    who=_BY_LINK,
)

DETAILS_DESTROYED = register(
    "details-destroyed",
    ngettext_lazy(
        "Erased personal data by the clock (%(records)s record)",
        "Erased personal data by the clock (%(records)s records)",
        "records",
    ),
)

# What goes along with an act on an event, each with its sentence.

EVENT_MOVED_ALONG = register(
    "event-moved-along",
    _("Moved the event with its mission from %(old)s to %(new)s"),
    news=_("%(city)s moved the mission, and %(what)s with it."),
)
MILESTONE_HELD = register(
    "milestone-held",
    _("Done: the event “%(event)s” was held, %(new)s"),
    news=_("%(what)s is done: the event “%(event)s” was held."),
)
MILESTONE_NO_LONGER_HELD = register("milestone-no-longer-held", _("Open again: the event “%(event)s” was reopened"))

# What happens to papers of journeys beside their actions; no person is named.

TRIP_RETURN_SET = register("trip-return-set", _("Noted the day of return: %(new)s"))
TRIP_PAPER_SENT = register(
    "trip-paper-sent",
    _("%(paper)s: downloaded as %(format)s (%(language)s)"),
    words={"paper": dict(TripPaperKind.choices)},
    kind=Kind.LOOK,
)

LISTS["visit-notes"] = _("Visit notes")

# The acts on delegations; no person is named in any of their sentences.

DELEGATE_NOMINATED = register("delegate-nominated", _("Nominated for a place"))
DELEGATE_WAITS = register("delegate-waits", _("Nominated; no place was free, so it waits"))
DELEGATE_STANDS_READY = register("delegate-stands-ready", _("Named as a substitute"))
ATTENDANCE_RECORDED = register("attendance-recorded", _("Recorded who came: %(came)s of %(of)s"))
ATTENDANCE_CHANGED = register("attendance-changed", _("Changed afterwards who came: %(came)s of %(of)s"))

LISTS["delegations"] = _("Delegations")
LISTS["delegates"] = _("Delegates")
