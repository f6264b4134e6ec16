"""Documents: the list of a pairing, the page of one, and its files."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View

from core.sent_files import send_kept
from partnerships.columns.documents import (
    DOCUMENT_COLUMNS,
    DOCUMENT_FILTERS,
    brought_by,
    name_of,
    newest,
    record_of,
)
from partnerships.enums import Audience
from partnerships.models import Document, DocumentVersion
from partnerships.pairings.pages import InPairing
from partnerships.rules import may_edit_document, may_edit_pairing
from partnerships.services.attached import attached, audience_name, document_line, kind_label
from partnerships.services.uploads import type_label
from partnerships.views.lists import ListPage
from partnerships.views.strands import InStrand, crumbs
from partnerships.views.tabs import tabs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from partnerships.models import Strand

logger = logging.getLogger(__name__)
FILE = pgettext_lazy("table head", "File")


class OfDocument(InStrand):
    """A page about one document, found among those whose readers one belongs to."""

    @cached_property
    def document(self) -> Document:
        """The document of the address, else 404."""
        rows = Document.objects.visible_to(self.grants).select_related(
            "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        )
        return self.get_or_404(
            rows,
            pairing__strand__code=self.kwargs["strand"],
            pairing__code=self.kwargs["pairing"],
            code=self.kwargs["document"],
        )

    def places(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Where the page lies: below the pairing's documents."""
        pairing = self.document.pairing
        listed = reverse("partnerships:document-list", args=[pairing.strand.code, pairing.code])
        return crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (_("Documents"), listed), *below)


class DocumentList(InPairing, ListPage):
    """The documents of a pairing that the reader may see: the newest first, what is withdrawn last."""

    template_name = "partnerships/document_list.html"
    name = "documents"
    title = gettext_lazy("Documents")
    columns = DOCUMENT_COLUMNS
    filters = DOCUMENT_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """With their files and records, in a constant number of queries."""
        del strand
        rows = Document.objects.visible_to(self.grants).filter(pairing=self.pairing)
        return rows.for_list().newest_first()

    def get_logged(self, rows: QuerySet[Any]) -> int:
        """Whoever reads the log is not told how many documents one side has for itself."""
        return rows.exclude(audience=Audience.OWN_SIDE).count()

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        pairing = self.pairing
        return crumbs(strand, (pairing.name, pairing.get_absolute_url()), (_("Documents"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The tabs, the rows as lines, and where one is added."""
        pairing = self.pairing
        titles = ("document", "kind", "file", "audience", "added")
        heads = {
            column.key: {**head, "label": FILE if column.key == "file" else head["label"]}
            for head, column in zip(kwargs["heads"], self.columns, strict=True)
        }
        kwargs["heads"] = [heads[key] for key in titles]
        works = pairing.is_open and may_edit_pairing(self.grants, pairing)
        place = [pairing.strand.code, pairing.code, "pairing", pairing.pk]
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "documents", self.grants),
            lines=[_line(row) for row in kwargs["page"]],
            add_url=reverse("partnerships:document-add", args=place) if works else "",
            **kwargs,
        )


def _line(row: Document) -> dict[str, Any]:
    """A row as the page draws it; of a withdrawn one no file is handed out."""
    record, file = record_of(row), newest(row)
    line = document_line(row, file, row.pairing) if file else None
    return {
        "row": row,
        "record": record,
        "record_name": name_of(record),
        "kind": kind_label(record) if record else "",
        "newest": file,
        "type": line.type if line else "",
        "file_url": line.file_url if line and not row.withdrawn_at else "",
        "audience": audience_name(row, row.pairing),
        "brought_by": brought_by(row),
    }


def _file_url(document: Document, versions: Sequence[DocumentVersion]) -> str:
    """Where the first of the versions is downloaded; nowhere once the document is withdrawn."""
    if document.withdrawn_at or not versions:
        return ""
    pairing = document.pairing
    place = [pairing.strand.code, pairing.code, document.code, versions[0].number]
    return reverse("partnerships:document-file", args=place)


class DocumentPage(OfDocument, TemplateView):
    """One document: what it is, on what it hangs, who may see it, and all its versions."""

    template_name = "partnerships/document.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The versions, the newest first."""
        document, pairing = self.document, self.document.pairing
        record = record_of(document)
        versions = list(DocumentVersion.objects.filter(document=document).select_related("by").order_by("-number"))
        works = pairing.is_open and may_edit_document(self.grants, document)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            document=document,
            record=record,
            record_name=name_of(record),
            record_kind=kind_label(record) if record else "",
            audience=audience_name(document, pairing),
            own_side=document.audience == Audience.OWN_SIDE,
            brought_by=dict(pairing.partners).get(document.side),
            country=pairing.strand.side_letters("counterpart"),
            versions=[
                (version, type_label(version.media_type), _file_url(document, [version])) for version in versions
            ],
            file_url=_file_url(document, versions),
            works=works,
            history_url=reverse("partnerships:record-history", args=[pairing.strand.code, "document", document.pk]),
            attached=attached(self.grants, [document])[Document, document.pk],
            section="strand",
            crumbs=self.places((document.title, "")),
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
