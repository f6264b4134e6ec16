"""Calendars: as files to take along, and as secret addresses to subscribe to."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView, View

from core.access import Access
from core.act_forms import ActForm
from core.acts import ActPage
from core.calendars import CANCEL, PUBLISH, Entry, calendar_file
from core.sent_files import CALENDAR, send_file
from events.calendars.selectors import entries_of, event_with_parts, events_of_pairing, events_of_person
from events.calendars.services import REFRESH, find_feed, make_feed, note_reading, own_feeds, read_feed, revoke_feed
from events.events.pages import InEvent
from events.models import CalendarFeed, Event
from events.rules import may_keep_feed
from events.shown_once import ShowsOnce
from partnerships.models import Pairing
from partnerships.pairings.pages import InPairing


def _answer(entries: list[Entry], name: str, file_name: str, method: str = PUBLISH) -> HttpResponse:
    content = calendar_file(entries, name=name, method=method, refresh=REFRESH)
    return send_file(content, name=f"{file_name}.ics", media_type=CALENDAR)


class EventCalendar(InEvent, View):
    """An event with its parts and their released hours, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; of what is cancelled whole, the one that takes it out of calendars again (RFC 5546)."""
        entries = entries_of(event_with_parts(self.grants, self.event))
        is_off = bool(entries) and all(entry.cancelled for entry in entries)
        return _answer(entries, self.event.title, self.event.code, CANCEL if is_off else PUBLISH)


class PairingCalendar(InPairing, View):
    """The events that serve a pairing, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        entries = entries_of(events_of_pairing(self.grants, self.pairing))
        return _answer(entries, self.pairing.name, self.pairing.code)


class MyCalendar(Access, View):
    """The reader's own events, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file."""
        return _answer(entries_of(events_of_person(self.grants)), _("World Cities: my events"), "my-events")


class FeedList(Access, TemplateView):
    """The reader's calendars: the file of today, and the addresses that calendar programs read."""

    template_name = "events/calendars/feed_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What stands, the newest first, and what ended with access or password; what was revoked is gone."""
        feeds, ended = own_feeds(self.grants)
        return super().get_context_data(feeds=feeds, ended=ended, **kwargs)


class OnFeeds(ActPage):
    """An act on the reader's own calendars."""

    form_class = ActForm

    def get_done_url(self) -> str:
        """The list of them."""
        return reverse("events:feed-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        here = [(_("My calendars"), reverse("events:feed-list")), (str(self.title), "")]
        return super().get_context_data(crumbs=here, **kwargs)


class FeedAdd(ShowsOnce, OnFeeds):
    """Makes an address and shows it once: of the reader's events, or of the pairing or event that the address names."""

    title = gettext_lazy("Subscribe to a calendar")
    submit_label = gettext_lazy("Make the address")

    def get_record(self) -> None:
        """An address that is yet to be made."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {}

    @cached_property
    def event(self) -> Event | None:
        """The event that the address names, among those the reader may see, else 404."""
        code, strand = self.request.GET.get("event", ""), self.request.GET.get("strand", "")
        rows = Event.objects.visible_to(self.grants).with_names()
        return self.get_or_404(rows, strand__code=strand, code=code) if code else None

    @cached_property
    def pairing(self) -> Pairing | None:
        """The pairing that the address names, among those the reader may see, else 404."""
        code, strand = self.request.GET.get("pairing", ""), self.request.GET.get("strand", "")
        rows = Pairing.objects.visible_to(self.grants).with_names()
        return self.get_or_404(rows, strand__code=strand, code=code) if code else None

    def get_question(self) -> str:
        """What it holds."""
        if self.event:
            return _("The calendar holds “%(name)s” with its parts and their hours.") % {"name": self.event.title}
        if self.pairing:
            return _("The calendar holds the events of %(name)s.") % {"name": self.pairing.name}
        return _("The calendar holds all events that concern you.")

    def get_consequences(self) -> list[str]:
        """What a secret address is."""
        return [
            _("Whoever has the address reads the calendar without signing in. Give it to your calendar program only."),
            _("It stays up to date by itself, and opens as long as you take part. You can revoke it at any time."),
        ]

    def act(self, form: Any) -> str:
        """Make it."""
        _feed, token = make_feed(by=self.request.user, grants=self.grants, event=self.event, pairing=self.pairing)
        self.made = settings.BASE_URL.rstrip("/") + reverse("events:feed", args=[token])
        return _("The address is made.")

    def get_shown(self) -> dict[str, Any]:
        """The address."""
        return {"title": _("The address of the calendar"), "message": self.made}


class FeedRevoke(OnFeeds):
    """Ends an address."""

    title = gettext_lazy("Revoke the address of the calendar")
    submit_label = gettext_lazy("Revoke")
    question = gettext_lazy("Calendars that read this address get nothing more from it. You can make a new one.")
    danger = True
    rule: ClassVar[Any] = may_keep_feed

    def get_record(self) -> CalendarFeed:
        """One of the reader's own, else 404."""
        return self.get_or_404(CalendarFeed.objects.visible_to(self.grants), pk=self.kwargs["feed"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """An address has no versions."""
        return {}

    def act(self, form: Any) -> str:
        """End it."""
        revoke_feed(by=self.request.user, grants=self.grants, feed=self.record)
        return _("The address is revoked.")


@method_decorator(login_not_required, name="dispatch")
class Feed(View):
    """The calendar behind a secret address, for calendar programs; 404 once its person may read it no more."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The calendar as it stands now."""
        feed = find_feed(self.kwargs["token"])
        entries = read_feed(feed) if feed else None
        if feed is None or entries is None:
            raise Http404
        note_reading(feed)
        with override(feed.user.mail_language):
            return _answer(entries, _feed_name(feed), "calendar")


def _feed_name(feed: CalendarFeed) -> str:
    if feed.event:
        return str(feed.event.title)
    if feed.pairing:
        return str(Pairing.objects.with_names().get(pk=feed.pairing.pk).name)
    return _("World Cities: my events")
