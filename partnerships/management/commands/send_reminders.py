"""Queues the mails that are due by the clock, and tidies what mails and forms leave behind."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services.mail import sweep_mails
from core import clock
from partnerships.services.reminders import forget_old_forms, remind_of_deadlines, send_digests


class Command(BaseCommand):
    """`manage.py send_reminders [--today YYYY-MM-DD]`: safe to repeat, no notice is queued twice."""

    help = "Queue the reminders of deadlines and, on Mondays, the summaries. The last line ends with their count."

    def add_arguments(self, parser: CommandParser) -> None:
        """The day, for rehearsals."""
        parser.add_argument("--today", metavar="YYYY-MM-DD", help="stand on this day, at noon in Brussels")

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue, tidy, and say how many mails were queued."""
        with self._day(options["today"]):
            deadlines, digests = remind_of_deadlines(), send_digests()
        again = sweep_mails()
        forget_old_forms()
        self.stdout.write(f"Deadlines: {deadlines}. Monday summaries: {digests}. Earlier mails tried again: {again}.")
        self.stdout.write(f"Mails queued: {deadlines + digests}")

    def _day(self, text: str | None) -> Any:
        """The portal standing at noon of the day, which is the same date in Europe and in Korea."""
        if not text:
            return nullcontext()
        try:
            day = dt.date.fromisoformat(text)
        except ValueError as wrong:
            raise CommandError(f"{text} is no day. Write it like 2017-09-12.") from wrong
        return clock.standing_at(dt.datetime.combine(day, dt.time(12), clock.STRAND_ZONE))
