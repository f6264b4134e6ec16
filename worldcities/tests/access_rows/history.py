"""Access to the addresses of partnerships/history/urls.py."""

from worldcities.tests.access_kinds import READ, SIDE_FORM, Access

ROWS: dict[str, Access] = {
    "partnerships:pairing-history": READ,
    # Of a milestone that both sides answer for.
    "partnerships:record-history": READ,
    "partnerships:record-restore": SIDE_FORM,
}
