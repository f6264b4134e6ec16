"""What events add to the pages further left: history, panels, search, tasks, signals, signs of life."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import DateTimeField, F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.folding import matching
from core.formats import format_period
from core.parts import MOST_RESULTS, RISK, WATCH, Panel, SearchGroup, SearchResult, Signal, StrandLink, Task
from events.enums import EventStatus
from events.events.actions import AddEvent, EditEvent, ReportEventHeld
from events.events.cards import (
    add_url,
    events_completing,
    events_hosted,
    events_of_pairing,
    events_of_strand,
    next_events,
)
from events.events.labels import apart_label, when_label, where_label
from events.events.pages import events_place
from events.events.selectors import conflicting, unreported_among, unreported_in, unreported_of, workable_among
from events.models import Event, EventCity
from events.workflow import ORGANISER
from partnerships.enums import ConfirmationBy
from partnerships.history.services import RecordKind
from partnerships.models import City, Pairing
from partnerships.tasks.parts import inexact
from partnerships.tasks.selectors import picked
from partnerships.translations.services import TextPage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Milestone, Participation, Strand

KIND = RecordKind(
    "event",
    Event,
    EditEvent.do,
    lambda grants, event: ORGANISER in event.actors(grants),
    ("strand",),
    above=lambda event: [events_place(event.strand)],
)
TEXT_PAGE = TextPage(
    Event,
    lambda strand, event, _field: reverse("events:event-edit", args=[strand, event.code]),
    workable_among,
    reads=("serving__pairing", "hosting"),
)
KIND_OF_ACT = (
    "events",
    pgettext_lazy("kind of act", "Events and agendas"),
    Q(actions__contains=" event-") | Q(actions__contains=" head-count-") | Q(actions__contains=" agenda-"),
)


def to_events(*, strand: Strand) -> Iterable[StrandLink]:
    """The strand's events in its main navigation."""
    yield StrandLink("events", pgettext("navigation", "Events"), reverse("events:event-list", args=[strand.code]))


def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Events by their titles and venues, the latest first."""
    rows = Event.objects.visible_to(grants).filter(matching(query)).select_related("strand")
    results = []
    for row in rows.in_order().reverse()[: MOST_RESULTS + 1]:
        title, language = picked(row, "title")
        note = f"{row.strand}, {when_label(row)}"
        results.append(SearchResult(title, language, row.get_absolute_url(), note=note))
    yield SearchGroup.of(_("Events"), results)


def coming(*, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime) -> Iterable[Panel]:
    """The reader's next events, in the time of the place and of both sides."""
    del now, since
    if grants.strands:
        rows = next_events(grants, today)
        if rows:
            yield Panel("events/events/panels.html#next_events", {"rows": rows}, place="aside")


def of_pairing(*, grants: Grants, pairing: Pairing, today: dt.date) -> Iterable[Panel]:
    """The last and the next events of a pairing."""
    yield _panel(
        "pairing",
        pairing.strand,
        events=events_of_pairing(grants, pairing, today),
        all_url=pairing.address_of("events:pairing-events"),
        add_url=add_url(grants, pairing),
    )


