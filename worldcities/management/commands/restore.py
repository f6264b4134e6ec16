"""`manage.py restore FILE`: a portal from its backup, into an empty database."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core.pooler import past_pooler
from worldcities.backups import restore_backup


class Command(BaseCommand):
    """Exit status 0, or 1 with what failed; the portal is served only afterwards."""

    help = "Restore the database and the files of a backup, and erase again what was erased since."
    requires_system_checks = ()  # some ask for tables, which this brings
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and what opens it."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, help="The file with the secret key of age, for an encrypted one.")
        parser.add_argument(
            "--ledger",
            type=Path,
            default=settings.ERASURE_LEDGER,
            help="The list of erasures at a person's wish; without it the one of the settings.",
        )

    def handle(self, *args: Any, file: Path, identity: Path | None, ledger: Path, **options: Any) -> None:
        """Restore, and say what came back."""
        del args, options
        with past_pooler():
            manifest = restore_backup(file, identity=identity, ledger=Path(ledger))
        rows, files = sum(manifest["rows"].values()), len(manifest["sums"]) - 1
        self.stdout.write(f"Restored: {rows} rows and {files} files of {manifest['made_at']}.")
