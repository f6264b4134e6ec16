"""Who sets how many people each side and partner may send to an event, and until when they are nominated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import format_date
from core.models import one_act, write_audit
from events.audit_actions import QUOTA_SET
from events.delegations.mails import nomination_opened, place_free
from events.delegations.selectors import Places, places_of
from events.events.act_steps import lock_event
from events.events.selectors import check_works
from events.models import Event, Quota
from events.rules import may_set_quota
from events.transitions import event_refusal
from partnerships.enums import Side
from partnerships.models import Participation
from partnerships.transitions import check_reason

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


MOST = 200  # places of one partner


@dataclass(frozen=True, slots=True)
class PartnerQuota:
    """The own number of one partner, and why it differs; `places` None: as its side."""

    participation: Participation
    places: int | None
    reason: str = ""


@one_act()
def set_quotas(
    *,
    by: User,
    grants: Grants,
    event: Event,
    version: int,
    sides: Mapping[str, int | None],
    partners: Sequence[PartnerQuota],
    until: dt.date | None,
) -> Event:
    """Say how many each side and single partners may send, and until when they are nominated (the day included).

    `sides` and `partners` are the whole of it: what is missing or None has no number of its own here. Once places
    and a day are known, the coordinators of all partners that come are asked to nominate.
    Raises NotAllowed, StaleRecord, AlreadyDone, DomainError with the field at fault (`places_<side>`,
    `places_<participation>`, `reason_<participation>`, `nominate_until`).
    """
    if not may_set_quota(grants, event):
        raise NotAllowed
    row = lock_event(event, version=version)
    check_quotas_open(row)
    before = places_of(row)
    wanted = _wanted(row, sides, partners)
    _check_until(row, until)
    if not _differs(row, wanted) and until == row.nominate_until:
        raise AlreadyDone(_("Nothing was changed."))
    _write(row, wanted, by)
    places = places_of(row)
    _check_taken(before, places)
    is_new = until != row.nominate_until
    row.nominate_until = until
    row.save(by=by)
    _log(row, by, sides, until)
    if until and is_new and clock.today() <= until:
        nomination_opened(event=row, until=until, places=places, by=by)
    for participation, now in places.items():
        if now.can_move_up > before.get(participation, Places(0)).can_move_up:
            place_free(event=row, participation=participation, waiting=now.waiting, by=by)
    return row


def check_quotas_open(event: Event) -> None:
    """Refuse to set places of what is over, cancelled or not reported. Raises DomainError."""
    check_works(event)
    if not event.is_open:
        raise DomainError(event_refusal(event))


def _wanted(
    event: Event, sides: Mapping[str, int | None], partners: Sequence[PartnerQuota]
) -> dict[tuple[str, int | None], tuple[int, str]]:
    """The rows that are to be, by side and participation; refuses what no row may be."""
    wanted: dict[tuple[str, int | None], tuple[int, str]] = {}
    for side, number in sides.items():
        if number is not None:
            _check_number(f"places_{Side(side).value}", number)
            wanted[side, None] = (number, "")
    for one in partners:
        participation = one.participation
        if participation.strand_id != event.strand_id:
            raise DomainError(_("This partner does not take part in the strand."), field=f"places_{participation.pk}")
        if one.places is None:
            continue
        _check_number(f"places_{participation.pk}", one.places)
        if not one.reason.strip():
            try:
                check_reason(one.reason)
            except DomainError as refused:
                raise DomainError(refused.message, field=f"reason_{participation.pk}") from refused
        wanted[participation.side, participation.pk] = (one.places, one.reason.strip())
    return wanted


def _check_number(field: str, number: int) -> None:
    if not 0 <= number <= MOST:
        raise DomainError(_("Write a number from 0 to %(most)s.") % {"most": MOST}, field=field)


def _check_until(event: Event, until: dt.date | None) -> None:
    last = event.shown_period.last_day
    if until and last and until > last:
        raise DomainError(
            _("The event ends on %(day)s. Nominations end before it.") % {"day": format_date(last)},
            field="nominate_until",
        )


def _check_taken(before: Mapping[Participation, Places], after: Mapping[Participation, Places]) -> None:
    """Refuse fewer places than have been given."""
    for participation, places in after.items():
        was = before.get(participation, places)
        if places.quota is None or places.quota >= places.taken or places.quota == was.quota:
            continue
        message = ngettext(
            "%(partner)s has nominated %(count)s delegate by now. Decline or withdraw first.",
            "%(partner)s has nominated %(count)s delegates by now. Decline or withdraw first.",
            places.taken,
        )
        facts = {"partner": participation.partner.name, "count": places.taken}
        raise DomainError(message % facts, field=f"places_{participation.side}")


def _rows(event: Event) -> dict[tuple[str, int | None], Quota]:
    return {(row.side, row.participation_id): row for row in Quota.objects.filter(event=event).order_by("pk")}


def _differs(event: Event, wanted: Mapping[tuple[str, int | None], tuple[int, str]]) -> bool:
    return {key: (row.places, row.reason) for key, row in _rows(event).items()} != wanted


def _write(event: Event, wanted: Mapping[tuple[str, int | None], tuple[int, str]], by: User) -> None:
    """Keep a number for each that is wanted, and no other."""
    known = _rows(event)
    for key, row in known.items():
        if key not in wanted:
            row.delete()
    for (side, participation), (places, reason) in wanted.items():
        row = known.get((side, participation)) or Quota(event=event, side=side, participation_id=participation)
        if row.pk is None or (row.places, row.reason) != (places, reason):
            row.places, row.reason = places, reason
            row.save(by=by)


def _log(event: Event, by: User, sides: Mapping[str, int | None], until: dt.date | None) -> None:
    write_audit(
        action=QUOTA_SET,
        by=by,
        record=event,
        until=until.isoformat() if until else "",
        eu=_shown(sides.get(Side.EU)),
        counterpart=_shown(sides.get(Side.COUNTERPART)),
    )


def _shown(places: int | None) -> str:
    return "–" if places is None else str(places)
