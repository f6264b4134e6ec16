"""The mail that carries an invitation's link, in the language of the person invited."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.enums import Language, MailKind
from accounts.models import Mail
from accounts.services.mail import queue_mail

if TYPE_CHECKING:
    from partnerships.models import Invitation


def send_invitation(invitation: Invitation, token: str) -> None:
    """Queue the link, which goes out once the act is committed; each new link is a mail of its own."""
    language = invitation.language or Language.ENGLISH
    with translation.override(language):
        context = {
            "strand": str(invitation.strand),
            "programme": str(invitation.strand.programme),
            "role": invitation.get_role_display(),
            "partner": invitation.participation.partner.name if invitation.participation else "",
            "inviter": str(invitation.invited_by or ""),
            "link": settings.BASE_URL + reverse("partnerships:invitation", args=[token]),
            "expires_on": invitation.expires_at,
        }
    queue_mail(
        to=None,
        address=invitation.email,
        language=language,
        kind=MailKind.INVITATION,
        key=_key(invitation),
        template="invitation",
        context=context,
    )


def read_mail_states(invitations: Iterable[Invitation]) -> None:
    """Put on each invitation, as `mail`, the mail of its present link; None for one that came without."""
    rows = list(invitations)
    mails = Mail.objects.defer("text", "html").in_bulk([_key(row) for row in rows], field_name="key")
    for row in rows:
        row.mail = mails.get(_key(row))


def _key(invitation: Invitation) -> str:
    """Of the link, not of the invitation: sending it again makes another link."""
    return f"invitation:{invitation.pk}:{invitation.token_hash[:16]}"
