"""The shared ground as a Django app, and the administration that it opens."""

from functools import cache
from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.expressions import Col
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager


def _identity_of_column(column: Col) -> tuple[object, ...]:
    """What two equal columns of a query have alike; one of another class is another one, as Django has it."""
    return type(column), column.alias, column.target, column.output_field


class CoreConfig(AppConfig):
    """Versioned records, periods, packs, pictures: what every other app stands on."""

    name = "core"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the checks."""
        # simple-history makes this class anew for each save and each look at a history: a sixth of a save's time.
        HistoryManager.from_queryset = cache(HistoryManager.from_queryset)
        # An ordered query compares each column that it selects. Django reads the signature of the column's constructor
        # for that, for each column of each query: a twentieth of all the portal does.
        setattr(Col, "identity", property(_identity_of_column))  # noqa: B010
        import_module("core.checks")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django admin with the portal's own site."""

    default = False
    default_site = "core.admin_site.AdministrationSite"
