"""Access to the addresses of partnerships/tasks/urls.py."""

from worldcities.tests.access_kinds import OFFICE_FORM, Access

ROWS: dict[str, Access] = {"partnerships:remind": OFFICE_FORM}
