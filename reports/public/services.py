"""Publicity items: adding what was published, editing, withdrawing and bringing back; each told of once by its link."""

from __future__ import annotations

import datetime as dt
import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from core.periods import YEARS
from partnerships.models import Pairing, Strand
from partnerships.rules.journey import side_of
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length, fill, what_differs
from reports.audit_actions import PUBLICITY_ADDED, PUBLICITY_EDITED, PUBLICITY_RESTORED, PUBLICITY_WITHDRAWN
from reports.enums import PublicityLanguage
from reports.models import PublicityItem
from reports.rules import may_add_publicity, may_edit_publicity

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LINES = {"outlet": 200, "title": 300, "published_by": 200}
FIELDS = frozenset({"pairing", "published_on", "language", "link", *LINES})
LONGEST_LINK = 500
_is_address = URLValidator(["http", "https"])


@one_act()
def add_publicity(
    *, by: User | None, grants: Grants, strand: Strand, values: dict[str, Any], again: bool = False
) -> PublicityItem:
    """Add an item of the strand as a whole, or of a `pairing` of it, with the fields of FIELDS.

    It keeps the side of who adds it. `again` says that it is another item though one with its link stands there.
    Raises NotAllowed, DomainError with the field at fault.
    """
    if not may_add_publicity(grants, strand):
        raise NotAllowed
    # One at a time in a strand, so that each gets a number of its own.
    Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=strand.pk)
    row = PublicityItem(strand=strand)
    fill(row, _in_lines(values), fields=FIELDS)
    _check(row, grants)
    if not again:
        _check_once(row)
    row.side = side_of(grants, row.pairing) if row.pairing else ""
    row.number = (PublicityItem.objects.filter(strand=strand).aggregate(last=Max("number"))["last"] or 0) + 1
    row.save(by=by)
    _notify(PUBLICITY_ADDED, row, by)
    return row


@one_act()
def edit_publicity(
    *,
    by: User,
    grants: Grants,
    item: PublicityItem,
    version: int,
    changes: dict[str, Any],
    again: bool = False,
) -> PublicityItem:
    """Change what is said of an item, or which pairing it is of.

    Raises NotAllowed, StaleRecord, AlreadyDone where nothing differs, DomainError with the field at fault.
    """
    row = _locked(grants, item, version)
    if row.withdrawn_at:
        raise DomainError(_("It was withdrawn. Bring it back first."))
    changed = what_differs(row, _in_lines(changes))
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    fill(row, changed, fields=FIELDS)
    _check(row, grants)
    if "link" in changed and not again:
        _check_once(row)
    row.save(by=by)
    _notify(PUBLICITY_EDITED, row, by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def withdraw_publicity(*, by: User, grants: Grants, item: PublicityItem, version: int, reason: str) -> PublicityItem:
    """No report tells of it any more; the list does. Raises NotAllowed, StaleRecord, AlreadyDone, DomainError."""
    row = _locked(grants, item, version)
    check_current(row)
    check_reason(reason)
    row.withdrawn_at, row.withdrawn_reason = clock.now(), reason.strip()
    row.save(by=by)
    _notify(PUBLICITY_WITHDRAWN, row, by, reason=row.withdrawn_reason)
    return row


@one_act()
def restore_publicity(*, by: User, grants: Grants, item: PublicityItem, version: int) -> PublicityItem:
    """Reports tell of it again. Raises NotAllowed, StaleRecord, AlreadyDone."""
    row = _locked(grants, item, version)
    check_withdrawn(row)
    row.withdrawn_at, row.withdrawn_reason = None, ""
    row.save(by=by)
    _notify(PUBLICITY_RESTORED, row, by)
    return row


def check_current(item: PublicityItem) -> None:
    """Refuse to withdraw what is withdrawn. Raises AlreadyDone."""
    if item.withdrawn_at:
        raise AlreadyDone(pgettext("publicity item", "It was withdrawn already."))


def check_withdrawn(item: PublicityItem) -> None:
    """Refuse to bring back what stands. Raises AlreadyDone."""
    if not item.withdrawn_at:
        raise AlreadyDone(_("It stands already."))


def items_with_link(strand: Strand, link: str, *, but: PublicityItem | None = None) -> list[PublicityItem]:
    """The standing items of a strand whose link leads to the same page, whatever its scheme, case or last slash."""
    wanted = _page(link)
    if not wanted or len(link) > LONGEST_LINK:
        return []
    rows = PublicityItem.objects.standing().filter(strand=strand, link__icontains=wanted.partition("?")[0])
    return [row for row in rows.in_order() if _page(row.link) == wanted and (but is None or row.pk != but.pk)]


def _page(link: str) -> str:
    """What two links to the same page have alike; nothing of what is no link."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    place = f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"
    return f"{place}?{parts.query}" if parts.query else place


def _locked(grants: Grants, item: PublicityItem, version: int) -> PublicityItem:
    row = lock(item, version=version)
    if not may_edit_publicity(grants, row):
        raise NotAllowed
    return row


def _in_lines(values: dict[str, Any]) -> dict[str, Any]:
    """The values with names and titles as one line each, without control characters."""
    return {name: _line(value) if name in LINES else value for name, value in values.items()}


def _line(text: str) -> str:
    kept = ("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)).split()
    return " ".join(kept)


def _check(row: PublicityItem, grants: Grants) -> None:
    pairing: Pairing | None = row.pairing
    if pairing is not None and pairing.strand_id != row.strand_id:
        raise DomainError(_("Choose a pairing of this strand."), field="pairing")
    if not may_edit_publicity(grants, row):
        raise DomainError(_("Choose a pairing of your own."), field="pairing")
    _check_day(row.published_on)
    for name, most in LINES.items():
        check_length(name, getattr(row, name), most)
    if not row.outlet:
        raise DomainError(_("Say where it was published."), field="outlet")
    if not row.title:
        raise DomainError(_("Give its title as it was published."), field="title")
    if row.language not in PublicityLanguage.values:
        raise DomainError(_("Choose the language it was published in."), field="language")
    _check_link(row.link)


def _check_day(day: dt.date | None) -> None:
    if day is None:
        raise DomainError(_("Give the day."), field="published_on")
    if day.year not in YEARS:
        years = {"first": YEARS.start, "last": YEARS.stop - 1}
        raise DomainError(_("Write a date between the years %(first)s and %(last)s.") % years, field="published_on")
    # In Korea the next day begins earlier than in Brussels.
    if day > clock.today() + dt.timedelta(days=1):
        raise DomainError(_("This day has not come yet."), field="published_on")


def _check_link(link: str) -> None:
    check_length("link", link, LONGEST_LINK)
    try:
        if link:
            _is_address(link)
    except ValidationError as refused:
        message = _("Write a whole web address that begins with https:// or http://.")
        raise DomainError(message, field="link") from refused


def _check_once(row: PublicityItem) -> None:
    same = items_with_link(row.strand, row.link, but=row)
    if same:
        facts = {"number": same[0].number, "title": same[0].title, "outlet": same[0].outlet}
        message = _("This link stands in the list already: number %(number)s, “%(title)s”, %(outlet)s.") % facts
        raise DomainError(message, field="link")


def _notify(action: str, row: PublicityItem, by: User | None, *, reason: str = "", **facts: Any) -> None:
    write_audit(
        action=action,
        by=by,
        record=row,
        reason=reason,
        **facts,
    )
