"""Access to the addresses of partnerships/translations/urls.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:translation-list": READ,
    # Of a milestone that both sides answer for.
    "partnerships:translation-fits": SIDE_FORM,
}
