"""The acts on accounts and mails that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import AccountChange, MailKind
from core import audit

ACCESS_ENDED = "access-ended"
ACCESS_GIVEN = "access-given"
ACCOUNT_ERASED = "account-erased"
ERASURE_ASKED = "erasure-asked"
ERASURE_WITHDRAWN = "erasure-withdrawn"
OWN_DATA_TAKEN = "own-data-taken"
MAIL_SENT_AGAIN = "mail-sent-again"
PASSWORD_CHANGED = "password-changed"  # noqa: S105
PASSWORD_RESET = "password-reset"  # noqa: S105
SESSIONS_ENDED = "sessions-ended"
SESSION_RAN_OUT = "session-ran-out"
SIGN_IN_CLOSED = "sign-in-closed"
SIGN_IN_FAILED = "sign-in-failed"
SIGN_IN_STOPPED = "sign-in-stopped"
RESET_STOPPED = "reset-stopped"
SIGNED_IN = "signed-in"
SIGNED_OUT = "signed-out"
SIGN_IN_CHANGED = "sign-in-changed"
STEPS_REMOVED = "steps-removed"

audit.register(ACCESS_ENDED, _("Ended the access of %(person)s"))
audit.register(ACCESS_GIVEN, _("Gave %(person)s access again"))
audit.register(ACCOUNT_ERASED, _("Made the account anonymous"))
audit.register(ERASURE_ASKED, _("Asked for the erasure of the own data"))
audit.register(ERASURE_WITHDRAWN, _("Withdrew the request for erasure"))
audit.register(OWN_DATA_TAKEN, _("Took a copy of the own data"), kind=audit.Kind.LOOK)
audit.register(
    MAIL_SENT_AGAIN, _("Sent a mail again: %(kind)s"), {"kind": dict(MailKind.choices)}, kind=audit.Kind.MAIL
)

# Who came and went. About the account that was tried; where nobody has the address, about none.

audit.register(PASSWORD_CHANGED, _("Changed the own password"), kind=audit.Kind.SIGN_IN)
audit.register(PASSWORD_RESET, _("Chose a new password by the link of a mail"), kind=audit.Kind.SIGN_IN)
audit.register(RESET_STOPPED, _("Asked for a new password too often, and was stopped"), kind=audit.Kind.SIGN_IN)
audit.register(SESSIONS_ENDED, _("Signed out in all other browsers"), kind=audit.Kind.SIGN_IN)
audit.register(SESSION_RAN_OUT, _("Was signed out, because some time had passed"), kind=audit.Kind.SIGN_IN)
audit.register(SIGN_IN_CLOSED, _("The password was right, but the account is closed"), kind=audit.Kind.SIGN_IN)
audit.register(SIGN_IN_FAILED, _("The password or the e-mail address was wrong"), kind=audit.Kind.SIGN_IN)
audit.register(SIGN_IN_STOPPED, _("Too many wrong passwords: the sign-in was stopped"), kind=audit.Kind.SIGN_IN)
audit.register(SIGNED_IN, _("Signed in"), kind=audit.Kind.SIGN_IN)
audit.register(SIGNED_OUT, _("Signed out"), kind=audit.Kind.SIGN_IN)
audit.register(
    SIGN_IN_CHANGED,
    _("Changed the own sign-in: %(change)s"),
    {"change": dict(AccountChange.choices)},
    kind=audit.Kind.SIGN_IN,
)
audit.register(STEPS_REMOVED, _("Removed the second step of %(person)s"), kind=audit.Kind.SIGN_IN)
