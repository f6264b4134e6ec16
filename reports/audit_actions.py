"""What is done in this app, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

# Taking along the brief of a pairing, as the register of actions tells it.

BRIEF_SENT = "brief-sent"

audit.register(BRIEF_SENT, _("Downloaded the brief as %(format)s (%(language)s)"), kind=audit.Kind.LOOK)

# Reporting periods, the contract and the template of reports: what is done to them, each act with its sentence.

PERIOD_ADDED = "period-added"
PERIOD_EDITED = "period-edited"
PERIOD_SKIPPED = "period-skipped"
PERIOD_TAKEN_UP = "period-taken-up"
TERMS_EDITED = "reporting-terms-edited"

audit.register(PERIOD_ADDED, _("Added the reporting period %(new)s, due on %(until)s"))
audit.register(PERIOD_EDITED, _("Changed: %(fields)s"))
audit.register(PERIOD_SKIPPED, _("Skipped the reporting period"))
audit.register(PERIOD_TAKEN_UP, _("Took the skipped reporting period up again"))
audit.register(TERMS_EDITED, _("Changed the terms of reporting: %(fields)s"))

# The acts on exports that the register of actions knows, each with its sentence.

EXPORT_FETCHED = "export-fetched"

audit.register(EXPORT_FETCHED, _("Downloaded a prepared file; bytes: %(size)s"), kind=audit.Kind.LOOK)

# Publicity items: what is done to them, each act with its sentence.

PUBLICITY_ADDED = "publicity-added"
PUBLICITY_EDITED = "publicity-edited"
PUBLICITY_WITHDRAWN = "publicity-withdrawn"
PUBLICITY_RESTORED = "publicity-restored"

audit.register(PUBLICITY_ADDED, _("Added a publicity item"))
audit.register(PUBLICITY_EDITED, _("Changed: %(fields)s"))
audit.register(PUBLICITY_WITHDRAWN, _("Withdrew a publicity item"))
audit.register(PUBLICITY_RESTORED, _("Brought a publicity item back"))

# What is logged of progress reports beside their actions.

REPORT_FROZEN = "report-frozen"
REPORT_TAKEN = "report-taken"
REPORT_EVIDENCE_TAKEN = "report-evidence-taken"

audit.register(REPORT_FROZEN, _("Froze the figures of revision %(revision)s of a joint report: %(sha256)s"))
audit.register(REPORT_TAKEN, _("Took along revision %(revision)s of a progress report: %(file)s"), kind=audit.Kind.LOOK)
audit.register(
    REPORT_EVIDENCE_TAKEN,
    _("Took along the documents of revision %(revision)s of a progress report: %(count)s"),
    kind=audit.Kind.LOOK,
)

# Writing public results, as the register of actions tells it; releases are told as confirmations.

RESULTS_WRITTEN = "results-written"
RESULTS_EDITED = "results-edited"

audit.register(RESULTS_WRITTEN, _("Began the public results"))
audit.register(RESULTS_EDITED, _("Changed the public results, now edition %(edition)s: %(fields)s"))

# City updates: what is done to them, each act with its sentence.

UPDATE_BEGUN = "city-update-begun"
UPDATE_EDITED = "city-update-edited"
UPDATE_SUBMITTED = "city-update-submitted"
UPDATE_TAKEN_BACK = "city-update-taken-back"
UPDATE_RETURNED = "city-update-returned"
UPDATE_ACCEPTED = "city-update-accepted"
UPDATE_REMINDED = "city-update-reminded"

audit.register(UPDATE_BEGUN, _("Began to write the city update"))
audit.register(UPDATE_EDITED, _("Changed: %(fields)s"))
audit.register(UPDATE_SUBMITTED, _("Submitted the city update"))
audit.register(UPDATE_TAKEN_BACK, _("Took the submitted city update back"))
audit.register(UPDATE_RETURNED, _("Returned the city update to be completed"))
audit.register(UPDATE_ACCEPTED, _("Accepted the city update"))
audit.register(UPDATE_REMINDED, _("Reminded %(partners)s of the city update"), kind=audit.Kind.MAIL)
