"""Long work as its owner sees it: how far it is, its file, and the list of all."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.access import Access, Grants
from core.errors import TooOften
from core.middleware import too_often
from core.sent_files import LeftToWorker, send_kept
from reports.enums import OPEN_EXPORT, ExportState
from reports.exports.parts import ask_page_file
from reports.exports.services import may_fetch, note_fetch, waits_for_owner
from reports.exports.work import export_name
from reports.models import Export

ON_A_PAGE = 50


class LongWorkMiddleware(MiddlewareMixin):
    """Turns the file that a view leaves to a worker into an export, and leads to the page that shows how far it is."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Ask for the file in the reader's name; every other exception is not for here."""
        if not isinstance(exception, LeftToWorker):
            return None
        try:
            return redirect(ask_page_file(request, exception).get_absolute_url())
        except TooOften as refused:
            return too_often(request, refused)


def _export_line(export: Export, grants: Grants, offered: Callable[[Grants, Export], bool]) -> dict[str, Any]:
    """An export as pages draw it; an expired one says so before the clock has deleted its file.

    `offered` says whether its file is.
    """
    state = ExportState.EXPIRED if export.has_expired else ExportState(export.state)
    return {
        "row": export,
        "name": export_name(export),
        "state": state,
        "label": state.label,
        "is_open": export.state in OPEN_EXPORT,
        "file_url": reverse("reports:export-file", args=[export.key]) if offered(grants, export) else "",
        "again_url": reverse("reports:export-again", args=[export.key]) if export.is_over else "",
    }


class OfExport(Access):
    """A page about one of the reader's own exports; nobody else's is found."""

    @cached_property
    def export(self) -> Export:
        """The export of the address, else 404."""
        return self.get_or_404(Export.objects.visible_to(self.grants).with_names(), key=self.kwargs["export"])


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
            crumbs=[(_("My exports"), reverse("reports:exports")), (line["name"], "")],
            **kwargs,
        )


class ExportProgress(OfExport, View):
    """How far an export is, for the script of its page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """State, and steps done of all."""
        row, words = self.export, self.export.steps_done
        total = row.total if words else 0
        return JsonResponse({"state": row.state, "done": row.done, "total": total, "words": words})


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
