"""Documents: the list of a pairing, the page of one, and its files."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import FileResponse, Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView, View

from core.act_forms import ActForm
from core.acts import ActPage
from core.errors import DomainError
from core.sent_files import send_kept
from partnerships.documents.forms import DocumentAddForm, DocumentEditForm, DocumentVersionForm, DocumentWithdrawForm
from partnerships.documents.selectors import (
    attached,
    audience_name,
    document_line,
    kind_label,
    own_name,
    takes_documents,
)
from partnerships.documents.services import (
    add_document,
    add_version,
    audiences_for,
    edit_document,
    restore_document,
    withdraw_document,
)
from partnerships.documents.tables import DOCUMENT_COLUMNS, DOCUMENT_FILTERS, brought_by, name_of, newest, record_of
from partnerships.documents.uploads import check_upload, type_label
from partnerships.enums import Audience
from partnerships.history.on_record_views import OnRecord
from partnerships.lists import ListPage
from partnerships.models import Document, DocumentVersion, Pairing
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.together import may_edit_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

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

    template_name = "partnerships/documents/document_list.html"
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

    template_name = "partnerships/documents/document.html"

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


# The acts on documents.


class TakesFile(ActPage):
    """An act with a file in its form."""

    template_name = "partnerships/documents/document_act.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at the files first: however long that takes, no transaction waits for it."""
        for _name, files in request.FILES.lists():
            for upload in files:
                with suppress(DomainError):  # The form says so beside its field.
                    check_upload(upload)
        return super().post(request, *args, **kwargs)


class DocumentAdd(TakesFile, OnRecord):
    """Brings a document to a record."""

    form_class = DocumentAddForm
    rule: ClassVar[Any] = may_edit_pairing
    title = gettext_lazy("Add a document")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "partnerships:document-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"document": "code"}

    def get_record(self) -> Pairing:
        """As above; files hang on some kinds alone."""
        if not takes_documents(self.target):
            raise Http404
        return super().get_record()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who may be its readers."""
        return {
            "allowed": audiences_for(self.grants, self.target),
            "side_name": own_name(self.grants, self.pairing),
        }

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return self.pairing.ended_because

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_document(
            by=self.request.user,
            grants=self.grants,
            record=self.target,
            values=form.values,
            upload=form.cleaned_data["file"],
        )
        return _("Added: %(title)s") % {"title": self.added.title}


class DocumentAct(ActPage, OfDocument):
    """An act on one document."""

    rule: ClassVar[Any] = may_edit_document
    form_class: ClassVar[type[Any]] = ActForm
    given_as = "document"

    def get_record(self) -> Document:
        """Among those whose readers one belongs to, else 404."""
        return self.document

    def get_question(self) -> str:
        """Which one."""
        return f"“{self.record.title}”"

    def get_done_url(self) -> str:
        """Its page."""
        return str(self.record.get_absolute_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the document."""
        pairing = self.document.pairing
        own = (self.document.title, self.get_done_url())
        return super().get_context_data(
            strand=pairing.strand, pairing=pairing, crumbs=self.places(own, (str(self.title), "")), **kwargs
        )


class DocumentEdit(DocumentAct):
    """Changes its title, its description, or who may see it."""

    form_class = DocumentEditForm
    title = gettext_lazy("Edit a document")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:document-edit"

    def get_question(self) -> str:
        """The form says which one."""
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who may be its readers."""
        return {
            "record": self.record,
            "allowed": audiences_for(self.grants, self.record.record, self.record),
            "side_name": own_name(self.grants, self.record.pairing),
        }

    def act(self, form: Any) -> str:
        """Save it."""
        edit_document(**self.given(form), changes=form.changes)
        return _("Saved.")


class DocumentVersionAdd(TakesFile, DocumentAct):
    """Brings a newer file."""

    form_class = DocumentVersionForm
    title = gettext_lazy("Add a new version")
    submit_label = pgettext_lazy("verb", "Add")

    def act(self, form: Any) -> str:
        """Add it."""
        added = add_version(**self.given(form), upload=form.cleaned_data["file"], note=form.cleaned_data["note"])
        return _("Added as version %(number)s. The older ones stay.") % {"number": added.number}


class DocumentWithdraw(DocumentAct):
    """Hands it out no more."""

    form_class = DocumentWithdrawForm
    title = gettext_lazy("Withdraw a document")
    submit_label = pgettext_lazy("verb", "Withdraw")
    danger = True
    undone_by = "partnerships:document-restore"

    def get_consequences(self) -> list[str]:
        """What becomes of it."""
        return [_("Nobody can download it any more. Its name and the reason stay; you can bring it back.")]

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_document(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Withdrawn. You can bring it back.")


class DocumentRestore(DocumentAct):
    """Brings it back."""

    title = gettext_lazy("Bring a document back")
    submit_label = gettext_lazy("Bring it back")
    undone_by = "partnerships:document-withdraw"

    def act(self, form: Any) -> str:
        """Bring it back."""
        restore_document(**self.given(form))
        return _("Brought back, with all its versions.")
