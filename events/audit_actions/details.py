"""The acts on details of delegates that the register of actions knows; none of their sentences tells what they are."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core import audit

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
