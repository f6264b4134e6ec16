"""The delegate's own page: public for whoever holds the personal link, and for nobody else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView

from accounts.middleware import LANGUAGE_KEY
from core import clock
from core.acts import CONFLICT, REFUSED
from core.errors import DomainError, StaleRecord
from core.sent_files import send_file
from events.delegates.details import erase_own_details, own_data, read_details, save_details
from events.delegates.erasure import erased_after
from events.delegates.forms import DetailsForm
from events.delegates.links import DeadLink, find_link, mark_opened
from events.delegates.lists import may_open_sheet, sheet_of_head
from events.delegates.tables import EMERGENCY_COLUMNS
from events.delegations.completeness import completeness
from events.enums import EventStatus, FilledBy
from events.events.labels import when_label, where_label
from events.models import Event
from events.trips.selectors import visited_by

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from events.models import DelegateLink

_SAVED = "delegate-link-%s"


# Without a token against forgery: the address itself is a secret that no other site knows, and a browser that sends no
# referrer, as these pages ask it, names no origin either by which Django would tell a forged form.
@method_decorator([csrf_exempt, login_not_required, sensitive_post_parameters()], name="dispatch")
class OnDelegatePage(TemplateView):
    """A page behind a personal link. A dead link says why: 404 for one that never was, 410 for one that was."""

    link: DelegateLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the link, speak its language, and leave no trace of the address anywhere."""
        try:
            self.link = find_link(self.kwargs["token"])
            self._speak(self.link.language)
            response = super().dispatch(request, *args, **kwargs)
        except DeadLink as dead:
            self._speak("")
            response = self.response_class(
                request=request,
                template=["events/delegates/delegate_dead.html"],
                context=self.get_context_data(reason=str(dead)),
                status=410 if dead.known else 404,
            )
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def _speak(self, language: str) -> None:
        """The language that was chosen on the page, else that of the link, else the browser's."""
        chosen = self.request.GET.get("language") or self.request.POST.get("language", "")
        if chosen in dict(settings.LANGUAGES):
            self.request.session[LANGUAGE_KEY] = chosen
        spoken = self.request.session.get(LANGUAGE_KEY) or language
        if spoken:
            translation.activate(spoken)
            self.request.LANGUAGE_CODE = translation.get_language()

    @property
    def saved_here(self) -> str:
        """What this browser saved last by this link, if it did."""
        return str(self.request.session.get(_SAVED % self.link.pk, ""))

    def address(self, name: str) -> str:
        """Another page of the same link."""
        return reverse(f"events:{name}", args=[self.kwargs["token"]])

    def facts(self) -> dict[str, Any]:
        """What all of these pages tell: of whom and of which event, and until when it is kept."""
        delegation = self.link.delegate.delegation
        event = Event.objects.with_names().get(pk=delegation.event_id)
        visited = visited_by(event, delegation.participation_id)
        today = clock.today()
        return {
            "delegate": self.link.delegate,
            "link": self.link,
            "event": event,
            "strand": event.strand,
            "partner": delegation.participation.partner,
            "when": when_label(event, visited),
            "where": where_label(event, visited),
            "kept_days": settings.ERASE_DAYS,
            "kept_until": erased_after(event, kept_days=settings.ERASE_DAYS),
            "consent_years": settings.CONSENT_YEARS,
            "is_over": event.is_past(today) or event.status == EventStatus.CANCELLED,
            "is_cancelled": event.status == EventStatus.CANCELLED,
            "page_url": self.address("delegate-page"),
            "data_url": self.address("delegate-data"),
            "erase_url": self.address("delegate-erase"),
            "sheet_url": self.address("delegate-sheet") if may_open_sheet(self.link, event, today) else "",
        }


class DelegatePage(OnDelegatePage):
    """Asks what a delegate may tell, and saves it; the link opens it again until it ends."""

    template_name = "events/delegates/delegate_page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page with what is known."""
        mark_opened(self.link)
        facts = self.facts()
        return self._page(facts, DetailsForm(details=self._details(), is_over=facts["is_over"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show why not with what was typed; the other language keeps it too."""
        facts, details = self.facts(), self._details()
        if "language" in request.POST:
            return self._page(facts, DetailsForm.typed(request.POST, details=details, is_over=facts["is_over"]))
        form = DetailsForm(request.POST, details=details, is_over=facts["is_over"])
        if not form.is_valid():
            return self._page(facts, form, status=REFUSED)
        try:
            saved_as = save_details(
                token=self.kwargs["token"],
                versions=form.cleaned_data["versions"],
                person=form.person,
                needs=form.needs,
                answers=form.answers,
                language=translation.get_language() or "en",
                filled_by=FilledBy.ASSISTANT if form.cleaned_data["for_somebody"] else FilledBy.SELF,
                spelling_checked=form.cleaned_data.get("spelling_checked", False),
            )
        except DeadLink:
            raise
        except StaleRecord:
            self.link = find_link(self.kwargs["token"])
            form.mark_stale(self._details())
            return self._page(facts, form, status=CONFLICT)
        except DomainError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            return self._page(facts, form, status=REFUSED)
        if saved_as and not details.is_hidden:
            request.session[_SAVED % self.link.pk] = saved_as
        return HttpResponseRedirect(self.address("delegate-done"))

    def _details(self) -> Any:
        return read_details(self.link, saved_here=self.saved_here)

    def _page(self, facts: dict[str, Any], form: DetailsForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form, details=form.details, **facts)
        return self.render_to_response(context, status=status)


class DelegateDone(OnDelegatePage):
    """Thanks, and what is there and what is missing; the way back to change it."""

    template_name = "events/delegates/delegate_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """States only: whoever stands beside the screen reads nothing else."""
        if "reason" in kwargs:
            return super().get_context_data(**kwargs)
        state = completeness([self.link.delegate])[self.link.delegate_id]
        return super().get_context_data(state=state, **self.facts(), **kwargs)


class DelegateErase(OnDelegatePage):
    """Asks once, then erases what the delegate told."""

    template_name = "events/delegates/delegate_erase.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask."""
        return self.render_to_response(self.get_context_data(**self.facts()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Erase, and say that it is done."""
        erase_own_details(token=self.kwargs["token"], language=translation.get_language() or "en")
        request.session.pop(_SAVED % self.link.pk, None)
        return self.render_to_response(self.get_context_data(is_erased=True, **self.facts()))


class DelegateData(OnDelegatePage):
    """Everything the portal keeps of the delegate, as a file to take along."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """JSON that people can read, too."""
        data = own_data(token=self.kwargs["token"], saved_here=self.saved_here)
        content = json.dumps(data, ensure_ascii=False, indent=2).encode()
        return send_file(content, name="my-details.json", media_type="application/json; charset=utf-8")


class DelegateSheet(OnDelegatePage):
    """The emergency sheet of the own delegation, for its head, from a week before the event to its end."""

    template_name = "events/delegates/delegate_sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The sheet; for everybody else, and on other days, it is not there."""
        rows = sheet_of_head(token=self.kwargs["token"])
        table = [[(column, column.text(row)) for column in EMERGENCY_COLUMNS] for row in rows]
        return self.render_to_response(self.get_context_data(heads=EMERGENCY_COLUMNS, rows=table, **self.facts()))
