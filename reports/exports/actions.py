"""What people ask of workers: a file once more, and the archive of a strand."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext as _, gettext_lazy

from core.actions import Action
from core.errors import AlreadyDone
from partnerships.enums import ADMINISTRATOR, AUTHORITY, OWN, STAFF
from partnerships.models import Strand
from reports.exports.packing import CLOSING_ARCHIVE
from reports.exports.services import ask_export
from reports.exports.work import export_name
from reports.models import Export


class AskExportAgain(Action):
    """Ask anew for what failed or expired. No record changes, and none has a version."""

    key = "export-again"
    asks_again = True
    on = Export
    allowed = frozenset({OWN})
    title = gettext_lazy("Make the file again")
    submit_label = gettext_lazy("Make it again")

    def perform(self) -> str:
        """Raises AlreadyDone where it waits or is ready, TooOften."""
        row = self.row
        if not row.is_over:
            raise AlreadyDone(_("The file is being made, or is ready."))
        asked = {name: getattr(row, name) for name in ("strand", "kind", "parameters", "language")}
        self.added = ask_export(by=self.by, grants=self.grants, **asked)
        return _("The file is being made.")

    @property
    def question(self) -> str:
        """What is made, from which records."""
        return _("“%(name)s” is made again, from the records as they are now.") % {"name": export_name(self.row)}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[tuple[str, str]]:
        here = (export_name(self.row), self.row.get_absolute_url())
        return [(_("My exports"), reverse("reports:exports")), here, (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        """It lies below no strand."""
        return {"strand": None}


class MakeArchive(Action):
    """Ask for the whole strand as one ZIP file, made in the queue."""

    key = "archive"
    asks_again = True
    on = Strand
    allowed = frozenset({STAFF, ADMINISTRATOR, AUTHORITY})
    title = gettext_lazy("Closing archive")
    submit_label = gettext_lazy("Make the archive")
    question = gettext_lazy(
        "The strand as one ZIP file: its records as a pack, the issued reports with all files, the documents that "
        "both sides share, the histories, and the confirmed texts, with a table of contents and checksums."
    )

    def perform(self) -> str:
        """Raises TooOften."""
        asked: dict[str, Any] = {"kind": CLOSING_ARCHIVE, "parameters": {}, "language": get_language() or "en"}
        self.added = ask_export(by=self.by, grants=self.grants, strand=self.row, **asked)
        return _("The archive is being made.")

    @property
    def actors(self) -> frozenset[str]:
        """Also the contracting authority, which it is for."""
        decides = self.row.pk in self.grants.authority
        return super().actors | frozenset({AUTHORITY} if decides else ())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_consequences(self) -> list[str]:
        """What is not in it, and how one gets it."""
        return [
            _("Not included: documents and notes of one side alone, drafts, accounts, and delegates' own details."),
            _("It is made in the background. Once it is ready, you find it among your tasks and exports."),
        ]

    def get_context(self) -> dict[str, Any]:
        return {"section": "strand"}
