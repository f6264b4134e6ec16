"""What events add to the pages further left: history, panels, search, tasks, signals, signs of life."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, cast

from django.db.models import DateTimeField, Exists, F, Model, OuterRef, Q, QuerySet, Value, prefetch_related_objects
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

from accounts.models import User
from core.access import Grants
from core.actions import Button
from core.flat_rows import as_record, flat
from core.folding import matching
from core.formats import format_period, format_time
from core.parts import MOST_RESULTS, RISK, WATCH, Found, OneClick, Panel, SearchGroup, SearchResult, Task
from core.texts import in_both, in_readers_language, writer_language
from events import models
from events.agendas.actions import EditItem
from events.agendas.selectors import may_edit_agenda, shown_agendas
from events.calendars.selectors import own_feeds
from events.enums import OPEN_EVENT, ORGANISER, EventStatus
from events.events import cards, selectors
from events.events.actions import EditEvent, KeepMilestoneDays
from events.events.querysets import FIRST_DAY, named_lists
from events.events.state_actions import ReportEventHeld
from partnerships.contacts.cards import place_times
from partnerships.enums import ConfirmationBy, MilestoneStatus, Responsible
from partnerships.fields import codes_in
from partnerships.history.services import RecordKind
from partnerships.models import City, Milestone, Pairing, Strand
from partnerships.tasks.parts import inexact, task_of_side
from partnerships.tasks.selectors import PAIRINGS, STAFF, STRANDS, TODAY, Waiting, period_names, picked
from partnerships.translations.services import TextPage

MOST_LETTERS = 120  # of a note
MOST_NEXT = 3  # of a reader
NEAR = dt.timedelta(days=21)  # the hour at which an event begins is told so long before it

KIND = RecordKind(
    "event",
    models.Event,
    EditEvent.do,
    lambda grants, event: ORGANISER in event.actors(grants),
    ("strand",),
    above=lambda event: [event.list_crumb],
)
TEXT_PAGE = TextPage(
    models.Event, "events:event-edit", selectors.workable_among, reads=tuple(named_lists(models.Event)[1:])
)


def _in_workable_events(items: Sequence[models.AgendaItem]) -> list[models.AgendaItem]:
    workable = {event.pk for event in selectors.workable_among([item.event for item in items])}
    return [item for item in items if item.event_id in workable]


# An item's versions tell of drafts, also after a release: they are for those who see these.
ITEM_KIND = RecordKind(
    "agenda-item",
    models.AgendaItem,
    EditItem.do,
    lambda grants, item: may_edit_agenda(grants, item.event),
    ("event__strand",),
    above=lambda item: [item.event.list_crumb, (item.event.title, item.event.get_absolute_url())],
    told_to="readable_by",
)
ITEM_TEXT_PAGE = TextPage(
    models.AgendaItem,
    "events:agenda-item-edit",
    _in_workable_events,
    current=Q(removed_at=None),
    reads=("event__serving__pairing", "event__hosting"),
)
KIND_OF_ACT = (
    "events",
    pgettext_lazy("kind of act", "Events and agendas"),
    Q(actions__contains=" event-") | Q(actions__contains=" head-count-") | Q(actions__contains=" agenda-"),
)


def _result(row: Any, name: tuple[str, str], *at: Any, url: str = "") -> SearchResult:
    return SearchResult(*name, url or row.get_absolute_url(), ", ".join(map(str, at)))


def found(*, grants: Grants, query: str, among: Collection[type[Model]]) -> Iterable[SearchGroup]:
    """Delegates, events, agendas, trip papers, minutes and visit notes by their words, the latest first."""

    def group(title: str, rows: Any, result: Callable[[Any], SearchResult], *order: Any) -> SearchGroup:
        rows = rows.filter(matching(query)).order_by(*order or ("-pk",)) if rows.model in among else rows.none()
        return SearchGroup.of(title, [result(row) for row in rows[: MOST_RESULTS + 1]])

    of_delegation = ("delegation__event__strand", "delegation__participation__partner")
    yield group(
        _("Delegates"),
        models.Delegate.objects.visible_to(grants).select_related(*of_delegation),
        _delegate_found,
        *("-nominated_at", "-pk"),
    )
    yield group(
        _("Events"),
        models.Event.objects.visible_to(grants).select_related("strand"),
        lambda row: _result(row, picked(row, "title"), row.strand, row.when),
        *(FIRST_DAY.desc(nulls_first=True), "-pk"),
    )
    # What was released, for whoever sees no draft.
    yield group(
        capfirst(str(models.AgendaRelease._meta.verbose_name_plural)),
        models.AgendaRelease.objects.instead_of_drafts(grants).select_related("event__strand"),
        lambda row: _result(row.event, picked(row.event, "title"), row.event.strand),
    )
    yield group(
        capfirst(str(models.AgendaItem._meta.verbose_name_plural)),
        models.AgendaItem.objects.readable_by(grants).active().select_related("event__strand"),
        lambda row: _result(row, picked(row, "title"), row.event.title, row.event.strand),
    )
    yield group(
        capfirst(str(models.TripPaper._meta.verbose_name_plural)),
        models.TripPaper.objects.visible_to(grants).select_related(*of_delegation),
        _paper_found,
    )
    yield group(
        pgettext("of a meeting", "Minutes"),
        models.Minutes.objects.visible_to(grants).with_names(),
        lambda row: _result(row, (str(row), ""), row.pairing.name, row.event.strand),
    )
    yield group(_("Visit notes"), models.VisitNote.objects.visible_to(grants).active().with_names(), _note_found)


def _delegate_found(row: models.Delegate) -> SearchResult:
    name, event = row.shown_name, row.delegation.event
    at = (row.delegation.participation.partner.name, event.title, event.strand)
    return _result(row, (name, writer_language(name)), *at, url=f"{row.get_absolute_url()}#delegate-{row.number}")


def _paper_found(row: models.TripPaper) -> SearchResult:
    name = f"{row.get_kind_display()}: {row.delegation.event.title}"
    return _result(row, (name, ""), row.delegation.participation.partner.name, row.strand)


def _note_found(row: models.VisitNote) -> SearchResult:
    text, language = picked(row, "what")
    name = Truncator(text).chars(MOST_LETTERS)
    return _result(row, (name, language), row.pairing.name, row.event.title, row.event.strand)


def next_events(grants: Grants, today: dt.date, own: Sequence[Pairing] = ()) -> list[Any]:
    """Those of the reader's `own` open pairings, else of the strands one reads, the nearest first; ten queries at most.

    Whoever reads whole strands is told of missions, not of each of their parts. Each that is near has the `day` on
    which, the time at which it `begins` with its first item of a known time, `begins_in` which place, and the same
    moment in `times` at both partners of the reader's pairing. Where no time is known, or none is the reader's to see,
    they are empty. What goes on today comes before the mission that holds it; it is noted at `note_url`.
    """
    rows = models.Event.objects.visible_to(grants).coming(today)
    if own:
        mine = Q(all_pairings=True, strand__in={pairing.strand_id for pairing in own})
        served = models.Event.pairings.through._default_manager.filter(pairing__in=[pairing.pk for pairing in own])
        rows = rows.filter(mine | Q(pk__in=served.order_by().values("event")))
    else:
        rows = rows.filter(strand__in=grants.strands, part_of=None)
    events: list[Any] = list(rows.in_order().select_related("strand", "part_of")[:MOST_NEXT])
    near = [event for event in events if _first_day(event) - today <= NEAR]
    if near:
        # Whose clocks stand beside the hour; where it is, and whose it is.
        prefetch_related_objects(own, *(f"{side}__partner__places__city" for side in ("eu", "counterpart")))
        prefetch_related_objects(near, *named_lists(models.Event))
    agendas = shown_agendas(grants, near) if near else {}
    events.sort(key=lambda event: not (event.part_of_id and _first_day(event) <= today))
    for event in events:
        event.begins, event.begins_in, event.day, event.times, event.note_url = "", "", None, [], ""
        # The first pairing of the reader that it serves.
        of_event = (pairing for pairing in own if selectors.serves(event, pairing))
        pairing = next(of_event, None) if event in near else None
        if pairing and _first_day(event) <= today:
            place = [event.strand.code, event.code, pairing.code]
            event.note_url = reverse("events:visit-notes", args=place, fragment="quick")
        for item in agendas[event.pk].by_day if event.pk in agendas else ():
            day = item.known_day
            if day is None or day < today or (span := item.span_on(day)) is None:
                continue
            event.day, moment = day, span[0]
            event.begins, event.begins_in = format_time(moment.astimezone(item.clock)), item.city.name or event.place
            event.times = place_times(pairing, moment, day) if pairing else []
            break
    return events


def _first_day(event: models.Event) -> dt.date:
    return event.shown_period.first_day or dt.date.max


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
        yield Panel("events/calendars/feed_list.html#account", {"ended": len(own_feeds(grants)[1])})


def to_add(*, grants: Grants, pairing: Pairing) -> Iterable[Button]:
    """An event, for whoever may add one to the pairing."""
    if url := cards.add_url(grants, pairing):
        yield Button(_("Add an event"), url)


def of_milestone(*, grants: Grants, milestone: Milestone, today: dt.date) -> Iterable[Panel]:
    """The events that complete a milestone, each with the way to report it held, first of all those on other days."""
    del today
    named = models.Event.objects.visible_to(grants).of_pairing(milestone.pairing).in_order().with_names()
    named = named.filter(milestone_codes__contains=milestone.code)
    events = cards.marked([row for row in named if milestone.code in codes_in(row.milestone_codes)])
    if not events:
        return
    apart = selectors.conflicting(milestone, events)
    if apart:
        action = KeepMilestoneDays(milestone, by=cast("User", None), grants=grants)
        found = selectors.to_decide(milestone, apart)
        decides = found and action.is_allowed and milestone.pairing.is_open
        facts = {
            "conflicts": [(event, selectors.apart_text(event, milestone)) for event in apart],
            "kept": milestone if milestone.apart_days == selectors.apart_days(milestone, apart) else None,
            "keep_url": action.url if decides else "",
            "take": take_days_of(found[0], milestone) if found and decides else None,
        }
        yield Panel("events/events/panels.html#milestone_conflicts", facts, place="head")
    reportable = {event.pk for event in selectors.workable_among(events)}
    buttons = {event.pk: ReportEventHeld.button_on(event, grants) for event in events if event.pk in reportable}
    rows = [(event, button.url if (button := buttons.get(event.pk)) else "") for event in events]
    both = milestone.confirmation == ConfirmationBy.BOTH
    yield Panel("events/events/panels.html#milestone", {"rows": rows, "confirmed_by_both": both})


def venues(*, grants: Grants, strand: Strand) -> Iterable[City]:
    """The cities of the events that one sees; a cancelled one takes place nowhere."""
    events = models.Event.objects.visible_to(grants).filter(strand=strand).exclude(status=EventStatus.CANCELLED)
    return City.objects.filter(pk__in=models.EventCity.objects.filter(event__in=events).values("city"))


EVENT_UNREPORTED, _OF_STAFF = "event-unreported", "event-of-staff"


_NAMES = ("id", "strand_id", "code", "title_en", "title_ko")


def event_rows() -> Iterator[QuerySet[Any, Any]]:
    """Events whose days are over while nobody has said whether they were held: of pairings, and of the staff."""
    over = models.Event.objects.to_report(TODAY)
    others = models.EventPairing.objects.filter(event=OuterRef("event")).exclude(pairing=OuterRef("pairing"))
    served = models.EventPairing.objects.filter(pairing__in=PAIRINGS, event__in=over.values("pk"))
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
            event = as_record(models.EventPairing, facts).event
            event.strand, event.is_shared = known[key].strand, facts["shared"] or event.all_pairings
            found.append((event, known[key]))
    return sorted(found, key=lambda one: (one[0].actual_start or one[0].forecast_start or dt.date.max, one[0].pk))


def of_events(*, waiting: Waiting) -> Iterable[Task]:
    """Either side says of its pairing's own events whether they were held; the staff of what serves several."""
    for event, pairing in _unreported(waiting.pairings.values(), waiting):
        if not event.is_shared:
            yield _task(event, pairing)
    for event in selectors.unreported_in(waiting.grants.staff, waiting.today) if waiting.rows(_OF_STAFF) else ():
        yield _task(event)


