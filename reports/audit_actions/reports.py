"""The acts on progress reports that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit
from reports.enums import Section

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
