"""The acts on accounts and mails that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import MailKind, SignInChange
from core import audit

ACCESS_ENDED = "access-ended"
ACCESS_GIVEN = "access-given"
MAIL_SENT_AGAIN = "mail-sent-again"
SIGNED_IN = "signed-in"
SIGN_IN_CHANGED = "sign-in-changed"
STEPS_REMOVED = "steps-removed"

audit.register(ACCESS_ENDED, _("Ended the access of %(person)s"))
audit.register(ACCESS_GIVEN, _("Gave %(person)s access again"))
audit.register(
    MAIL_SENT_AGAIN, _("Sent a mail again: %(kind)s"), {"kind": dict(MailKind.choices)}, kind=audit.Kind.MAIL
)
audit.register(SIGNED_IN, _("Signed in"), kind=audit.Kind.SIGN_IN)
audit.register(
    SIGN_IN_CHANGED,
    _("Changed the own sign-in: %(change)s"),
    {"change": dict(SignInChange.choices)},
    kind=audit.Kind.SIGN_IN,
)
audit.register(STEPS_REMOVED, _("Removed the second step of %(person)s"), kind=audit.Kind.SIGN_IN)
