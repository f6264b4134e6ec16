"""The command that turns every committed .po file into the .mo file which gettext reads."""

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

CATALOGUES = "*/LC_MESSAGES/*.po"


def _compile_catalogues(folders: list[Path], *, force: bool = False) -> list[Path]:
    """Compile the catalogues below ``folders`` whose .mo is missing or older; return what was written.

    gettext's own ``msgfmt`` is not on every laptop, so polib does it, and only .po files are committed.
    """
    written = []
    for source in sorted(path for folder in folders for path in folder.glob(CATALOGUES)):
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        try:
            polib.pofile(str(source), check_for_duplicates=True).save_as_mofile(str(target))
        except (OSError, ValueError) as fault:
            message = f"{source}: {fault}"
            raise CommandError(message) from fault
        written.append(target)
    return written


class Command(BaseCommand):
    """``manage.py compile_messages``: run by ``make``; safe to run at any time."""

    help = "Compile every locale/*/LC_MESSAGES/*.po, without needing gettext."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer ``--force``."""
        parser.add_argument("--force", action="store_true", help="compile also what is up to date")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Compile the catalogues of every folder in ``LOCALE_PATHS``."""
        written = _compile_catalogues([Path(folder) for folder in settings.LOCALE_PATHS], force=options["force"])
        for path in written:
            self.stdout.write(f"compiled {path}")
