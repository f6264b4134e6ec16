"""Meetings and missions as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Events, agendas, delegations, visit notes, minutes, trip reports."""

    name = "events"
    verbose_name = _("Meetings and missions")
    default_auto_field = "django.db.models.BigAutoField"
