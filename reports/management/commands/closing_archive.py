"""Writes a whole strand as one ZIP file."""

from __future__ import annotations

import tempfile
from typing import IO, Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.errors import DomainError
from partnerships.models import Strand
from reports.exports.archive.closing import write_archive
from reports.exports.archive.packing import Archive
from reports.management.console import STDOUT, FileCommand, copy_to, failure, listed, terminal_language, wrong_use


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

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, and say what is missing in it."""
        with override(terminal_language()):
            self._handle(options["strand"], options["file"], force=options["force"], verbosity=options["verbosity"])

    def _handle(self, code: str, output: str, *, force: bool, verbosity: int) -> None:
        strand = Strand.objects.filter(code=code).first()
        if strand is None:
            known = listed(Strand.objects.order_by("code").values_list("code", flat=True))
            raise wrong_use(_("There is no strand %(code)s. Strands: %(known)s.") % {"code": code, "known": known})
        self.check_place(output, force=force)
        found: list[Archive] = []
        # A ZIP is written to and fro; a pipe takes it in order.
        with tempfile.TemporaryFile() as whole:

            def fill(file: IO[bytes]) -> None:
                found.append(write_archive(strand, whole if output == STDOUT else file, self._progress(verbosity)))
                if output == STDOUT:
                    copy_to(file, whole)

            try:
                self.write(output, fill)
            except DomainError as refused:
                raise failure(str(refused)) from refused
        self._sentence(found[0], output, verbosity=verbosity)

    def _progress(self, verbosity: int) -> Any:
        def count(done: int, total: int) -> None:
            if verbosity > 1:
                self.remark(_("%(done)s of %(total)s steps") % {"done": done, "total": total})

        return count

    def _sentence(self, written: Archive, output: str, *, verbosity: int) -> None:
        for problem in written.problems:
            self.remark(str(problem))
        if written.problems:
            words = ngettext(
                "The archive is written, but %(count)s file is missing or damaged.",
                "The archive is written, but %(count)s files are missing or damaged.",
                len(written.problems),
            )
            raise failure(words % {"count": len(written.problems)})
        if output != STDOUT and verbosity:
            words = ngettext("%(path)s: %(count)s file.", "%(path)s: %(count)s files.", written.files)
            self.stdout.write(words % {"path": output, "count": written.files})
