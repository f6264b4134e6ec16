"""A secret that an act makes: its page is the very answer to the act, and is shown never again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.action_views import ActPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ShowsOnce(ActPage):
    """An act that puts a secret's address into `made`, which its page shows; empty where nobody is to see it."""

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
