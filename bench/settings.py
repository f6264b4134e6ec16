"""Production's settings for a bench on this machine, which gives the rest by environment."""

from worldcities.settings.environment import VAR_DIR, env
from worldcities.settings.prod import *  # noqa: F403 - a settings file is its base plus changes

MIDDLEWARE = ["bench.counting.QueriesMiddleware", *MIDDLEWARE]  # noqa: F405
# As `bench/people.py` sends them, to the floor too.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"
if not env.bool("REAL_QUEUE", default=False):
    # What a worker would make is made in the request that asks for it, so that it can be timed.
    TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
if env.bool("PLAIN_STATIC", default=False):
    # What nobody looks at need not be collected.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT = VAR_DIR / "bench" / "static"
MEDIA_ROOT = VAR_DIR / "bench" / "media"
# Of the demonstration's accounts, to whom nobody signs in by it.
DEMO_PASSWORD = "unused"
