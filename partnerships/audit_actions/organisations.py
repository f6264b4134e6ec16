"""The acts on organisations that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

ORGANISATION_ADDED = "organisation-added"
ORGANISATION_EDITED = "organisation-edited"
ORGANISATION_TAKEN_UP = "organisation-taken-up"
ORGANISATION_MERGED = "organisation-merged"
ORGANISATION_REPLACED = "organisation-replaced"
audit.register(ORGANISATION_ADDED, _("Added an organisation to the directory of %(strand)s"))
audit.register(ORGANISATION_EDITED, _("Changed: %(fields)s"))
audit.register(ORGANISATION_TAKEN_UP, _("Took the organisation into the directory of %(strand)s"))
audit.register(ORGANISATION_MERGED, _("Merged %(other)s into it; links moved: %(links)s (%(moved)s)"))
audit.register(ORGANISATION_REPLACED, _("%(organisation)s stands where %(other)s stood, which was merged into it"))
