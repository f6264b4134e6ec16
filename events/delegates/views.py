"""The lists of an event's people: which there are for the reader, and each as page, CSV and XLSX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from events.audit_actions import DELEGATE_LISTS
from events.delegates.lists import OF_DETAILS, are_details_erased, read_list, readable_lists
from events.delegates.tables import COLUMNS
from events.events.labels import when_label, where_label
from events.events.pages import InEvent
from partnerships.list_files import FORMATS, list_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import User


# Each list by its word: address, what it is for, what an empty one says.
_TELLS: dict[str, tuple[str, Any, Any]] = {
    "participants": (
        "participants-list",
        gettext_lazy("So that people find each other: those who agreed to stand in it."),
        gettext_lazy("Nobody has agreed to stand in the list yet. Delegates are asked on their own page."),
    ),
    "needs-counts": (
        "needs-counts",
        gettext_lazy("For those who cook, lead the way and interpret: how many need what. It names nobody."),
        gettext_lazy("Nobody has named a need yet."),
    ),
    "photographs": (
        "photograph-list",
        gettext_lazy("For photographers: who may be in pictures. Whoever has not answered is in none."),
        gettext_lazy("Nobody has a place yet."),
    ),
    "needs": (
        "needs-list",
        gettext_lazy("For whoever arranges what a number cannot say. Pass on what is needed, without the name."),
        gettext_lazy("Nobody has named a need yet."),
    ),
    "arrivals": (
        "arrivals-list",
        gettext_lazy("To meet people and to know that they have arrived."),
        gettext_lazy("Nobody has told when to arrive yet."),
    ),
    "emergency-sheet": (
        "emergency-sheet",
        gettext_lazy("Whom to call for whom. For emergencies alone; destroy a printed sheet after the event."),
        gettext_lazy("Nobody has a place yet."),
    ),
    "letters": (
        "letter-list",
        gettext_lazy("Which letters were issued, with their numbers."),
        pgettext_lazy("letters", "No letter is issued yet. Open a delegate in the delegation to issue one."),
    ),
}


class ListIndex(InEvent, TemplateView):
    """The lists that the reader may look at, each with its purpose; 403 for who may look at none."""

    template_name = "events/delegates/list_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In the order of their trust."""
        names = readable_lists(self.grants, self.event)
        if not names:
            raise PermissionDenied
        lists = [(DELEGATE_LISTS[name], _TELLS[name][1], self.address(_TELLS[name][0])) for name in names]
        return super().get_context_data(
            lists=lists,
            crumbs=self.event_crumbs((_("Lists"), "")),
            **kwargs,
        )


class DelegateListPage(InEvent, TemplateView):
    """One list; each look at it is in the log with its purpose. `name` is its word."""

    template_name = "events/delegates/delegate_list.html"
    name: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for; neither is kept by a cache."""
        form = request.GET.get("format", "")
        form = form if form in FORMATS else "page"
        event = self.event
        rows = read_list(by=cast("User", request.user), grants=self.grants, event=event, name=self.name, form=form)
        return self._page(rows) if form == "page" else self._file(rows, form)

    def _file(self, rows: Sequence[Any], form: str) -> HttpResponseBase:
        event = self.event
        name = f"{event.strand.code}-{event.code}-{self.name}"
        return list_file(COLUMNS[self.name], rows, form=form, name=name, sheet=str(DELEGATE_LISTS[self.name]))

    def _page(self, rows: Sequence[Any]) -> HttpResponseBase:
        event, columns = self.event, COLUMNS[self.name]
        title, (_address, purpose, empty) = DELEGATE_LISTS[self.name], _TELLS[self.name]
        erased = self.name in OF_DETAILS and are_details_erased(event)
        table = [[(column, column.text(row)) for column in columns] for row in rows]
        return self.render_to_response(
            self.get_context_data(
                title=title,
                purpose=purpose,
                empty=empty,
                erased=erased,
                heads=columns,
                rows=table,
                when=when_label(event),
                where=where_label(event),
                made_at=clock.now(),
                crumbs=self.event_crumbs((_("Lists"), self.address("list-index")), (str(title), "")),
            )
        )


class ParticipantsList(DelegateListPage):
    """Those who agreed to stand in the list."""

    name = "participants"


class NeedsCounts(DelegateListPage):
    """How many need what."""

    name = "needs-counts"


class PhotographList(DelegateListPage):
    """Who may be in pictures."""

    name = "photographs"


class NeedsList(DelegateListPage):
    """Needs in their own words."""

    name = "needs"


class ArrivalsList(DelegateListPage):
    """When everybody comes and goes."""

    name = "arrivals"


class EmergencySheet(DelegateListPage):
    """Whom to call for whom."""

    name = "emergency-sheet"


class LetterList(DelegateListPage):
    """Which letters were issued."""

    name = "letters"
