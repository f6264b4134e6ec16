"""Fills an empty demonstration and prints who can sign in to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from worldcities import demo


class Command(BaseCommand):
    """`manage.py prepare_demo`: safe to repeat; it never changes what is there."""

    help = "Load the real records and demonstration accounts into an empty database, and list the accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then print the address and the accounts."""
        if not settings.DEMO:
            raise CommandError("Demonstration accounts exist only where the setting DEMO is on.")
        if demo.prepare():
            self.stdout.write("Loaded the real records of 2017-2018.")
        lines = demo.accounts()
        self.stdout.write(f"\nWorld Cities: {settings.BASE_URL}\n\n")
        if not lines:
            self.stdout.write("The database holds records, but no demonstration accounts.")
            return
        wide = [
            max(len(text) for text in column) for column in zip(*((one.email, one.name) for one in lines), strict=True)
        ]
        for one in lines:
            self.stdout.write(f"  {one.email:<{wide[0]}}  {one.name:<{wide[1]}}  {one.what}")
        password = demo.known_password()
        self.stdout.write(
            f"\nPassword of every account: {password}\n"
            if password
            else "\nThe password is not known here. Start with DEMO_PASSWORD=... to set a new one.\n"
        )
