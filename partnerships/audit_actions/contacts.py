"""The acts on contacts and comments, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

CONTACT_ADDED = "contact-added"
CONTACT_CHANGED = "contact-changed"
CONTACT_WITHDRAWN = "contact-withdrawn"
CONTACT_RESTORED = "contact-restored"
COMMENT_ADDED = "comment-added"
COMMENT_WITHDRAWN = "comment-withdrawn"

audit.register(CONTACT_ADDED, _("Recorded a contact of %(new)s"))
audit.register(CONTACT_CHANGED, _("Changed a contact: %(fields)s"))
audit.register(CONTACT_WITHDRAWN, _("Withdrew a contact"))
audit.register(CONTACT_RESTORED, _("Brought a withdrawn contact back"))
audit.register(COMMENT_ADDED, _("Wrote a comment"))
audit.register(COMMENT_WITHDRAWN, _("Withdrew a comment"))
