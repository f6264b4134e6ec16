"""The lists of an event's people, each with the columns that its purpose needs, letters, and the delegate's own page.

The own page is public for whoever holds the personal link, and for nobody else.
"""

import json
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView, View

from accounts.middleware import LANGUAGE_KEY
from accounts.models import User
from core import clock
from core.access import Access
from core.action_views import CONFLICT, REFUSED, ActionView
from core.columns import Column, table_rows
from core.errors import DomainError, StaleRecord
from core.sent_files import PDF, send_file, send_kept
from events.audit_actions import DELEGATE_LISTS
from events.delegates import selectors, services
from events.delegates.forms import DetailsForm
from events.enums import EventStatus, FilledBy
from events.events.pages import InEvent, ShowsOnce
from events.models import Delegate, DelegateLink, DelegateNeeds, Event, InvitationLetter
from events.trips.selectors import Visited
from partnerships.fields import codes_in
from partnerships.lists import FORMATS, list_file


def _need(delegate: Delegate, field: str) -> str:
    return str(getattr(getattr(delegate, "needs", None), field, ""))


def _ticked(delegate: Delegate, field: str) -> str:
    """What was ticked, then the own words."""
    kinds = DelegateNeeds.KINDS[f"{field}_kinds"]
    labels = [str(kinds(kind).label) for kind in codes_in(_need(delegate, f"{field}_kinds")) if kind in kinds.values]
    return ". ".join(part for part in (", ".join(labels), _need(delegate, field)) if part)


_NAME = Column("name", gettext_lazy("Name"), lambda row: row.shown_name)
_NATIVE = Column("native", gettext_lazy("Name in own script"), lambda row: row.name_native)
_PARTNER = Column("partner", gettext_lazy("Partner"), lambda row: row.delegation.participation.partner.name)
_ORGANISATION = Column("organisation", pgettext_lazy("of a person", "Organisation"), lambda row: row.organisation_shown)

COLUMNS = {
    "participants": [
        Column("name", _NAME.title, lambda row: row.full_name),
        _NATIVE,
        Column("title", pgettext_lazy("title of a person", "Title"), lambda row: row.title),
        Column("function", gettext_lazy("Function"), lambda row: row.function),
        _ORGANISATION,
        _PARTNER,
    ],
    "needs-counts": [
        Column("what", gettext_lazy("What is needed"), lambda row: row[1]),
        Column("about", pgettext_lazy("needs", "About"), lambda row: row[0]),
        Column("count", pgettext_lazy("table head", "People"), lambda row: row[2], number=True),
    ],
    "photographs": [
        _NAME,
        _PARTNER,
        _ORGANISATION,
        Column("answer", gettext_lazy("Photographs"), lambda row: row.photographs_label),
    ],
    "needs": [
        _NAME,
        _PARTNER,
        Column("diet", gettext_lazy("Food"), lambda row: _ticked(row, "diet")),
        Column("access", pgettext_lazy("needs", "Access"), lambda row: _ticked(row, "access")),
        Column("interpretation", gettext_lazy("Interpretation"), lambda row: _need(row, "interpretation")),
    ],
    "arrivals": [
        _NAME,
        _PARTNER,
        Column("arrival", gettext_lazy("Arrival"), lambda row: _need(row, "arrival")),
        Column("departure", gettext_lazy("Departure"), lambda row: _need(row, "departure")),
    ],
    "emergency-sheet": [
        Column("name", _NAME.title, lambda row: row.full_name),
        _NATIVE,
        _PARTNER,
        Column("contact", gettext_lazy("Whom to call"), lambda row: _need(row, "emergency_name")),
        Column("phone", gettext_lazy("Telephone"), lambda row: _need(row, "emergency_phone")),
    ],
}

