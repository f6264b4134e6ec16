"""The ordered lists of an event: its cities, hosts, pairings, others that take part, the milestones it completes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed
from events.models import Event, EventCity, EventHost, EventOrganisation, EventPairing
from partnerships.codes import codes_of, replace_rows
from partnerships.models import Milestone, Organisation, Pairing, Participation
from partnerships.organisations.services import check_in_directory
from partnerships.pairings.services import check_of_strand
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.places import may_edit_plan

if TYPE_CHECKING:
    from core.access import Grants

type Through = type[EventCity | EventHost | EventOrganisation | EventPairing]

# The lists by their word in forms and services: the text of codes on the event, the rows, and what a row points to.
LISTS: dict[str, tuple[str, Through, str]] = {
    "cities": ("city_codes", EventCity, "city"),
    "hosts": ("host_codes", EventHost, "participation"),
    "pairings": ("pairing_codes", EventPairing, "pairing"),
    "organisations": ("organisation_codes", EventOrganisation, "organisation"),
}
MOST = 60  # members of one list


def check_lists(*, grants: Grants, event: Event, lists: dict[str, list[Any]]) -> None:
    """Refuse what does not belong into the lists of an event of this strand: `event` has its strand and flags.

    Raises NotAllowed where a coordinator would serve other than one own pairing, DomainError on the list at fault.
    """
    for name, members in lists.items():
        if len({member.pk for member in members}) != len(members):
            raise DomainError(_("One is chosen twice."), field=name)
        if len(members) > MOST:
            raise DomainError(_("Choose at most %(most)s.") % {"most": MOST}, field=name)
    hosts: Sequence[Participation] = lists.get("hosts", ())
    pairings: Sequence[Pairing] = lists.get("pairings", ())
    organisations: Sequence[Organisation] = lists.get("organisations", ())
    check_of_strand(strand_id=event.strand_id, records=[("hosts", host) for host in hosts])
    check_of_strand(strand_id=event.strand_id, records=[("pairings", pairing) for pairing in pairings])
    if organisations:
        check_in_directory(strand=event.strand, organisations=organisations, field="organisations")
    if event.all_pairings and pairings:
        raise DomainError(_("It serves every pairing: choose none beside, or untick that."), field="pairings")
    _check_served(grants=grants, event=event, pairings=pairings)


def _check_served(*, grants: Grants, event: Event, pairings: Sequence[Pairing]) -> None:
    """Refuse whom an event may serve by the word of this person: staff any, a coordinator one own pairing alone.

    Raises NotAllowed where nobody below the office may do it, DomainError on `pairings` for a wrong choice.
    """
    if may_edit_plan(grants, event.strand):
        return
    if event.all_pairings:
        raise NotAllowed
    if len(pairings) != 1:
        raise DomainError(_("Choose one pairing of your own. Staff arrange what serves several."), field="pairings")
    if not may_edit_pairing(grants, pairings[0]):
        raise NotAllowed


def codes_text(name: str, members: Iterable[Any]) -> str:
    """The codes of a list in order, as histories and packs read them; a host by its partner."""
    return codes_of(member.partner for member in members) if name == "hosts" else codes_of(members)


def write_lists(*, event: Event, lists: dict[str, list[Any]]) -> None:
    """Give a saved event its lists; the caller has put their codes into the same save."""
    for name, members in lists.items():
        _codes, through, item = LISTS[name]
        replace_rows(through, {"event": event}, item, members)


def members_of(event: Event) -> dict[str, list[Any]]:
    """All lists of an event as they stand."""
    found = {}
    for name, (_codes, through, item) in LISTS.items():
        rows = through._default_manager.filter(event=event).select_related(item).order_by("position")
        found[name] = [getattr(row, item) for row in rows]
    return found


def check_milestones(*, event: Event, codes: Sequence[str], pairings: Sequence[Pairing]) -> None:
    """Refuse a milestone that none of the pairings it serves has. Raises DomainError on `milestones`."""
    rows = Milestone.objects.filter(code__in=codes)
    rows = (
        rows.filter(pairing__strand=event.strand_id) if event.all_pairings else rows.filter(pairing__in=list(pairings))
    )
    known = set(rows.values_list("code", flat=True))
    for code in codes:
        if code not in known:
            raise DomainError(
                _("None of the pairings that it serves has a milestone “%(code)s”.") % {"code": code},
                field="milestones",
            )
