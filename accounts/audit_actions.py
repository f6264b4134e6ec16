"""The acts on mails that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import MailKind
from core import audit

MAIL_SENT_AGAIN = "mail-sent-again"

audit.register(MAIL_SENT_AGAIN, _("Sent a mail again: %(kind)s"), {"kind": dict(MailKind.choices)})
