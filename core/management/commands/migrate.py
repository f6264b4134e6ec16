"""`manage.py migrate`: Django's own, one at a time."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.state import ModelState, ProjectState

from core.pooler import past_pooler

LOCK = 7_214_600_114  # a number of our own among the advisory locks of PostgreSQL


@contextmanager
def alone(connection: Any, waits: Callable[[], Any]) -> Iterator[None]:
    """Let nobody else migrate that database meanwhile; call `waits` once where somebody does, then wait.

    PostgreSQL holds the lock for the session, SQLite in a file beside its own. Either ends with its process.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                waits()
                cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    elif connection.is_in_memory_db():
        yield
    else:
        with Path(f"{connection.settings_dict['NAME']}.migrate-lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waits()
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


@contextmanager
def models_alone() -> Iterator[None]:
    """Make only the class of a model that a migration adds, or gives a column, not those of all models around it.

    Django makes them too, so that they know who leads to them; but each class learns that when another is made, and
    before a model is there, nothing can lead to it. Of a column that leads nowhere only its own table knows; before
    code of ours runs, Django makes all classes anew (`is_delayed`). It is two thirds of the time of a first `migrate`.
    """

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        if "apps" in self.__dict__:
            self.apps.render_multiple([model_state])

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        if not delay:
            reload_around(self, app_label, model_name)
        elif "apps" in self.__dict__:
            self.is_delayed = True
            key = app_label, model_name.lower()
            self.apps.unregister_model(*key)
            self.apps.render_multiple([self.models[key]])

    add_around, reload_around = ProjectState.add_model, ProjectState.reload_model
    ProjectState.add_model, ProjectState.reload_model = add_model, reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model, ProjectState.reload_model = add_around, reload_around  # type: ignore[method-assign]


class Command(migrate.Command):
    """A second one waits for the first, and then finds its work done."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Without the checks of the database: what it lacks is what this brings."""
        return super().get_check_kwargs(options) | {"databases": None}

    def execute(self, *args: Any, **options: Any) -> Any:
        """As Django does, alone, checks included: one of them asks for a database that the first holds."""
        waits = partial(self.stderr.write, "Waits for another migrate to end.")
        with past_pooler(), alone(connections[options["database"]], waits), models_alone():
            return super().execute(*args, **options)
