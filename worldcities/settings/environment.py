"""Where the settings come from: the folders of this installation, and its environment read by django-environ."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# true: read no .env file.
if not env.bool("IGNORE_ENV_FILE", default=False):
    environ.Env.read_env(BASE_DIR / ".env")

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


def together(*names: str) -> dict[str, str]:
    """Settings of which all are set, or none."""
    found = {name: str(env(name, default="")) for name in names}
    if any(found.values()) and not all(found.values()):
        message = f"Set all of these, or none: {', '.join(names)}"
        raise ImproperlyConfigured(message)
    return found


def shared_caches(url: str) -> dict[str, dict[str, object]]:
    """Both caches in one Redis: that of tries (0) is kept apart from that of pages (1), which is emptied whole."""
    if urlsplit(url).path.strip("/"):
        raise ImproperlyConfigured("REDIS_URL has no number of a database at its end: the portal takes 0 and 1.")
    waits = {"socket_connect_timeout": 2, "socket_timeout": 5}  # seconds
    return {
        name: {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": {"db": number, **waits},
        }
        for number, name in enumerate(("default", "pages"))
    }


def database(url: str) -> dict[str, object]:
    """A database setting from its URL, with what each engine needs to be safe and quick."""
    setting: dict[str, object] = dict(env.db_url_config(url))
    if "sqlite" in str(setting["ENGINE"]):
        setting["OPTIONS"] = {**SQLITE_OPTIONS, **dict(setting.get("OPTIONS") or {})}  # type: ignore[call-overload]
        # A file, not memory: browser tests read it from the server's threads.
        # Made from the models in a second: the migrations take half a minute here. `.ci/run` applies them once.
        setting["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3"), "MIGRATE": False}
        # Opening the file takes some milliseconds. Not for long: one that was put in its place is found.
        setting["CONN_MAX_AGE"] = 60
    else:
        # PostgreSQL would compile a union of many parts anew for each question: seconds for what takes milliseconds.
        # What is kept for a connection (core/flat_rows.py) it plans once: to plan the union takes as long as to ask it.
        # A pooler takes no such wish, and keeps nothing for a connection.
        asked = "-c jit=off -c plan_cache_mode=force_generic_plan"
        wishes = {} if setting.get("DISABLE_SERVER_SIDE_CURSORS") else {"options": asked}
        setting["OPTIONS"] = {**wishes, **dict(setting.get("OPTIONS") or {})}  # type: ignore[call-overload]
        setting["CONN_MAX_AGE"] = 600
        setting["CONN_HEALTH_CHECKS"] = True
        # A database that the migrations have made, of which test databases are copies: made once instead of for each.
        if template := env("TEST_DATABASE_TEMPLATE", default=""):
            setting["TEST"] = {"TEMPLATE": template, "MIGRATE": False}
    return setting
