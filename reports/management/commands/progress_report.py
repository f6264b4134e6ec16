"""Writes the file of a progress report: the issued one, or a draft out of the records."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.pdf.rendering import PdfError
from core.texts import LANGUAGES
from partnerships.models import Pairing
from reports.enums import FileFormat
from reports.management.console import STDOUT, FileCommand, failure, find
from reports.models import ProgressReport, ReportingPeriod
from reports.progress.models import OF_STRAND
from reports.progress.services import draft_of, newest_issued, report_output


class Command(FileCommand):
    """`manage.py progress_report STRAND --period CODE --language ko --format pdf --output FILE`."""

    help = (
        "Write the file of a progress report: of the newest issued revision, else a draft out of the records. "
        "Exit status: 0 written, 1 the data or the disk failed, 2 wrong use."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which report, how it is told, and where the file goes."""
        parser.add_argument("strand", help="the strand's code, such as eu-korea-2017")
        parser.add_argument("--period", metavar="CODE", required=True, help="the reporting period")
        parser.add_argument("--pairing", metavar="CODE", help="the report of one pairing, instead of the strand's")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="the language (%(default)s)")
        parser.add_argument("--format", choices=FileFormat.values, default="pdf", help="the format (%(default)s)")
        parser.add_argument("--output", metavar="FILE", required=True, help="where it goes, - for standard output")
        parser.add_argument("--force", action="store_true", help="overwrite the file")

    def make_file(self, options: dict[str, Any]) -> None:
        """Find the report, make the file, write it."""
        report, output = self._report(options), options["output"]
        self.check_place(output, force=options["force"])
        try:
            _name, content = report_output(report, language=options["language"], file_format=options["format"])
        except (DomainError, PdfError) as refused:
            raise failure(str(refused)) from refused
        self.write(output, lambda file: file.write(content))
        if not report.is_issued:
            self.remark(_("No revision is issued: this is a draft made from the records, and says so on every page."))
        if output != STDOUT and options["verbosity"]:
            self.stdout.write(output)

    def _report(self, options: dict[str, Any]) -> ProgressReport:
        strand = self.find_strand(options["strand"])
        periods, pairing = ReportingPeriod.objects.filter(strand=strand).select_related("strand"), None
        words = _("There is no reporting period %(code)s. Periods of %(strand)s: %(known)s.")
        period = find(periods, options["period"], words, strand=strand.code)
        if options["pairing"] not in (None, OF_STRAND):
            pairings = Pairing.objects.filter(strand=strand).with_names()
            words = _("There is no pairing %(code)s. Pairings of %(strand)s: %(known)s.")
            pairing = find(pairings, options["pairing"], words, strand=strand.code)
        return newest_issued(period, pairing) or draft_of(period, pairing)
