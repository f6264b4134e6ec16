"""Access to the addresses of partnerships/urls/tasks.py."""

from worldcities.tests.access_kinds import SIGN_IN, Access, row

ROWS: dict[str, Access] = {
    "partnerships:tasks-seen": Access(get=row(405, anonymous=SIGN_IN), post=row(302, anonymous=SIGN_IN)),
}
