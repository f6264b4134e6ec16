"""The shared ground as a Django app, and the administration that it opens."""

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models import ForeignKey, IntegerField
from django.db.models.expressions import Col
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.utils.translation import gettext_lazy as _
from simple_history.manager import HistoryManager


def _identity_of_column(column: Col) -> tuple[object, ...]:
    """What two equal columns of a query have alike; one of another class is another one, as Django has it."""
    return type(column), column.alias, column.target, column.output_field


class _OfKnownNumbers(In):
    """Of many numbers those that every database knows: Django passes over a longer one where it stands alone."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        """What to compare with; on nothing left Django asks nothing."""
        if self.rhs_is_direct_value():
            self.rhs = [one for one in self.rhs if not isinstance(one, int) or abs(one) < 2**63]
        return super().process_rhs(compiler, connection)


class _OfKnownRecords(_OfKnownNumbers, RelatedIn):
    pass


class CoreConfig(AppConfig):
    """Versioned records, periods, packs, pictures: what every other app stands on."""

    name = "core"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make Django quicker and safer where all of the portal needs it, and load the checks."""
        # simple-history makes this class anew for each save and each look at a history: a sixth of a save's time.
        HistoryManager.from_queryset = cache(HistoryManager.from_queryset)
        # An ordered query compares each column that it selects. Django reads the signature of the column's constructor
        # for that, for each column of each query: a twentieth of all the portal does.
        setattr(Col, "identity", property(_identity_of_column))  # noqa: B010
        IntegerField.register_lookup(_OfKnownNumbers)
        ForeignKey.register_lookup(_OfKnownRecords)
        import_module("core.checks")


class AdministrationConfig(admin_apps.AdminConfig):
    """Django admin with the portal's own site."""

    default = False
    default_site = "core.admin_site.AdministrationSite"
