"""Nominating people for an event: places are taken under a lock, and whoever comes after the last one waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.folding import fold
from core.formats import format_date
from core.models import one_act, write_audit
from events.audit_actions import DELEGATE_NOMINATED, DELEGATE_STANDS_READY, DELEGATE_WAITS
from events.delegates.selectors import check_person, fill_person, folded_names, place_of_organisation
from events.delegations.selectors import Places, nominate_until, places_of
from events.enums import PLACED_DELEGATE, DelegateRole, DelegateStatus, EventStatus
from events.events.act_steps import lock_event
from events.events.selectors import check_works
from events.models import Delegate, DelegateStep, Delegation, Event
from events.rules import delegation_actors
from partnerships.workflow import ADMINISTRATOR, STAFF

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Participation

MOST_AT_ONCE = 50
OFFICE = frozenset({STAFF, ADMINISTRATOR})
_ACTS = {
    DelegateStatus.NOMINATED: DELEGATE_NOMINATED,
    DelegateStatus.WAITING: DELEGATE_WAITS,
    DelegateStatus.READY: DELEGATE_STANDS_READY,
}


class NominationsRefused(DomainError):
    """Some of several people cannot be nominated, and so none was; `faults` are (index, field, why)."""

    def __init__(self, faults: list[tuple[int, str, str]]) -> None:
        super().__init__(faults[0][2], field=faults[0][1])
        self.faults = faults


@one_act()
def nominate(
    *, by: User, grants: Grants, event: Event, participation: Participation, people: Sequence[Mapping[str, Any]]
) -> list[Delegate]:
    """Nominate these people for one partner, in their order, or nobody of them.

    Each of `people` holds fields of PERSON. Whoever meets a free place is nominated; the others join the
    waiting list, as all do while somebody waits there; substitutes stand ready and take no place. Of two nominations
    for the last place one waits for the other here, and finds it taken.
    Raises NotAllowed; DomainError where the event takes none any more; NominationsRefused with every fault.
    """
    row = lock_event(event)
    delegation = delegation_of(row, participation)
    actors = delegation_actors(grants, delegation)
    if not actors:
        raise NotAllowed
    check_takes(row, actors)
    check_deadline(row, actors)
    places = places_of(row)
    if participation not in places:
        raise DomainError(_("%(partner)s does not come to this event.") % {"partner": participation.partner.name})
    if len(people) > MOST_AT_ONCE:
        raise DomainError(_("Nominate at most %(most)s people at once.") % {"most": MOST_AT_ONCE})
    if not delegation.pk:
        delegation.save(by=by)
    standing = list(Delegate.objects.active().filter(delegation=delegation).order_by("number"))
    found = [_person(delegation, one, by) for one in people]
    check_people(found, standing)
    number = next_number(delegation)
    for at, delegate in enumerate(found):
        delegate.number = number + at
        delegate.status = _status(delegate, places[participation], standing)
        save_new(delegate, by=by)
        standing.append(delegate)
    return found


def delegation_of(event: Event, participation: Participation) -> Delegation:
    """One partner's delegation to an event; a new one, not saved, until somebody is nominated."""
    found = Delegation.objects.filter(event=event, participation=participation).first()
    delegation: Delegation = found or Delegation(event=event, participation=participation)
    delegation.event, delegation.participation = event, participation
    return delegation


def check_goes_on(event: Event) -> None:
    """Refuse to change the delegations to what is cancelled, or belongs to pairings that are over.

    Raises DomainError.
    """
    check_works(event)
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled."))


def check_takes(event: Event, actors: frozenset[str]) -> None:
    """Refuse to nominate for what is cancelled, and for what is over but by staff. Raises DomainError."""
    check_goes_on(event)
    if not event.is_open and not actors & OFFICE:
        raise DomainError(_("The event is over. Ask the programme staff to add others who came."))


def check_deadline(event: Event, actors: frozenset[str]) -> None:
    """Refuse a nomination after the last day, but by staff. Raises DomainError."""
    until = nominate_until(event)
    if until and clock.today() > until and not actors & OFFICE:
        raise DomainError(
            _("Nominations ended on %(day)s. Ask the programme staff if somebody is still to come.")
            % {"day": format_date(until)}
        )


