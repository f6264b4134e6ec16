"""The good practice behind an offer: write it, edit it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import lock, one_act, write_audit
from partnerships.audit_actions.interests import PRACTICE_EDITED, PRACTICE_WRITTEN
from partnerships.enums import InterestKind
from partnerships.models import GoodPractice, Interest
from partnerships.rules import may_edit_interest
from partnerships.services.written import check_either_language, check_length, check_sources, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

TEXTS = tuple(f"{name}_{language}" for name in GoodPractice.BILINGUAL for language in ("en", "ko"))
FIELDS = frozenset({*TEXTS, "contact", "source"})
LONGEST_TITLE, LONGEST_CONTACT, LONGEST_TEXT = 200, 300, 5000


@one_act()
def add_practice(*, by: User, grants: Grants, interest: Interest, values: dict[str, Any]) -> GoodPractice:
    """Write the worked example behind an offer: title in at least one language, and what is known of the rest.

    Raises NotAllowed, AlreadyDone where another wrote it meanwhile, or DomainError with the field at fault.
    """
    offer = Interest.objects.select_for_update(no_key=True).order_by("pk").get(pk=interest.pk)
    offer.participation = interest.participation
    _check(grants, offer)
    if GoodPractice.objects.filter(interest=offer).exists():
        raise AlreadyDone(_("Somebody else has written it meanwhile. Nothing was overwritten; edit it instead."))
    row = GoodPractice(interest=interest)
    _fill(row, values)
    row.save(by=by)
    _audit(PRACTICE_WRITTEN, row, by)
    return row


@one_act()
def edit_practice(
    *, by: User, grants: Grants, practice: GoodPractice, version: int, changes: dict[str, Any]
) -> GoodPractice:
    """Change the sheet. Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where nothing differs."""
    row = lock(practice, version=version)
    row.interest = practice.interest
    _check(grants, row.interest)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill(row, changed)
    row.save(by=by)
    _audit(PRACTICE_EDITED, row, by, fields=", ".join(sorted(changed)))
    return row


def _check(grants: Grants, offer: Interest) -> None:
    if not may_edit_interest(grants, offer):
        raise NotAllowed
    if offer.kind != InterestKind.OFFER:
        raise DomainError(_("A good practice stands behind an offer, not behind a need."))


def _fill(row: GoodPractice, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    check_either_language(row, "title")
    for name in (*TEXTS, "contact"):
        most = LONGEST_TITLE if name.startswith("title") else LONGEST_CONTACT if name == "contact" else LONGEST_TEXT
        check_length(name, getattr(row, name), most)
    check_sources(row.source)


def _audit(action: str, row: GoodPractice, by: User, **parameters: Any) -> None:
    write_audit(action=action, by=by, record=row, **parameters)
