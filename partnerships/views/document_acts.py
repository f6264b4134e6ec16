"""The acts on documents."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.acts import ActPage
from core.errors import DomainError
from partnerships.forms.documents import (
    DocumentAddForm,
    DocumentEditForm,
    DocumentVersionForm,
    DocumentWithdrawForm,
)
from partnerships.models import Document, Pairing
from partnerships.rules import (
    may_edit_document,
    may_edit_pairing,
)
from partnerships.services.attached import own_name, takes_documents
from partnerships.services.documents import (
    add_document,
    add_version,
    audiences_for,
    edit_document,
    restore_document,
    withdraw_document,
)
from partnerships.services.uploads import check_upload
from partnerships.views.documents import OfDocument
from partnerships.views.on_record import OnRecord

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class TakesFile(ActPage):
    """An act with a file in its form."""

    template_name = "partnerships/document_act.html"

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
