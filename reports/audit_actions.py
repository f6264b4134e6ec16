"""What is done in this app, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

# Taking along the brief of a pairing, as the register of actions tells it.

BRIEF_SENT = "brief-sent"

audit.register(BRIEF_SENT, _("Downloaded the brief as %(format)s (%(language)s)"), kind=audit.Kind.LOOK)

# The acts on exports that the register of actions knows, each with its sentence.

EXPORT_FETCHED = "export-fetched"

audit.register(EXPORT_FETCHED, _("Downloaded a prepared file; bytes: %(size)s"), kind=audit.Kind.LOOK)

EXPORT_AGAIN = "export-again"

audit.register(EXPORT_AGAIN, _("Had a file that failed made again"), kind=audit.Kind.LOOK)

# Taking back an import; the import itself is told as a loaded pack, or by each invitation and nomination.

IMPORT_UNDONE = "import-undone"

audit.register(IMPORT_UNDONE, _("Took an import back"))

# What is logged of progress reports beside their actions.

REPORT_FROZEN = "report-frozen"
REPORT_TAKEN = "report-taken"
REPORT_EVIDENCE_TAKEN = "report-evidence-taken"

audit.register(REPORT_FROZEN, _("Froze the figures of revision %(revision)s of a joint report: %(sha256)s"))
audit.register(REPORT_TAKEN, _("Downloaded revision %(revision)s of a progress report: %(file)s"), kind=audit.Kind.LOOK)
audit.register(
    REPORT_EVIDENCE_TAKEN,
    _("Downloaded the documents of revision %(revision)s of a progress report: %(count)s"),
    kind=audit.Kind.LOOK,
)

# Public results: what their action does not log by its own name.

RESULTS_WRITTEN = "results-written"

audit.register(RESULTS_WRITTEN, _("Began the public results"), news=_("%(city)s wrote in %(what)s."))

# City updates: what their actions do not log by their own names.

UPDATE_BEGUN = "update-begun"
UPDATE_REMINDED = "update-reminded"

audit.register(UPDATE_BEGUN, _("Began to write the city update"))
audit.register(UPDATE_REMINDED, _("Reminded %(partners)s of the city update"), kind=audit.Kind.MAIL)

# What nobody does any more: entries of before stay readable.
audit.register("report-sections", _("Chose the sections of revision %(revision)s of a progress report"))
