"""Puts mails that the mail server has refused for good back into the queue, once the server is mended."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.mails.services import retry_refused


class Command(BaseCommand):
    """`manage.py retry_mails`: the last line ends with the count of mails that are queued again."""

    help = "Queue mails again that were given up because the mail server refused them."

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue them and say how many they are."""
        self.stdout.write(f"Mails queued again: {retry_refused()}")
