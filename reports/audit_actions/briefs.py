"""Taking along the brief of a pairing, or its year, as the register of actions tells it."""

from django.utils.translation import gettext_lazy as _

from core import audit

BRIEF_SENT = "brief-sent"
YEAR_SENT = "pairing-year-sent"

audit.register(BRIEF_SENT, _("Downloaded the brief as %(format)s (%(language)s)"), kind=audit.Kind.LOOK)
audit.register(YEAR_SENT, _("Downloaded the year %(year)s as %(format)s (%(language)s)"), kind=audit.Kind.LOOK)
