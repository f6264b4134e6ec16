"""What public results add to the pages further left: their history and names, and tasks once a pairing is closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.parts import Task
from partnerships.contributions.tasks import Reader, confirmation_task
from partnerships.enums import PairingStatus
from partnerships.models import Pairing
from partnerships.rules import may_edit_text
from partnerships.services.named_records import Named
from partnerships.services.record_kinds import Kind
from partnerships.services.translations import of_text
from partnerships.services.waiting import waiting_confirmations
from reports.models import PublicResults
from reports.services.public_writing import edit_results

if TYPE_CHECKING:
    from core.access import Grants

_NAMES = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")

KIND = Kind(
    PublicResults.TEXT_KIND,
    PublicResults,
    "results",
    edit_results,
    may_edit_text,
    PublicResults.CONFIRMED_FIELDS,
    _NAMES,
    takes_reason=True,
)
TEXT_PAGE = of_text(PublicResults)
NAMED = Named(PublicResults, _NAMES)


def of_results(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Results are released after the pairing is closed too; the tasks of open pairings come by themselves."""
    if not grants.participations:
        return
    rows = Pairing.objects.filter(status=PairingStatus.CLOSED, public_results__isnull=False).coordinated_by(grants)
    reader = Reader(grants, today)
    for row in waiting_confirmations(list(rows.with_names().order_by("pk"))):
        if row.text.slug == PublicResults.TEXT_KIND:
            yield confirmation_task(reader, row)