def takes_nominations(event: Event, actors: frozenset[str]) -> bool:
    """Whether these actors may still name people for an event that goes on (`check_takes`, `check_deadline`)."""
    return bool(actors & OFFICE) or (event.is_open and not deadline_passed(event, clock.today()))


def next_number(delegation: Delegation) -> int:
    """The number after the highest; the caller holds the event's lock."""
    highest: int = Delegate.objects.filter(delegation=delegation).aggregate(most=Max("number"))["most"] or 0
    return highest + 1


def place_for(role: str, places: Places) -> DelegateStatus:
    """Where somebody in this role stands: on a free place, else on the waiting list; a substitute stands ready."""
    if role == DelegateRole.SUBSTITUTE:
        return DelegateStatus.READY
    return DelegateStatus.NOMINATED if places.is_free and not places.waiting else DelegateStatus.WAITING


def _status(delegate: Delegate, places: Places, standing: Sequence[Delegate]) -> DelegateStatus:
    """The same, after those who stand there by now."""
    taken = sum(row.status in PLACED_DELEGATE for row in standing)
    waiting = sum(row.status == DelegateStatus.WAITING for row in standing)
    return place_for(delegate.role, Places(quota=places.quota, taken=taken, waiting=waiting))


def save_new(delegate: Delegate, *, by: User) -> None:
    """Save a new nomination with its first step and its entry in the log; the delegation's lock is held."""
    place_of_organisation(delegate)
    delegate.save(by=by)
    write_step(delegate, old="", by=by)
    log_act_on_delegate(_ACTS[DelegateStatus(delegate.status)], delegate, by)


def write_step(delegate: Delegate, *, old: str, by: User, reason: str = "") -> None:
    """Keep what became of a nomination."""
    step = DelegateStep(delegate=delegate, old=old, new=delegate.status, reason=reason.strip())
    step.by, step.by_label = by, by.kept_name
    step.save()


def log_act_on_delegate(action: str, delegate: Delegate, by: User | None, **facts: Any) -> None:
    """Write an act on a nomination into the log of the strand: the person by number alone, and without the reason."""
    write_audit(
        action=action,
        by=by,
        record=delegate,
        label=delegate.label,
        **facts,
    )


def check_people(people: Sequence[Delegate], standing: Sequence[Delegate]) -> None:
    """Refuse who has no name, stands there already, or is a second head. Raises NominationsRefused."""
    faults: list[tuple[int, str, str]] = []
    if not people:
        raise DomainError(_("Choose or write at least one person."))
    for index, delegate in enumerate(people):
        others = [*standing, *people[:index]]
        try:
            check_person(delegate)
            check_once(delegate, others)
            check_head(delegate, others)
        except DomainError as refused:
            faults.append((index, refused.field or "", str(refused.message)))
    if faults:
        raise NominationsRefused(faults)


def check_once(delegate: Delegate, others: Sequence[Delegate]) -> None:
    """Refuse who is nominated already; two of one name are told apart by their addresses. Raises DomainError."""
    for other in others:
        if other is delegate or (other.pk and other.pk == delegate.pk) or folded_names(other) != folded_names(delegate):
            continue
        if delegate.email and other.email and fold(delegate.email) != fold(other.email):
            continue
        raise DomainError(
            _("“%(name)s” stands in the delegation already. Of two people with one name write both e-mail addresses.")
            % {"name": delegate.full_name},
            field="email" if delegate.email or other.email else "family_name",
        )


def check_head(delegate: Delegate, others: Sequence[Delegate]) -> None:
    """Refuse a second head of the delegation. Raises DomainError on the field `role`."""
    heads = [row for row in others if row.role == DelegateRole.HEAD and not (row.pk and row.pk == delegate.pk)]
    if delegate.role == DelegateRole.HEAD and heads:
        raise DomainError(
            _("“%(name)s” is the head of the delegation. Give that person another role first.")
            % {"name": heads[0].full_name},
            field="role",
        )


def _person(delegation: Delegation, values: Mapping[str, Any], by: User) -> Delegate:
    delegate = Delegate(delegation=delegation, nominated_by=by, nominated_at=clock.now())
    fill_person(delegate, values)
    return delegate


def deadline_passed(event: Event, today: dt.date) -> bool:
    """Whether nominations have ended."""
    until = nominate_until(event)
    return until is not None and today > until
