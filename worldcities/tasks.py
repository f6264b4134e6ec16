"""What runs by the clock, each hour and each day, and what a worker (`manage.py db_worker`) does for the portal."""

import datetime as dt
import logging

from django.conf import settings
from django.core.management import CommandError, call_command
from django.tasks import task
from django.utils import timezone

from core.models import TimerRun

logger = logging.getLogger(__name__)

TIMERS = {
    "hourly": (("send_reminders",), ("sweep_exports",)),
    "daily": (("prune_db_task_results", "--min-age-days=14"), ("clearsessions",), ("erase_expired",)),
}
BACKUP = "backup"
# After so long it is late: one that was missed may be made up for.
LATE_AFTER = {"hourly": dt.timedelta(hours=3), "daily": dt.timedelta(days=2), BACKUP: dt.timedelta(days=2)}


def run_timer(name: str) -> list[str]:
    """Carry out each command of a timer, whatever becomes of the others; the names of those that failed.

    Each is safe to repeat. What failed is in the log.
    """
    failed = []
    for command, *words in TIMERS[name]:
        try:
            call_command(command, *words)
        except (Exception, SystemExit):
            logger.exception("%s failed", command)
            failed.append(command)
    if not failed:
        note_run(name)
    return failed


def note_run(name: str) -> None:
    """Write down that a timer has just ended well."""
    TimerRun.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def late_timers() -> dict[str, dt.datetime | None]:
    """The timers that are late, with when they last ended well; None: never."""
    ran, now = dict(TimerRun.objects.values_list("name", "at")), timezone.now()
    return {name: ran.get(name) for name, after in LATE_AFTER.items() if name not in ran or now - ran[name] > after}


@task(priority=10)
def come_back() -> None:
    """Nothing: that it was done says that a worker runs."""


@task()
def run_now(timer: str) -> None:
    """What runs by the clock, because an administrator asked for it; raises CommandError, which the log keeps."""
    if timer == BACKUP:
        call_command("backup", settings.BACKUP_FOLDER)
    elif failed := run_timer(timer):
        raise CommandError(f"Failed: {', '.join(failed)}")
