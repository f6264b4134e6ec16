"""The delegations to an event: the places of every partner, and the page of one partner's people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from core import clock
from core.actions import Button
from core.acts import refusal_by
from core.parts import OneClick
from events.delegates.attendance import has_begun
from events.delegates.lists import readable_lists
from events.delegations.completeness import completeness
from events.delegations.nominations import check_goes_on, deadline_passed, delegation_of, takes_nominations
from events.delegations.participants import figures_of, figures_of_delegations
from events.delegations.quotas import check_quotas_open
from events.delegations.selectors import Places, nominate_until, places_of
from events.delegations.sheets import (
    GROUPS,
    bench_lines,
    count_text,
    delegates_of,
    figures_of_places,
    group_of,
    places_label,
    places_lines,
    total_text,
    until_label,
)
from events.delegations.tables import DELEGATE_COLUMNS, DELEGATION_COLUMNS
from events.enums import ACCEPTED_DELEGATE, ACTIVE_DELEGATE, PLACED_DELEGATE, LinkState
from events.events.pages import InEvent, delegate_address
from events.models import Delegate, Delegation
from events.rules import delegation_actors, may_decide_delegates, may_nominate, may_set_quota, may_view_delegation
from events.transitions import available
from events.trips.selectors import papers_of
from events.workflow import DELEGATE
from partnerships.history.services import log_export
from partnerships.list_files import FORMATS, list_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from core.access import Grants
    from core.columns import Column
    from events.delegations.completeness import Completeness
    from events.models import Delegation
    from partnerships.models import Participation


# The rows of a delegation's page: each person with the acts that the reader may carry out now.

# A delegate, the acts that are done at once, those that lead to a form, and how far the own details are.
type DelegateRow = tuple[Delegate, list[OneClick], list[Button], DetailRow | None]


def groups_of(
    grants: Grants,
    delegation: Delegation,
    delegates: Iterable[Delegate],
    *,
    places: Places,
    works: bool,
    details: Mapping[int, DetailRow],
) -> list[tuple[str, str, list[DelegateRow]]]:
    """The people by group: anchor, heading, rows; an empty group is left out, but the first."""
    titles = (
        _("With a place"),
        _("Waiting list, in order"),
        _("Substitutes who stand ready"),
        _("No longer coming"),
    )
    actors = delegation_actors(grants, delegation)
    rows: dict[str, list[DelegateRow]] = {key: [] for key in GROUPS}
    for delegate in delegates:
        acts = {act.name for act in available(DELEGATE, delegate.status, actors)} if works else set()
        if not places.is_free:
            acts.discard("move-up")
        rows[group_of(delegate)].append(_row(delegate, acts, details.get(delegate.pk)))
    return [(key, title, rows[key]) for key, title in zip(GROUPS, titles, strict=True) if rows[key] or key == "placed"]


def _row(delegate: Delegate, acts: set[str], details: DetailRow | None) -> DelegateRow:
    urls = {name: delegate_address(delegate, f"delegate-{name}") for name in acts}
    clicks = [OneClick(urls[name], label, delegate.version) for name, label in _clicks().items() if name in acts]
    links = [Button(label, urls[name]) for name, label in _links().items() if name in acts]
    return delegate, clicks, links, details


def _clicks() -> dict[str, str]:
    return {
        "accept": pgettext("nomination", "Accept"),
        "confirm": _("Confirm the place"),
        "move-up": _("Give the place"),
        "bring-back": _("Bring back"),
    }


def _links() -> dict[str, str]:
    return {
        "edit": _("Edit"),
        "replace": _("Replace"),
        "decline": _("Decline"),
        "withdraw": _("Withdraw"),
    }


class InDelegation(InEvent):
    """A page below one partner's delegation: finds it among those the reader may see."""

    @cached_property
    def all_places(self) -> dict[Participation, Places]:
        """The places of every partner that comes to the event."""
        return places_of(self.event)

    @cached_property
    def participation(self) -> Participation:
        """The partner of the address, if it comes to the event, else 404."""
        code = self.kwargs["partner"]
        found = next((row for row in self.all_places if row.partner.code == code), None)
        if found is None:
            raise Http404
        return found

    @cached_property
    def delegation(self) -> Delegation:
        """Its delegation, not saved until somebody is nominated; 404 for who may not know who comes."""
        found = delegation_of(self.event, self.participation)
        if not may_view_delegation(self.grants, found):
            raise Http404
        return found

    @property
    def places(self) -> Places:
        """The partner's places."""
        return self.all_places[self.participation]

    def find_delegate(self) -> Delegate:
        """The delegate of the address by the number in the delegation, else 404."""
        rows = Delegate.objects.visible_to(self.grants).select_related("organisation", "replaces")
        delegate: Delegate = self.get_or_404(
            rows, delegation__event=self.event, delegation=self.delegation.pk, number=self.kwargs["delegate"]
        )
        delegate.delegation = self.delegation
        return delegate

    def delegation_address(self, name: str, *more: Any) -> str:
        """An address below the delegation."""
        return self.address(name, self.participation.partner.code, *more)

    def delegation_places(self) -> list[tuple[str, str]]:
        """The delegations of the event, and the partner's own."""
        return [self.delegations_place(), (self.participation.partner.name, self.delegation_address("delegation"))]


