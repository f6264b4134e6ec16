"""What the addresses of reporting begin with."""

from partnerships.url_prefixes import STRAND

REPORTS = f"{STRAND}/reports"
PERIOD = f"{REPORTS}/<slug:period>"
UPDATES = f"{PERIOD}/updates"
UPDATE = f"{UPDATES}/<slug:partner>"
