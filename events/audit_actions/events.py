"""What is done to events and missions, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

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
