"""Taking along the brief of a pairing, as the register of actions tells it."""

from django.utils.translation import gettext_lazy as _

from core import audit

BRIEF_SENT = "brief-sent"

audit.register(BRIEF_SENT, _("Downloaded the brief as %(format)s (%(language)s)"), kind=audit.Kind.LOOK)
