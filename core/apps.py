"""The shared ground as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Versioned records, periods, packs, pictures: what every other app stands on."""

    name = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Find every app's contributions."""
        autodiscover_modules("contributions")
