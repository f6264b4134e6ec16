"""Documents: the list of a pairing, the page of one, and its files."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView, View

from core.actions import Button, buttons_on
from core.columns import Column, Filter, choice_filter, linked, note
from core.formats import format_size
from core.kept import Kept
from core.sent_files import send_kept
from core.templatetags.portal import wcmoment, written
from partnerships.documents.actions import STEPS, AddDocument, EditDocument
from partnerships.documents.selectors import attached
from partnerships.enums import Audience
from partnerships.history.services import history_link
from partnerships.lists import ListPage
from partnerships.models import Document, DocumentVersion, Strand
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand

WITHDRAWN = "withdrawn"
AVAILABLE = "standing"
_STATES = {AVAILABLE: pgettext_lazy("document", "Available"), WITHDRAWN: pgettext_lazy("document", "Withdrawn")}


def _newest(row: Document, name: str) -> Any:
    return getattr(row.newest, name, None)


def _title_cell(row: Document) -> SafeString:
    name = linked(row.get_absolute_url(), written(row.title))
    if not row.withdrawn_at:
        return name
    why = f"{pgettext('document', 'Withdrawn')}: "
    reason = written(row.in_reading_language("withdrawn_reason"))
    return format_html('{}<p class="wc-note">{}{}</p>', name, why, reason)


def _target_cell(row: Document) -> SafeString:
    name = linked(row.target.get_absolute_url(), written(row.target_name)) if row.target else ""
    return format_html("<div>{}{}</div>", name, note(row.target_label))


def _file_cell(row: Document) -> SafeString | str:
    newest = row.newest
    if newest is None:
        return ""
    title = format_html('<span class="visually-hidden">: {}</span>', written(row.title))
    link = format_html('<a href="{}" download>{}{}</a>', newest.url, _("Download"), title) if newest.url else ""
    number = f" · {_('version %(number)s') % {'number': newest.number}}" if newest.number > 1 else ""
    facts = f"{newest.type_label}, {format_size(newest.size)}{number}"
    return format_html('<div>{}<p class="wc-note">{}</p></div>', link, facts)


def _audience_cell(row: Document) -> Any:
    if not row.is_own_side:
        return row.audience_name
    return format_html("<strong>{}</strong>", _("Only %(side)s") % {"side": row.audience_name})


def _added_cell(row: Document) -> SafeString:
    by = row.brought_by.name if row.brought_by else _("Programme")
    return format_html("<div>{}{}</div>", wcmoment(row.created_at), note(by))


DOCUMENT_COLUMNS = [
    Column("document", gettext_lazy("Document"), lambda row: row.title, order=("search_text", "pk"), cell=_title_cell),
    Column(
        "kind",
        pgettext_lazy("of a document", "Belongs to"),
        lambda row: row.target_label,
        order=("record_type__model", "search_text", "pk"),
        cell=_target_cell,
    ),
    Column("record", gettext_lazy("Record"), lambda row: row.target_name, in_files_alone=True),
    Column("newest", pgettext_lazy("table head", "File"), None, cell=_file_cell),
    Column("file", gettext_lazy("File name"), lambda row: _newest(row, "name") or "", in_files_alone=True),
    Column(
        "audience",
        gettext_lazy("Who may see it"),
        lambda row: row.audience_name,
        order=("audience", "side", "search_text", "pk"),
        cell=_audience_cell,
    ),
    Column(
        "side",
        gettext_lazy("Brought by"),
        lambda row: str(row.brought_by.name if row.brought_by else gettext_lazy("Programme")),
        order=("side", "search_text", "pk"),
        in_files_alone=True,
    ),
    Column("added", gettext_lazy("Added on"), lambda row: row.created_at, order=("created_at", "pk"), cell=_added_cell),
    Column(
        "state",
        pgettext_lazy("table head", "State"),
        lambda row: _STATES[WITHDRAWN if row.withdrawn_at else AVAILABLE],
        in_files_alone=True,
    ),
]

DOCUMENT_FILTERS = [
    choice_filter("audience", gettext_lazy("Who may see it"), Audience),
    Filter(
        "state",
        pgettext_lazy("table head", "State"),
        lambda _pairing: list(_STATES.items()),
        lambda rows, state: rows.filter(withdrawn_at__isnull=state == AVAILABLE),
    ),
]


class DocumentList(InPairing, ListPage):
    """The documents of a pairing that the reader may see: the newest first, what is withdrawn last."""

    template_name = "partnerships/documents/document_list.html"
    name = "documents"
    title = gettext_lazy("Documents")
    columns = DOCUMENT_COLUMNS
    filters = DOCUMENT_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """With their files and records, in a constant number of queries."""
        del strand
        rows = Document.objects.visible_to(self.grants).filter(pairing=self.pairing).with_names()
        return rows.prefetch_related("record", "versions").newest_first()

    def get_logged(self, rows: QuerySet[Any]) -> int:
        """Whoever reads the log is not told how many documents one side has for itself."""
        return rows.exclude(audience=Audience.OWN_SIDE).count()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tabs, the rows as lines, and where one is added."""
        pairing = self.pairing
        add = AddDocument.button_on(Document(pairing=pairing, record=pairing), self.grants)
        return super().get_context_data(
            pairing=pairing, tabs=tabs(pairing, "documents", self.grants), add_url=add.url if add else "", **kwargs
        )


class OfDocument(InStrand):
    """A page about one document, found among those whose readers one belongs to."""

    @cached_property
    def document(self) -> Document:
        """The document of the address, else 404."""
        return self.get_or_404(Document.objects.visible_to(self.grants).with_names(), **EditDocument.where(self.kwargs))


class DocumentPage(Kept, OfDocument, TemplateView):
    """One document: what it is, on what it hangs, who may see it, and all its versions."""

    template_name = "partnerships/documents/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The versions, the newest first."""
        document, pairing = self.document, self.document.pairing
        versions = list(document.versions.select_related("by"))
        download = [Button(_("Download"), versions[0].url, "main")] if versions and versions[0].url else []
        hanging: Any = attached(self.grants, [document])[Document, document.pk] if pairing else {"add": []}
        return super().get_context_data(
            pairing=pairing,
            document=document,
            versions=versions,
            buttons=[*download, *buttons_on(document, STEPS, self.grants)],
            add=hanging["add"],
            more=[history_link(document)],
            attached=hanging,
            section="strand",
            crumbs=document.get_crumbs(),
            **kwargs,
        )


class DocumentFile(OfDocument, View):
    """Hands out one version as a file to be saved, to those who may see the document, and to no cache."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        """The bytes as they were stored; 404 once the document is withdrawn."""
        document = self.document
        if document.withdrawn_at:
            raise Http404
        version = self.get_or_404(DocumentVersion.objects.filter(document=document), number=self.kwargs["number"])
        return send_kept(version.file, name=version.name, media_type=version.media_type)
