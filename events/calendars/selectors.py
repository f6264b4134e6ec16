"""Calendars that people subscribe to, and events as entries of one: its days, and inside them its agenda by hours.

A UID is made of codes and stays. SEQUENCE grows with each save of an event, and with each released version of its
agenda. Dates known by month or year are no days and make no entry (RFC 5545 has no such date).
"""

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urljoin

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _, override

from core import clock
from core.access import Grants, hash_of
from core.calendars import Entry, calendar_file
from core.formats import join_names
from core.log import SHARED, ChangeCounter
from core.texts import reader_language
from events.agendas.selectors import AgendaLine, items_of, lines_of_release, releases_of
from events.enums import EventStatus
from events.events.selectors import partners_among
from events.models import AgendaItem, AgendaRelease, CalendarFeed, Event
from partnerships.models import Pairing
from partnerships.people.selectors import read_grants

# A released item follows whatever it counted before, from its source: numbers never fall (RFC 5546).
RELEASED = 10_000
# How often calendar programs may ask again.
REFRESH = dt.timedelta(hours=1)
# An item that has no end takes so long in a calendar.
USUAL = dt.timedelta(hours=1)


def events_of_person(grants: Grants) -> list[Event]:
    """The person's own: of the strands one looks after or watches all, of a coordinator what serves or is hosted by it.

    An administrator keeps the records and goes nowhere: only what other roles of the same person give.
    """
    rows = Event.objects.visible_to(grants).with_names().in_order()
    whole = grants.staff | grants.authority | grants.observer
    found = rows.filter(strand__in=whole | grants.coordinates)
    mine = grants.participations
    return [row for row in found if row.strand_id in whole or row.all_pairings or partners_among([row]).keys() & mine]


def events_of_pairing(grants: Grants, pairing: Pairing) -> list[Event]:
    """What serves a pairing, by its days."""
    return list(Event.objects.visible_to(grants).of_pairing(pairing).with_names().in_order())


def event_with_parts(grants: Grants, event: Event) -> list[Event]:
    """An event and its parts, in the order of their days."""
    return [event, *Event.objects.visible_to(grants).filter(part_of=event).with_names().in_order()]


def own_feeds(grants: Grants) -> tuple[list[CalendarFeed], list[CalendarFeed]]:
    """A person's open addresses, and those that ended with access or password and were not made again; two queries."""
    rows = CalendarFeed.objects.visible_to(grants).with_names()
    standing = list(rows.active())
    again = {(feed.kind, feed.event_id, feed.pairing_id) for feed in standing}
    return standing, [one for one in rows.outlived() if (one.kind, one.event_id, one.pairing_id) not in again]


def find_feed(token: str) -> CalendarFeed | None:
    """The open address of a secret; None for one that was revoked, that never was, or whose person has left.

    Whether the person still may is asked at each request, of the rights of that day.
    """
    rows = CalendarFeed.objects.active().filter(token_hash=hash_of(token), user__is_active=True)
    feed: CalendarFeed | None = rows.with_names().select_related("user").first()
    return feed


def read_feed(feed: CalendarFeed) -> bytes | None:
    """A subscribed calendar as a file, in its person's language; None where the person may read it no more.

    The file is kept until anything changes in its strands, what its person may read, or the day.
    """
    grants = read_grants(feed.user)
    if not (grants.strands or grants.is_administrator) or not feed.is_readable(grants):
        return None
    strands = {feed.place.strand_id} if feed.place else grants.strands
    scopes = [SHARED, *(f"strand-{key}" for key in strands)]
    counters = sorted(ChangeCounter.objects.filter(scope__in=scopes).values_list("scope", "number"))
    roles = (grants.staff, grants.authority, grants.observer, grants.coordinates, grants.participations)
    mine = [sorted(keys) for keys in roles]
    facts = (feed.user.mail_language, clock.today(), counters, mine, grants.is_administrator)
    key = f"calendar-feed-{hash_of(f'{feed.token_hash} {facts}')}"
    content: bytes | None = cache.get(key)
    if content is None:
        with override(feed.user.mail_language):
            name = feed.event.title if feed.event else feed.pairing.name if feed.pairing else ""
            entries = entries_of(_events_of(feed, grants))
            content = calendar_file(entries, name=name or _("World Cities: my events"), refresh=REFRESH)
        cache.set(key, content, REFRESH.total_seconds() * 24)
    return content


