"""`manage.py doctor`: tries each part of an installation and says what is ill and how to mend it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error

from worldcities.doctor import PARTS


class Command(BaseCommand):
    """Exit status 0 where all is well, else 1."""

    help = "Try settings, database, files, Redis, mail, queue, clock, space and timers."
    requires_system_checks = ()  # they are one of the parts

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each part, and two for each fault."""
        del args, options
        ill = 0
        for part in PARTS:
            name = part.__name__.replace("_", " ")
            try:
                faults = list(part())
            except Error as trouble:
                faults = [(f"The database does not answer: {trouble}", "Start it; DATABASE_URL names it.")]
            self.stdout.write(f"{'ILL ' if faults else 'well'}  {name}")
            for fault, mend in faults:
                self.stdout.write(f"      {fault}\n      -> {mend}")
            ill += len(faults)
        if ill:
            sys.exit(1)
