"""Why something is asked, where many forms ask it for the same reason."""

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.texts import in_two_languages

EITHER = lazy(lambda: str(_("One language is enough.")) if in_two_languages() else "", str)()
ONE_LANGUAGE = format_lazy("{} {}", _("Lists, mails and reports show it."), EITHER)
IN_PLACE_OF_A_SIDE = _("You act in place of a side. Both sides and the history show why.")
