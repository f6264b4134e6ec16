"""The project as a Django app: home page, search, demonstration."""

from importlib import import_module

from django.apps import AppConfig

from core.parts import hold


class WorldCitiesConfig(AppConfig):
    """What joins the apps: nothing imports it."""

    name = "worldcities"

    def ready(self) -> None:
        """Give all pages what the nouns offer them."""
        hold(import_module("worldcities.parts").PARTS)
