"""Development: the demonstration with DEBUG and reload."""

from worldcities.settings.demo import *  # noqa: F403 - a settings file is its base plus changes

DEBUG = True
STORAGES = STORAGES | {  # noqa: F405 - from the settings above
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
