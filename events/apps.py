"""Meetings and missions as a Django app."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Events, agendas, delegations, visit notes, minutes, trip reports."""

    name = "events"
    verbose_name = _("Meetings and missions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Load the actions of all nouns: the log has its sentences from them."""
        for module in sorted(Path(self.path).glob("*/*actions.py")):
            import_module(f"{self.name}.{module.parent.name}.{module.stem}")
