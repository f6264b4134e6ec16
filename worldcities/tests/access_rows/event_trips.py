"""Access to the addresses of events/trips/urls.py, for the report of the counterpart's journey."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, Access

ROWS: dict[str, Access] = {
    "events:trip-paper": DEALINGS,
    "events:trip-paper-file": DEALINGS,
    "events:trip-paper-edit": DEALINGS_FORM,
    "events:trip-paper-finish": DEALINGS_FORM,
    "events:trip-paper-reopen": DEALINGS_FORM,
    "events:trip-photo": DEALINGS,
    "events:trip-photo-add": DEALINGS_FORM,
    "events:trip-photo-edit": DEALINGS_FORM,
    "events:trip-photo-remove": DEALINGS_FORM,
}
