"""What events add to the pages further left: history, names, documents, figures, signs of life, tab and search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core.contributions import MOST_RESULTS, SearchGroup, SearchResult, StrandLink, provides
from core.folding import matching
from events.columns.event_words import when_words
from events.models import Event, EventPairing, HeadCount
from events.rules import may_edit_event
from events.services.event_counts import COUNTS
from events.services.event_places import on_events_of, workable_among
from events.services.event_signs import HELD, held_as_signs, held_rows, read_held
from events.services.events import edit_event
from events.views.places import events_place
from partnerships.models import City, Milestone, Pairing, Partner
from partnerships.services.activity import register_sign
from partnerships.services.attached import Attachable, register_attachable
from partnerships.services.counts import register_count
from partnerships.services.facets import register_list
from partnerships.services.named_records import Named, register_named
from partnerships.services.pairing_history import register_kind_of_act
from partnerships.services.record_kinds import Kind, register_kind
from partnerships.services.streams import EntryKind, register_entries
from partnerships.services.translations import TextPage, register_text_page
from partnerships.services.waiting import picked
from partnerships.views.tabs import Tab, register_tab

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Strand


def _serving_alone(rows: QuerySet[Any], pairing: Pairing) -> QuerySet[Any]:
    served = EventPairing.objects.filter(pairing=pairing).order_by().values("event")
    others = EventPairing.objects.exclude(pairing=pairing).order_by().values("event")
    return rows.filter(pk__in=served, all_pairings=False).exclude(pk__in=others)


register_kind(
    Kind(
        "event",
        Event,
        "event",
        edit_event,
        may_edit_event,
        ("title_en", "title_ko", "objectives_en", "objectives_ko", "venue", "source", "note"),
        ("strand",),
        above=lambda event: [events_place(event.strand)],
    )
)
register_text_page(
    TextPage(
        Event,
        lambda strand, event, _field: reverse("events:event-edit", args=[strand, event.code]),
        workable_among,
        reads=("serving__pairing", "hosting"),
    )
)
for _name, _model in {
    "city_codes": City,
    "host_codes": Partner,
    "pairing_codes": Pairing,
    "milestone_codes": Milestone,
}.items():
    register_list(_name, _model)
register_named(Named(Event, ("strand",), within=lambda rows, pairing: rows.of_pairing(pairing)))
register_named(
    Named(
        HeadCount,
        ("event__strand",),
        called=lambda row: (row.event.title, row.event.get_absolute_url()),
        within=on_events_of,
    )
)
register_kind_of_act(
    "events",
    pgettext_lazy("kind of act", "Events and agendas"),
    Q(actions__contains=" event-") | Q(actions__contains=" head-count-") | Q(actions__contains=" agenda-"),
)
# Documents and notes hang on an event that serves the pairing alone: it is theirs.
register_attachable(Attachable("event", Event, within=_serving_alone))
register_sign(held_as_signs)
register_entries(EntryKind(HELD, held_rows, read_held))
for _count in COUNTS:
    register_count(_count)
register_tab(Tab("events", pgettext_lazy("tab", "Events"), "events:pairing-events", position_after="contacts"))


@provides("strand-links")
def to_events(*, strand: Strand) -> Iterable[StrandLink]:
    """The strand's events in its main navigation."""
    yield StrandLink("events", pgettext("navigation", "Events"), reverse("events:event-list", args=[strand.code]))


@provides("search")
def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Events by their titles and venues, the latest first."""
    rows = Event.objects.visible_to(grants).filter(matching(query)).select_related("strand")
    results = []
    for row in rows.in_order().reverse()[: MOST_RESULTS + 1]:
        title, language = picked(row, "title")
        note = f"{row.strand}, {when_words(row)}"
        results.append(SearchResult(title, language, row.get_absolute_url(), note=note))
    yield SearchGroup.of(_("Events"), results)
