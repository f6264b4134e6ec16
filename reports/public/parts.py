"""What public results and publicity add to the pages further left: histories, names, tasks once a pairing is closed."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Grants
from core.flat_rows import flat
from core.folding import matching
from core.formats import format_date
from core.parts import MOST_RESULTS, SearchGroup, SearchResult, StrandLink, Task
from core.texts import writer_language
from partnerships.actions import JOINT
from partnerships.enums import PairingStatus
from partnerships.history.services import RecordKind
from partnerships.models import Pairing, Strand
from partnerships.querysets import pairing_names
from partnerships.tasks.parts import confirmation_task
from partnerships.tasks.selectors import PARTICIPATIONS, Waiting, waiting_confirmations
from partnerships.translations.services import of_text
from reports.models import PublicityItem, PublicResults
from reports.public.actions import EditPublicity, EditResults

RESULTS_KIND = RecordKind(
    PublicResults.TEXT_KIND, PublicResults, EditResults.do, related=pairing_names(), takes_reason=True
)
TEXT_PAGE = of_text(PublicResults)


_CLOSED = "closed-with-results"


def closed_rows() -> Iterator[QuerySet[Any, Any]]:
    """The reader's closed pairings with public results."""
    rows = PublicResults.objects.filter(pairing__status=PairingStatus.CLOSED)
    own = Q(pairing__eu__in=PARTICIPATIONS) | Q(pairing__counterpart__in=PARTICIPATIONS)
    yield flat(_CLOSED, rows.filter(own), "pairing_id", "id")


def of_results(*, waiting: Waiting) -> Iterable[Task]:
    """Results are released after the pairing is closed too; the tasks of open pairings come by themselves."""
    if not (keys := {key for key, _facts in waiting.rows(_CLOSED)}):
        return
    for row in waiting_confirmations(list(Pairing.objects.filter(pk__in=keys).with_names().order_by("pk"))):
        if row.text.slug == PublicResults.TEXT_KIND:
            yield confirmation_task(waiting.grants, waiting.today, row)


PUBLICITY_KIND = RecordKind(
    "publicity-item",
    PublicityItem,
    EditPublicity.do,
    lambda grants, item: bool(JOINT & item.actors(grants)),
    above=lambda item: item.get_crumbs()[1:],
)


def to_publicity(*, strand: Strand) -> Iterable[StrandLink]:
    """The strand's publicity among the links of its page."""
    yield StrandLink(_("Publicity"), reverse("reports:publicity", args=[strand.code]))


def found(*, grants: Grants, query: str, among: Collection[type[Model]]) -> Iterable[SearchGroup]:
    """Publicity by title and outlet, the newest first."""
    if PublicityItem not in among:
        return
    rows = PublicityItem.objects.visible_to(grants).active().filter(matching(query)).select_related("strand")
    results = [
        SearchResult(
            row.title,
            row.title_language or writer_language(row.title),
            row.get_absolute_url(),
            note=f"{row.outlet}, {format_date(row.published_on)}, {row.strand}",
        )
        for row in rows.in_order()[: MOST_RESULTS + 1]
    ]
    yield SearchGroup.of(_("Publicity"), results)
