"""Writes a whole strand as one ZIP file."""

import shutil
import tempfile
from typing import IO, Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _, ngettext

from core.errors import DomainError
from reports.exports.packing import Archive, write_archive
from reports.management.console import STDOUT, FileCommand, failure


class Command(FileCommand):
    """`manage.py closing_archive STRAND FILE [--force]`."""

    help = (
        "Write a strand as one ZIP file: pack, issued reports, documents, histories, confirmed texts, a table of "
        "contents and checksums. Exit status: 0 whole, 1 something is missing or damaged, 2 wrong use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which strand, and where it goes."""
        parser.add_argument("strand", help="the strand's code, such as eu-korea-2017")
        parser.add_argument("file", help="where it goes; - is the standard output")
        parser.add_argument("--force", action="store_true", help="overwrite the file")

    def make_file(self, options: dict[str, Any]) -> None:
        """Write it, and say what is missing in it."""
        output, verbosity = options["file"], options["verbosity"]
        strand = self.find_strand(options["strand"])
        self.check_place(output, force=options["force"])
        archives: list[Archive] = []

        def progress(done: int, total: int) -> None:
            if verbosity > 1:
                self.remark(_("%(done)s of %(total)s steps") % {"done": done, "total": total})

        # A ZIP is written to and fro; a pipe takes it in order.
        with tempfile.TemporaryFile() as whole:

            def fill(file: IO[bytes]) -> None:
                archives.append(write_archive(strand, whole if output == STDOUT else file, progress))
                if output == STDOUT:
                    whole.seek(0)
                    shutil.copyfileobj(whole, file, 1 << 16)

            try:
                self.write(output, fill)
            except DomainError as refused:
                raise failure(str(refused)) from refused
        (archive,) = archives
        for problem in archive.problems:
            self.remark(str(problem))
        if count := len(archive.problems):
            words = ngettext(
                "The archive is written, but %(count)s file is missing or damaged.",
                "The archive is written, but %(count)s files are missing or damaged.",
                count,
            )
            raise failure(words % {"count": count})
        if output != STDOUT and verbosity:
            words = ngettext("%(path)s: %(count)s file.", "%(path)s: %(count)s files.", archive.files)
            self.stdout.write(words % {"path": output, "count": archive.files})
