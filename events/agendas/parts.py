"""What agendas add to the pages further left: the history of an item, for those who see the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from events.agendas.services import edit_item
from events.events.pages import events_place
from events.events.selectors import workable_among
from events.models import AgendaItem
from events.rules import may_edit_agenda_item
from partnerships.history.services import Kind
from partnerships.translations.services import TextPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Strand


class _AgendaItemKind(Kind):
    """An item's versions tell of drafts, also after a release: they are for those who see these."""

    def rows(self, grants: Grants, strand: Strand) -> QuerySet[Any]:
        """The items of a strand whose drafts the reader sees."""
        rows: QuerySet[Any] = AgendaItem.objects.readable_by(grants).filter(event__strand=strand)
        return rows.select_related(*self.related)


def _above(item: AgendaItem) -> list[tuple[str, str]]:
    """The event and its agenda."""
    event = item.event
    return [events_place(event.strand), (event.title, event.get_absolute_url())]


def _in_workable_events(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    workable = {event.pk for event in workable_among([item.event for item in items])}
    return [item for item in items if item.event_id in workable]


KIND = _AgendaItemKind(
    "agenda-item",
    AgendaItem,
    "item",
    edit_item,
    may_edit_agenda_item,
    ("event__strand",),
    above=_above,
)
TEXT_PAGE = TextPage(
    AgendaItem,
    lambda strand, item, _field: reverse("events:agenda-item-edit", args=[strand, item.event.code, item.pk]),
    _in_workable_events,
    current=Q(removed_at=None),
    reads=("event__serving__pairing", "event__hosting"),
)
