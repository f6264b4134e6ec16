"""What events add to the pages further left: history, names, documents, figures, signs of life, tab and search."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.folding import matching
from core.formats import format_period
from core.parts import MOST_RESULTS, RISK, WATCH, Panel, SearchGroup, SearchResult, Signal, StrandLink, Task
from events.enums import EventStatus
from events.events.labels import apart_label, when_label
from events.events.milestones import conflicting
from events.events.pages import event_address, events_place
from events.events.selectors import (
    WaitingEvent,
    events_completing,
    events_hosted,
    events_of_pairing,
    events_of_strand,
    next_events,
    unreported_among,
    unreported_in,
    unreported_of,
    workable_among,
)
from events.events.services import edit_event
from events.events.states import possible_acts
from events.models import Event, EventCity
from events.rules import may_add_event, may_add_event_of, may_edit_event
from partnerships.enums import ConfirmationBy
from partnerships.history.services import Kind
from partnerships.models import City, Pairing
from partnerships.tasks.parts import inexact
from partnerships.tasks.selectors import picked
from partnerships.translations.services import TextPage

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Milestone, Participation, Strand

KIND = Kind(
    "event",
    Event,
    "event",
    edit_event,
    may_edit_event,
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
    strand = pairing.strand
    may_add = pairing.is_open and may_add_event_of(grants, pairing)
    yield _panel(
        "pairing",
        strand,
        lines=events_of_pairing(grants, pairing, today),
        all_url=reverse("events:pairing-events", args=[strand.code, pairing.code]),
        add_url=_add_url(strand, pairing=pairing.code) if may_add else "",
    )


def of_strand(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """The last and the next events of a strand."""
    yield _panel(
        "strand",
        strand,
        lines=events_of_strand(grants, strand, today),
        all_url=reverse("events:event-list", args=[strand.code]),
        add_url=_add_url(strand) if may_add_event(grants, strand) else "",
    )


def of_partner(*, grants: Grants, participation: Participation, today: dt.date) -> Iterable[Panel]:
    """The events that a partner hosts."""
    strand = participation.strand
    here = urlencode({"host": participation.partner.code})
    yield _panel(
        "partner",
        strand,
        lines=events_hosted(grants, participation, today),
        all_url=f"{reverse('events:event-list', args=[strand.code])}?{here}",
    )


def of_milestone(*, grants: Grants, milestone: Milestone, today: dt.date) -> Iterable[Panel]:
    """The events that complete a milestone, each with the way to report it held, first of all those on other days."""
    strand = milestone.pairing.strand
    lines = events_completing(grants, milestone, today)
    if not lines:
        return
    apart = conflicting(milestone, [line.event for line in lines])
    if apart:
        conflicts = [(event, apart_label(event, milestone)) for event in apart]
        yield Panel("events/events/panels.html#milestone_conflicts", {"conflicts": conflicts}, place="head")
    reportable = {event.pk for event in workable_among([line.event for line in lines])}
    rows = [(line, _report_url(grants, line.event, today) if line.event.pk in reportable else "") for line in lines]
    both = milestone.confirmation == ConfirmationBy.BOTH
    country = strand.side_letters("counterpart")
    yield Panel("events/events/panels.html#milestone", {"rows": rows, "country": country, "confirmed_by_both": both})


def _panel(whose: str, strand: Strand, **facts: Any) -> Panel:
    context = {"whose": whose, "country": strand.side_letters("counterpart"), "add_url": "", **facts}
    return Panel("events/events/event_table.html#on_page", context)


def _add_url(strand: Strand, **chosen: str) -> str:
    url = reverse("events:event-add", args=[strand.code])
    return f"{url}?{urlencode(chosen)}" if chosen else url


def _report_url(grants: Grants, event: Event, today: dt.date) -> str:
    """Where the reader reports it held, once its first day has come; empty where that is not possible."""
    possible = "report-held" in possible_acts(grants, event, today)
    return event_address(event, "event-held") if possible else ""


def venues(*, grants: Grants, strand: Strand) -> Iterable[City]:
    """The cities of the events that one sees; a cancelled one takes place nowhere."""
    events = Event.objects.visible_to(grants).filter(strand=strand).exclude(status=EventStatus.CANCELLED)
    return City.objects.filter(pk__in=EventCity.objects.filter(event__in=events).values("city"))


EVENT_UNREPORTED = "event-unreported"


def of_events(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Either side says of its pairing's own events whether they were held; the staff of what serves several."""
    if grants.participations:
        pairings = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
        for waiting in unreported_of(pairings, today):
            yield _task(waiting)
    for waiting in unreported_in(grants.staff, today):
        yield _task(waiting)


def _task(waiting: WaitingEvent) -> Task:
    event, pairing = waiting.event, waiting.pairing
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
        answer_url=reverse("events:event-held", args=[event.strand.code, event.code]),
        pairing_id=pairing.pk if pairing else None,
        about=pairing.name if pairing else str(event.strand),
    )


def of_unreported(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """Events of a pairing that are over and not reported, one signal a pairing; a risk once a silence would be one."""
    waiting: dict[int, list[Event]] = defaultdict(list)
    rows = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    for row in unreported_among(list(rows.values()), today):
        if row.pairing is not None:
            waiting[row.pairing.pk].append(row.event)
    for key, events in waiting.items():
        yield _signal(rows[key], events, today)


def _signal(pairing: Pairing, events: Sequence[Event], today: dt.date) -> Signal:
    first = events[0]
    days = max((today - last).days for event in events if (last := event.shown_period.last_day))
    if len(events) == 1:
        sentence = _("“%(event)s” is over, and nobody has said whether it was held") % {"event": first.title}
        url = first.get_absolute_url()
    else:
        words = ngettext(
            "%(count)s event is over, and nobody has said whether it was held",
            "%(count)s events are over, and nobody has said whether they were held",
            len(events),
        )
        sentence = words % {"count": len(events)}
        url = reverse("events:pairing-events", args=[pairing.strand.code, pairing.code])
    return Signal(EVENT_UNREPORTED, RISK if days >= pairing.strand.silence_days else WATCH, pairing.pk, sentence, url)