def _events_of(feed: CalendarFeed, grants: Grants) -> list[Event]:
    if feed.pairing is not None:
        return events_of_pairing(grants, feed.pairing)
    if feed.event is not None:
        return event_with_parts(grants, Event.objects.with_names().get(pk=feed.event.pk))
    return events_of_person(grants)


def entries_of(events: Sequence[Event]) -> list[Entry]:
    """The entries of some events that were read with their names, in the reader's language; three queries."""
    releases, items = releases_of(events), items_of(events)
    found = []
    for event in events:
        entry = _entry(event)
        if entry is not None:
            found.append(entry)
        sourced = [item for item in items[event.pk] if item.from_sources]
        found += _agenda(event, releases[event.pk], sourced)
    return found


def _entry(event: Event) -> Entry | None:
    """The days of an event; what lies inside tells the hours, so that the days themselves stay free."""
    period = event.shown_period
    first, last = period.first_day, period.last_day
    if first is None or last is None or not period.days_known:
        return None
    cities = join_names(row.city.name for row in event.visiting.all())
    lines = [str(event.get_kind_display()), event.objectives, event.meeting_url, _address(event)]
    return Entry(
        uid=f"{event.strand.code}.{event.code}@world-cities",
        summary=event.title,
        start=first,
        end=last,
        language=reader_language(),
        sequence=event.version - 1,
        description="\n".join(line for line in lines if line),
        location=", ".join(part for part in (event.venue, cities) if part),
        url=_address(event),
        cancelled=event.status == EventStatus.CANCELLED,
        transparent=True,
    )


def _agenda(event: Event, releases: list[AgendaRelease], sourced: list[AgendaItem]) -> list[Entry]:
    """The items of the newest version by their hours; what an earlier one held and this one does not is cancelled.

    Before the first version there is what sources record. A draft is in nobody's calendar.
    """
    if not releases:
        return [entry for item in sourced if (entry := _item(event, AgendaLine.of(item), item.version - 1))]
    newest = releases[0]
    standing = {line.key: line for line in lines_of_release(newest)}
    gone: dict[int, AgendaLine] = {}
    for release in releases[1:]:
        for line in lines_of_release(release):
            if line.key not in standing:
                gone.setdefault(line.key, line)
    number = RELEASED + newest.number
    found = [_item(event, line, number) for line in standing.values()]
    found += [_item(event, line, number, cancelled=True) for line in gone.values()]
    return [entry for entry in found if entry]


def _item(event: Event, line: AgendaLine, sequence: int, *, cancelled: bool = False) -> Entry | None:
    span = line.span_on(line.known_day) if line.known_day else None
    if span is None:
        return None
    begins, ends = span
    about = [line.kind_text, str(line.topic), str(line.host), _address(event)]
    return Entry(
        uid=f"{event.strand.code}.{event.code}.item-{line.key}@world-cities",
        summary=_("%(item)s (%(event)s)") % {"item": line.title, "event": event.title},
        start=begins,
        end=max(ends, begins) if line.ends_at else begins + USUAL,
        language=reader_language(),
        sequence=sequence,
        zone=line.clock,
        description="\n".join(part for part in about if part),
        location=", ".join(part for part in (line.place, str(line.city)) if part),
        url=_address(event),
        cancelled=cancelled or event.status == EventStatus.CANCELLED,
    )


def _address(event: Event) -> str:
    return urljoin(settings.BASE_URL, event.get_absolute_url())
