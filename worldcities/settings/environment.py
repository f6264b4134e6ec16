"""Where the settings come from: the folders of this installation, and its environment read by django-environ."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
if not env.bool("IGNORE_ENV_FILE", default=False):
    environ.Env.read_env(BASE_DIR / ".env")

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
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
        asked = "-c jit=off -c plan_cache_mode=force_generic_plan"
        setting["OPTIONS"] = {"options": asked, **dict(setting.get("OPTIONS") or {})}  # type: ignore[call-overload]
        setting["CONN_MAX_AGE"] = 600
        setting["CONN_HEALTH_CHECKS"] = True
        # A database that the migrations have made: test databases are copies of it, instead of making them once each.
        if template := env("TEST_DATABASE_TEMPLATE", default=""):
            setting["TEST"] = {"TEMPLATE": template, "MIGRATE": False}
    return setting
