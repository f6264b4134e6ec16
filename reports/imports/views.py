"""The pages of imports: what is imported, what would become of each row, how far a long one is; templates."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View

from core.access import Access, Grants
from core.action_views import ActPage
from core.sent_files import XLSX, send_file
from partnerships.history.services import log_export
from partnerships.models import Strand
from reports.enums import ImportState
from reports.imports.actions import MendForm, StartForm, UndoImport, read_cells
from reports.imports.checking import ADDED, CHANGED, LEFT
from reports.imports.kinds import KINDS, PACK, SheetKind
from reports.imports.services import begin_import, read_found, read_in_worker, template_file
from reports.imports.work import summary_of
from reports.models import Import
from reports.rules import may_import

ON_A_PAGE = 100
MOST_FAULTS = 200
MOST_LISTED = 20
FATES: dict[str, Any] = {
    ADDED: pgettext_lazy("row of an import", "Added"),
    CHANGED: pgettext_lazy("row of an import", "Changed"),
    LEFT: pgettext_lazy("row of an import", "Left as it is"),
}


def _own_strands(grants: Grants) -> list[Strand]:
    rows = Strand.objects.newest_first()
    return list(rows if grants.is_administrator else rows.filter(pk__in=grants.staff))


class ImportList(ActPage):
    """A sheet is chosen here; below it, what the reader has imported, and the templates."""

    template_name = "reports/imports/import_list.html"
    form_class = StartForm
    title = gettext_lazy("Import")
    submit_label = gettext_lazy("Look at the rows")

    def get_record(self) -> None:
        return None

    def require(self, row: Any) -> None:
        del row
        if not may_import(self.grants):
            raise PermissionDenied

    @cached_property
    def strands(self) -> list[Strand]:
        """Those into which the reader may import."""
        return _own_strands(self.grants)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"strands": self.strands}

    def act(self, form: Any) -> str:
        """Keep the sheet, to be looked at."""
        data = form.cleaned_data
        strand, file = form.strands.get(data.get("strand", "")), data["file"]
        sheets = read_cells(file, data.get("cells", ""), data["kind"], strand)
        facts = {"kind": data["kind"], "name": file.name if file else "", "sheets": sheets}
        self.begun = begin_import(**self.acting, strand=strand, **facts)
        return _("Nothing is imported yet.")

    def get_done_url(self) -> str:
        return self.begun.get_absolute_url()

    def get_back_url(self) -> str:
        return reverse("partnerships:programme")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Import.objects.visible_to(self.grants).with_names().defer("sheets", "made")[:MOST_LISTED]
        lines = [(row, KINDS.get(row.kind, row.kind), ImportState(row.state).label) for row in rows]
        crumbs = [(_("Programme"), reverse("partnerships:programme")), (_("Import"), "")]
        templates = [(name, label) for name, label in KINDS.items() if name != PACK]
        more = {"lines": lines, "templates": templates, "crumbs": crumbs, "section": "programme"}
        return super().get_context_data(strands=self.strands, **more, **kwargs)


class OfImport(Access):
    """A page about one of the reader's own imports; nobody else's is found."""

    @cached_property
    def row(self) -> Import:
        """The import of the address, else 404."""
        return self.get_or_404(Import.objects.visible_to(self.grants).with_names(), key=self.kwargs["import"])


class ImportPage(OfImport, TemplateView):
    """What would become of each row, and all faults; or how far a worker is; or what was imported."""

    template_name = "reports/imports/import.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it; a long one is first read by a worker, in the language of the page."""
        read_in_worker(self.row)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The import as it stands."""
        row, found = self.row, {}
        if row.state == ImportState.SHOWN:
            found = read_found(row, by=self.request.user, grants=self.grants)
        elif row.state == ImportState.STORED:
            found = row.found
        page = Paginator(found.get("lines", []), ON_A_PAGE).get_page(self.request.GET.get("page"))
        faults = found.get("faults", [])
        context = {
            "row": row,
            "kind": KINDS.get(row.kind, row.kind),
            "faults": faults[:MOST_FAULTS],
            "more_faults": max(0, len(faults) - MOST_FAULTS),
            "fault_count": len(faults),
            "found": found,
            "summary": summary_of(found["lines"]) if found else "",
            "page": page,
            "lines": [(*line[:3], FATES[line[3]], line[3], line[4]) for line in page],
            "is_pack": row.kind == PACK,
            "crumbs": row.get_crumbs(),
            "section": "programme",
            "state_url": reverse("reports:import-state", args=[row.key]),
        }
        if row.state == ImportState.SHOWN:
            context["form"] = MendForm(record=row, unmatched=found.get("unmatched", []))
        if row.state == ImportState.STORED:
            context["undo"] = UndoImport.button_on(row, self.grants)
        return super().get_context_data(**context, **kwargs)


class ImportProgress(OfImport, View):
    """How far a worker is, for the script of the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """State, and steps done of all."""
        row = self.row
        return JsonResponse({"state": row.state, "done": row.done, "total": row.total, "words": row.steps_done})


class ImportTemplate(Access, View):
    """A sheet to be filled in: its columns, what the portal has now, and what each column asks for."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The workbook of one kind, with the rows of one strand; that it was taken is in the log."""
        if not may_import(self.grants):
            raise PermissionDenied
        name, strands = self.kwargs["sheet"], _own_strands(self.grants)
        chosen = [row for row in strands if row.code == request.GET.get("strand", row.code)]
        if name not in KINDS or name == PACK or not chosen:
            raise Http404
        content, rows = template_file(SheetKind(name, chosen[0]))
        asked: dict[str, Any] = {"by": request.user, "grants": self.grants, "place": chosen[0]}
        log_export(**asked, name=f"import-{name}", form="xlsx", rows=rows)
        return send_file(content, name=f"{chosen[0].code}-{name}.xlsx", media_type=XLSX)
