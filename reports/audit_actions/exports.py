"""The acts on exports that the register of actions knows, each with its sentence."""

from django.utils.translation import gettext_lazy as _

from core import audit

EXPORT_FETCHED = "export-fetched"

audit.register(EXPORT_FETCHED, _("Downloaded a prepared file; bytes: %(size)s"), kind=audit.Kind.LOOK)
