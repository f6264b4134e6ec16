"""Lets the only administrator in again, whose device is lost and whom no other administrator can help."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.sign_in.services import remove_steps
from core.errors import DomainError


class Command(BaseCommand):
    """`manage.py remove_second_step EMAIL`: removes the passkeys, app and recovery codes of one account."""

    help = "Remove the second step of an account whose device is lost. It is logged, and the person gets a mail."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, and say so."""
        person = get_user_model().objects.filter(email=options["email"].strip().lower()).first()
        if person is None:
            message = f"No account has the address {options['email']}."
            raise CommandError(message)
        try:
            remove_steps(by=None, person=person, reason="manage.py remove_second_step")
        except DomainError as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The second step of {person.email} is removed.")
