"""What people do to documents (bring one, bring a newer file, edit, withdraw, bring back) and to notes of one side."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from simple_history.models import HistoricalChanges

from core import clock
from core.access import Grants
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.stored_files import files_of_act, size_and_hash
from partnerships.actions import PairingAction, Restores, Withdraws
from partnerships.audit_actions import DOCUMENT_ADDED
from partnerships.confirmations.selectors import kind_beside
from partnerships.documents import forms, selectors
from partnerships.documents.models import LONGEST_NOTE, LONGEST_VERSION_NOTE, Document, DocumentVersion, Note
from partnerships.documents.services import add_document, check_audience, log_document, store, write_document
from partnerships.documents.uploads import CheckedFile
from partnerships.enums import SIDE, Audience
from partnerships.models import Pairing, Participation, Strand
from partnerships.translations.selectors import check_length, real_changes


class _OnPairing(PairingAction):
    """How the pairing is found in which something hangs on a record."""

    on = Pairing


class _OnRecord(PairingAction):
    """Hang something on a record of a pairing: its row is what is to come, with the pairing and the record.

    A document hangs on records of the strand as well: its row then has the strand.
    """

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        if "pairing" not in words:
            strand = Strand.objects.visible_to(grants).filter(code=words["strand"]).first()
            record = strand and selectors.find_in_strand(
                grants=grants, strand=strand, slug=words["kind"], pk=words["record"]
            )
            return cls.on(strand=strand, record=record) if record else None
        pairing = _OnPairing.find(grants, words, locked=locked)
        if pairing is None:
            return None
        record = selectors.find_attachable(grants=grants, pairing=pairing, slug=words["kind"], pk=words["record"])
        return cls.on(pairing=pairing, record=record) if record else None

    @classmethod
    def locked(cls, row: Any) -> Any:
        if row.pairing is None:
            return row
        return cls.on(pairing=_OnPairing.locked(row.pairing), record=row.record)

    def check(self) -> None:
        """Raises NotAllowed also on a record that the person does not see, or that is there no more."""
        row = self.row
        place = {"grants": self.grants, "slug": selectors.slug_of(row.record), "pk": row.record.pk}
        if row.pairing is None:
            found = selectors.find_in_strand(strand=row.strand, **place)
        else:
            found = selectors.find_attachable(pairing=row.pairing, **place)
        if found is None:
            raise NotAllowed
        super().check()

    @property
    def question(self) -> str:
        record = self.row.record
        record = record.partner if isinstance(record, Participation) else record
        kind, name = capfirst(str(record._meta.verbose_name)), str(record)
        return _("%(kind)s: %(name)s") % {"kind": kind, "name": name} if kind_beside(kind, name) else name

    @property
    def url(self) -> str:
        place = {"kind": selectors.slug_of(self.row.record), "record": self.row.record.pk}
        return str((self.row.pairing or self.row.strand).address_of(f"partnerships:{self.key}", **place))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    def get_done_url(self) -> str:
        record = self.row.record
        is_pairing = isinstance(record, Pairing)
        return str(record.address_of("partnerships:pairing-about") if is_pairing else record.get_absolute_url())

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Below the record, where that has a page of its own."""
        record = self.row.record
        if self.row.pairing is None:
            return [*record.get_crumbs(), (str(self.title), "")]
        own = [] if isinstance(record, Pairing) else [(str(record), record.get_absolute_url())]
        return [*self.row.pairing.get_crumbs(), *own, (str(self.title), "")]


class AddDocument(_OnRecord):
    """Bring a document, with its first version. What adds it writes the log: agreements add documents too."""

    key = "document-add"
    on = Document
    form = forms.DocumentAddForm
    template = "partnerships/documents/document_act.html"
    title = gettext_lazy("Add a document")
    submit_label = pgettext_lazy("verb", "Add")
    undo = "document-withdraw"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        row = super().find(grants, words, locked=locked)
        return row if row and (row.pairing is None or selectors.takes_documents(row.record)) else None

    @property
    def is_allowed(self) -> bool:
        return super().is_allowed and (self.row.pairing is None or selectors.takes_documents(self.row.record))

    def perform(self, *, file: CheckedFile, **values: Any) -> str:
        """`values` are audience, and perhaps title (else the name of the file) and description."""
        row = self.row
        strand = None if row.pairing else row.strand
        self.added = add_document(
            by=self.by, grants=self.grants, record=row.record, values=values, upload=file, strand=strand
        )
        return _("Added: %(title)s") % {"title": self.added.title}

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.row.pairing is None:
            return {"allowed": [Audience.STRAND.value], "side_name": ""}
        allowed = selectors.audiences_for(self.grants, self.row.record)
        return {"allowed": allowed, "side_name": selectors.own_name(self.grants, self.row.pairing)}


class OnDocument(PairingAction):
    """An action on one document."""

    on = Document

    def log(self, **parameters: Any) -> None:
        if not self.is_logged:
            self.is_logged = True
            log_document(self.key, self.row, self.by, reason=self.reason, **parameters)

    @property
    def question(self) -> str:
        return f"“{self.row.title}”"


class OnAvailableDocument(OnDocument):
    """An action on one that is not withdrawn."""

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.withdrawn_at:
            raise DomainError(_("The document is withdrawn. Bring it back first."))


