"""The library's command, with a worker that outlives its database and other workers."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from core.worker import PatientWorker


class Command(db_worker.Command):
    """`manage.py db_worker`, with the options of the library."""

    # They ask the database, which may be locked or away when a worker starts.
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Work until told to end."""
        # The library makes its worker by this name, and offers no other way to give it another one.
        db_worker.Worker = PatientWorker  # type: ignore[misc]
        super().handle(**options)
