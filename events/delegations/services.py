"""Nominating people: places are taken under a lock, whoever comes after the last one waits; and the mails."""

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Max
from django.utils.translation import gettext as _, ngettext

from accounts.enums import MailKind, NameOrder
from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import DomainError, NotAllowed
from core.folding import fold
from core.formats import format_date
from core.models import one_act, write_audit
from events.audit_actions import DELEGATE_NOMINATED, DELEGATE_STANDS_READY, DELEGATE_WAITS
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegations.selectors import deadline_passed, nominate_until, places_of
from events.enums import DelegateRole, DelegateStatus, EventStatus
from events.events.selectors import check_works
from events.events.services import mail_people
from events.models import Delegate, DelegateStep, Delegation, Event
from partnerships.enums import ADMINISTRATOR, STAFF, Sector
from partnerships.models import Organisation, Participation
from partnerships.translations.selectors import check_length, fill

OFFICE = frozenset({STAFF, ADMINISTRATOR})
_NAMES_IN_LOG = {
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
    """Nominate these people for one partner, as `add_nominations`, under the event's lock."""
    return add_nominations(by=by, grants=grants, delegation=locked_delegation(event, participation), people=people)


def locked_delegation(event: Event, participation: Participation) -> Delegation:
    """The delegation of a partner that comes; nobody else acts on the event until the act ends. Raises DomainError."""
    Event.objects.select_for_update(no_key=True).order_by("pk").get(pk=event.pk)
    row = Event.objects.with_names().get(pk=event.pk)
    if delegation := places_of(row).get(participation):
        return delegation
    raise DomainError(_("%(partner)s does not come to this event.") % {"partner": participation.partner.name})


def add_nominations(
    *, by: User, grants: Grants, delegation: Delegation, people: Sequence[Mapping[str, Any]]
) -> list[Delegate]:
    """Nominate these people, in their order, or nobody of them; the caller holds the event's lock.

    Each of `people` holds fields of PERSON. Whoever meets a free place is nominated; the others join the
    waiting list, as all do while somebody waits there; substitutes stand ready and take no place. Of two nominations
    for the last place one waits for the other here, and finds it taken.
    Raises NotAllowed; DomainError where the event takes none any more; NominationsRefused with every fault.
    """
    actors = delegation.actors(grants)
    if not actors:
        raise NotAllowed
    check_takes(delegation.event, actors)
    check_deadline(delegation.event, actors)
    if len(people) > Delegation.MOST_AT_ONCE:
        raise DomainError(_("Nominate at most %(most)s people at once.") % {"most": Delegation.MOST_AT_ONCE})
    if not delegation.pk:
        delegation.save(by=by)
    active = list(Delegate.objects.active().filter(delegation=delegation).order_by("number"))
    found = [Delegate(delegation=delegation, nominated_by=by, nominated_at=clock.now()) for _one in people]
    for delegate, values in zip(found, people, strict=True):
        # A text loses its outer blanks and nothing else: no name is changed in any other way.
        fill(delegate, values, fields=Delegate.PERSON)
    check_people(found, active)
    number = next_number(delegation)
    for at, delegate in enumerate(found):
        delegate.number = number + at
        delegate.status = place_for(delegate.role, delegation)
        delegation.taken += delegate.status == DelegateStatus.NOMINATED
        delegation.waiting += delegate.status == DelegateStatus.WAITING
        save_new(delegate, by=by)
    return found


def nominated_message(found: Sequence[Delegate]) -> str:
    """How many have a place, wait, or stand ready."""
    number = Counter(row.status for row in found)
    nominated, waiting, ready = number["nominated"], number["waiting"], number["ready"]
    texts = {
        ngettext("%(count)s delegate nominated.", "%(count)s delegates nominated.", nominated): nominated,
        ngettext(
            "No place is free: %(count)s delegate is on the waiting list.",
            "No place is free: %(count)s delegates are on the waiting list.",
            waiting,
        ): waiting,
        ngettext("%(count)s substitute is named.", "%(count)s substitutes are named.", ready): ready,
    }
    return " ".join(text % {"count": count} for text, count in texts.items() if count)


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
    if deadline_passed(event, clock.today()) and not actors & OFFICE:
        refusal = _("Nominations ended on %(day)s. Ask the programme staff if somebody is still to come.")
        raise DomainError(refusal % {"day": format_date(nominate_until(event))})


def next_number(delegation: Delegation) -> int:
    """The number after the highest; the caller holds the event's lock."""
    highest: int = Delegate.objects.filter(delegation=delegation).aggregate(most=Max("number"))["most"] or 0
    return highest + 1


def place_for(role: str, delegation: Delegation) -> DelegateStatus:
    """Where somebody in this role stands: on a free place, else on the waiting list; a substitute stands ready."""
    if role == DelegateRole.SUBSTITUTE:
        return DelegateStatus.READY
    return DelegateStatus.NOMINATED if delegation.is_free and not delegation.waiting else DelegateStatus.WAITING


def save_new(delegate: Delegate, *, by: User) -> None:
    """Save a new nomination with its first step and its entry in the log; the delegation's lock is held."""
    place_of_organisation(delegate)
    delegate.save(by=by)
    write_step(delegate, old="", by=by)
    log_act_on_delegate(_NAMES_IN_LOG[DelegateStatus(delegate.status)], delegate, by)


def change_state(delegate: Delegate, new: str, *, by: User, reason: str = "") -> str:
    """Save a nomination in another state, with its step; gives the state before."""
    old, delegate.status = delegate.status, new
    delegate.save(by=by)
    write_step(delegate, old=old, by=by, reason=reason)
    return old


def write_step(delegate: Delegate, *, old: str, by: User, reason: str = "") -> None:
    """Keep what became of a nomination."""
    step = DelegateStep(delegate=delegate, old=old, new=delegate.status, reason=reason.strip())
    step.by, step.by_label = by, by.kept_name
    step.save()


def log_act_on_delegate(action: str, delegate: Delegate, by: User | None, **facts: Any) -> None:
    """Write an act on a nomination into the log of the strand: the person by number alone, and without the reason."""
    write_audit(action=action, by=by, record=delegate, label=delegate.label, **facts)


def check_people(people: Sequence[Delegate], active: Sequence[Delegate]) -> None:
    """Refuse who has no name, stands there already, or is a second head. Raises NominationsRefused."""
    faults: list[tuple[int, str, str]] = []
    if not people:
        raise DomainError(_("Choose or write at least one person."))
    for index, delegate in enumerate(people):
        try:
            check_person(delegate)
            check_beside(delegate, [*active, *people[:index]])
        except DomainError as refused:
            faults.append((index, refused.field or "", str(refused.message)))
    if faults:
        raise NominationsRefused(faults)


def check_beside(delegate: Delegate, others: Sequence[Delegate]) -> None:
    """Refuse who is nominated already, and a second head of the delegation. Raises DomainError on the field at fault.

    Two of one name are told apart by their addresses.
    """
    for other in others:
        if other.folded_names != delegate.folded_names:
            continue
        if delegate.email and other.email and fold(delegate.email) != fold(other.email):
            continue
        field = "email" if delegate.email or other.email else "family_name"
        refusal = _(
            "“%(name)s” is already in the delegation. For two people with one name, enter both e-mail addresses."
        )
        raise DomainError(refusal % {"name": delegate.shown_name}, field=field)
    heads = [row for row in others if row.role == DelegateRole.HEAD]
    if delegate.role == DelegateRole.HEAD and heads:
        refusal = _("“%(name)s” is the head of the delegation. Give that person another role first.")
        raise DomainError(refusal % {"name": heads[0].shown_name}, field="role")


def check_person(delegate: Delegate) -> None:
    """Refuse who has no name at all, or a value that is none of its choices. Raises DomainError on the field."""
    if not any(getattr(delegate, name) for name in Delegate.NAMES):
        refusal = _("Write a name: family name, given name, or the name in its own script.")
        raise DomainError(refusal, field=Delegate.NAMES[0])
    for name in Delegate.TEXTS:
        check_length(name, getattr(delegate, name), Delegate.longest(name))
        if any(unicodedata.category(letter) == "Cc" for letter in getattr(delegate, name)):
            raise DomainError(_("Write this on one line."), field=name)
    check_no_identity_numbers({name: getattr(delegate, name) for name in Delegate.TEXTS})
    for name, choices in (("name_order", NameOrder), ("role", DelegateRole), ("sector", Sector)):
        value = getattr(delegate, name)
        if value not in choices.values and (value or name != "sector"):
            raise DomainError(_("“%(value)s” is not one of the choices.") % {"value": value}, field=name)
    if delegate.email:
        try:
            validate_email(delegate.email)
        except ValidationError as refused:
            raise DomainError(refused.messages[0], field="email") from refused


def place_of_organisation(delegate: Delegate) -> None:
    """Link the organisation where the strand's directory has one of exactly this name, and take over its sector.

    What was typed stays as it was typed.
    """
    typed = fold(delegate.organisation_name)
    delegate.organisation = None
    if not typed:
        return
    strand = delegate.delegation.event.strand_id
    rows = Organisation.objects.active().filter(strands=strand, search_text__contains=typed).order_by("pk")
    for row in rows:
        if typed in (fold(row.name_en), fold(row.name_ko), fold(row.code)):
            delegate.organisation = row
            delegate.sector = delegate.sector or row.sector
            return


# The mails about places at an event: nominate now, the deadline nears, decided, a place is free; nobody is named.


def ask_to_nominate(
    kind: MailKind, *, delegations: Iterable[Delegation], until: dt.date, by: User | None = None
) -> int:
    """Ask all who work for each partner with empty places to nominate (NOMINATION_OPEN), or remind them of the last day
    (NOMINATION_DEADLINE), once for each day that is set; returns how many mails that makes.
    """
    facts = {"until": until, "days": (until - clock.today()).days}
    return sum(mail_partner(kind, f"{one.event_id}:{until}", one, by=by, **facts) for one in delegations if one.left)


def place_free(*, delegation: Delegation, by: User | None) -> int:
    """Tell a partner whose people wait that one of them can have a place now."""
    moment = clock.now().isoformat(timespec="seconds")
    key = f"{delegation.event_id}:{delegation.participation_id}:{moment}"
    return mail_partner(MailKind.PLACE_FREE, key, delegation, by=by, waiting=delegation.waiting)


def mail_partner(kind: MailKind, key: str, delegation: Delegation, *, by: User | None, **facts: Any) -> int:
    """Queue the mail for everybody who works for the partner, apart from who acts."""
    context = facts | {
        "delegation": delegation,
        "event": delegation.event,
        "partner": delegation.participation.partner,
        "by": str(by or ""),
        "link": settings.BASE_URL + delegation.get_absolute_url(),
    }
    partner, template = delegation.participation_id, kind.value.replace("-", "_")
    return mail_people(kind, f"{key}:{partner}", [partner], by, template, context)
