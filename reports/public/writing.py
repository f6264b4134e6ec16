"""Writing the public results of a pairing, and each side's release and withdrawal of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act, write_audit
from partnerships.confirmations.services import (
    confirm,
    lock_confirmation,
    lock_text,
    request_confirmation,
    text_edited,
    withdraw,
)
from partnerships.enums import ConfirmationState
from partnerships.models import Confirmation, TextEdition
from partnerships.pairings.services import check_workable
from partnerships.rules.journey import may_edit_text, side_of
from partnerships.transitions import check_reason
from partnerships.translations.selectors import check_length
from reports.audit_actions import RESULTS_EDITED, RESULTS_WRITTEN
from reports.models import PublicResults
from reports.public.selectors import TEXTS, candidates

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing

LONGEST_SUMMARY, LONGEST_TITLE, LONGEST_TEXT = 5000, 300, 2000
MOST_ITEMS = 60
SUMMARIES = ("summary_en", "summary_ko")
# Who is reached by an address is a person, more often than not.
_MAIL = re.compile(r"(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")


def find_results(pairing: Pairing) -> PublicResults:
    """The results of a pairing; unsaved where nobody has begun them."""
    row = PublicResults.objects.filter(pairing=pairing).first()
    row = row or PublicResults.blank(pairing)
    row.pairing = pairing
    return row


@one_act()
def edit_results(
    *, by: User, grants: Grants, results: PublicResults, version: int, changes: Mapping[str, Any], reason: str = ""
) -> PublicResults:
    """Write the summary (`summary_en`, `summary_ko`) and the chosen records (`items`), in their order.

    What both sides had released is taken off where the text is another, and both are asked for the new edition.
    Raises StaleRecord, NotAllowed, AlreadyDone, DomainError (also where somebody else began them).
    """
    row = _lock(grants, results, version)
    changed = _changed(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    begun = row.pk is not None
    for name, value in changed.items():
        setattr(row, name, value)
    if not row.is_written and (not begun or TextEdition.objects.of(row).exists()):
        raise DomainError(_("Write a summary, or choose a record at least."), field="summary_en")
    row.save(by=by)
    if begun:
        write_audit(
            action=RESULTS_EDITED,
            record=row,
            by=by,
            reason=reason,
            fields=", ".join(sorted(changed)),
            edition=row.edition,
        )
    else:
        write_audit(action=RESULTS_WRITTEN, record=row, by=by)
    text_edited(by=by, record=row, reason=reason.strip())
    return row


def _lock(grants: Grants, results: PublicResults, version: int) -> PublicResults:
    row = lock_text(results, version=version)
    if not may_edit_text(grants, row):
        raise NotAllowed
    check_workable(row)
    return row


def _changed(row: PublicResults, changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in SUMMARIES:
        text = _plain(changes.get(name, getattr(row, name)))
        check_length(name, text, LONGEST_SUMMARY)
        _check_nobody(name, text)
        if text != getattr(row, name):
            found[name] = text
    if "items" in changes:
        items = _checked(row, changes["items"])
        if items != row.items:
            found["items"] = items
    return found


def _checked(row: PublicResults, given: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The items as they are kept. A record may be added while it can be released; one that is there already stays."""
    items = [_trimmed(item) for item in given]
    if len(items) > MOST_ITEMS:
        raise DomainError(_("These are too many results: at most %(most)s.") % {"most": MOST_ITEMS}, field="items")
    keys = [(item["kind"], item["code"]) for item in items]
    if len(set(keys)) != len(keys):
        raise DomainError(_("A record stands twice among the results."), field="items")
    known = {(item["kind"], item["code"]) for item in row.items}
    if set(keys) - known:
        known |= {(one.kind.value, one.code) for one in candidates(row.pairing)}
    if set(keys) - known:
        raise DomainError(
            _("This record cannot be released, or not yet. Choose among those that are listed."), field="items"
        )
    for item in items:
        _check_item(item)
    return items


def _check_item(item: Mapping[str, str]) -> None:
    if not (item["title_en"] or item["title_ko"]):
        raise DomainError(_("Say what each result is, in one language at least."), field="items")
    for name in TEXTS:
        check_length("items", item[name], LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT)
        _check_nobody("items", item[name])


def _check_nobody(field: str, text: str) -> None:
    if _MAIL.search(text):
        raise DomainError(_("Leave e-mail addresses out: public results name no person."), field=field)


def _trimmed(item: Mapping[str, Any]) -> dict[str, str]:
    return {
        "kind": str(item.get("kind") or ""),
        "code": str(item.get("code") or ""),
        **{name: _plain(item.get(name)) for name in TEXTS},
    }


def _plain(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").replace("\x00", "").strip()


@one_act()
def release_results(*, by: User, grants: Grants, results: PublicResults, version: int, edition: int) -> TextEdition:
    """Release an edition for the reader's side, and ask both sides for it where nobody has; staff ask alone.

    They are public once both sides released the same edition. Raises StaleRecord, NotAllowed, AlreadyDone where there
    is nothing left to do, DomainError where there is nothing to release or the text has changed since.
    """
    if results.pk is None:
        raise DomainError(_("Write the results first."))
    row, side = _lock(grants, results, version), side_of(grants, results.pairing)
    try:
        frozen = request_confirmation(by=by, text=row)
    except AlreadyDone:
        if not side:
            raise
        frozen = TextEdition.objects.of(row).get(edition=row.edition)
    if frozen.edition != edition:
        raise DomainError(
            _("The text has changed since: it is edition %(edition)s now. Read it, and act on that one.")
            % {"edition": frozen.edition}
        )
    check_unreleased(grants, row)
    if side:
        confirm(by=by, confirmation=lock_confirmation(frozen.confirmations.live().get(side=side)))
    return frozen


def check_unreleased(grants: Grants, results: PublicResults) -> None:
    """Refuse to release once more for the reader's side what it has released. Raises AlreadyDone."""
    if own_release(grants, results):
        raise AlreadyDone(_("Your side has released this edition already."))


def own_release(grants: Grants, results: PublicResults) -> Confirmation | None:
    """The word of the reader's side under the present edition, where it has released it."""
    side = side_of(grants, results.pairing)
    if not side or results.pk is None:
        return None
    rows = Confirmation.objects.live().filter(side=side, state=ConfirmationState.CONFIRMED)
    found: Confirmation | None = rows.filter(text__in=TextEdition.objects.as_it_is(results)).first()
    return found


@one_act()
def withdraw_results(*, by: User, grants: Grants, results: PublicResults, reason: str) -> None:
    """Take the release of the reader's side back: from this moment nothing of it is public.

    Raises NotAllowed, AlreadyDone where the side has not released it, DomainError without a reason.
    """
    if not side_of(grants, results.pairing):
        raise NotAllowed
    row = lock_text(results)
    word = own_release(grants, row)
    if word is None:
        raise AlreadyDone(_("Your side has not released this edition."))
    check_workable(row)
    check_reason(reason)
    withdraw(by=by, confirmation=lock_confirmation(word), reason=reason.strip())
