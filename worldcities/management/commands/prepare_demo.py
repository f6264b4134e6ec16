"""Fills an empty demonstration, or builds it anew, and prints who can sign in to it."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from worldcities.demo.preparing import prepare, prepare_anew, set_aside_older
from worldcities.demo.story import accounts, known_password


class Command(BaseCommand):
    """`manage.py prepare_demo`: safe to repeat; it never changes what is there, unless it is asked to start anew."""

    help = "Load the real records, the accounts and an invented strand into an empty database, and list the accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """Two switches."""
        parser.add_argument(
            "--anew", action="store_true", help="Empty the whole database first: the story is told again from today."
        )
        parser.add_argument(
            "--migrate",
            action="store_true",
            help="Make the tables first. The file of a demonstration of another version is set aside.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then print the address and the accounts."""
        if not settings.DEMO:
            raise CommandError("Demonstration accounts exist only where the setting DEMO is on.")
        if options["migrate"]:
            if aside := set_aside_older():
                self.stdout.write(f"This demonstration is of another version: it is made anew. The old one is {aside}.")
            call_command("migrate", verbosity=0)
        if options["anew"]:
            prepare_anew()
        if options["anew"] or prepare():
            self.stdout.write("Loaded the real records of 2017-2018, and told an invented story up to today.")
        lines = accounts()
        self.stdout.write(f"\nWorld Cities: {settings.BASE_URL}\n\n")
        if not lines:
            self.stdout.write("The database holds records, but no demonstration accounts.")
            return
        wide = [max(len(text) for text in column) for column in zip(*lines, strict=True)]
        for email, name, what in lines:
            self.stdout.write(f"  {email:<{wide[0]}}  {name:<{wide[1]}}  {what}")
        password = known_password()
        self.stdout.write(
            f"\nPassword of every account: {password}\n"
            if password
            else "\nThe password is not known here. Start with DEMO_PASSWORD=... to set a new one.\n"
        )
