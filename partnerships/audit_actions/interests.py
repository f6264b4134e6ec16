"""The acts on needs, offers and good practices that the register of actions knows."""

from django.utils.translation import gettext_lazy as _

from core import audit
from partnerships.enums import InterestKind

INTEREST_STATED = "interest-stated"
INTEREST_EDITED = "interest-edited"
INTEREST_WITHDRAWN = "interest-withdrawn"
INTEREST_RESTATED = "interest-restated"
PRACTICE_WRITTEN = "practice-written"
PRACTICE_EDITED = "practice-edited"

_KINDS = {"kind": dict(InterestKind.choices)}
audit.register(INTEREST_STATED, _("%(kind)s stated"), words=_KINDS)
audit.register(INTEREST_EDITED, _("Changed: %(fields)s"))
audit.register(INTEREST_WITHDRAWN, _("%(kind)s withdrawn"), words=_KINDS)
audit.register(INTEREST_RESTATED, _("%(kind)s stated again"), words=_KINDS)
audit.register(PRACTICE_WRITTEN, _("Wrote the good practice behind the offer"))
audit.register(PRACTICE_EDITED, _("Changed: %(fields)s"))
