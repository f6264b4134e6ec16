"""The text of a record locked, checked and frozen when its confirmation is asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from core.models import lock
from partnerships.confirmations.models.canonical_text import canonical_text
from partnerships.models import Pairing, TextEdition

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Confirmed


def lock_text[Text: Confirmed](text: Text, *, version: int) -> Text:
    """The text as it stands now, locked until the transaction ends, with its pairing read afresh.

    A text that nobody has written yet is given back unsaved; its pairing is locked, so that two
    people cannot begin it at once. Raises StaleRecord where it is no longer `version`, and DomainError
    where another has begun it: there is no version to compare with.
    """
    if text.pk is None:
        pairing = Pairing.objects.select_for_update(no_key=True).get(pk=text.pairing_id)
        if type(text)._base_manager.filter(pairing=pairing).exists():
            raise DomainError(_("Someone else began this text meanwhile. Nothing was saved; open the page again."))
        row = type(text).blank(pairing)
    else:
        row = lock(text, version=version)  # type: ignore[type-var]
    row.pairing = Pairing.objects.with_names().get(pk=row.pairing_id)
    return row


def check_written(text: Confirmed) -> None:
    """Refuse to ask for the confirmation of a text that is not there yet. Raises DomainError."""
    if words := text.missing_words():
        raise DomainError(words)
    check_asks(text)


def check_asks(text: Confirmed) -> None:
    """Refuse to confirm what is settled, or what nobody is asked for any more. Raises DomainError."""
    if words := text.unasked_words():
        raise DomainError(words)


def freeze(*, by: User | None, text: Confirmed) -> TextEdition:
    """The frozen edition of a locked text; made now where this edition has none yet.

    What the text takes along from other records is taken first, by which its edition may rise.
    """
    found: TextEdition | None = TextEdition.objects.as_it_stands(text).first()
    if found is None:
        taken = text.taken_along()
        if any(getattr(text, name) != value for name, value in taken.items()):
            for name, value in taken.items():
                setattr(text, name, value)
            text.save(by=by)
        body = text.frozen_body()
        pairing = text.pairing
        canonical = canonical_text(
            kind=text.text_slug, pairing=f"{pairing.strand.code}/{pairing.code}", edition=text.edition, body=body
        )
        found = TextEdition(
            content_type=ContentType.objects.get_for_model(text),
            object_id=text.pk,
            slug=text.text_slug,
            edition=text.edition,
            body=body,
            canonical=canonical,
            sha256=hashlib.sha256(canonical.encode()).hexdigest(),
            requested_by=by,
            requested_by_label=by.kept_name if by else "",
            requested_at=clock.now(),
        )
        found.pairing = pairing
        found.save()
    found.pairing = text.pairing
    return found
