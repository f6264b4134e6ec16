"""Tests: quick passwords, plain static files, mail kept in memory and sent at once, SQLite unless told otherwise."""

from worldcities.settings.base import *  # noqa: F403 - a settings file is its base plus changes
from worldcities.settings.environment import VAR_DIR, database, env

DEMO = True
SECRET_KEY = "only-for-tests"  # noqa: S105 - not a secret
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
VAR_DIR.mkdir(parents=True, exist_ok=True)
METRICS_TOKEN = "only-for-tests"  # noqa: S105 - not a secret
DATABASES = {"default": database(env("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/unused.sqlite3"))}
# A page that asks again is tried by its own tests; elsewhere a browser stays signed in for as long as a run takes.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 86_400
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "documents": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Tests write rows past the counters by which pages are kept; those of `core/kept.py` keep them.
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
