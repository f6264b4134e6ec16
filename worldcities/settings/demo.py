"""The demonstration on one machine: what `make run` and a bare `manage.py` use."""

import datetime as dt
import secrets

from django.core.exceptions import ImproperlyConfigured

from worldcities.settings.base import *  # noqa: F403 - a settings file is its base plus changes
from worldcities.settings.environment import VAR_DIR, database, env


def _kept_secret() -> str:
    """A key made once for this folder, so that sessions survive a restart."""
    file = VAR_DIR / "secret-key"
    if not file.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return file.read_text(encoding="ascii")


DEMO = True
# Of the accounts of the demonstration; without it a random one is made and printed. Production refuses it.
DEMO_PASSWORD = env("DEMO_PASSWORD", default="")
SECRET_KEY = env("SECRET_KEY", default="") or _kept_secret()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Of `make run` and `make dev`.
PORT = env.int("PORT", default=8000)
BASE_URL = env("BASE_URL", default=f"http://127.0.0.1:{PORT}")
# The day on which the portal is taken to be, such as 2018-03-15, with a banner on every page. Production refuses it.
_day = env("PORTAL_TODAY", default="")
try:
    PORTAL_TODAY = dt.date.fromisoformat(_day) if _day else None
except ValueError as wrong:
    _message = f"PORTAL_TODAY is no day: {_day}. Write it like 2017-09-12."
    raise ImproperlyConfigured(_message) from wrong
DATABASES = {"default": database(env("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/portal.sqlite3"))}
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
    }
}
