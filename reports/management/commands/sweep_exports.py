"""Deletes files of long work and cells of imports whose time is over, and looks after work that its worker left."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.exports.services import sweep_exports
from reports.imports.services import sweep_imports


class Command(BaseCommand):
    """`manage.py sweep_exports`: safe to repeat."""

    help = "Delete prepared files whose time is over, and take up or give up work that its worker left."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say how much there was."""
        del args, options
        deleted, again, given_up = sweep_exports()
        sweep_imports()
        self.stdout.write(f"Deleted: {deleted}. Taken up again: {again}. Given up: {given_up}.")
