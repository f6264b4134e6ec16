"""Access to the addresses of partnerships/urls/milestones.py."""

from worldcities.tests.access_kinds import SIDE_FORM, SIGN_IN, Access, row

# Only a side objects, and staff never in its place.
_SIDES_ALONE = {"administrator": 403, "staff": 403, "authority": 403, "observer": 403, "outsider": 404}

ROWS: dict[str, Access] = {
    "partnerships:milestone-add": SIDE_FORM,
    "partnerships:milestone-edit": SIDE_FORM,
    "partnerships:milestone-reschedule": SIDE_FORM,
    "partnerships:milestone-report": SIDE_FORM,
    "partnerships:milestone-object": Access(
        get=row(coordinator=200, anonymous=SIGN_IN, **_SIDES_ALONE),
        post=row(coordinator=422, anonymous=SIGN_IN, **_SIDES_ALONE),
        in_strand=True,
    ),
    "partnerships:milestone-reopen": SIDE_FORM,
    "partnerships:milestone-cancel": SIDE_FORM,
    "partnerships:milestone-not-reported": SIDE_FORM,
}
