"""Calendars: as files to take along, and as secret addresses to subscribe to."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.access import Access
from core.action_views import ActionView
from core.calendars import CANCEL, PUBLISH, Entry, calendar_file
from core.sent_files import CALENDAR, send_file
from events.calendars import selectors
from events.events.pages import InEvent, ShowsOnce
from partnerships.pairings.pages import InPairing


def _answer(entries: list[Entry], name: str, file_name: str, method: str = PUBLISH) -> HttpResponse:
    content = calendar_file(entries, name=name, method=method, refresh=selectors.REFRESH)
    return send_file(content, name=f"{file_name}.ics", media_type=CALENDAR)


class EventCalendar(InEvent, View):
    """An event with its parts and their released hours, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; of what is cancelled whole, the one that takes it out of calendars again (RFC 5546)."""
        entries = selectors.entries_of(selectors.event_with_parts(self.grants, self.event))
        is_off = bool(entries) and all(entry.cancelled for entry in entries)
        return _answer(entries, self.event.title, self.event.code, CANCEL if is_off else PUBLISH)


class PairingCalendar(InPairing, View):
    """The events that serve a pairing, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entries = selectors.entries_of(selectors.events_of_pairing(self.grants, self.pairing))
        return _answer(entries, self.pairing.name, self.pairing.code)


class MyCalendar(Access, View):
    """The reader's own events, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        entries = selectors.entries_of(selectors.events_of_person(self.grants))
        return _answer(entries, _("World Cities: my events"), "my-events")


class FeedList(Access, TemplateView):
    """The reader's calendars: the file of today, and the addresses that calendar programs read."""

    template_name = "events/calendars/feed_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What stands, the newest first, and what ended with access or password; what was revoked is gone."""
        feeds, ended = selectors.own_feeds(self.grants)
        return super().get_context_data(feeds=feeds, ended=ended, **kwargs)


class FeedMaking(ShowsOnce, ActionView):
    """The page of the action that makes an address, which it shows once."""

    def act(self, form: Any) -> str:
        message = super().act(form)
        self.made = settings.BASE_URL.rstrip("/") + reverse("events:feed", args=[self.action.row.token])
        return message

    def get_shown(self) -> dict[str, Any]:
        return {"title": _("The address of the calendar"), "message": self.made}


@method_decorator(login_not_required, name="dispatch")
class Feed(View):
    """The calendar behind a secret address, for calendar programs; 404 once its person may read it no more."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The calendar as it stands now."""
        feed = selectors.find_feed(self.kwargs["token"])
        content = selectors.read_feed(feed) if feed else None
        if feed is None or content is None:
            raise Http404
        feed.note_reading()
        return send_file(content, name="calendar.ics", media_type=CALENDAR)
