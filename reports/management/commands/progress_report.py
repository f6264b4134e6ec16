"""Writes the file of a progress report: the issued one, or a draft out of the records."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.pdf.rendering import PdfError
from core.texts import LANGUAGES
from partnerships.models import Pairing, Strand
from reports.enums import FileFormat
from reports.management.console import STDOUT, FileCommand, failure, find, listed, wrong_use
from reports.models import ProgressReport, ReportingPeriod
from reports.progress.models import OF_STRAND
from reports.progress.services import draft_of, file_row, is_as_issued, newest_issued, rebuilt_output, report_output


class Command(FileCommand):
    """`manage.py progress_report STRAND --period CODE --language ko --format pdf --output FILE`."""

    help = (
        "Write the file of a progress report: of the newest issued revision, else a draft out of the records. "
        "Exit status: 0 written, 1 the data or the disk failed, 2 wrong use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which report, how it is told, and where the file goes."""
        parser.add_argument("strand", help="the strand's code, such as eu-korea-2017")
        parser.add_argument("--period", metavar="CODE", help="the reporting period; needed where there are several")
        parser.add_argument("--pairing", metavar="CODE", help="the report of one pairing, instead of the strand's")
        parser.add_argument("--revision", metavar="N", type=int, help="this revision; without it the newest issued one")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="the language (%(default)s)")
        parser.add_argument("--format", choices=FileFormat.values, default="pdf", help="the format (%(default)s)")
        parser.add_argument(
            "--output", metavar="FILE", help="where it goes, - for standard output; else it gets its own name, here"
        )
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="make an issued file anew from the kept data; fails where its bytes are not those that were issued",
        )
        parser.add_argument("--force", action="store_true", help="overwrite the file")

    def make_file(self, options: dict[str, Any]) -> None:
        """Find the report, make the file, write it."""
        report, output = self._report(options), options["output"]
        if output is not None:
            self.check_place(output, force=options["force"], is_text=options["format"] == FileFormat.JSON)
        if options["rebuild"] and not report.is_issued:
            raise wrong_use(_("This report is not issued, so there is nothing to make again."))
        make = rebuilt_output if options["rebuild"] else report_output
        try:
            name, content = make(report, language=options["language"], file_format=options["format"])
        except (DomainError, PdfError) as refused:
            raise failure(str(refused)) from refused
        if output is None:
            output = name
            self.check_place(output, force=options["force"])
        self.write(output, lambda file: file.write(content))
        issued = file_row(report, options["language"], options["format"]) if report.is_issued else None
        if not report.is_issued:
            self.remark(_("No revision is issued: this is a draft made from the records, and says so on every page."))
        elif issued and not is_as_issued(issued, content):
            self.remark(_("The portal has changed since: the figures are the same, the file itself may differ."))
        elif not issued and options["verbosity"]:
            self.remark(_("This file was not kept when the report was issued; it is made from its kept data."))
        if output != STDOUT and options["verbosity"]:
            self.stdout.write(output)

    def _report(self, options: dict[str, Any]) -> ProgressReport:
        strand = self.find_strand(options["strand"])
        period, pairing = _period(strand, options["period"]), None
        if options["pairing"] not in (None, OF_STRAND):
            pairings = Pairing.objects.filter(strand=strand).with_names()
            words = _("There is no pairing %(code)s. Pairings of %(strand)s: %(known)s.")
            pairing = find(pairings, options["pairing"], words, strand=strand.code)
        if options["revision"] is None:
            return newest_issued(period, pairing) or draft_of(period, pairing)
        rows = ProgressReport.objects.filter(period=period, pairing=pairing).with_names()
        found: ProgressReport | None = rows.filter(revision=options["revision"]).first()
        if found is None:
            known = listed(str(number) for number in rows.order_by("revision").values_list("revision", flat=True))
            words = _("There is no revision %(number)s. Revisions: %(known)s.")
            raise wrong_use(words % {"number": options["revision"], "known": known})
        return found


def _period(strand: Strand, code: str | None) -> ReportingPeriod:
    """The period of this code; without one the only period that the strand has."""
    rows = ReportingPeriod.objects.filter(strand=strand).select_related("strand")
    if code is not None:
        words = _("There is no reporting period %(code)s. Periods of %(strand)s: %(known)s.")
        return find(rows, code, words, strand=strand.code)
    known = list(rows.in_order())
    if len(known) != 1:
        words = _("Name the reporting period with --period. Periods of %(strand)s: %(known)s.")
        raise wrong_use(words % {"strand": strand.code, "known": listed(row.code for row in known)})
    return known[0]
