"""The minutes of an event for one pairing: begun from the agenda, edited, objected to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import one_act, write_audit
from events.audit_actions import (
    MINUTES_EDITED,
    MINUTES_OBJECTED,
    MINUTES_OBJECTION_WITHDRAWN,
    MINUTES_WRITTEN,
)
from events.enums import WORKING_KINDS
from events.models import AgendaItem, Event, Minutes, MinutesObjection
from events.rules import may_edit_minutes, may_object_to_minutes, may_withdraw_objection
from events.visits.services import check_begun_anywhere, check_serves
from partnerships.confirmations.services import lock_text, text_edited
from partnerships.models import Pairing, TextEdition
from partnerships.pairings.services import check_open, check_still_open
from partnerships.people.selectors import read_people
from partnerships.rules.journey import side_of
from partnerships.tasks.selectors import other_side
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


LONGEST = 5000


@one_act()
def object_to_minutes(*, by: User, grants: Grants, minutes: Minutes, edition: int, text: str) -> MinutesObjection:
    """Object for the own side to the edition that was read; the other side gets a mail.

    The side's confirmation is another matter: it is given or withdrawn by itself.
    Raises NotAllowed, StaleRecord where the text is another edition by now, DomainError.
    """
    row = Minutes.objects.select_for_update(no_key=True).order_by("pk").get(pk=minutes.pk)
    row.event, row.pairing = minutes.event, Pairing.objects.with_names().get(pk=minutes.pairing_id)
    if not may_object_to_minutes(grants, row):
        raise NotAllowed
    check_open(row.pairing)
    if row.edition != edition:
        raise StaleRecord
    words = text.strip()
    if not words:
        raise DomainError(_("Write what you object to."), field="text")
    check_length("text", words, LONGEST)
    objection = MinutesObjection(
        minutes=row,
        edition=row.edition,
        side=side_of(grants, row.pairing),
        text=words,
        by=by,
        by_label=by.kept_name,
        at=clock.now(),
    )
    objection.save()
    write_audit(action=MINUTES_OBJECTED, record=row, by=by, edition=row.edition)
    _notify_other_side(objection, row, by)
    return objection


@one_act()
def withdraw_objection(*, by: User, grants: Grants, objection: MinutesObjection) -> MinutesObjection:
    """Take back an objection of the own side; it stays beside the text. Raises NotAllowed, AlreadyDone, DomainError."""
    minutes = objection.minutes
    if not may_withdraw_objection(grants, objection):
        raise NotAllowed
    row = MinutesObjection.objects.select_for_update(no_key=True).order_by("pk").get(pk=objection.pk)
    if row.withdrawn_at:
        raise AlreadyDone(_("This objection is withdrawn already."))
    check_still_open(minutes.pairing_id)
    row.withdrawn_at = clock.now()
    row.save()
    write_audit(action=MINUTES_OBJECTION_WITHDRAWN, record=minutes, by=by, edition=row.edition)
    return row


def _notify_other_side(objection: MinutesObjection, minutes: Minutes, by: User) -> None:
    pairing = minutes.pairing
    participation = getattr(pairing, f"{other_side(objection.side)}_id")
    for person in read_people([participation], clock.today()).of_side(participation):
        if person.pk == by.pk:
            continue
        queue_mail(
            to=person,
            kind=MailKind.OBJECTION,
            key=f"{MailKind.OBJECTION.value}:minutes:{objection.pk}:{person.pk}",
            template="minutes_objection",
            context={
                "pairing": pairing,
                # In the language of the mail that is being written.
                "event": lazy(lambda: minutes.event.title, str)(),
                "partner": lazy(lambda: dict(pairing.partners)[objection.side].name, str)(),
                "edition": objection.edition,
                "by": by.kept_name,
                "text": objection.text,
                "link": settings.BASE_URL + minutes.get_absolute_url(),
            },
        )


LONGEST_SUMMARY = 10_000
LONGEST_TITLE = 300
LONGEST_WORDS = 5000
MOST_ITEMS = 200
SUMMARIES = ("summary_en", "summary_ko")
WORDS = ("said_en", "said_ko", "decision_en", "decision_ko")


def find_minutes(event: Event, pairing: Pairing) -> Minutes:
    """The minutes of an event for a pairing; unsaved where nobody has begun them. They know both."""
    row = Minutes.objects.filter(event=event, pairing=pairing).first()
    row = row or Minutes(event=event, pairing=pairing, code=event.code)
    row.event, row.pairing = event, pairing
    return row


def items_to_write(minutes: Minutes) -> list[dict[str, Any]]:
    """What the minutes hold, then what stands on the agenda and is not in them yet, without words."""
    held = [dict(item) for item in minutes.items]
    known = {item.get("item") for item in held}
    rows = minutes.event.agenda.standing().filter(kind__in=WORKING_KINDS).exclude(pk__in=[key for key in known if key])
    return held + [_blank(row) for row in rows.in_order()]


@one_act()
def edit_minutes(
    *, by: User, grants: Grants, minutes: Minutes, version: int, changes: Mapping[str, Any], reason: str = ""
) -> Minutes:
    """Write the summary (`summary_en`, `summary_ko`) and the items, in their order; the first words begin the minutes.

    An item is an object as in the model; one without words is left out. What both sides had confirmed is void once the
    text is another, and both are asked again. Raises StaleRecord, NotAllowed, AlreadyDone, DomainError (also where
    somebody else began them).
    """
    row = _locked(minutes, version)
    if not may_edit_minutes(grants, row):
        raise NotAllowed
    check_open(row.pairing)
    begun = bool(row.pk)
    if not begun:
        check_serves(row.event, row.pairing)
        check_begun_anywhere(row.event)
    changed = _changed(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    for name, value in changed.items():
        setattr(row, name, value)
    if not row.is_written:
        _refuse_empty(row)
    row.save(by=by)
    if begun:
        write_audit(
            action=MINUTES_EDITED,
            record=row,
            by=by,
            reason=reason,
            fields=", ".join(sorted(changed)),
            edition=row.edition,
        )
    else:
        write_audit(action=MINUTES_WRITTEN, record=row, by=by)
    text_edited(by=by, record=row, reason=reason.strip())
    return row


def _locked(minutes: Minutes, version: int) -> Minutes:
    """The minutes under a lock; unsaved ones under that of their pairing, so that two people cannot begin them."""
    if minutes.pk:
        return lock_text(minutes, version=version)
    pairing = Pairing.objects.select_for_update(no_key=True).get(pk=minutes.pairing_id)
    if Minutes.objects.filter(event=minutes.event, pairing=pairing).exists():
        message = _("Someone else began these minutes meanwhile. Nothing was saved; open the page again.")
        raise DomainError(message)
    row = Minutes(event=minutes.event, code=minutes.event.code)
    row.pairing = Pairing.objects.with_names().get(pk=pairing.pk)
    return row


def _refuse_empty(row: Minutes) -> None:
    if row.pk and TextEdition.objects.of(row).exists():
        raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="summary_en")
    if not row.pk:
        raise DomainError(_("Write a summary, or what was said of one item at least."), field="summary_en")


def _changed(row: Minutes, changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in SUMMARIES:
        text = _plain(changes.get(name, getattr(row, name)))
        check_length(name, text, LONGEST_SUMMARY)
        if text != getattr(row, name):
            found[name] = text
    if "items" in changes:
        items = _checked_of_minutes(row, changes["items"])
        if items != row.items:
            found["items"] = items
    return found


def _checked_of_minutes(row: Minutes, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items as they are kept: trimmed, without empty ones, with the place that each had on the agenda at first.

    Where the agenda is put in another order later, the minutes are no other text.
    """
    rows = [_trimmed(item) for item in given]
    kept = [item for item in rows if any(item[name] for name in WORDS)]
    if len(kept) > MOST_ITEMS:
        raise DomainError(_("These are too many items: at most %(most)s.") % {"most": MOST_ITEMS}, field="items")
    positions = _positions(row.event, kept) | {item["item"]: item["position"] for item in row.items if item.get("item")}
    for item in kept:
        item["position"] = positions.get(item["item"], 0)
        _check_item(item)
    return kept


