"""The acts on texts in two languages that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

TRANSLATION_KEPT = "translation-kept"
audit.register(TRANSLATION_KEPT, _("Kept texts beside the other language, which was edited later: %(fields)s"))
