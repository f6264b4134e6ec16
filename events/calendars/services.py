"""Calendars that people subscribe to: made, read by their secret address, revoked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from core import clock
from core.calendars import Entry
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from core.tokens import hash_of, new_token
from events.audit_actions import FEED_MADE, FEED_REVOKED
from events.calendars.selectors import entries_of, event_with_parts, events_of_pairing, events_of_person
from events.enums import FeedKind
from events.models import CalendarFeed, Event
from events.rules import may_keep_feed, may_view_event
from partnerships.people.selectors import read_grants
from partnerships.rules.journey import may_view_pairing

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing

MOST = 20  # addresses that one person keeps open at a time
# How often calendar programs may ask again.
REFRESH = dt.timedelta(hours=1)


@one_act()
def make_feed(
    *, by: User, grants: Grants, event: Event | None = None, pairing: Pairing | None = None
) -> tuple[CalendarFeed, str]:
    """Make a secret address of the person's own events, of a pairing's, or of one event with its parts.

    Its secret is returned once and only its hash is kept. Raises NotAllowed for what the person does not read,
    DomainError where there are too many open ones.
    """
    if event is not None and not may_view_event(grants, event):
        raise NotAllowed
    if pairing is not None and not may_view_pairing(grants, pairing):
        raise NotAllowed
    if CalendarFeed.objects.standing().filter(user=by).count() >= MOST:
        raise DomainError(_("You have %(most)s calendar addresses. Revoke one first.") % {"most": MOST})
    token = new_token()
    kind = FeedKind.EVENT if event else FeedKind.PAIRING if pairing else FeedKind.PERSON
    feed = CalendarFeed(user=by, kind=kind, event=event, pairing=pairing, token_hash=hash_of(token))
    feed.save()
    _log(FEED_MADE, feed, by)
    return feed, token


@one_act()
def revoke_feed(*, by: User, grants: Grants, feed: CalendarFeed) -> CalendarFeed:
    """End an address; calendars that ask for it get nothing more. Raises NotAllowed, AlreadyDone."""
    row = CalendarFeed.objects.select_for_update(of=("self",)).select_related("event", "pairing").get(pk=feed.pk)
    if not may_keep_feed(grants, row):
        raise NotAllowed
    if row.revoked_at:
        raise AlreadyDone(_("This address is revoked already."))
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    _log(FEED_REVOKED, row, by)
    return row


def find_feed(token: str) -> CalendarFeed | None:
    """The open address of a secret; None for one that was revoked, that never was, or whose person has left.

    Whether the person still may is asked at each request, of the rights of that day.
    """
    rows = CalendarFeed.objects.standing().filter(token_hash=hash_of(token), user__is_active=True)
    feed: CalendarFeed | None = rows.select_related("user", "event__strand", "pairing__strand").first()
    return feed


def read_feed(feed: CalendarFeed) -> list[Entry] | None:
    """The entries of a subscribed calendar, in its person's language; None where the person may read it no more."""
    grants = read_grants(feed.user)
    if not (grants.strands or grants.is_administrator):
        return None
    with override(feed.user.mail_language):
        events = _events(grants, feed)
        return None if events is None else entries_of(events)


def own_feeds(grants: Grants) -> tuple[list[CalendarFeed], list[CalendarFeed]]:
    """A person's open addresses, and those that ended with access or password and were not made again; two queries."""
    rows = CalendarFeed.objects.visible_to(grants).select_related("event__strand")
    rows = rows.select_related("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
    standing = list(rows.standing())
    again = {(feed.kind, feed.event_id, feed.pairing_id) for feed in standing}
    return standing, [one for one in rows.outlived() if (one.kind, one.event_id, one.pairing_id) not in again]


def note_reading(feed: CalendarFeed) -> None:
    """Keep the day on which the address was last asked for, so that its person sees which ones are in use."""
    if feed.last_read_on != clock.today():
        feed.last_read_on = clock.today()
        feed.save(update_fields=["last_read_on"])


def _events(grants: Grants, feed: CalendarFeed) -> list[Event] | None:
    if feed.pairing is not None:
        return events_of_pairing(grants, feed.pairing) if may_view_pairing(grants, feed.pairing) else None
    if feed.event is not None:
        event = Event.objects.visible_to(grants).with_names().filter(pk=feed.event.pk).first()
        return event_with_parts(grants, event) if event else None
    return events_of_person(grants)


def _log(action: str, feed: CalendarFeed, by: User) -> None:
    """Into the log without its secret; of a pairing's or an event's calendar into the log of the strand."""
    place = feed.event or feed.pairing
    write_audit(
        action=action,
        by=by,
        record=feed,
        strand_id=place.strand_id if place else None,
        label=str(feed.get_kind_display()),
    )
