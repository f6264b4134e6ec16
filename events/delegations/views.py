"""The delegations to an event: the places of every partner, and the page of one partner's people."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.action_views import ActionView
from core.actions import Action, Button
from core.columns import Column
from core.errors import refusal_by
from core.parts import OneClick
from events.delegates.selectors import read_completeness, readable_lists
from events.delegations import selectors
from events.delegations.actions import CLICKS, FORMS, NOMINATING, MoveUpDelegate, RecordAttendance, has_begun
from events.delegations.quota_actions import SetQuotas
from events.delegations.services import OFFICE, check_goes_on
from events.enums import ACCEPTED_DELEGATE, ACTIVE_DELEGATE, PLACED_DELEGATE
from events.events.pages import InEvent
from events.models import Delegate, Delegation, Event
from events.trips.selectors import papers_of
from partnerships.enums import Sector
from partnerships.lists import FORMATS, logged_file


def _side(row: Delegation) -> str:
    return str(row.participation.strand.side_name(row.participation.side))


def _attended(row: Delegate) -> str:
    if row.attended is None:
        return ""
    return str(pgettext_lazy("attendance", "came") if row.attended else pgettext_lazy("attendance", "did not come"))


DELEGATION_COLUMNS = [
    Column("partner", gettext_lazy("Partner"), lambda row: row.participation.partner.name),
    Column("side", gettext_lazy("Side"), _side),
    Column("places", pgettext_lazy("table head", "Places"), lambda row: row.quota),
    Column("taken", pgettext_lazy("table head", "Taken"), lambda row: row.taken),
    Column("left", pgettext_lazy("table head", "Left"), lambda row: row.left),
    Column("waiting", pgettext_lazy("table head", "On the waiting list"), lambda row: row.waiting),
    Column("ready", pgettext_lazy("table head", "Substitutes"), lambda row: row.ready),
]

# No address, need or consent: the lists by purpose have those.
DELEGATE_COLUMNS = [
    Column("number", pgettext_lazy("table head", "No."), lambda row: row.number),
    Column("family_name", gettext_lazy("Family name"), lambda row: row.family_name),
    Column("given_name", gettext_lazy("Given name"), lambda row: row.given_name),
    Column("name", gettext_lazy("Name in the person's order"), lambda row: row.full_name),
    Column("name_native", gettext_lazy("Name in own script"), lambda row: row.name_native),
    Column("title", pgettext_lazy("title of a person", "Title"), lambda row: row.title),
    Column("function", pgettext_lazy("of a person", "Function"), lambda row: row.function),
    Column("organisation", pgettext_lazy("of a person", "Organisation"), lambda row: row.organisation_shown),
    Column("sector", gettext_lazy("Sector"), lambda row: str(Sector(row.sector).label) if row.sector else ""),
    Column("languages", gettext_lazy("Languages"), lambda row: row.languages),
    Column("role", gettext_lazy("Role"), lambda row: row.get_role_display()),
    Column("state", pgettext_lazy("table head", "State"), lambda row: row.get_status_display()),
    Column("attended", gettext_lazy("Attendance"), _attended),
]


def _list_file(
    page: InEvent, columns: Sequence[Column], rows: Sequence[Any], name: str, *, file: str, sheet: str
) -> Any:
    """A list as a file, logged before it leaves."""
    strand = page.event.strand
    names = {"name": f"{strand.code}-{page.event.code}-{file}", "sheet": sheet}
    return logged_file(page, strand, name, columns, rows, len(rows), **names)


class DelegationList(InEvent, TemplateView):
    """How many places each partner has, how many are taken; who comes stands behind those the reader may open."""

    template_name = "events/delegations/delegation_list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        if request.GET.get("format") in FORMATS:
            lines = selectors.places_lines(self.grants, self.event)
            file, sheet = "delegations-list", _("Delegations")
            return _list_file(self, DELEGATION_COLUMNS, lines, "delegations", file=file, sheet=sheet)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines, guests first, and what is known of who comes."""
        event, today = self.event, clock.today()
        lines = selectors.places_lines(self.grants, event)
        return super().get_context_data(
            crumbs=self.event_crumbs((_("Delegations"), "")),
            lines=lines,
            total=selectors.total_text(lines),
            mission=selectors.mission_of(event, lines),
            benches=selectors.bench_lines(lines),
            until=selectors.nominate_until(event),
            until_label=selectors.until_label(event, today),
            figures=selectors.figures_of([event])[event.pk],
            quota_button=SetQuotas.button_on(event, self.grants),
            **kwargs,
        )


