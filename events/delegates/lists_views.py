"""Saying who came to an event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.acts import refusal_by
from core.errors import DomainError
from events.audit_actions import DELEGATE_LISTS
from events.delegates.attendance import check_begun, record_attendance
from events.delegates.services import OF_DETAILS, are_details_erased, read_list, readable_lists
from events.delegates.tables import COLUMNS
from events.delegations.forms import AttendanceForm
from events.delegations.nominating_views import OfDelegation
from events.events.selectors import check_works
from events.events.tables import when_label, where_label
from events.events.views import InEvent
from events.models import Delegate
from partnerships.list_files import FORMATS, list_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from accounts.models import User


class Attendance(OfDelegation):
    """Says who came."""

    template_name = "events/delegates/attendance.html"
    form_class = AttendanceForm
    title = gettext_lazy("Who came")
    submit_label = gettext_lazy("Save")
    undone_by = "events:attendance"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With everybody whose nomination stands."""
        rows = Delegate.objects.active().filter(delegation=self.delegation.pk or 0).order_by("nominated_at", "number")
        return super().get_form_kwargs() | {"people": list(rows)}

    def get_refusal(self) -> str:
        """Why it cannot be said now, where it cannot."""
        return refusal_by(check_works, self.event) or refusal_by(check_begun, self.event) or self._nobody()

    def _nobody(self) -> str:
        """That there is nobody of whom it could be said."""
        return "" if self.delegation.pk else _("Nobody was nominated, so nobody can have come.")

    def act(self, form: Any) -> str:
        """Save who came."""
        if nobody := self._nobody():
            raise DomainError(nobody)
        record_attendance(**self.given(form), attended=form.attended)
        return _("Saved.")


# The lists of an event's people: which there are for the reader, and each as page, CSV and XLSX.

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

    template_name = "events/events/list_index.html"

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
