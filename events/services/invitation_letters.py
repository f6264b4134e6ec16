"""Letters of invitation: set as PDF, numbered in their event, kept as they were issued."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Max
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import lock, one_act
from core.pdf.coverage import missing_characters
from core.stored_files import stored
from events.audit_actions.details import LETTER_ISSUED
from events.enums import ACCEPTED_DELEGATE, EventStatus
from events.models import Delegate, InvitationLetter
from events.rules import may_issue_letter
from events.services.event_locks import lock_event
from events.services.event_places import check_works
from events.services.identity_numbers import check_no_identity_numbers
from events.services.letter_pages import LetterWords, letter_pdf
from events.services.nominations import tell_of_delegate
from partnerships.services.written import check_length

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from core.access import Grants
    from events.models import Event

# What whoever issues a letter writes, with the most characters of each.
WRITTEN = {"signatory": 120, "signatory_function": 200, "costs": 600, "further": 1500}


@one_act()
def issue_letter(
    *, by: User, grants: Grants, delegate: Delegate, version: int, language: str, words: Mapping[str, str]
) -> InvitationLetter:
    """Issue a letter in `en` or `ko`: the next number of the event, its file kept. A second one gets a new number.

    `words` holds texts of WRITTEN. Called inside `files_of_act()`. Raises NotAllowed, StaleRecord; DomainError where
    the place is not accepted, the event is cancelled or only read, a text is missing or looks like an identity number,
    or a name has a character that a PDF cannot show.
    """
    # The event first, as everybody who nominates: of two letters at once the second gets the next number.
    event = lock_event(delegate.delegation.event)
    row = lock(delegate, version=version)
    if not may_issue_letter(grants, row):
        raise NotAllowed
    check_works(event)
    _check(row, event, words)
    number = (InvitationLetter.objects.filter(event=event).aggregate(most=Max("number"))["most"] or 0) + 1
    written = f"{event.code}/{number}"
    now = clock.now()
    content = letter_pdf(
        delegate=row, event=event, number=written, language=language, words=LetterWords(**_trimmed(words)), at=now
    )
    letter = InvitationLetter(
        delegate=row,
        event=event,
        number=number,
        strand_number=written,
        language=language,
        sha256=hashlib.sha256(content).hexdigest(),
        by=by,
        by_label=by.kept_name,
        at=now,
    )
    # A name that cannot be guessed: the files of all letters lie in one folder.
    letter.file.save(f"{uuid4().hex}.pdf", ContentFile(content), save=False)
    stored(letter.file.storage, letter.file.name or "")
    letter.save()
    tell_of_delegate(LETTER_ISSUED, row, by, number=written)
    return letter


def letters_of(delegate: Delegate) -> list[InvitationLetter]:
    """The letters that were issued to a delegate, the newest first."""
    return list(InvitationLetter.objects.filter(delegate=delegate).select_related("by").order_by("-number"))


def refusal_of(delegate: Delegate, event: Event) -> str:
    """Why no letter can be issued now, in words; nothing where one can."""
    if event.status == EventStatus.CANCELLED:
        return _("The event is cancelled.")
    if delegate.status not in ACCEPTED_DELEGATE:
        return _("A letter is issued to whoever has an accepted place. Accept the nomination first.")
    return ""


def _check(delegate: Delegate, event: Event, words: Mapping[str, str]) -> None:
    if refused := refusal_of(delegate, event):
        raise DomainError(refused)
    for field, most in WRITTEN.items():
        check_length(field, words.get(field, "").strip(), most)
    if not words.get("signatory", "").strip():
        raise DomainError(_("Write who signs the letter."), field="signatory")
    check_no_identity_numbers(words)
    _check_letters({"": f"{delegate.full_name} {delegate.name_native} {delegate.function}", **words})


def _check_letters(texts: Mapping[str, str]) -> None:
    """A letter shows each character of a name, or is not issued: a box in its place would make it worthless."""
    for field, text in texts.items():
        if missing := missing_characters(text):
            raise DomainError(
                _("The letter cannot show these characters: %(missing)s. Write them in another way.")
                % {"missing": " ".join(missing)},
                field=field or None,
            )


def _trimmed(words: Mapping[str, str]) -> dict[str, str]:
    return {field: words.get(field, "").strip() for field in WRITTEN}
