"""Documents: the list of a pairing, the page of one, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View

from core.actions import buttons_on
from core.sent_files import send_kept
from partnerships.documents.actions import STEPS, AddDocument
from partnerships.documents.selectors import attached
from partnerships.documents.tables import DOCUMENT_COLUMNS, DOCUMENT_FILTERS
from partnerships.enums import Audience
from partnerships.lists import ListPage
from partnerships.models import Document, DocumentVersion
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import InStrand

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from partnerships.models import Strand

FILE = pgettext_lazy("table head", "File")


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

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        del strand
        return [*self.pairing.get_crumbs(), (_("Documents"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tabs, the rows as lines, and where one is added."""
        pairing = self.pairing
        titles = ("document", "kind", "file", "audience", "added")
        heads = {
            column.key: {**head, "label": FILE if column.key == "file" else head["label"]}
            for head, column in zip(kwargs["heads"], self.columns, strict=True)
        }
        kwargs["heads"] = [heads[key] for key in titles]
        add = AddDocument.button_on(Document(pairing=pairing, record=pairing), self.grants)
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "documents", self.grants),
            documents=list(kwargs["page"]),
            add_url=add.url if add else "",
            **kwargs,
        )


class OfDocument(InStrand):
    """A page about one document, found among those whose readers one belongs to."""

    @cached_property
    def document(self) -> Document:
        """The document of the address, else 404."""
        where = {path: self.kwargs[name] for name, path in Document.ADDRESS.items()}
        return self.get_or_404(Document.objects.visible_to(self.grants).with_names(), **where)


class DocumentPage(OfDocument, TemplateView):
    """One document: what it is, on what it hangs, who may see it, and all its versions."""

    template_name = "partnerships/documents/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The versions, the newest first."""
        document, pairing = self.document, self.document.pairing
        versions = list(document.versions.select_related("by"))
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            document=document,
            country=pairing.strand.side_letters("counterpart"),
            versions=versions,
            buttons=buttons_on(document, STEPS, self.grants),
            history_url=reverse("partnerships:record-history", args=[pairing.strand.code, "document", document.pk]),
            attached=attached(self.grants, [document])[Document, document.pk],
            section="strand",
            crumbs=[*document.get_crumbs()[:-1], (document.title, "")],
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
