"""The project as a Django app: home page, search, demonstration."""

from django.apps import AppConfig


class WorldCitiesConfig(AppConfig):
    """What joins the apps: nothing imports it."""

    name = "worldcities"