def _positions(event: Event, items: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    keys = [item["item"] for item in items if item["item"]]
    found = dict(AgendaItem.objects.filter(event=event, pk__in=keys).values_list("pk", "position"))
    if set(keys) - found.keys():
        raise DomainError(_("This item stands on the agenda of another event."), field="items")
    if len(set(keys)) != len(keys):
        raise DomainError(_("An item of the agenda stands twice in the minutes."), field="items")
    return found


def _check_item(item: Mapping[str, Any]) -> None:
    if not (item["title_en"] or item["title_ko"]):
        raise DomainError(_("Say what each item is about, in one language at least."), field="items")
    for name in Minutes.ITEM_TEXTS:
        check_length("items", item[name], LONGEST_TITLE if name.startswith("title") else LONGEST_WORDS)


def _trimmed(item: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: _plain(item.get(name)) for name in Minutes.ITEM_TEXTS}
    return {"item": int(item.get("item") or 0), "position": 0, **texts}


def _plain(text: Any) -> str:
    """Trimmed, with the ends of lines that a database keeps alike whichever browser sent them."""
    return str(text or "").replace("\r\n", "\n").strip()


def _blank(row: AgendaItem) -> dict[str, Any]:
    texts = dict.fromkeys(Minutes.ITEM_TEXTS, "") | {"title_en": row.title_en, "title_ko": row.title_ko}
    return {"item": row.pk, "position": row.position, **texts}
