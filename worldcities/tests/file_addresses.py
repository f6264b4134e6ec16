"""The addresses that answer with a file or to a machine, and so are no pages."""

# What a reader takes along, in the reader's language or in that which the address names.
FILES = {
    "partnerships:text-file",
    "events:my-calendar",
    "events:event-calendar",
    "events:pairing-calendar",
    "events:programme",
    "events:letter-file",
    "events:trip-paper-file",
    "reports:report-file",
    "reports:import-template",
    "reports:brief-file",
    "reports:results-csv",
    "reports:results-pairing-csv",
}
# What people have put there themselves, and answers that programs read.
NO_PAGES = FILES | {
    "my-data",
    "healthz",
    "readyz",
    "metrics",
    "security-txt",
    "search-proposals",
    "partnerships:date",
    "partnerships:document-file",
    "partnerships:partner-logo",
    "events:trip-photo",
    "events:delegate-data",
    "reports:export-state",
    "reports:import-state",
    "reports:report-evidence",
    "reports:export-file",
    "reports:results-json",
    "reports:results-pairing-json",
    "admin:jsi18n",
    "admin:autocomplete",
    "admin:view_on_site",
    "admin:of_page",
    "admin:core_auditentry_export",
}