def _task(event: models.Event, pairing: Pairing | None = None) -> Task:
    """To report it: by the sides of the pairing that it serves alone, else by the staff."""
    planned = _("Planned for %(when)s.") % {"when": format_period(event.shown_period)}
    return selectors.task_about(
        event,
        about=pairing.name if pairing else event.strand,
        verb=pgettext("task", "Report"),
        url=event.get_absolute_url(),
        why=f"{planned} {_('It was not reported whether it was held.')}",
        due=event.shown_period.last_day,
        when=inexact(event.shown_period),
        button=_("Report whether it was held"),
        answer_url=event.address_of("events:event-held"),
        pairing_id=pairing.pk if pairing else None,
    )


def of_unreported(*, waiting: Waiting) -> Iterable[Found]:
    """Events of a pairing that are over and not reported, one signal a pairing; a risk once a silence would be one."""
    found: dict[Pairing, list[models.Event]] = defaultdict(list)
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
    held = models.Event.objects.held().days_known().filter(actual_last_day__lte=until)
    return _as_signs(models.EventPairing.objects.filter(pairing__in=pairings, event__in=held), "pairing_id", "event__")


def held_by_all_as_signs(pairings: Any, until: Any) -> QuerySet[Any]:
    """The same of an event that serves all pairings of its strand."""
    held: Any = models.Event.objects.held().days_known().filter(actual_last_day__lte=until, all_pairings=True)
    return _as_signs(held.filter(strand__pairings__in=pairings), "strand__pairings", "")


