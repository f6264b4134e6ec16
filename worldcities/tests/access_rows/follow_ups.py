"""Access to the addresses of partnerships/follow_ups/urls.py."""

from worldcities.tests.access_kinds import DEALINGS, DEALINGS_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:follow-up-list": DEALINGS,
    "partnerships:follow-up-add": DEALINGS_FORM,
    "partnerships:follow-up-edit": DEALINGS_FORM,
    "partnerships:follow-up-finish": DEALINGS_FORM,
    "partnerships:follow-up-drop": DEALINGS_FORM,
    "partnerships:follow-up-reopen": DEALINGS_FORM,
}
