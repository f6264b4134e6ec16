"""Access to the addresses of events/events/urls.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "events:event-list": READ,
    "events:pairing-events": READ,
    "events:event-add": SIDE_FORM,
    "events:event": READ,
    "events:event-edit": SIDE_FORM,
    "events:event-reschedule": SIDE_FORM,
    "events:event-announce": SIDE_FORM,
    "events:event-confirm": SIDE_FORM,
    "events:event-held": SIDE_FORM,
    "events:event-not-reported": SIDE_FORM,
    "events:event-cancel": SIDE_FORM,
    "events:event-reopen": SIDE_FORM,
    "events:event-copy": SIDE_FORM,
    "events:head-count-add": SIDE_FORM,
    "events:head-count-withdraw": SIDE_FORM,
    "events:head-count-restore": SIDE_FORM,
}
