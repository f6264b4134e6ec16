"""Long work as its owner sees it: how far it is, its file, the list of all, and the archive of a strand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.access import Access
from core.acts import ActPage
from core.formats import format_number
from core.sent_files import send_kept
from partnerships.models import Strand
from partnerships.programmes.pages import InStrand, crumbs
from reports.enums import OPEN_EXPORT, ExportState
from reports.exports.archive.closing import CLOSING_ARCHIVE
from reports.exports.selectors import export_name
from reports.exports.services import ask_again, ask_export, has_expired, is_over, may_fetch, note_fetch, waits_for_owner
from reports.models import Export
from reports.rules import may_take_archive, may_view_export

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import FileResponse

    from core.access import Grants

ON_A_PAGE = 50


def _export_line(export: Export, grants: Grants, offered: Callable[[Grants, Export], bool]) -> dict[str, Any]:
    """An export as pages draw it; an expired one says so before the clock has deleted its file.

    `offered` says whether its file is.
    """
    state = ExportState.EXPIRED if has_expired(export) else ExportState(export.state)
    return {
        "row": export,
        "name": export_name(export),
        "state": state,
        "label": state.label,
        "is_open": export.state in OPEN_EXPORT,
        "steps": _steps_done(export),
        "file_url": reverse("reports:export-file", args=[export.key]) if offered(grants, export) else "",
        "again_url": reverse("reports:export-again", args=[export.key]) if is_over(export) else "",
    }


def _steps_done(export: Export) -> str:
    """How far the work is, in words; nothing while that is not known."""
    if export.state != ExportState.RUNNING or not export.total:
        return ""
    words = {"done": format_number(export.done), "total": format_number(export.total)}
    return _("%(done)s of %(total)s steps") % words


class OfExport(Access):
    """A page about one of the reader's own exports; nobody else's is found."""

    @cached_property
    def export(self) -> Export:
        """The export of the address, else 404."""
        rows = Export.objects.visible_to(self.grants).select_related("strand", "owner")
        return self.get_or_404(rows, key=self.kwargs["export"])


def _place() -> tuple[str, str]:
    return _("My exports"), reverse("reports:exports")


class ExportList(Access, TemplateView):
    """The reader's own exports, the newest first."""

    template_name = "reports/exports/export_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of them."""
        rows = Export.objects.visible_to(self.grants).select_related("strand").order_by("-asked_at", "-pk")
        page = Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page=page, lines=[_export_line(row, self.grants, waits_for_owner) for row in page], **kwargs
        )


class ExportPage(OfExport, TemplateView):
    """How far an export is; without scripts the page asks again by itself while the work goes on."""

    template_name = "reports/exports/export.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it; the key of its address is looked up, not shown."""
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The export as it stands."""
        line = _export_line(self.export, self.grants, may_fetch)
        return super().get_context_data(
            line=line,
            state_url=reverse("reports:export-state", args=[self.export.key]),
            crumbs=[_place(), (line["name"], "")],
            **kwargs,
        )


class ExportProgress(OfExport, View):
    """How far an export is, for the script of its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """State, and steps done of all."""
        export = self.export
        words = _steps_done(export)
        known = {"state": export.state, "done": export.done, "total": export.total if words else 0, "words": words}
        return JsonResponse(known)


class ExportFile(OfExport, View):
    """Hands the file to its owner; each download is in the log."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        """The file; 404 once it expired, or what it is made of is no longer the owner's to read."""
        export = self.export
        if not may_fetch(self.grants, export):
            raise Http404
        sent = send_kept(export.file, name=export.name, media_type=export.media_type)
        if request.method == "GET":
            note_fetch(by=request.user, grants=self.grants, export=export)  # type: ignore[arg-type]
        return sent


class ExportAgain(OfExport, ActPage):
    """Asks anew for what failed or expired."""

    title = gettext_lazy("Make the file again")
    submit_label = gettext_lazy("Make it again")
    rule: ClassVar[Any] = may_view_export
    asked: Export | None = None

    def get_record(self) -> Export:
        """One of the reader's own, else 404."""
        return self.export

    def get_form_kwargs(self) -> dict[str, Any]:
        """An export has no versions."""
        return {}

    def get_question(self) -> str:
        """What is made, from which records."""
        return _("“%(name)s” is made anew, from the records as they are now.") % {"name": export_name(self.export)}

    def get_done_url(self) -> str:
        """The page of what is made now."""
        return (self.asked or self.export).get_absolute_url()

    def act(self, form: Any) -> str:
        """Ask."""
        self.asked = ask_again(by=self.request.user, grants=self.grants, export=self.export)
        return _("The file is being made.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        here = [_place(), (export_name(self.export), self.export.get_absolute_url()), (str(self.title), "")]
        return super().get_context_data(crumbs=here, **kwargs)


class StrandArchive(ActPage, InStrand):
    """The whole strand as one ZIP file, made in the queue."""

    title = gettext_lazy("Closing archive")
    submit_label = gettext_lazy("Make the archive")
    question = gettext_lazy(
        "The strand as one ZIP file: its records as a pack, the issued reports with all files, the documents that "
        "both sides share, the histories, and the confirmed texts, with a table of contents and checksums."
    )
    rule: ClassVar[Any] = may_take_archive
    asked: Export | None = None

    def get_record(self) -> Strand:
        """The strand of the address, else 404."""
        return self.get_strand()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Nothing of the strand is changed."""
        return {}

    def get_consequences(self) -> list[str]:
        """What is not in it, and how one gets it."""
        return [
            _("Left out are documents and notes of one side alone, drafts, accounts, and what delegates told."),
            _("It is made in the background. Once it is ready, it stands among your tasks and your exports."),
        ]

    def get_done_url(self) -> str:
        """Where one sees how far it is."""
        return self.asked.get_absolute_url() if self.asked else self.record.get_absolute_url()

    def act(self, form: Any) -> str:
        """Ask for it."""
        self.asked = ask_export(
            by=self.request.user,
            grants=self.grants,
            strand=self.record,
            kind=CLOSING_ARCHIVE,
            parameters={},
            language=get_language() or "en",
        )
        return _("The archive is being made.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        strand = self.record
        return super().get_context_data(
            strand=strand, section="strand", crumbs=crumbs(strand, (str(self.title), "")), **kwargs
        )
