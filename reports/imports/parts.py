"""What imports add to the pages further left: the way to them from the programme."""

import datetime as dt
from collections.abc import Iterable

from core.access import Grants
from core.parts import Panel
from reports.rules import may_import


def way_to_import(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """For whoever looks after a strand, and administrators."""
    del today
    if may_import(grants):
        yield Panel("reports/panels/import.html", {})
