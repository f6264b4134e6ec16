"""Write a strand's records as a pack."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from core.errors import DomainError
from core.pack.exporting import export_pack


class Command(BaseCommand):
    """``manage.py export_pack STRAND DESTINATION``."""

    help = "Write a strand as a pack: a folder of CSV files, or a workbook where the name ends in .xlsx."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the strand's code and where to write."""
        parser.add_argument("strand", help="the strand's code, such as eu-korea-2017")
        parser.add_argument("destination", type=Path, help="a folder, or a file that ends in .xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export and say how many rows each table has."""
        try:
            counts = export_pack(options["strand"], options["destination"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        for table, rows in counts.items():
            said = ngettext("%(table)s: %(rows)d row", "%(table)s: %(rows)d rows", rows)
            self.stdout.write(said % {"table": table, "rows": rows})
