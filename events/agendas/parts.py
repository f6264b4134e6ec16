"""What agendas add to the pages further left: the history of an item, for those who see the draft."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Model, Q
from django.utils.text import capfirst

from core.access import Grants
from core.folding import matching
from core.parts import MOST_RESULTS, SearchGroup, SearchResult
from events.agendas.actions import EditItem
from events.agendas.selectors import may_edit_agenda
from events.events.selectors import workable_among
from events.models import AgendaItem, AgendaRelease
from partnerships.history.services import RecordKind
from partnerships.tasks.selectors import picked
from partnerships.translations.services import TextPage


def _in_workable_events(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    workable = {event.pk for event in workable_among([item.event for item in items])}
    return [item for item in items if item.event_id in workable]


def found(*, grants: Grants, query: str, among: Collection[type[Model]]) -> Iterable[SearchGroup]:
    """Items of agendas by title and place, for those who see drafts; for others what was released. The newest first."""
    if AgendaRelease in among:
        agendas = AgendaRelease.objects.instead_of_drafts(grants).filter(matching(query))
        agendas = agendas.select_related("event__strand")
        yield SearchGroup.of(
            capfirst(str(AgendaRelease._meta.verbose_name_plural)),
            [
                SearchResult(*picked(row.event, "title"), row.event.get_absolute_url(), str(row.event.strand))
                for row in agendas.order_by("-pk")[: MOST_RESULTS + 1]
            ],
        )
    if AgendaItem not in among:
        return
    rows = AgendaItem.objects.readable_by(grants).active().filter(matching(query)).select_related("event__strand")
    results = []
    for row in rows.order_by("-pk")[: MOST_RESULTS + 1]:
        title, language = picked(row, "title")
        note = f"{row.event.title}, {row.event.strand}"
        results.append(SearchResult(title, language, row.get_absolute_url(), note))
    yield SearchGroup.of(capfirst(str(AgendaItem._meta.verbose_name_plural)), results)


# An item's versions tell of drafts, also after a release: they are for those who see these.
KIND = RecordKind(
    "agenda-item",
    AgendaItem,
    EditItem.do,
    lambda grants, item: may_edit_agenda(grants, item.event),
    ("event__strand",),
    above=lambda item: [item.event.list_crumb, (item.event.title, item.event.get_absolute_url())],
    told_to="readable_by",
)
TEXT_PAGE = TextPage(
    AgendaItem,
    "events:agenda-item-edit",
    _in_workable_events,
    current=Q(removed_at=None),
    reads=("event__serving__pairing", "event__hosting"),
)
