"""`manage.py backup FILE|FOLDER`: everything that the portal keeps but its settings, in one file."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from core.pooler import past_pooler
from worldcities.backups import make_backup, thin_out
from worldcities.tasks import BACKUP, note_run


class Command(BaseCommand):
    """Exit status 0, or 1 with what failed; the last line names the file."""

    help = (
        "Write the database and its files to one archive, encrypted where BACKUP_KEY is set; in a folder, old ones go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("target", type=Path, help="A new file, or a folder, where it is named after the moment.")

    def handle(self, *args: Any, target: Path, **options: Any) -> None:
        """Make it, then thin out the older ones."""
        del args, options
        if not target.parent.is_dir():
            raise CommandError(f"{target.parent} is no folder.")
        with past_pooler():
            written, manifest = make_backup(target)
        # Before an upgrade the new code makes a backup of the old tables, which know nothing of timers.
        with suppress(DatabaseError):
            note_run(BACKUP)
        for file in thin_out(target) if target.is_dir() else []:
            self.stdout.write(f"Deleted: {file}")
        rows, files = sum(manifest["rows"].values()), len(manifest["sums"]) - 1
        self.stdout.write(f"{rows} rows and {files} files, {written.stat().st_size} bytes: {written}")
