"""What is done to contacts (record with what follows, edit, withdraw, bring back) and to comments (write, withdraw)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    COMMENT_ADDED,
    COMMENT_WITHDRAWN,
    CONTACT_ADDED,
    CONTACT_CHANGED,
    CONTACT_RESTORED,
    CONTACT_WITHDRAWN,
)
from partnerships.codes import next_code
from partnerships.enums import AT_ONE_HOUR, ContactKind, Side
from partnerships.follow_ups.selectors import people_of
from partnerships.follow_ups.services import add_follow_up
from partnerships.models import Comment, Contact, Pairing, Project
from partnerships.pairings.services import check_open, check_still_open
from partnerships.rules.journey import may_edit_pairing, side_of
from partnerships.rules.together import may_edit_contact, may_withdraw_comment
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

EDITABLE = frozenset(
    {"kind", "side", "on", "starts_at", "minutes", "time_zone", "who", "what_en", "what_ko", "project"}
)
MOST_LETTERS = 10_000
MOST_MINUTES = 24 * 60
FIRST_DAY = dt.date(1945, 1, 1)
LONG_AGO = 365  # days after which a day is worth a second look


@one_act()
def record_contact(
    *,
    by: User,
    grants: Grants,
    pairing: Pairing,
    values: dict[str, Any],
    follow_ups: Iterable[dict[str, Any]] = (),
) -> Contact:
    """Record what passed between the two sides, and in the same transaction what follows from it.

    `values` are fields of EDITABLE, with the text in at least one language; `follow_ups` are the values of
    `add_follow_up`, whose fields at fault are named with `follow_` before them. Raises NotAllowed, DomainError.
    """
    # One at a time in a pairing, so that each gets a number of its own.
    row = Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    if not may_edit_pairing(grants, row):
        raise NotAllowed
    check_open(row)
    contact = Contact(
        pairing=pairing,
        code=next_code("contact", Contact.objects.filter(pairing=row)),
        author=by,
        author_label=by.kept_name,
        created_at=clock.now(),
    )
    fill(contact, values, fields=EDITABLE)
    _check(contact, by)
    contact.save(by=by)
    write_audit(action=CONTACT_ADDED, record=contact, by=by, new=contact.on.isoformat())
    for follow_up in follow_ups:
        try:
            add_follow_up(by=by, pairing=pairing, values=follow_up, origin=contact)
        except DomainError as refused:
            if refused.field:
                refused.field = f"follow_{refused.field}"
            raise
    return contact


@one_act()
def edit_contact(*, by: User, grants: Grants, contact: Contact, version: int, changes: dict[str, Any]) -> Contact:
    """Change what is recorded of a contact. Raises StaleRecord, NotAllowed, AlreadyDone, DomainError."""
    row = _found(grants, contact, version)
    if row.withdrawn_at:
        raise DomainError(_("This contact is withdrawn. Bring it back before you change it."))
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    fill(row, changed, fields=EDITABLE)
    _check(row, by)
    row.save(by=by)
    write_audit(action=CONTACT_CHANGED, record=row, by=by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def withdraw_contact(*, by: User, grants: Grants, contact: Contact, version: int, reason: str) -> Contact:
    """Take back a contact that did not take place so; it stays with its reason. Raises as `edit_contact`."""
    row = _found(grants, contact, version)
    if row.withdrawn_at:
        raise AlreadyDone(_("This contact is withdrawn already."))
    check_reason(reason)
    row.withdrawn_at, row.withdrawn_reason = clock.now(), reason.strip()
    row.save(by=by)
    write_audit(action=CONTACT_WITHDRAWN, record=row, by=by, reason=reason)
    return row


@one_act()
def restore_contact(*, by: User, grants: Grants, contact: Contact, version: int) -> Contact:
    """Bring a withdrawn contact back as it was. Raises as `edit_contact`."""
    row = _found(grants, contact, version)
    if not row.withdrawn_at:
        raise AlreadyDone(_("This contact stands already."))
    row.withdrawn_at, row.withdrawn_reason = None, ""
    row.save(by=by)
    write_audit(action=CONTACT_RESTORED, record=row, by=by)
    return row


def is_long_ago(day: dt.date) -> bool:
    """Whether a day lies so far back that it may be a slip of the pen."""
    return (clock.today() - day).days > LONG_AGO


def _latest_day(pairing: Pairing, by: User) -> dt.date:
    """The latest day that it is anywhere that counts: at both partners' places, the person's own, and in Brussels."""
    zones = {"Europe/Brussels", by.time_zone}
    for _side, partner in pairing.partners:
        zones.update(place.city.time_zone for place in partner.places.all())
    return max(clock.now().astimezone(ZoneInfo(zone)).date() for zone in zones if zone)


def _found(grants: Grants, contact: Contact, version: int) -> Contact:
    """The row under a lock, if it may be changed; whoever is not allowed hears that first."""
    if not may_edit_contact(grants, contact):
        raise NotAllowed
    row = lock(contact, version=version, is_done=lambda now: bool(now.withdrawn_at) is not bool(contact.withdrawn_at))
    row.pairing = contact.pairing
    check_still_open(row.pairing_id)
    return row


def _check(row: Contact, by: User) -> None:
    if row.kind not in ContactKind.values:
        raise DomainError(_("Say what kind of contact it was."), field="kind")
    if row.side not in ("", *Side.values):
        raise DomainError(_("Choose who got in touch."), field="side")
    _check_day(row, by)
    _check_time(row)
    if not (row.what_en or row.what_ko):
        raise DomainError(_("Write what was said, in one language at least."), field="what")
    for name in ("what_en", "what_ko"):
        if (length := len(getattr(row, name))) > MOST_LETTERS:
            raise DomainError(
                _("This is too long: %(length)s characters, at most %(most)s. Attach the rest as a document.")
                % {"length": length, "most": MOST_LETTERS},
                field=name,
            )
    check_length("who", row.who, Contact._meta.get_field("who").max_length or 0)
    if row.project is not None and row.project.pairing_id != row.pairing_id:
        raise DomainError(_("The project belongs to another pairing."), field="project")


def _check_day(row: Contact, by: User) -> None:
    if not row.on:
        raise DomainError(_("Say on which day it was."), field="on")
    if row.on > _latest_day(row.pairing, by):
        raise DomainError(_("This day is still to come. Record a contact once it has taken place."), field="on")
    if row.on < FIRST_DAY:
        raise DomainError(_("This day is too long ago. Check the year."), field="on")


def _check_time(row: Contact) -> None:
    """Hours belong to those who sat together at one; a start needs its zone, a length its start."""
    if row.kind not in AT_ONE_HOUR:
        row.starts_at = row.minutes = None
    if row.starts_at is None:
        row.minutes, row.time_zone = None, ""
        return
    if row.starts_at > clock.now():
        raise DomainError(_("This time is still to come. Record a contact once it has taken place."), field="at")
    if row.time_zone == "" or row.starts_at.astimezone(ZoneInfo(row.time_zone)).date() != row.on:
        raise DomainError(_("Say at which place the time is meant."), field="time_zone")
    if row.minutes is not None and not 0 < row.minutes <= MOST_MINUTES:
        raise DomainError(_("Give the length in minutes, at most %(most)s.") % {"most": MOST_MINUTES}, field="minutes")


def side_of_sender(pairing: Pairing, *, name: str, address: str) -> str:
    """The side of the coordinator with this address or name; empty where it is none, or works for both. Three queries.

    A name may stand in either order and in either script.
    """
    people = {key: sides for key, sides in people_of(pairing).items() if len(sides) == 1}
    wanted = " ".join(name.split()).casefold()
    for user in get_user_model().objects.filter(pk__in=people).order_by("pk"):
        names = {
            f"{user.given_name} {user.family_name}".strip().casefold(),
            f"{user.family_name} {user.given_name}".strip().casefold(),
            user.name_native.casefold(),
        }
        if (address and user.email == address) or (wanted and wanted in names):
            (side,) = people[user.pk]
            return side
    return ""


COMMENT_LETTERS = 5_000


@one_act()
def add_comment(*, by: User, grants: Grants, record: Pairing | Project, text: str) -> Comment:
    """Write a comment, for both sides and the staff to read; staff write for no side.

    Raises NotAllowed, or DomainError where the text is empty or too long, or the pairing is over.
    """
    pairing = record if isinstance(record, Pairing) else record.pairing
    if not may_edit_pairing(grants, pairing):
        raise NotAllowed
    check_still_open(pairing.pk)
    text = text.strip()
    if not text:
        raise DomainError(_("Write the comment first."), field="text")
    if len(text) > COMMENT_LETTERS:
        raise DomainError(
            _("This is too long: %(length)s characters, at most %(most)s.")
            % {"length": len(text), "most": COMMENT_LETTERS},
            field="text",
        )
    comment = Comment(
        pairing=pairing,
        record_type=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        side=side_of(grants, pairing),
        text=text,
        author=by,
        author_label=by.kept_name,
        at=clock.now(),
    )
    comment.save(by=by)
    # Without the words: what is withdrawn is erased, and the log never forgets.
    write_audit(action=COMMENT_ADDED, record=comment, by=by)
    return comment


@one_act()
def withdraw_comment(*, by: User, grants: Grants, comment: Comment) -> Comment:
    """Erase what the author wrote; who wrote when, and that it was withdrawn, stays.

    Nobody else changes a comment, so there is no version to compare. Raises NotAllowed, AlreadyDone, DomainError.
    """
    row = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    row.pairing = comment.pairing
    if not may_withdraw_comment(grants, row):
        raise NotAllowed
    if row.withdrawn_at:
        raise AlreadyDone(_("This comment is withdrawn already."))
    check_still_open(row.pairing_id)
    row.text, row.withdrawn_at = "", clock.now()
    row.save(by=by)
    write_audit(action=COMMENT_WITHDRAWN, record=row, by=by)
    return row
