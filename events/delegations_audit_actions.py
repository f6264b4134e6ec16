"""The acts on delegations that the register of actions knows, each with its sentence; no person is named in any."""

from django.utils.translation import gettext_lazy as _

from core import audit
from partnerships.audit_actions import LISTS

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