# Each list: the end of its address, the name of that, what it is for, what an empty one says.
LISTS: dict[str, tuple[str, str, Any, Any]] = {
    "participants": (
        "participants",
        "participants-list",
        gettext_lazy("For participants to find each other: only those who agreed to be listed."),
        gettext_lazy("Nobody has agreed to be listed yet. Delegates are asked on their own page."),
    ),
    "needs-counts": (
        "needs-in-numbers",
        "needs-counts",
        gettext_lazy("For cooks, guides and interpreters: how many need what, without names."),
        gettext_lazy("Nobody has named a need yet."),
    ),
    "photographs": (
        "photographs",
        "photograph-list",
        gettext_lazy("For photographers: who may be in pictures. Nobody who has not answered may."),
        gettext_lazy("Nobody has a place yet."),
    ),
    "needs": (
        "needs",
        "needs-list",
        gettext_lazy("For those who arrange what a number cannot describe. Pass on what is needed, without the name."),
        gettext_lazy("Nobody has named a need yet."),
    ),
    "arrivals": (
        "arrivals",
        "arrivals-list",
        gettext_lazy("To meet people and to know that they have arrived."),
        gettext_lazy("Nobody has entered an arrival yet."),
    ),
    "emergency-sheet": (
        "emergency-sheet",
        "emergency-sheet",
        gettext_lazy("Whom to call for whom. For emergencies alone; destroy a printed sheet after the event."),
        gettext_lazy("Nobody has a place yet."),
    ),
}


class ListIndex(InEvent, TemplateView):
    """The lists that the reader may look at, each with its purpose; 403 for who may look at none."""

    template_name = "events/delegates/list_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In the order of their trust."""
        names = selectors.readable_lists(self.grants, self.event)
        if not names:
            raise PermissionDenied
        lists = [(DELEGATE_LISTS[name], LISTS[name][2], self.address(LISTS[name][1])) for name in names]
        return super().get_context_data(lists=lists, crumbs=self.event_crumbs((_("Lists"), "")), **kwargs)