def of_strand(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """The last and the next events of a strand."""
    yield _panel(
        "strand",
        strand,
        events=events_of_strand(grants, strand, today),
        all_url=strand.address_of("events:event-list"),
        add_url=strand.address_of("events:event-add") if AddEvent.allowed & strand.actors(grants) else "",
    )


def of_partner(*, grants: Grants, participation: Participation, today: dt.date) -> Iterable[Panel]:
    """The events that a partner hosts."""
    strand = participation.strand
    here = urlencode({"host": participation.partner.code})
    yield _panel(
        "partner",
        strand,
        events=events_hosted(grants, participation, today),
        all_url=f"{strand.address_of('events:event-list')}?{here}",
    )


def of_milestone(*, grants: Grants, milestone: Milestone, today: dt.date) -> Iterable[Panel]:
    """The events that complete a milestone, each with the way to report it held, first of all those on other days."""
    events = events_completing(grants, milestone, today)
    if not events:
        return
    apart = conflicting(milestone, events)
    if apart:
        conflicts = [(event, apart_label(event, milestone)) for event in apart]
        yield Panel("events/events/panels.html#milestone_conflicts", {"conflicts": conflicts}, place="head")
    reportable = {event.pk for event in workable_among(events)}
    buttons = {event.pk: ReportEventHeld.button_on(event, grants) for event in events if event.pk in reportable}
    rows = [(event, button.url if (button := buttons.get(event.pk)) else "") for event in events]
    both = milestone.confirmation == ConfirmationBy.BOTH
    yield Panel("events/events/panels.html#milestone", {"rows": rows, "confirmed_by_both": both})


def _panel(whose: str, strand: Strand, **facts: Any) -> Panel:
    context = {"whose": whose, "country": strand.side_letters("counterpart"), "add_url": "", **facts}
    return Panel("events/events/event_table.html#on_page", context)


def venues(*, grants: Grants, strand: Strand) -> Iterable[City]:
    """The cities of the events that one sees; a cancelled one takes place nowhere."""
    events = Event.objects.visible_to(grants).filter(strand=strand).exclude(status=EventStatus.CANCELLED)
    return City.objects.filter(pk__in=EventCity.objects.filter(event__in=events).values("city"))


EVENT_UNREPORTED = "event-unreported"


def of_events(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Either side says of its pairing's own events whether they were held; the staff of what serves several."""
    if grants.participations:
        pairings = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
        for event, pairing in unreported_of(pairings, today):
            yield _task(event, pairing)
    for event in unreported_in(grants.staff, today):
        yield _task(event)


def _task(event: Event, pairing: Pairing | None = None) -> Task:
    """To report it: by the sides of the pairing that it serves alone, else by the staff."""
    title, language = picked(event, "title")
    planned = _("Planned for %(when)s.") % {"when": format_period(event.shown_period)}
    return Task(
        verb=pgettext("task", "Report"),
        thing=title,
        language=language,
        url=event.get_absolute_url(),
        why=f"{planned} {_('Nobody has said whether it was held.')}",
        due=event.shown_period.last_day,
        when=inexact(event.shown_period),
        button=_("Say whether it was held"),
        answer_url=event.address_of("events:event-held"),
        pairing_id=pairing.pk if pairing else None,
        about=pairing.name if pairing else str(event.strand),
    )


def of_unreported(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """Events of a pairing that are over and not reported, one signal a pairing; a risk once a silence would be one."""
    waiting: dict[int, list[Event]] = defaultdict(list)
    rows = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    for event, pairing in unreported_among(list(rows.values()), today):
        waiting[pairing.pk].append(event)
    for key, events in waiting.items():
        yield _signal(rows[key], events, today)


def _signal(pairing: Pairing, events: Sequence[Event], today: dt.date) -> Signal:
    first = events[0]
    days = max((today - last).days for event in events if (last := event.shown_period.last_day))
    if len(events) == 1:
        sentence = _("“%(event)s” is over, and nobody has said whether it was held") % {"event": first.title}
        url = first.get_absolute_url()
    else:
        text = ngettext(
            "%(count)s event is over, and nobody has said whether it was held",
            "%(count)s events are over, and nobody has said whether they were held",
            len(events),
        )
        sentence = text % {"count": len(events)}
        url = pairing.address_of("events:pairing-events")
    return Signal(EVENT_UNREPORTED, RISK if days >= pairing.strand.silence_days else WATCH, pairing.pk, sentence, url)


# Held events as signs of life of the pairings they serve, and as entries among their contacts.


HELD = "event"
# An event has days and no hour: it stands below what else is told of its day.
_BEFORE_ALL = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def held_as_signs(pairing_ids: Sequence[int], until: dt.date) -> QuerySet[Any]:
    """Each event that was held on known days, for each pairing it serves, on its last day: there both sides met."""
    rows: QuerySet[Any] = Event.objects.held().days_known().per_pairing("sign_pairing")
    signs = rows.filter(sign_pairing__in=pairing_ids, actual_last_day__lte=until)
    return signs.annotate(sign_side=Value(""), sign_kind=Value(""), sign_day=F("actual_last_day"))


def held_rows(grants: Grants, pairing: Pairing) -> QuerySet[Any]:
    """The held events of a pairing with known days, as rows of its stream."""
    rows = Event.objects.visible_to(grants).of_pairing(pairing).held().days_known()
    found: QuerySet[Any] = rows.annotate(
        stream_day=F("actual_last_day"), stream_moment=Value(_BEFORE_ALL, output_field=DateTimeField())
    )
    return found


def read_held(_grants: Grants, pairing: Pairing, keys: Collection[int]) -> dict[int, Event]:
    """Some of them, each with its day in the stream, what it is there, and when and where it was; two queries."""
    rows = Event.objects.filter(pk__in=keys).prefetch_related("visiting__city", "hosting__participation__partner")
    found: dict[int, Any] = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        row.strand, row.on = pairing.strand, row.actual.last_day
        several = [when_label(row)] if row.actual.first_day != row.on else []
        row.stream_label = pgettext("in a pairing's stream", "Event held")
        row.stream_text = ", ".join([*several, where_label(row)]).strip(", ")
    return found
