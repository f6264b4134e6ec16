"""The personal link of a delegate: made, sent or shown once, opened, revoked. Its secret is kept nowhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import lock, one_act
from core.tokens import hash_of, new_token
from events.audit_actions import DELEGATE_LINK_MADE, DELEGATE_LINK_REVOKED
from events.delegates.erasure import erased_after
from events.delegates.link_mails import send_link
from events.delegations.nominations import log_act_on_delegate
from events.enums import ACTIVE_DELEGATE, EventStatus
from events.events.selectors import check_works
from events.models import Delegate, DelegateLink
from events.rules import may_edit_delegate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from core.access import Grants
    from events.models import Event

# Where no date of the event is known.
LINK_DAYS = 180


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link; `url` is its address where it is to be handed over, empty where it went out by mail."""

    link: DelegateLink
    url: str = ""


class DeadLink(DomainError):
    """The link opens nothing; `known` tells an old link from one that never was."""

    def __init__(self, message: str, *, known: bool) -> None:
        super().__init__(message)
        self.known = known


@one_act()
def make_link(*, by: User, grants: Grants, delegate: Delegate, version: int, language: str = "en") -> MadeLink:
    """Make a link that opens the delegate's own page; earlier ones are dead from here on.

    It goes to the delegate's address; without one its address is returned, once. Raises NotAllowed, StaleRecord, or
    DomainError where the nomination does not stand, the event is cancelled or only read, or its details are erased by
    now.
    """
    row = _found(grants, delegate, version)
    event = row.delegation.event
    check_linkable(row, event)
    _revoke(row)
    token = new_token()
    link = DelegateLink(
        delegate=row,
        token_hash=hash_of(token),
        language=language,
        mailed=bool(row.email),
        expires_at=_link_end(event),
        by=by,
    )
    link.save()
    url = settings.BASE_URL + reverse("events:delegate-page", args=[token])
    log_act_on_delegate(DELEGATE_LINK_MADE, row, by, how="mailed" if link.mailed else "shown")
    if link.mailed:
        send_link(link=link, delegate=row, url=url, by=by)
        return MadeLink(link)
    return MadeLink(link, url)


@one_act()
def revoke_links(*, by: User, grants: Grants, delegate: Delegate, version: int) -> int:
    """End the delegate's links, such as one that went to a wrong address; returns how many there were.

    Raises NotAllowed, StaleRecord, or DomainError where none is open.
    """
    row = _found(grants, delegate, version)
    revoked = _revoke(row)
    if not revoked:
        raise DomainError(_("There is no open link."))
    log_act_on_delegate(DELEGATE_LINK_REVOKED, row, by)
    return revoked


def end_links_to(by: User, person: User, moment: dt.datetime) -> None:
    """End the links that went to the address of a person whose access has ended."""
    del moment
    links = DelegateLink.objects.filter(revoked_at=None, mailed=True, delegate__email__iexact=person.email)
    rows = Delegate.objects.filter(pk__in=links.values("delegate")).select_related("delegation__event")
    for delegate in rows.order_by("pk"):
        if _revoke(delegate):
            log_act_on_delegate(DELEGATE_LINK_REVOKED, delegate, by)


def check_linkable(delegate: Delegate, event: Event) -> None:
    """Refuse a link that nobody needs, or that would open nothing. Raises DomainError."""
    if delegate.status not in ACTIVE_DELEGATE:
        raise DomainError(_("This nomination does not stand any more; its person needs no link."))
    if event.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled; nobody needs a link to it."))
    check_works(event)
    if _link_end(event) <= clock.now():
        raise DomainError(_("The event is over, and what its delegates told is erased by now."))


def check_open_link(delegate: Delegate) -> None:
    """Refuse to end what has ended. Raises DomainError."""
    if not _open(delegate, DelegateLink.objects.filter(delegate=delegate, revoked_at=None)):
        raise DomainError(_("There is no open link."))


def find_link(token: str) -> DelegateLink:
    """The open link of a secret, with its delegate and event; raises DeadLink with the reason in words.

    It opens as long as the nomination stands: whoever has left the delegation holds a dead link.
    """
    rows = DelegateLink.objects.select_related(
        "delegate__organisation", "delegate__delegation__participation__partner", "delegate__delegation__event__strand"
    )
    link = rows.filter(token_hash=hash_of(token)).first()
    if link is None:
        raise DeadLink(
            _("This link is not known. Copy it whole from the mail, or ask whoever sent it to you for a new one."),
            known=False,
        )
    if link.revoked_at:
        raise DeadLink(
            _("This link was replaced or withdrawn. Use the newest mail, or ask whoever sent it to you for a new one."),
            known=True,
        )
    if link.delegate.status not in ACTIVE_DELEGATE:
        raise DeadLink(
            _("You are not on this delegation any more. What you told of yourself here is erased within a few days."),
            known=True,
        )
    link.expires_at = ends_at(link, link.delegate.delegation.event)
    if link.expires_at <= clock.now():
        raise DeadLink(_("This link has ended. Ask whoever sent it to you if you still need the page."), known=True)
    return link


def mark_opened(link: DelegateLink) -> None:
    """Note the first time the page was opened, which coordinators see."""
    if link.opened_at is None:
        link.opened_at = clock.now()
        link.save(update_fields=["opened_at"])


def _link_end(event: Event) -> dt.datetime:
    """Until when a link to an event opens: as long as its details are kept, so that they can be taken back."""
    last = erased_after(event, kept_days=settings.ERASE_DAYS)
    return clock.end_of(last) if last else clock.now() + dt.timedelta(days=LINK_DAYS)


def ends_at(link: DelegateLink, event: Event) -> dt.datetime:
    """When a link ends as things stand: an event that moves takes the day along; without any date the stored one."""
    last = erased_after(event, kept_days=settings.ERASE_DAYS)
    return clock.end_of(last) if last else link.expires_at


def _found(grants: Grants, delegate: Delegate, version: int) -> Delegate:
    row = lock(delegate, version=version)
    if not may_edit_delegate(grants, row):
        raise NotAllowed
    return row


def _revoke(delegate: Delegate) -> int:
    open_links = list(DelegateLink.objects.filter(delegate=delegate, revoked_at=None).order_by("pk"))
    for link in open_links:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
    return _open(delegate, open_links)


def _open(delegate: Delegate, links: Iterable[DelegateLink]) -> int:
    event = delegate.delegation.event
    return len([link for link in links if ends_at(link, event) > clock.now()])
