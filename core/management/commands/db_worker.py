"""`manage.py db_worker`: the library's worker of the queue, which here outlives its database and other workers.

A worker gives a sign of life on the task that it works on. A task without one for a minute is begun again by whoever
is there, `MOST_RUNS` times in all; it learns by `context.attempt` that it was begun before.
"""

import datetime as dt
import logging
import sys
import threading
import time
from types import FrameType
from typing import Any

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connections, transaction
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

SIGN_EVERY = 15  # seconds
GONE_AFTER = dt.timedelta(seconds=60)
MOST_RUNS = 3
# Seconds until the database is asked again.
PAUSE = 5
# What Django raises where the database is locked or away.
TROUBLE = (OperationalError, InterfaceError)
# What is no fault of a task, as its row names it: this, and a worker that was told to end and could wait no longer.
_BROKEN_OFF = {f"{kind.__module__}.{kind.__qualname__}" for kind in (*TROUBLE, SystemExit)}


class PatientWorker(db_worker.Worker):
    """The library's worker, which ends at the first word of the database that it did not expect."""

    _busy_with: Any = None

    def run(self) -> None:
        """Work until it is told to end, whatever the database does; a batch ends with what it meets."""
        ended = threading.Event()
        beside = threading.Thread(target=self._give_signs, args=(ended,), daemon=True)
        beside.start()
        try:
            while self.running:
                try:
                    take_up_left(own=self.worker_id)
                    super().run()
                except TROUBLE as trouble:
                    if self.batch:
                        raise
                    logger.warning("The database is locked or away; the worker asks again: %s", trouble)
                    connections.close_all()
                    time.sleep(PAUSE)
                else:
                    return
        finally:
            ended.set()
            beside.join(SIGN_EVERY)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End when told to, also in the midst of a line of the log: there the library fails over its own line."""
        try:
            super().shutdown(signum, frame)
        except RuntimeError:
            self.running = False
            if not self.running_task:
                sys.exit(0)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run one; what was broken off is begun again."""
        self._busy_with = db_task_result.pk
        try:
            super().run_task(db_task_result)
        finally:
            self._busy_with = None
        if db_task_result.exception_class_path in _BROKEN_OFF:
            _begin_again(db_task_result)

    def _give_signs(self, ended: threading.Event) -> None:
        """Beside the work: say that this worker lives, and look whether the others do."""
        while not ended.wait(SIGN_EVERY):
            try:
                close_old_connections()
                if self._busy_with is not None:
                    self._give_sign(self._busy_with)
                take_up_left()
            except Error as trouble:
                logger.warning("The worker could not give a sign of life: %s", trouble)
        connections.close_all()

    @transaction.atomic
    def _give_sign(self, key: Any) -> None:
        row = DBTaskResult.objects.running().select_for_update().filter(pk=key).first()
        if row is not None and row.worker_ids[-1] == self.worker_id:
            row.started_at = timezone.now()
            row.save(update_fields=["started_at"])


def take_up_left(*, own: str = "") -> None:
    """Let begin again what dead workers left, and what the idle worker `own` was taken from by the database."""
    for found in DBTaskResult.objects.running():
        if not _is_left(found, own):
            continue
        with transaction.atomic():
            row = DBTaskResult.objects.running().select_for_update().filter(pk=found.pk).first()
            if row is not None and _is_left(row, own):
                _begin_again(row)


def _is_left(row: DBTaskResult, own: str) -> bool:
    return row.started_at < timezone.now() - GONE_AFTER or row.worker_ids[-1:] == [own]


def _begin_again(row: DBTaskResult) -> None:
    """Put it back into the queue, unless it took several workers with it."""
    runs = len(row.worker_ids)
    if runs < MOST_RUNS:
        row.status = TaskResultStatus.READY
        row.save(update_fields=["status"])
        logger.warning("Task %s (%s) was broken off at run %s, and is begun again", row.pk, row.task_path, runs)
        return
    if row.status == TaskResultStatus.RUNNING:
        row.set_failed(RuntimeError("Its workers are gone."))
    logger.error("Task %s (%s) was broken off %s times, and is given up", row.pk, row.task_path, runs)


class Command(db_worker.Command):
    """`manage.py db_worker`, with the options of the library."""

    # They ask the database, which may be locked or away when a worker starts.
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Work until told to end."""
        # The library makes its worker by this name, and offers no other way to give it another one.
        db_worker.Worker = PatientWorker  # type: ignore[misc]
        super().handle(**options)
