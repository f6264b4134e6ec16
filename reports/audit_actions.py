"""What is done in this app, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit
from reports.enums import Section

# Taking along the brief of a pairing, as the register of actions tells it.

BRIEF_SENT = "brief-sent"

audit.register(BRIEF_SENT, _("Downloaded the brief as %(format)s (%(language)s)"), kind=audit.Kind.LOOK)

# The acts on exports that the register of actions knows, each with its sentence.

EXPORT_FETCHED = "export-fetched"

audit.register(EXPORT_FETCHED, _("Downloaded a prepared file; bytes: %(size)s"), kind=audit.Kind.LOOK)

# The acts on progress reports that the register of actions knows, each with its sentence.

REPORT_DRAFTED = "report-drafted"
REPORT_WRITTEN = "report-written"
REPORT_ARRANGED = "report-arranged"
REPORT_DISCARDED = "report-discarded"
REPORT_FROZEN = "report-frozen"
REPORT_ISSUED = "report-issued"
REPORT_ACCEPTED = "report-accepted"
REPORT_RETURNED = "report-returned"
REPORT_REVISED = "report-revised"
REPORT_TAKEN = "report-taken"
REPORT_EVIDENCE_TAKEN = "report-evidence-taken"

audit.register(REPORT_DRAFTED, _("Began revision %(revision)s of a progress report"))
audit.register(
    REPORT_WRITTEN,
    _("Wrote in revision %(revision)s of a progress report: %(section)s"),
    words={"section": dict(Section.choices)},
)
audit.register(REPORT_ARRANGED, _("Chose the sections of revision %(revision)s of a progress report"))
audit.register(REPORT_DISCARDED, _("Discarded the draft of revision %(revision)s of a progress report"))
audit.register(REPORT_FROZEN, _("Froze the figures of revision %(revision)s of a joint report: %(sha256)s"))
audit.register(REPORT_ISSUED, _("Issued revision %(revision)s of a progress report: %(sha256)s; gaps: %(gaps)s"))
audit.register(REPORT_ACCEPTED, _("Accepted revision %(revision)s of a progress report"))
audit.register(REPORT_RETURNED, _("Returned revision %(revision)s of a progress report"))
audit.register(
    REPORT_REVISED, _("Began revision %(revision)s, which corrects revision %(before)s of a progress report")
)
audit.register(REPORT_TAKEN, _("Took along revision %(revision)s of a progress report: %(file)s"), kind=audit.Kind.LOOK)
audit.register(
    REPORT_EVIDENCE_TAKEN,
    _("Took along the documents of revision %(revision)s of a progress report: %(count)s"),
    kind=audit.Kind.LOOK,
)

# Public results: what their action does not log by its own name.

RESULTS_WRITTEN = "results-written"

audit.register(RESULTS_WRITTEN, _("Began the public results"))

# City updates: what their actions do not log by their own names.

UPDATE_BEGUN = "update-begun"
UPDATE_REMINDED = "update-reminded"

audit.register(UPDATE_BEGUN, _("Began to write the city update"))
audit.register(UPDATE_REMINDED, _("Reminded %(partners)s of the city update"), kind=audit.Kind.MAIL)
