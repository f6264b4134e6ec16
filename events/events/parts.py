"""What events add to the pages further left: history, panels, search, tasks, signals, signs of life."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import DateTimeField, Exists, F, Model, OuterRef, Q, QuerySet, Value, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from accounts.models import User
from core.access import Grants
from core.actions import Button
from core.flat_rows import as_record, flat
from core.folding import matching
from core.formats import format_period, format_time
from core.parts import MOST_RESULTS, RISK, WATCH, Found, Panel, SearchGroup, SearchResult, Task
from core.texts import in_both, in_readers_language
from events.agendas.selectors import shown_agendas
from events.calendars.selectors import own_feeds
from events.enums import ORGANISER, EventStatus
from events.events import cards
from events.events.actions import EditEvent
from events.events.milestone_actions import KeepMilestoneDays, take_days_of
from events.events.milestone_selectors import apart_days, apart_text, conflicting, to_decide
from events.events.querysets import FIRST_DAY, named_lists
from events.events.selectors import serves, unreported_in, workable_among
from events.events.state_actions import ReportEventHeld
from events.models import Event, EventCity, EventPairing
from partnerships.codes import codes_in
from partnerships.contacts.cards import place_times
from partnerships.enums import ConfirmationBy
from partnerships.history.services import RecordKind
from partnerships.models import City, Milestone, Pairing, Participation, Strand
from partnerships.tasks.parts import inexact
from partnerships.tasks.selectors import PAIRINGS, STAFF, TODAY, Waiting, period_names, picked
from partnerships.translations.services import TextPage

MOST_HOSTED = 5  # of the events that a partner hosts
MOST_NEXT = 3  # of a reader
NEAR = dt.timedelta(days=21)  # the hour at which an event begins is told so long before it

KIND = RecordKind(
    "event",
    Event,
    EditEvent.do,
    lambda grants, event: ORGANISER in event.actors(grants),
    ("strand",),
    above=lambda event: [event.list_crumb],
)
TEXT_PAGE = TextPage(
    Event,
    "events:event-edit",
    workable_among,
    reads=tuple(named_lists(Event)[1:]),
)
KIND_OF_ACT = (
    "events",
    pgettext_lazy("kind of act", "Events and agendas"),
    Q(actions__contains=" event-") | Q(actions__contains=" head-count-") | Q(actions__contains=" agenda-"),
)


def found(*, grants: Grants, query: str, among: Collection[type[Model]]) -> Iterable[SearchGroup]:
    """Events by their titles and venues, the latest first."""
    if Event not in among:
        return
    rows = Event.objects.visible_to(grants).filter(matching(query)).select_related("strand")
    results = []
    for row in rows.in_order().reverse()[: MOST_RESULTS + 1]:
        title, language = picked(row, "title")
        note = f"{row.strand}, {row.when}"
        results.append(SearchResult(title, language, row.get_absolute_url(), note=note))
    yield SearchGroup.of(_("Events"), results)


def next_events(grants: Grants, today: dt.date, own: Sequence[Pairing] = ()) -> list[Any]:
    """Those of the reader's `own` open pairings, else of the strands one reads, the nearest first; ten queries at most.

    Whoever reads whole strands is told of missions, not of each of their parts. Each that is near has the `day` on
    which, the time at which it `begins` with its first item of a known time, `begins_in` which place, and the same
    moment in `times` at both partners of the reader's pairing. Where no time is known, or none is the reader's to see,
    they are empty. What goes on today comes before the mission that holds it; it is noted at `note_url`.
    """
    rows = Event.objects.visible_to(grants).coming(today)
    if own:
        mine = Q(all_pairings=True, strand__in={pairing.strand_id for pairing in own})
        served = Event.pairings.through._default_manager.filter(pairing__in=[pairing.pk for pairing in own])
        rows = rows.filter(mine | Q(pk__in=served.order_by().values("event")))
    else:
        rows = rows.filter(strand__in=grants.strands, part_of=None)
    events: list[Any] = list(rows.in_order().select_related("strand", "part_of")[:MOST_NEXT])
    near = [event for event in events if _is_near(event, today)]
    if near:
        # Whose clocks stand beside the hour; where it is, and whose it is.
        prefetch_related_objects(own, *(f"{side}__partner__places__city" for side in ("eu", "counterpart")))
        prefetch_related_objects(near, *named_lists(Event))
    agendas = shown_agendas(grants, near) if near else {}
    events.sort(key=lambda event: not (event.part_of_id and _has_begun(event, today)))
    for event in events:
        event.begins, event.begins_in, event.day, event.times = "", "", None, []
        event.note_url = _note_url(event, own) if _has_begun(event, today) else ""
        for item in agendas[event.pk].by_day if event.pk in agendas else ():
            day = item.known_day
            if day is None or day < today or (span := item.span_on(day)) is None:
                continue
            event.day, moment = day, span[0]
            event.begins, event.begins_in = format_time(moment.astimezone(item.clock)), item.city.name or event.place
            pairing = next((pairing for pairing in own if serves(event, pairing)), None)
            event.times = place_times(pairing, moment, day) if pairing else []
            break
    return events


def _has_begun(event: Event, today: dt.date) -> bool:
    first = event.shown_period.first_day
    return first is not None and first <= today


def _note_url(event: Event, own: Sequence[Pairing]) -> str:
    """The form that notes what is seen, for the first pairing of the reader that the event serves."""
    pairing = next((pairing for pairing in own if serves(event, pairing)), None)
    place = [event.strand.code, event.code, pairing.code] if pairing else []
    return reverse("events:visit-notes", args=place, fragment="quick") if pairing else ""


def _is_near(event: Event, today: dt.date) -> bool:
    first = event.shown_period.first_day
    return first is not None and first - today <= NEAR


def coming(
    *, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime, pairings: Sequence[Pairing]
) -> Iterable[Panel]:
    """The reader's next events, in the time of the place and of both sides."""
    del now, since
    if grants.strands:
        rows = next_events(grants, today, [pairing for pairing in pairings if pairing.side_of(grants)])
        if rows:
            yield Panel("events/events/panels.html#next_events", {"rows": rows}, place="aside")


