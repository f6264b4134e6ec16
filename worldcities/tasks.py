"""What a worker (`manage.py db_worker`) does for the portal as a whole."""

from django.conf import settings
from django.core.management import CommandError, call_command
from django.tasks import task

from worldcities.timers import BACKUP, run_timer


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
