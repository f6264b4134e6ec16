"""Access to the addresses of partnerships/urls/agreements.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:strand-agreements": READ,
    "partnerships:agreement-list": READ,
    "partnerships:agreement": READ,
    "partnerships:agreement-add": SIDE_FORM,
    "partnerships:agreement-edit": SIDE_FORM,
    "partnerships:agreement-draft": SIDE_FORM,
    "partnerships:agreement-sign": SIDE_FORM,
    "partnerships:agreement-lapse": SIDE_FORM,
    "partnerships:agreement-step-back": SIDE_FORM,
}
