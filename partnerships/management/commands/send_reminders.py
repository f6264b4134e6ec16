"""Queues the mails that are due by the clock, and tidies what mails and forms leave behind."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.mails.services import sweep_mails
from core.clock import add_today, clock_on
from partnerships.contacts.services import send_days_comments
from partnerships.tasks.services import forget_old_rows, remind_of_deadlines, send_digests


class Command(BaseCommand):
    """`manage.py send_reminders [--today YYYY-MM-DD]`: safe to repeat, no notice is queued twice."""

    help = (
        "Queue the reminders of deadlines, the comments of the day and, on Mondays, the summaries. "
        "The last line ends with their count."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, for rehearsals."""
        add_today(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue, tidy, and say how many mails were queued."""
        with clock_on(options["today"]):
            deadlines, digests, comments = remind_of_deadlines(), send_digests(), send_days_comments()
        again = sweep_mails()
        forget_old_rows()
        self.stdout.write(
            f"Deadlines: {deadlines}. Monday summaries: {digests}. Comments of the day: {comments}. "
            f"Earlier mails tried again: {again}."
        )
        self.stdout.write(f"Mails queued: {deadlines + digests + comments}")
