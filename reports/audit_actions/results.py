"""Writing public results, as the register of actions tells it; releases are told as confirmations."""

from django.utils.translation import gettext_lazy as _

from core import audit

RESULTS_WRITTEN = "results-written"
RESULTS_EDITED = "results-edited"

audit.register(RESULTS_WRITTEN, _("Began the public results"))
audit.register(RESULTS_EDITED, _("Changed the public results, now edition %(edition)s: %(fields)s"))
