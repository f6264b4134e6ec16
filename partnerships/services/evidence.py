"""What stands behind a level, a result or a value: a web address, and a document that both sides see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.enums import Audience
from partnerships.models import Document
from partnerships.models.project_progress import WEB
from partnerships.rules import may_view_document
from partnerships.services.written import check_length

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing

LONGEST_LINK = 1000


def check_link(link: str) -> None:
    """Refuse what is no web address. Raises DomainError on `evidence_url`; no link at all is none to check."""
    if not link:
        return
    try:
        WEB(link)
    except ValidationError:
        message = _("Give a web address that begins with https:// or http://.")
        raise DomainError(message, field="evidence_url") from None
    check_length("evidence_url", link, LONGEST_LINK)


def check_document(*, grants: Grants, pairing: Pairing | None, document: Document | None) -> None:
    """Refuse a document that is not the pairing's, that one side alone sees, or that was withdrawn.

    The record of a whole strand has no pairing, hence no document. Raises DomainError on `document`.
    """
    if document is None:
        return
    # Held, so that its side does not make it its own meanwhile.
    document = Document.objects.select_for_update(no_key=True).order_by("pk").get(pk=document.pk)
    if pairing is None or document.pairing_id != pairing.pk or not may_view_document(grants, document):
        raise DomainError(_("Choose a document of this pairing."), field="document")
    if document.audience == Audience.OWN_SIDE:
        raise DomainError(
            _("One side alone sees this document. Let the pairing see it before it serves as evidence."),
            field="document",
        )
    if document.withdrawn_at is not None:
        raise DomainError(_("This document was withdrawn."), field="document")
