"""The mail that carries an invitation's link, in the language of the person invited."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from partnerships.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link once the act is committed.

    A mail server that fails undoes nothing: it is logged, the invitation waits for a resend, and
    this instance says so in `mail_failed`.
    """
    transaction.on_commit(partial(_try_to_send, invitation, token), robust=True)


def _try_to_send(invitation: Invitation, token: str) -> None:
    try:
        _send(invitation, token)
    except OSError:  # what smtplib and sockets raise
        invitation.mail_failed = True
        logger.exception("The mail of invitation %s was not taken by the mail server", invitation.pk)


def _send(invitation: Invitation, token: str) -> None:
    with translation.override(invitation.language or settings.LANGUAGE_CODE):
        strand = str(invitation.strand)
        text = render_to_string(
            "mail/invitation.txt",
            {
                "invitation": invitation,
                "strand": strand,
                "programme": invitation.strand.programme,
                "role": invitation.get_role_display(),
                "partner": invitation.participation.partner.name if invitation.participation else "",
                "inviter": str(invitation.invited_by or ""),
                "link": settings.BASE_URL + reverse("partnerships:invitation", args=[token]),
                "expires_on": invitation.expires_at,
            },
        )
        subject = _("Invitation to %(programme)s: %(strand)s") % {
            "programme": invitation.strand.programme,
            "strand": strand,
        }
    send_mail(" ".join(subject.split()), text, None, [invitation.email])