class DelegationPage(InEvent, TemplateView):
    """One partner's people at an event: who has a place, waits, stands ready, is gone; and what can be done."""

    template_name = "events/delegations/delegation.html"

    @cached_property
    def delegation(self) -> Delegation:
        """Not saved until somebody is nominated; 404 where no such partner comes, or the reader may not know who."""
        found = selectors.find_delegation(self.grants, **{name: self.kwargs[name] for name in Delegation.ADDRESS})
        if found is None:
            raise Http404
        limit = found.set_by
        if limit and limit.reason:  # of the event itself, or of the mission that it is a part of
            own = limit.event_id == found.event_id
            limit.event = found.event if own else Event.objects.with_names().get(pk=limit.event_id)
        return found

    @cached_property
    def event(self) -> Event:
        return self.delegation.event

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        delegation = self.delegation
        if request.GET.get("format") in FORMATS:
            file = f"{delegation.participation.partner.code}-delegates-list"
            rows = selectors.delegates_of(delegation)
            return _list_file(self, DELEGATE_COLUMNS, rows, "delegates", file=file, sheet=_("Delegates"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        event, delegation, today, grants = self.event, self.delegation, clock.today(), self.grants
        delegates = selectors.delegates_of(delegation)
        nominates = bool(delegation.actors(grants))
        works = nominates and not refusal_by(check_goes_on, event)
        groups = self.groups_of(delegates, works=works)
        return super().get_context_data(
            delegation=delegation,
            participation=delegation.participation,
            partner=delegation.participation.partner,
            crumbs=delegation.get_crumbs(),
            mission=selectors.mission_of(event, [delegation]),
            until=selectors.nominate_until(event),
            until_label=selectors.until_label(event, today),
            groups=groups,
            details_label=_details_label(delegates),
            lists_url=self.address("list-index") if readable_lists(grants, event) else "",
            works=works,
            # Why somebody does not come is between the partner and the office, and none of the hosts' concern.
            tells_reasons=nominates,
            figures=selectors.figures_of([delegation], owner="delegation").get(delegation.pk),
            buttons=self.get_buttons(today) if works else [],
            closed_label=self._closed_label(works=works) if nominates else "",
            reopens=self.offers_reopening(),
            shows_attendance=has_begun(event),
            papers=papers_of(grants, delegation),
            **kwargs,
        )

    def get_buttons(self, today: dt.date) -> list[Button]:
        """What whoever nominates may do now, where the event goes on; asks no more of the database."""
        event, row = self.event, self.delegation
        takes = OFFICE & row.actors(self.grants) or (event.is_open and not selectors.deadline_passed(event, today))
        found = [_button(one, row) for one in (NOMINATING if takes else ())]
        return [*found, _button(RecordAttendance, row)] if row.pk and has_begun(event) else found

    def groups_of(self, delegates: Sequence[Any], *, works: bool) -> list[tuple[str, str, list[Any]]]:
        """The people by group: anchor, heading, rows; an empty group is left out, but the first.

        Each gets what is done at once (`clicks`), what leads to a form (`form_links`), and what is done about
        the own details (`detail_links`).
        """
        titles = (_("With a place"), _("Waiting list, in order"), _("Substitutes"), _("Not coming any more"))
        actors = self.delegation.actors(self.grants) if works else frozenset()
        read_completeness([row for row in delegates if row.status in ACTIVE_DELEGATE])
        for row in delegates:
            row.clicks = [OneClick(one.url, one.label, row.version) for one in self._buttons(row, CLICKS, actors)]
            row.form_links = self._buttons(row, FORMS, actors)
            row.detail_links = _link_buttons(row, actors) if works and row.details else []
        groups = zip(Delegate.GROUPS, titles, strict=True)
        found = [(key, title, [row for row in delegates if row.group == key]) for key, title in groups]
        return [(key, title, rows) for key, title, rows in found if rows or key == "placed"]

    def _buttons(self, delegate: Delegate, actions: Iterable[type[Action]], actors: frozenset[str]) -> list[Button]:
        """By the state alone, where the event goes on: nothing is read for each of them."""
        return [
            _button(one, delegate)
            for one in actions
            if one.allowed & actors
            and delegate.status in (one.states or ())
            and (one is not MoveUpDelegate or self.delegation.is_free)
        ]

    def _closed_label(self, *, works: bool) -> str:
        """Why nobody can be nominated now; nothing where somebody can."""
        if not works:
            return refusal_by(check_goes_on, self.event)
        if self.event.is_open and selectors.deadline_passed(self.event, clock.today()):
            return _("Nominations have ended. Ask the programme staff if somebody is still to come.")
        return ""


def _button(action: type[Action], row: Delegation | Delegate) -> Button:
    return Button(str(action.button or action.title), row.address_of(f"events:{action.key}"), action.weight)


def _link_buttons(delegate: Any, actors: frozenset[str]) -> list[Button]:
    has_link = delegate.has_open_link
    steps = (
        (_("New personal link") if has_link else _("Personal link"), "delegate-link", True),
        (_("Revoke the link"), "delegate-link-revoke", has_link),
        (_("Invitation letter"), "invitation-letter", OFFICE & actors and delegate.status in ACCEPTED_DELEGATE),
    )
    return [Button(label, delegate.address_of(f"events:{key}")) for label, key, is_possible in steps if is_possible]


def _details_label(delegates: Iterable[Any]) -> str:
    """How many of those with a place have told everything; nothing where nobody has one."""
    placed = [row for row in delegates if row.status in PLACED_DELEGATE]
    if not placed or any(row.is_erased for row in placed):
        return ""
    facts = {"complete": sum(not row.missing for row in placed), "all": len(placed)}
    return _("Details complete: %(complete)s of %(all)s") % facts


class PasteView(ActionView):
    """The page of pasted rows: first it shows them as they were read."""

    is_read = False

    @property
    def submit_label(self) -> Any:
        """What the next click does: it reads the rows, or nominates those that are shown."""
        return _("Nominate") if self.is_read else super().submit_label

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the rows until exactly these were seen."""
        self.record = self._find_row(locked=False)
        self.require(self.record)
        form = self.form_class(request.POST, **self.get_form_kwargs())
        if form.is_valid() and not form.was_seen:
            form.remember()
            self.is_read = True
            return self._page(form)
        del self.record, self.action
        return super().post(request, *args, **kwargs)
