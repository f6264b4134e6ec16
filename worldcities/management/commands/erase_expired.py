"""Erases what delegates told of themselves once its time is over."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import add_today, clock_on
from core.kept import forget_pages
from events.delegates.services import erase_expired, last_day_of


class Command(BaseCommand):
    """`manage.py erase_expired [--today YYYY-MM-DD] [--days N] [--dry-run]`: safe to repeat."""

    help = (
        "Erase needs, journeys, emergency contacts, contacts on the day, links and addresses of delegates so many "
        "days after their event. Prints counts, never what was erased."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The day and the period, for rehearsals; and a run that erases nothing."""
        add_today(parser)
        parser.add_argument("--days", metavar="N", type=int, help="days after the event, instead of ERASE_DAYS")
        parser.add_argument("--dry-run", action="store_true", help="count, and erase nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say of how many events how many records went."""
        days = options["days"]
        if days is not None and days < 0:
            raise CommandError("--days is a number of days from 0.")
        with clock_on(options["today"]):
            done = erase_expired(days=days, dry_run=options["dry_run"])
        if not options["dry_run"]:
            forget_pages()
        for event, counts in done.items():
            if counts:
                self._line(f"{event.strand.code}/{event.code}", counts)
        for event in done:
            if last_day_of(event) is None:
                self.stdout.write(f"{event.strand.code}/{event.code}: no date is known, so no clock runs. Give it one.")
        self._line("Would be erased" if options["dry_run"] else "Erased", sum(done.values(), Counter()))

    def _line(self, name: str, counts: Any) -> None:
        words = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
        self.stdout.write(f"{name}: {words or 'nothing'}.")
