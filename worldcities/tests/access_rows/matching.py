"""Access to the addresses of partnerships/matching/urls.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:matching": READ,
    "partnerships:match-start": SIDE_FORM,
    "partnerships:interest-add": SIDE_FORM,
    "partnerships:interest-edit": SIDE_FORM,
    "partnerships:interest-withdraw": SIDE_FORM,
    "partnerships:interest-restate": SIDE_FORM,
    "partnerships:practice": READ,
    "partnerships:practice-edit": SIDE_FORM,
}
