"""Access to the addresses of partnerships/tasks/urls.py."""

from worldcities.tests.access_kinds import NO_ACT, SIGN_IN, Access, row

ROWS: dict[str, Access] = {
    "partnerships:programme": Access(
        get=row(200, coordinator=403, observer=403, outsider=403, anonymous=SIGN_IN), post=NO_ACT
    ),
    "partnerships:tasks-seen": Access(get=row(405, anonymous=SIGN_IN), post=row(302, anonymous=SIGN_IN)),
}