class ListFile(InEvent):
    """A page that gives its list as a file too; `name` is the list's word in the log of exports."""

    name: str

    def send(self, form: str, columns: Sequence[Column], rows: Sequence[Any], *, file: str, sheet: str) -> Any:
        """The file, logged before it leaves."""
        strand = self.event.strand
        sent = list_file(columns, rows, form=form, name=file, sheet=sheet)
        log_export(
            by=self.request.user,
            grants=self.grants,
            strand=strand,
            pairing=None,
            name=self.name,
            form=form,
            rows=len(rows),
        )
        return sent


class DelegationList(ListFile, TemplateView):
    """How many places each partner has, how many are taken; who comes stands behind those the reader may open."""

    template_name = "events/delegations/delegation_list.html"
    name = "delegations"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        form = request.GET.get("format")
        if form in FORMATS:
            lines = places_lines(self.grants, self.event)
            file = f"{self.event.strand.code}-{self.event.code}-delegations-list"
            return self.send(form, DELEGATION_COLUMNS, lines, file=file, sheet=_("Delegations"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines, guests first, and what is known of who comes."""
        event, today = self.event, clock.today()
        lines = places_lines(self.grants, event)
        places = {line.participation: line.places for line in lines}
        return super().get_context_data(
            crumbs=self.event_crumbs((_("Delegations"), "")),
            lines=lines,
            total=total_text(places),
            benches=bench_lines(places),
            until=nominate_until(event),
            until_label=until_label(nominate_until(event), today),
            figures=figures_of(event),
            sets_quota=may_set_quota(self.grants, event) and not refusal_by(check_quotas_open, event),
            **kwargs,
        )


class DelegationPage(InDelegation, ListFile, TemplateView):
    """One partner's people at an event: who has a place, waits, stands ready, is gone; and what can be done."""

    template_name = "events/delegations/delegation.html"
    name = "delegates"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        form = request.GET.get("format")
        delegation = self.delegation
        if form in FORMATS:
            rows = delegates_of(delegation)
            file = f"{self.event.strand.code}-{self.event.code}-{self.participation.partner.code}-delegates-list"
            return self.send(form, DELEGATE_COLUMNS, rows, file=file, sheet=_("Delegates"))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        event, delegation, today = self.event, self.delegation, clock.today()
        delegates = delegates_of(delegation)
        partner = self.participation.partner
        works = may_nominate(self.grants, delegation) and not refusal_by(check_goes_on, event)
        figures = figures_of_delegations([delegation]).get(delegation.pk)
        details = detail_rows(self.grants, delegation, delegates, works=works)
        return super().get_context_data(
            delegation=delegation,
            participation=self.participation,
            partner=partner,
            crumbs=self.event_crumbs(self.delegations_place(), (partner.name, "")),
            places=self.places,
            count=count_text(self.places),
            words=places_label(self.places, is_over=not event.is_open),
            figures_of_places=figures_of_places(self.places),
            until=nominate_until(event),
            until_label=until_label(nominate_until(event), today),
            groups=groups_of(self.grants, delegation, delegates, places=self.places, works=works, details=details),
            details_label=details_label(details),
            lists_url=self.address("list-index") if readable_lists(self.grants, event) else "",
            works=works,
            # Why somebody does not come is between the partner and the office, and none of the hosts' concern.
            tells_reasons=may_nominate(self.grants, delegation),
            figures=figures,
            buttons=self.get_buttons() if works else [],
            closed_words=self._closed_label(works=works),
            reopens=self.offers_reopening(),
            shows_attendance=has_begun(event),
            papers=papers_of(self.grants, delegation),
            **kwargs,
        )

    def get_buttons(self) -> list[Button]:
        """What whoever nominates may do now."""
        found = []
        if takes_nominations(self.event, delegation_actors(self.grants, self.delegation)):
            add = self.delegation_address("delegate-add")
            found = [
                Button(_("Nominate a delegate"), add, "main"),
                Button(_("Paste several"), self.delegation_address("delegates-paste")),
                Button(_("Choose from earlier delegates"), self.delegation_address("delegates-earlier")),
            ]
        if has_begun(self.event) and self.delegation.pk:
            found.append(Button(_("Say who came"), self.delegation_address("attendance")))
        return found

    def _closed_label(self, *, works: bool) -> str:
        """Why nobody can be nominated now; nothing where somebody can, or the reader never could."""
        if not may_nominate(self.grants, self.delegation):
            return ""
        if not works:
            return refusal_by(check_goes_on, self.event)
        if self.event.is_open and deadline_passed(self.event, clock.today()):
            return _("Nominations have ended. Ask the programme staff if somebody is still to come.")
        return ""


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One delegate's completeness with what the reader may do about it."""

    state: Completeness
    is_placed: bool
    links: list[Button]

    @property
    def label(self) -> str:
        """Where the details stand, in a word."""
        if self.state.is_erased:
            return pgettext("details of a delegate", "Details erased")
        return str(LinkState(self.state.link).label)


def detail_rows(
    grants: Grants, delegation: Delegation, delegates: Sequence[Delegate], *, works: bool
) -> dict[int, DetailRow]:
    """By the delegate's key, for those whose nomination stands; the acts are those that the reader may carry out."""
    rows = [delegate for delegate in delegates if delegate.status in ACTIVE_DELEGATE]
    for delegate in rows:
        delegate.delegation = delegation
    states = completeness(rows)
    decides = may_decide_delegates(grants, delegation)
    return {
        delegate.pk: DetailRow(
            states[delegate.pk],
            delegate.status in PLACED_DELEGATE,
            _link_buttons(delegate, states[delegate.pk], decides=decides) if works else [],
        )
        for delegate in rows
    }


def details_label(details: Mapping[int, DetailRow]) -> str:
    """How many of those with a place have told everything; nothing where nobody has one."""
    placed = [row for row in details.values() if row.is_placed]
    if not placed or any(row.state.is_erased for row in placed):
        return ""
    facts = {"complete": sum(row.state.is_complete for row in placed), "all": len(placed)}
    return _("Details complete: %(complete)s of %(all)s") % facts


def _link_buttons(delegate: Delegate, state: Completeness, *, decides: bool) -> list[Button]:
    label = _("New personal link") if state.has_open_link else _("Personal link")
    found = [Button(label, delegate_address(delegate, "delegate-link"))]
    if state.has_open_link:
        found.append(Button(_("Revoke the link"), delegate_address(delegate, "delegate-link-revoke")))
    if decides and delegate.status in ACCEPTED_DELEGATE:
        found.append(Button(_("Invitation letter"), delegate_address(delegate, "invitation-letter")))
    return found
