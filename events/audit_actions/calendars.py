"""The acts on calendars that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

FEED_MADE = "calendar-feed-made"
FEED_REVOKED = "calendar-feed-revoked"

audit.register(FEED_MADE, _("Made an address of a calendar"))
audit.register(FEED_REVOKED, _("Revoked an address of a calendar"))
