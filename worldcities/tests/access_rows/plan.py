"""Access to the addresses of partnerships/plan/urls.py."""

from worldcities.tests.access_kinds import OFFICE_FORM, READ, Access

ROWS: dict[str, Access] = {
    "partnerships:plan": READ,
    "partnerships:stage-add": OFFICE_FORM,
    "partnerships:stage-edit": OFFICE_FORM,
    "partnerships:stage-reschedule": OFFICE_FORM,
    "partnerships:plan-item-add": OFFICE_FORM,
    "partnerships:plan-item-edit": OFFICE_FORM,
    "partnerships:plan-item-reschedule": OFFICE_FORM,
    "partnerships:strand-settings": OFFICE_FORM,
    "partnerships:pairing-open": OFFICE_FORM,
}
