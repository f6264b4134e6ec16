"""City updates: what is done to them, each act with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

UPDATE_BEGUN = "city-update-begun"
UPDATE_EDITED = "city-update-edited"
UPDATE_SUBMITTED = "city-update-submitted"
UPDATE_TAKEN_BACK = "city-update-taken-back"
UPDATE_RETURNED = "city-update-returned"
UPDATE_ACCEPTED = "city-update-accepted"
UPDATE_REMINDED = "city-update-reminded"

audit.register(UPDATE_BEGUN, _("Began to write the city update"))
audit.register(UPDATE_EDITED, _("Changed: %(fields)s"))
audit.register(UPDATE_SUBMITTED, _("Submitted the city update"))
audit.register(UPDATE_TAKEN_BACK, _("Took the submitted city update back"))
audit.register(UPDATE_RETURNED, _("Returned the city update to be completed"))
audit.register(UPDATE_ACCEPTED, _("Accepted the city update"))
audit.register(UPDATE_REMINDED, _("Reminded %(partners)s of the city update"), kind=audit.Kind.MAIL)
