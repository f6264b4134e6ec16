"""The acts on agreements that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit
from partnerships.enums import AgreementStatus

AGREEMENT_ADDED = "agreement-added"
AGREEMENT_EDITED = "agreement-edited"
AGREEMENT_DRAFTED = "agreement-drafted"
AGREEMENT_SIGNED = "agreement-signed"
AGREEMENT_LAPSED = "agreement-lapsed"
AGREEMENT_STEPPED_BACK = "agreement-stepped-back"

audit.register(AGREEMENT_ADDED, _("Added the agreement"))
audit.register(AGREEMENT_EDITED, _("Changed: %(fields)s"))
audit.register(AGREEMENT_DRAFTED, _("Said that there is a draft"))
audit.register(AGREEMENT_SIGNED, _("Recorded that it was signed: %(until)s"))
audit.register(AGREEMENT_LAPSED, _("Recorded that it lapsed: %(until)s"))
_STATES = dict(AgreementStatus.choices)
audit.register(
    AGREEMENT_STEPPED_BACK,
    _("Took a step back from “%(before)s” to “%(after)s”"),
    words={"before": _STATES, "after": _STATES},
)