class AddDocumentVersion(OnAvailableDocument):
    """Bring a newer file of a document; the older ones stay."""

    key = "document-version-add"
    news = gettext_lazy("%(city)s brought a new version of %(what)s.")
    form = forms.DocumentVersionForm
    template = "partnerships/documents/document_act.html"
    title = button = gettext_lazy("Add a new version")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added version %(number)s of a document")

    def perform(self, *, file: CheckedFile, note: str = "") -> str:
        """`note` says what is new. Raises AlreadyDone where it is the newest file over again, DomainError."""
        row = self.row
        newest = row.versions.order_by("-number").first()
        if newest is not None and newest.sha256 == size_and_hash(file.file)[1]:
            raise AlreadyDone(_("This is the file of version %(number)s already.") % {"number": newest.number})
        note = " ".join(note.split())
        check_length("note", note, LONGEST_VERSION_NOTE)
        with files_of_act():
            # The save takes the document's next version, so that two people never bring the same number.
            row.save(by=self.by)
            added = store(row, file, number=(newest.number if newest else 0) + 1, note=note, by=self.by)
            self.log(number=added.number)
        return _("Added as version %(number)s. The older ones stay.") % {"number": added.number}


class EditDocument(OnAvailableDocument):
    """Change its title, its description, or who may see it."""

    key = "document-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    form = forms.DocumentEditForm
    title = gettext_lazy("Edit a document")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    question = ""
    logged = gettext_lazy("Changed a document: %(fields)s")
    undo = "document-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row, before = self.row, self.row.audience
        changed = real_changes(row, changes)
        write_document(row, changed)
        if "audience" in changed:
            check_audience(self.grants, row, row.record or row.pairing)
            self._check_narrowing()
        row.save(by=self.by)
        if before == Audience.OWN_SIDE and row.audience != before:
            # To everybody else it begins now.
            self.is_logged = True
            log_document(DOCUMENT_ADDED, row, self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")

    def _check_narrowing(self) -> None:
        """What others rest on, such as a level's evidence, is not taken from them."""
        if self.row.audience != Audience.OWN_SIDE:
            return
        relations: list[Any] = self.row._meta.get_fields(include_hidden=True)
        for relation in relations:
            model = relation.related_model
            if not relation.one_to_many or model is DocumentVersion or issubclass(model, HistoricalChanges):
                continue
            if model._default_manager.filter(**{relation.field.name: self.row}).exists():
                raise DomainError(
                    _("Another record of both sides names this document. It cannot be one side's own."),
                    field="audience",
                )

    def get_form_kwargs(self) -> dict[str, Any]:
        row = self.row
        allowed = selectors.audiences_for(self.grants, row.record, row)
        side_name = selectors.own_name(self.grants, row.pairing) if row.pairing else ""
        return {"record": row, "allowed": allowed, "side_name": side_name}


class WithdrawDocument(Withdraws, OnDocument):
    """Hand a document out no more; its name, its versions and the reason stay."""

    key = "document-withdraw"
    news = gettext_lazy("%(city)s withdrew %(what)s.")
    form = forms.DocumentWithdrawForm
    title = gettext_lazy("Withdraw a document")
    button = pgettext_lazy("a document", "Withdraw")
    submit_label = pgettext_lazy("verb", "Withdraw")
    weight = "word"
    logged = gettext_lazy("Withdrew a document")
    undo = "document-restore"

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.withdrawn_at:
            raise AlreadyDone(_("The document is withdrawn already."))

    def get_consequences(self) -> list[str]:
        return [_("Nobody can download it any more. Its name and the reason stay; you can bring it back.")]


class RestoreDocument(Restores, OnDocument):
    """Bring a withdrawn document back, with all its versions."""

    key = "document-restore"
    news = gettext_lazy("%(city)s brought %(what)s back.")
    title = gettext_lazy("Bring a document back")
    button = gettext_lazy("Bring it back")
    weight = "main"
    logged = gettext_lazy("Brought a document back")
    undo = "document-withdraw"
    done = gettext_lazy("Brought back, with all its versions.")

    def check_possible(self) -> None:
        super().check_possible()
        if not self.row.withdrawn_at:
            raise AlreadyDone(_("The document is not withdrawn."))


STEPS = (RestoreDocument, AddDocumentVersion, EditDocument, WithdrawDocument)


class AddNote(_OnRecord):
    """Write a note of the own side, of which no log tells."""

    key = "note-add"
    on = Note
    allowed = frozenset({SIDE})
    form = forms.NoteForm
    title = gettext_lazy("Add a note")
    submit_label = pgettext_lazy("verb", "Add")
    undo = "note-withdraw"

    def perform(self, *, text: str) -> str:
        """Raises DomainError on an empty text and on one that is too long."""
        row, row.text = self.row, text.strip()
        if not row.text:
            raise DomainError(_("Write something."), field="text")
        check_length("text", row.text, LONGEST_NOTE)
        row.side, row.author, row.author_label = row.pairing.side_of(self.grants), self.by, self.by.kept_name
        row.save(by=self.by)
        return _("Saved. Only your side sees it.")


class WithdrawNote(PairingAction):
    """Erase the text of an own note; who wrote it when stays, and that it was withdrawn. By its author alone."""

    key = "note-withdraw"
    on = Note
    allowed = frozenset({SIDE})
    title = gettext_lazy("Withdraw a note")
    submit_label = pgettext_lazy("verb", "Withdraw")
    danger = True

    @property
    def is_allowed(self) -> bool:
        return super().is_allowed and self.row.is_of_author(self.grants)

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.withdrawn_at:
            raise AlreadyDone(_("The note is withdrawn already."))

    def perform(self) -> str:
        self.row.text, self.row.withdrawn_at = "", clock.now()
        self.row.save(by=self.by)
        return _("Withdrawn.")

    @property
    def question(self) -> str:
        return str(self.row.text)

    def get_consequences(self) -> list[str]:
        return [_("Its text is erased for good. That you wrote and withdrew a note stays, for your own side.")]