def _as_signs(rows: Any, pairing: str, event: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(
        sign_pairing=F(pairing), sign_side=Value(""), sign_kind=Value(""), sign_day=F(f"{event}actual_last_day")
    )
    return found


def held_rows(grants: Grants, pairing: Pairing) -> QuerySet[Any]:
    """The held events of a pairing with known days, as rows of its stream."""
    rows = models.Event.objects.visible_to(grants).of_pairing(pairing).held().days_known()
    found: QuerySet[Any] = rows.annotate(
        stream_day=F("actual_last_day"), stream_moment=Value(_BEFORE_ALL, output_field=DateTimeField())
    )
    return found


def read_held(_grants: Grants, pairing: Pairing, keys: Collection[int]) -> dict[int, models.Event]:
    """Some of them, each with its day in the stream, what it is there, and when and where it was; three queries."""
    rows = models.Event.objects.filter(pk__in=keys).prefetch_related(*named_lists(models.Event)[:2])
    found: dict[int, Any] = {row.pk: row for row in rows.order_by("pk")}
    for row in found.values():
        row.strand, row.on = pairing.strand, row.actual.last_day
        several = [row.when] if row.actual.first_day != row.on else []
        row.stream_label = pgettext("in a pairing's stream", "Event held")
        row.stream_text = ", ".join([*several, row.place]).strip(", ")
    return found


# What waits where a milestone and the event that completes it are on other days.


_DAYS_APART, _FOR_ALL = "days-apart", "event-for-all"
_DAYS = (*period_names("forecast"), *period_names("actual"))
# All but planned: said so, the pairing finds the rows, which are fewer than all that is planned.
_SETTLED = frozenset(MilestoneStatus) - {MilestoneStatus.PLANNED}
_FIELDS = ("id", "version", "pairing_id", "code", "title_en", "title_ko", "responsible", "status", "apart_days", *_DAYS)


def milestone_rows() -> Iterator[QuerySet[Any, Any]]:
    """Open milestones on other days than an event to come that may complete them, be it a month beside a day; and the
    events to come that serve all pairings.
    """
    coming = {"status__in": OPEN_EVENT, "forecast_last_day__gte": TODAY}
    start, last = F("pairing__events__forecast_start"), F("pairing__events__forecast_last_day")
    rows = Milestone.objects.exclude(status__in=_SETTLED).filter(
        Q(forecast_start__lt=start)
        | Q(forecast_start__gt=start)
        | Q(forecast_last_day__lt=last)
        | Q(forecast_last_day__gt=last),
        pairing__in=PAIRINGS,
        pairing__events__milestone_codes__contains=F("code"),
        **{f"pairing__events__{name}": value for name, value in coming.items()},
    )
    yield flat(_DAYS_APART, rows, "pairing_id", *_FIELDS)
    for_all = models.Event.objects.filter(strand__in=STRANDS, all_pairings=True, **coming).exclude(milestone_codes="")
    yield flat(_FOR_ALL, for_all, None, "id", "strand_id", "status", "milestone_codes", *_DAYS)


def _days_apart(waiting: Waiting) -> list[Milestone]:
    """The milestones that may be on other days than an event; one query where an event is for all pairings."""
    found = {row.pk: row for row in waiting.records(_DAYS_APART, Milestone)}
    for_all = waiting.records(_FOR_ALL, models.Event)
    if for_all and waiting.pairings:
        codes = {code for event in for_all for code in codes_in(event.milestone_codes)}
        rows = Milestone.objects.filter(pairing__in=waiting.pairings, code__in=codes).exclude(status__in=_SETTLED)
        for row in rows:
            named = [event for event in for_all if row.code in codes_in(event.milestone_codes)]
            if selectors.conflicting(row, named):
                found[row.pk] = row
    return [row for row in found.values() if row.pairing_id in waiting.pairings]


def of_milestones(*, waiting: Waiting) -> Iterable[Task]:
    """A milestone and the event that completes it are on other days: the side that answers for it decides."""
    rows = _days_apart(waiting)
    for row in rows:
        row.pairing = waiting.pairings[row.pairing_id]
    for row, event, _days in selectors.read_undecided(rows):
        keep = row.address_of("events:milestone-keep-days")
        days = [day for day in (row.forecast.last_day, event.forecast.last_day) if day]
        yield task_of_side(
            waiting.grants,
            row.pairing,
            row.responsible,
            picked(row, "title"),
            of_both=row.responsible == Responsible.BOTH,
            verb=pgettext("task", "Decide"),
            url=row.get_absolute_url(),
            why=selectors.apart_text(event, row),
            due=min(days),
            button=_("Keep both"),
            act=take_days_of(event, row),
            answer_url=keep,
        )


def take_days_of(event: models.Event, milestone: Milestone) -> OneClick:
    """The button by which a milestone takes the days of an event."""
    period = event.forecast
    days = {"forecast_start_text": period.start, "forecast_end_text": period.end}
    fields = [(name, edge.iso() if edge else "") for name, edge in days.items()]
    fields.append(("reason", _("It takes the days of “%(event)s”.") % {"event": event}))
    url = milestone.address_of("partnerships:milestone-reschedule")
    return OneClick(url, _("Take the event's days"), milestone.version, fields=tuple(fields))
