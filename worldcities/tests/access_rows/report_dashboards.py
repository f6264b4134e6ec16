"""Access to the addresses of reports/overview/urls.py."""

from worldcities.tests.access_kinds import NO_ACT, READ, SIGN_IN, Access, row

ROWS: dict[str, Access] = {
    "reports:dashboard": READ,
    "reports:dashboard-rows": READ,
    "reports:programme-dashboard": Access(
        get=row(200, coordinator=403, observer=403, outsider=403, anonymous=SIGN_IN), post=NO_ACT
    ),
}