class DelegateListPage(InEvent, TemplateView):
    """The list called `name`; each look at it is in the log with its purpose."""

    template_name = "events/delegates/delegate_list.html"
    name = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for; neither is kept by a cache."""
        event, columns, title = self.event, COLUMNS[self.name], str(DELEGATE_LISTS[self.name])
        form = request.GET["format"] if request.GET.get("format") in FORMATS else "page"
        by = cast("User", request.user)
        rows = selectors.read_list(by=by, grants=self.grants, event=event, name=self.name, form=form)
        if form != "page":
            name = f"{event.strand.code}-{event.code}-{self.name}"
            return list_file(columns, rows, form=form, name=name, sheet=title)
        return self.render_to_response(
            self.get_context_data(
                title=title,
                purpose=LISTS[self.name][2],
                empty=LISTS[self.name][3],
                erased=self.name in selectors.OF_DETAILS and selectors.are_details_erased(event),
                heads=columns,
                rows=table_rows(columns, rows),
                when=event.when,
                where=event.place,
                made_at=clock.now(),
                crumbs=self.event_crumbs((_("Lists"), self.address("list-index")), (title, "")),
            )
        )


class LetterFile(Access, View):
    """Hands out a letter as it was issued, to those who see the delegation, and to no cache."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """The bytes as they were stored; that they were opened is in the log."""
        rows = InvitationLetter.objects.filter(delegate__in=Delegate.objects.visible_to(self.grants))
        where = {f"delegate__{path}": kwargs[name] for name, path in Delegate.ADDRESS.items()}
        letter = self.get_or_404(rows.select_related("delegate__delegation__event"), **where, number=kwargs["number"])
        event = letter.delegate.delegation.event
        selectors.log_look(by=cast("User", request.user), event=event, name="letters", form="pdf")
        name = f"{event.code}-{letter.number}.pdf"
        return send_kept(letter.file, name=name, media_type=PDF)


class LinkView(ShowsOnce, ActionView):
    """Makes a personal link; one that does not go out by mail is shown once, as a message."""

    def act(self, form: Any) -> str:
        message = super().act(form)
        self.made = self.action.added.url
        return message

    def get_shown(self) -> dict[str, Any]:
        facts = {"event": self.record.delegation.event.title, "url": self.made}
        return {"title": _("The personal link"), "message": _("Your personal page for “%(event)s”: %(url)s") % facts}


# The delegate's own page.

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
            self.link = services.find_link(self.kwargs["token"])
            self._speak(self.link.language)
            response = super().dispatch(request, *args, **kwargs)
        except services.DeadLink as dead:
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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A dead link (`reason`) tells nothing of whom it was for."""
        return super().get_context_data(**({} if "reason" in kwargs else self.facts), **kwargs)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What all of these pages tell: of whom and of which event, and until when it is kept."""
        delegation = self.link.delegate.delegation
        event = Event.objects.with_names().get(pk=delegation.event_id)
        visited = Visited(event, delegation.participation_id)
        today = clock.today()
        return {
            "delegate": self.link.delegate,
            "link": self.link,
            "event": event,
            "strand": event.strand,
            "partner": delegation.participation.partner,
            "when": visited.when,
            "where": visited.place,
            "kept_days": settings.ERASE_DAYS,
            "kept_until": services.erased_after(event),
            "consent_years": settings.CONSENT_YEARS,
            "is_over": event.is_past(today) or event.status == EventStatus.CANCELLED,
            "is_cancelled": event.status == EventStatus.CANCELLED,
            "page_url": self.address("delegate-page"),
            "data_url": self.address("delegate-data"),
            "erase_url": self.address("delegate-erase"),
            "sheet_url": self.address("delegate-sheet") if selectors.may_open_sheet(self.link, event, today) else "",
        }


class DelegatePage(OnDelegatePage):
    """Asks what a delegate may tell, and saves it; the link opens it again until it ends."""

    template_name = "events/delegates/delegate_page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page with what is known."""
        services.mark_opened(self.link)
        return self._page(DetailsForm(details=self._details(), is_over=self.facts["is_over"]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save, or show why not with what was typed; the other language keeps it too."""
        is_over, details = self.facts["is_over"], self._details()
        if "language" in request.POST:
            return self._page(DetailsForm.typed(request.POST, details=details, is_over=is_over))
        form = DetailsForm(request.POST, details=details, is_over=is_over)
        if not form.is_valid():
            return self._page(form, status=REFUSED)
        try:
            saved_as = services.save_details(
                token=self.kwargs["token"],
                versions=form.cleaned_data["versions"],
                person=form.person,
                needs=form.needs,
                answers=form.answers,
                language=translation.get_language() or "en",
                filled_by=FilledBy.ASSISTANT if form.cleaned_data["for_somebody"] else FilledBy.SELF,
                spelling_checked=form.spelling,
            )
        except services.DeadLink:
            raise
        except StaleRecord:
            self.link = services.find_link(self.kwargs["token"])
            form.mark_stale(self._details())
            return self._page(form, status=CONFLICT)
        except DomainError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            return self._page(form, status=REFUSED)
        if saved_as and not details.is_hidden:
            request.session[_SAVED % self.link.pk] = saved_as
        return HttpResponseRedirect(self.address("delegate-done"))

    def _details(self) -> Any:
        return services.read_details(self.link, saved_here=self.saved_here)

    def _page(self, form: DetailsForm, status: int = 200) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, details=form.details), status=status)


class DelegateDone(OnDelegatePage):
    """Thanks, and what is there and what is missing; the way back to change it."""

    template_name = "events/delegates/delegate_done.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """States only: whoever stands beside the screen reads nothing else."""
        selectors.read_completeness([self.link.delegate])
        return self.render_to_response(self.get_context_data())


class DelegateErase(OnDelegatePage):
    """Asks once, then erases what the delegate told."""

    template_name = "events/delegates/delegate_erase.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Erase, and say that it is done."""
        services.erase_own_details(token=self.kwargs["token"], language=translation.get_language() or "en")
        request.session.pop(_SAVED % self.link.pk, None)
        return self.render_to_response(self.get_context_data(is_erased=True))


class DelegateData(OnDelegatePage):
    """Everything the portal keeps of the delegate, as a file to take along."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """JSON that people can read, too."""
        data = services.own_data(token=self.kwargs["token"], saved_here=self.saved_here)
        content = json.dumps(data, ensure_ascii=False, indent=2).encode()
        return send_file(content, name="my-details.json", media_type="application/json; charset=utf-8")


class DelegateSheet(OnDelegatePage):
    """The emergency sheet of the own delegation, for its head, from a week before the event to its end."""

    template_name = "events/delegates/delegate_sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The sheet; for everybody else, and on other days, it is not there."""
        rows = selectors.sheet_of_head(token=self.kwargs["token"])
        columns = COLUMNS["emergency-sheet"]
        return self.render_to_response(self.get_context_data(heads=columns, rows=table_rows(columns, rows)))
