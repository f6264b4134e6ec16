"""Access to the addresses of events/visits/urls.py."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, Access

ROWS: dict[str, Access] = {
    "events:visit-notes": DEALINGS,
    "events:visit-note-add": DEALINGS_FORM,
    "events:visit-note-edit": DEALINGS_FORM,
    "events:visit-note-withdraw": DEALINGS_FORM,
    "events:visit-note-restore": DEALINGS_FORM,
    "events:interest-project": DEALINGS_FORM,
    "events:interest-drop": DEALINGS_FORM,
    "events:interest-reopen": DEALINGS_FORM,
}
