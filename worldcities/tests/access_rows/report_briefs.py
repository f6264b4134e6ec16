"""Access to the addresses of reports/urls/briefs.py."""

from worldcities.tests.access_kinds import DEALINGS, READ, Access

ROWS: dict[str, Access] = {
    "reports:brief": DEALINGS,
    "reports:brief-file": DEALINGS,
    "reports:year": READ,
    "reports:year-file": READ,
}
