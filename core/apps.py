"""The shared ground as a Django app, and the administration that it opens."""

from functools import cache
from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager


class CoreConfig(AppConfig):
    """Versioned records, periods, packs, pictures: what every other app stands on."""

    name = "core"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks."""
        # simple-history makes this class anew for each save and each look at a history: a sixth of a save's time.
        HistoryManager.from_queryset = cache(HistoryManager.from_queryset)
        import_module("core.checks")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django admin with the portal's own site."""

    default = False
    default_site = "core.admin_site.AdministrationSite"
