"""The acts on documents. Of what one side keeps for itself the log says that it changed, and no list shows it."""

from django.utils.translation import gettext_lazy as _

from core import audit

DOCUMENT_ADDED = "document-added"
DOCUMENT_CHANGED = "document-changed"
DOCUMENT_VERSION_ADDED = "document-version-added"
DOCUMENT_WITHDRAWN = "document-withdrawn"
DOCUMENT_RESTORED = "document-restored"
OWN_SIDE_CHANGED = "own-side-changed"

audit.register(OWN_SIDE_CHANGED, _("Changed what one side keeps for itself"), kind=audit.Kind.OWN)
audit.register(DOCUMENT_ADDED, _("Added a document"))
audit.register(DOCUMENT_CHANGED, _("Changed a document: %(fields)s"))
audit.register(DOCUMENT_VERSION_ADDED, _("Added version %(number)s of a document"))
audit.register(DOCUMENT_WITHDRAWN, _("Withdrew a document"))
audit.register(DOCUMENT_RESTORED, _("Brought a document back"))
