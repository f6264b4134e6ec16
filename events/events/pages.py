"""What the pages below an event have alike, and those of acts that make a secret."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.action_views import ActPage
from events.events.selectors import reopens_cancelled
from events.models import Event
from partnerships.programmes.pages import InStrand


class InEvent(InStrand):
    """A page below an event: finds it among those the reader may see."""

    @cached_property
    def event(self) -> Event:
        """The event of the address with what rules read of it, else 404."""
        rows = Event.objects.visible_to(self.grants).with_names()
        row: Event = self.get_or_404(rows, strand__code=self.kwargs["strand"], code=self.kwargs["event"])
        return row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        facts = {"strand": self.event.strand, "event": self.event, "section": "events"}
        return super().get_context_data(**facts | kwargs)

    def offers_reopening(self) -> bool:
        """Whether it was cancelled and the reader can take it up again."""
        return reopens_cancelled(self.grants, self.event)

    def event_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over the events, and the mission it is part of, to the event and down to the page."""
        return [*self.event.get_crumbs(), *below]

    def address(self, name: str, *more: object) -> str:
        """An address below the event."""
        return reverse(f"events:{name}", args=[self.event.strand.code, self.event.code, *more])


class ShowsOnce(ActPage):
    """An act that puts a secret's address into `made`: the page of its answer shows it, and none ever again.

    `made` is empty where nobody is to see it.
    """

    made = ""

    def get_shown(self) -> dict[str, Any]:
        """The title and the message of the page that shows it."""
        raise NotImplementedError

    def _stopped(self, fault: Exception, form: Any, token: str) -> HttpResponse:
        """What an act made that was undone, such as that of a second click, is nobody's."""
        self.made = ""
        return super()._stopped(fault, form, token)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry it out, and show what was made instead of going on."""
        answer = super().post(request, *args, **kwargs)
        if not self.made or answer.status_code != 302:
            return answer
        context = self.get_context_data(done_url=self.get_done_url(), **self.get_shown())
        return self.response_class(request=request, template=["events/calendars/shown_once.html"], context=context)
