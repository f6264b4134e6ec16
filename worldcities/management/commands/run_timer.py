"""`manage.py run_timer hourly|daily`: what an installation needs done by the clock."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from worldcities.tasks import TIMERS, run_timer


class Command(BaseCommand):
    """Exit status 0, or 1 where something failed, which the log explains."""

    help = "Send reminders and sweep what was left (hourly); forget old sessions, tasks and details (daily)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which."""
        parser.add_argument("name", choices=TIMERS)

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Run it."""
        del args, options
        if failed := run_timer(name):
            raise CommandError(f"Failed: {', '.join(failed)}")
