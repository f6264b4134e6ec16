"""Access to the addresses of partnerships/hours/urls.py."""

from worldcities.tests.access_kinds import NO_ACT, READ, SIDE_FORM, SIGN_IN, SIGNED_IN, Access, row

ROWS: dict[str, Access] = {
    "partnerships:date": SIGNED_IN,
    "partnerships:hours": READ,
    # Without a time the page says what is missing.
    "partnerships:hours-file": Access(get=row(422, outsider=404, anonymous=SIGN_IN), post=NO_ACT, in_strand=True),
    "partnerships:hours-edit": SIDE_FORM,
    "partnerships:closing-day-add": SIDE_FORM,
    "partnerships:closing-day-remove": SIDE_FORM,
}
