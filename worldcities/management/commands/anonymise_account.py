"""`manage.py anonymise_account NUMBER`: carry out what a person asked for on "My account"."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from core.errors import DomainError
from worldcities.personal_data import anonymise


class Command(BaseCommand):
    """As the role that owns the tables: the portal's own may not change the log."""

    help = "Make an ended account anonymous, in the log too. The number stands in the address of its page."

    def add_arguments(self, parser: CommandParser) -> None:
        """The account, by its number: an address would stay in the history of the shell."""
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, number: int, **options: Any) -> None:
        """Do it, or say why not."""
        try:
            person = anonymise(number)
        except get_user_model().DoesNotExist as missing:
            raise CommandError(f"There is no account {number}.") from missing
        except DomainError as refused:
            raise CommandError(str(refused)) from refused
        except ProgrammingError as refused:
            if "permission denied" not in str(refused):
                raise
            raise CommandError("Run it as the role that owns the tables: DATABASE_URL=… of the owner.") from refused
        self.stdout.write(f"Account {number} is now {person.kept_name}.")
