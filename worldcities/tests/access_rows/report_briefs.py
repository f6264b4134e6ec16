"""Access to the addresses of reports/overview/urls.py."""

from worldcities.tests.access_kinds import DEALINGS, Access

ROWS: dict[str, Access] = {
    "reports:brief": DEALINGS,
    "reports:brief-file": DEALINGS,
}