def own_calendars(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """The way to one's calendars from the own account: whoever has a role has events."""
    del today
    if grants.strands or grants.is_administrator:
        yield Panel("events/calendars/account_calendars.html", {"ended": len(own_feeds(grants)[1])})


def to_add(*, grants: Grants, pairing: Pairing) -> Iterable[Button]:
    """An event, for whoever may add one to the pairing."""
    if url := cards.add_url(grants, pairing):
        yield Button(_("Add an event"), url)


def of_partner(*, grants: Grants, participation: Participation, today: dt.date) -> Iterable[Panel]:
    """The newest events that a partner hosts, those to come first among them."""
    del today
    strand = participation.strand
    rows = Event.objects.visible_to(grants).filter(hosting__participation=participation)
    newest = rows.order_by(FIRST_DAY.desc(nulls_first=True), "-pk").with_names()[:MOST_HOSTED]
    here = urlencode({"host": participation.partner.code})
    context = {
        "country": strand.side_letters("counterpart"),
        "events": cards.marked(newest),
        "all_url": f"{strand.address_of('events:event-list')}?{here}",
    }
    yield Panel("events/events/event_table.html#on_page", context)


def of_milestone(*, grants: Grants, milestone: Milestone, today: dt.date) -> Iterable[Panel]:
    """The events that complete a milestone, each with the way to report it held, first of all those on other days."""
    del today
    named = Event.objects.visible_to(grants).of_pairing(milestone.pairing).in_order().with_names()
    named = named.filter(milestone_codes__contains=milestone.code)
    events = cards.marked([row for row in named if milestone.code in codes_in(row.milestone_codes)])
    if not events:
        return
    apart = conflicting(milestone, events)
    if apart:
        action, found = KeepMilestoneDays(milestone, by=cast("User", None), grants=grants), to_decide(milestone, apart)
        decides = found and action.is_allowed and milestone.pairing.is_open
        facts = {
            "conflicts": [(event, apart_text(event, milestone)) for event in apart],
            "kept": milestone if milestone.apart_days == apart_days(milestone, apart) else None,
            "keep_url": action.url if decides else "",
            "take": take_days_of(found[0], milestone) if found and decides else None,
        }
        yield Panel("events/events/panels.html#milestone_conflicts", facts, place="head")
    reportable = {event.pk for event in workable_among(events)}
    buttons = {event.pk: ReportEventHeld.button_on(event, grants) for event in events if event.pk in reportable}
    rows = [(event, button.url if (button := buttons.get(event.pk)) else "") for event in events]
    both = milestone.confirmation == ConfirmationBy.BOTH
    yield Panel("events/events/panels.html#milestone", {"rows": rows, "confirmed_by_both": both})


def venues(*, grants: Grants, strand: Strand) -> Iterable[City]:
    """The cities of the events that one sees; a cancelled one takes place nowhere."""
    events = Event.objects.visible_to(grants).filter(strand=strand).exclude(status=EventStatus.CANCELLED)
    return City.objects.filter(pk__in=EventCity.objects.filter(event__in=events).values("city"))


EVENT_UNREPORTED, _OF_STAFF = "event-unreported", "event-of-staff"


_NAMES = ("id", "strand_id", "code", "title_en", "title_ko")


def event_rows() -> Iterator[QuerySet[Any, Any]]:
    """Events whose days are over while nobody has said whether they were held: of pairings, and of the staff."""
    over = Event.objects.to_report(TODAY)
    others = EventPairing.objects.filter(event=OuterRef("event")).exclude(pairing=OuterRef("pairing"))
    served = EventPairing.objects.filter(pairing__in=PAIRINGS, event__in=over.values("pk"))
    names = (*_NAMES, "all_pairings", *period_names("forecast"), *period_names("actual"))
    facts = {f"event__{name}": F(f"event__{name}") for name in names}
    yield flat(EVENT_UNREPORTED, served, "pairing_id", **facts, shared=Exists(others))
    yield flat(_OF_STAFF, over.filter(strand__in=STAFF), None, "id")


def _unreported(pairings: Iterable[Pairing], waiting: Waiting) -> list[tuple[Any, Pairing]]:
    """The events that serve these pairings by name, once for each of them; `is_shared` with another pairing."""
    known = {pairing.pk: pairing for pairing in pairings}
    found = []
    for key, facts in waiting.rows(EVENT_UNREPORTED):
        if key in known:
            event = as_record(EventPairing, facts).event
            event.strand, event.is_shared = known[key].strand, facts["shared"] or event.all_pairings
            found.append((event, known[key]))
    return sorted(found, key=lambda one: (one[0].actual_start or one[0].forecast_start or dt.date.max, one[0].pk))


def of_events(*, waiting: Waiting) -> Iterable[Task]:
    """Either side says of its pairing's own events whether they were held; the staff of what serves several."""
    for event, pairing in _unreported(waiting.pairings.values(), waiting):
        if not event.is_shared:
            yield _task(event, pairing)
    for event in unreported_in(waiting.grants.staff, waiting.today) if waiting.rows(_OF_STAFF) else ():
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
        why=f"{planned} {_('It was not reported whether it was held.')}",
        due=event.shown_period.last_day,
        when=inexact(event.shown_period),
        button=_("Report whether it was held"),
        answer_url=event.address_of("events:event-held"),
        pairing_id=pairing.pk if pairing else None,
        about=pairing.name if pairing else str(event.strand),
    )


