"""What agendas add to the pages further left: the history of an item, for those who see the draft."""

from collections.abc import Sequence

from django.db.models import Q

from events.agendas.actions import EditItem
from events.agendas.selectors import may_edit_agenda
from events.events.selectors import workable_among
from events.models import AgendaItem
from partnerships.history.services import RecordKind
from partnerships.translations.services import TextPage


def _in_workable_events(items: Sequence[AgendaItem]) -> list[AgendaItem]:
    workable = {event.pk for event in workable_among([item.event for item in items])}
    return [item for item in items if item.event_id in workable]


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
