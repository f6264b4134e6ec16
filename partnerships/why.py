"""Why something is asked, where many forms ask it for the same reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ONE_LANGUAGE = _("Lists, mails and reports show it. One language suffices; the other can be added later.")
IN_PLACE_OF_A_SIDE = _("You act in place of a side. Both sides and the history show why.")
