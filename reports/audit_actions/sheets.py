"""Taking along a sheet to hang on a wall, as the register of actions tells it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import audit

SHEET_SENT = "sheet-sent"
PICTURES = {"timeline": pgettext_lazy("sheet to print", "Timeline"), "map": pgettext_lazy("sheet to print", "Map")}

audit.register(
    SHEET_SENT,
    _("Downloaded a sheet to print: %(picture)s, %(paper)s (%(language)s)"),
    {"picture": PICTURES},
    kind=audit.Kind.LOOK,
)