def of_unreported(*, waiting: Waiting) -> Iterable[Found]:
    """Events of a pairing that are over and not reported, one signal a pairing; a risk once a silence would be one."""
    found: dict[Pairing, list[Event]] = defaultdict(list)
    for event, pairing in _unreported(waiting.pairings.values(), waiting):
        found[pairing].append(event)
    for pairing, events in found.items():
        days = max((waiting.today - last).days for event in events if (last := event.shown_period.last_day))
        level = RISK if days >= pairing.strand.silence_days else WATCH
        facts = {"count": len(events), "code": events[0].code, "event": in_both(events[0], "title")}
        yield Found(pairing.pk, EVENT_UNREPORTED, level, facts)


def _unreported_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    if facts["count"] == 1:
        sentence = _("“%(event)s” is over; report whether it was held")
        url = reverse("events:event", args=[pairing.strand.code, facts["code"]])
        return sentence % {"event": in_readers_language(facts["event"])}, url
    text = ngettext(
        "%(count)s event is over and not yet reported as held or not",
        "%(count)s events are over and not yet reported as held or not",
        facts["count"],
    )
    return text % facts, pairing.address_of("events:pairing-events")


WORDS = ((EVENT_UNREPORTED, _unreported_sentence),)


# Held events as signs of life of the pairings they serve, and as entries among their contacts.


HELD = "event"
# An event has days and no hour: it stands below what else is told of its day.
_BEFORE_ALL = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


def held_as_signs(pairings: Any, until: Any) -> QuerySet[Any]:
    """Each event that was held on known days, on its last day, for each pairing that it names: there both sides met."""
    held = Event.objects.held().days_known().filter(actual_last_day__lte=until)
    return _as_signs(EventPairing.objects.filter(pairing__in=pairings, event__in=held), "pairing_id", "event__")


def held_by_all_as_signs(pairings: Any, until: Any) -> QuerySet[Any]:
    """The same of an event that serves all pairings of its strand."""
    held: Any = Event.objects.held().days_known().filter(actual_last_day__lte=until, all_pairings=True)
    return _as_signs(held.filter(strand__pairings__in=pairings), "strand__pairings", "")


def _as_signs(rows: Any, pairing: str, event: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(
        sign_pairing=F(pairing), sign_side=Value(""), sign_kind=Value(""), sign_day=F(f"{event}actual_last_day")
    )
    return found


def held_rows(grants: Grants, pairing: Pairing) -> QuerySet[Any]:
    """The held events of a pairing with known days, as rows of its stream."""
    rows = Event.objects.visible_to(grants).of_pairing(pairing).held().days_known()
    found: QuerySet[Any] = rows.annotate(
        stream_day=F("actual_last_day"), stream_moment=Value(_BEFORE_ALL, output_field=DateTimeField())
    )
    return found


def read_held(_grants: Grants, pairing: Pairing, keys: Collection[int]) -> dict[int, Event]:
    """Some of them, each with its day in the stream, what it is there, and when and where it was; three queries."""
    rows = Event.objects.filter(pk__in=keys).prefetch_related(*named_lists(Event)[:2])
    found: dict[int, Any] = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        row.strand, row.on = pairing.strand, row.actual.last_day
        several = [row.when] if row.actual.first_day != row.on else []
        row.stream_label = pgettext("in a pairing's stream", "Event held")
        row.stream_text = ", ".join([*several, row.place]).strip(", ")
    return found
