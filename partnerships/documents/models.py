"""The document on a record of a pairing or a strand, its versions, files that never change; the note of one side."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _

from core import clock
from core.access import Grants
from core.folding import LONG, FoldedField
from core.formats import format_date
from core.models import Addressed, History, Versioned
from core.texts import OneLanguageTexts, other_text
from partnerships.enums import ADMINISTRATOR, SIDE, STAFF, Audience, Side, one_of
from partnerships.fields import CodeField, document_storage
from partnerships.pairings.models import InPairingOrStrand, Pairing
from partnerships.programmes.models import Strand
from partnerships.querysets import InPairingQuerySet, own_pairing, own_side, pairing_names, within

OFFICE = frozenset({STAFF, ADMINISTRATOR})
LONGEST_TITLE = 200
LONGEST_TEXT = 5000
LONGEST_VERSION_NOTE = 300
LONGEST_NOTE = 5000


def random_name(version: DocumentVersion, filename: str) -> str:
    """A name that tells nothing and cannot be guessed, with the ending of the checked type."""
    del version
    name = uuid4().hex
    return f"{name[:2]}/{name}{PurePath(filename).suffix.lower()}"


_OPENXML = "application/vnd.openxmlformats-officedocument"
_OASIS = "application/vnd.oasis.opendocument"


class FileType(models.TextChoices):
    """The types of files that the portal takes: the media type of each, and what people call it."""

    PDF = "application/pdf", "PDF"
    DOCX = f"{_OPENXML}.wordprocessingml.document", "DOCX"
    XLSX = f"{_OPENXML}.spreadsheetml.sheet", "XLSX"
    PPTX = f"{_OPENXML}.presentationml.presentation", "PPTX"
    DOC = "application/msword", "DOC"
    XLS = "application/vnd.ms-excel", "XLS"
    PPT = "application/vnd.ms-powerpoint", "PPT"
    ODT = f"{_OASIS}.text", "ODT"
    ODS = f"{_OASIS}.spreadsheet", "ODS"
    ODP = f"{_OASIS}.presentation", "ODP"
    HWP = "application/x-hwp", "HWP"
    HWPX = "application/hwp+zip", "HWPX"
    JPEG = "image/jpeg", "JPEG"
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    GIF = "image/gif", "GIF"
    TIFF = "image/tiff", "TIFF"

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of its names, the usual one first."""
        own = {FileType.JPEG: (".jpg", ".jpeg"), FileType.TIFF: (".tif", ".tiff")}
        return own.get(self, (f".{self.name.lower()}",))


class OfRecordQuerySet(InPairingQuerySet):
    """Rows that hang on any record of a pairing by its type and number."""

    def of(self, record: models.Model) -> Self:
        """Those of one record."""
        return self.filter(record_type=ContentType.objects.get_for_model(record), record_id=record.pk)

    def active(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)


class DocumentQuerySet(OfRecordQuerySet):
    """Documents."""

    STRAND = "strand"
    NAMES = ("strand", *pairing_names())

    def visible_to(self, grants: Grants) -> Self:
        """Those whose audience the reader belongs to."""
        return self.filter(
            (Q(audience=Audience.STRAND) & within(grants, "strand"))
            | (Q(audience=Audience.PAIRING) & own_pairing(grants, "pairing__"))
            | (Q(audience=Audience.OWN_SIDE) & own_side(grants, "pairing__"))
        )

    def newest_first(self) -> Self:
        """The newest first, those that stand before those that are withdrawn."""
        withdrawn = models.Case(models.When(withdrawn_at=None, then=models.Value(0)), default=models.Value(1))
        return self.order_by(withdrawn, "-created_at", "-pk")


class Document(InPairingOrStrand, OneLanguageTexts, Versioned):
    """A document on a record: its name, what it is about, who may see it.

    It lies in a pairing, or in a strand where it hangs on what no pairing has for itself (`DOCUMENTS_BY` of the
    record's model says who brings those, and whoever reads the strand sees them).
    `side` is the side whose own it is where the audience is one side only, else the side that brought it (empty:
    the office). `code` is its kind and number, such as `document-7`, unique where it lies; what begins as one
    side's own has a random one instead, because a gap would tell of it. A withdrawn one is handed out no more; its
    trace stays.
    """

    TAKES_DOCUMENTS: bool = False
    PAGE: str = "partnerships:document"
    WRITTEN_ONCE: tuple[str, ...] = ("description", "withdrawn_reason")
    ADDRESS: dict[str, str] = {"strand": "strand__code", "pairing": "pairing__code", "document": "code"}
    RESTORABLE: tuple[str, ...] = ("title", "description")

    pairing = models.ForeignKey(
        Pairing, null=True, blank=True, on_delete=models.PROTECT, related_name="documents", verbose_name=_("pairing")
    )
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="documents", verbose_name=_("strand"))
    code = CodeField()
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", editable=False)
    record_id = models.BigIntegerField(editable=False)
    record = GenericForeignKey("record_type", "record_id")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    description_other = other_text(_("description"))
    audience = models.CharField(_("who may see it"), max_length=8, choices=Audience, default=Audience.PAIRING)
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason"), blank=True, editable=False)
    withdrawn_reason_other = other_text(_("reason"))
    search_text = FoldedField(sources=("title", "description", "description_other"), db_index=True)

    objects = DocumentQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["pairing", "-created_at", "-id"], name="document_newest"),
            models.Index(fields=["record_type", "record_id"], name="document_of_record"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["pairing", "code"], name="document_code"),
            models.UniqueConstraint(
                fields=["strand", "code"], condition=Q(pairing__isnull=True), name="document_code_in_strand"
            ),
            models.CheckConstraint(
                name="document_of_strand_for_all", condition=Q(pairing__isnull=False) | Q(audience=Audience.STRAND)
            ),
            one_of("document", "audience", Audience),
            models.CheckConstraint(name="document_side_allowed", condition=models.Q(side__in=["", *Side.values])),
            models.CheckConstraint(
                name="document_own_side_of_one",
                condition=~models.Q(audience=Audience.OWN_SIDE) | ~models.Q(side=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_crumbs(self) -> list[tuple[str, str]]:
        if self.pairing is None:
            return [*(self.target or self.strand).get_crumbs(), (self.title, self.get_absolute_url())]
        listed = (gettext("Documents"), self.pairing.address_of("partnerships:document-list"))
        return [*self.pairing.get_crumbs(), listed, (self.title, self.get_absolute_url())]

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act on it: as in its pairing, but for what one side has for itself.

        Where it lies in none, whoever may bring documents to its record, and is not of the office, acts as a side.
        """
        if self.pairing is None:
            record = self.target
            acting = frozenset(record.actors(grants)) & record.DOCUMENTS_BY if record else frozenset()
            return acting & OFFICE | (frozenset({SIDE}) if acting - OFFICE else frozenset())
        foreign = self.is_own_side and self.side != self.pairing.side_of(grants)
        return frozenset() if foreign else self.pairing.actors(grants)

    @cached_property
    def target(self) -> Any:
        """What it hangs on, knowing its pairing; None where it is gone."""
        record: Any = self.record
        if isinstance(record, Pairing):
            return self.pairing
        if record is not None and self.pairing is not None:
            record.pairing = self.pairing
        return record

    @property
    def target_name(self) -> str:
        """What that is called; a pairing by its two partners."""
        return str(self.target or "")

    @property
    def target_label(self) -> str:
        """Its kind in the reader's words."""
        return capfirst(str(self.target._meta.verbose_name)) if self.target else ""

    @cached_property
    def newest(self) -> DocumentVersion | None:
        """The newest file, from versions that were read with the document."""
        return next(iter(self.versions.all()), None)

    @property
    def brought_by(self) -> Any:
        """The partner that brought it; None where the programme did."""
        if self.pairing is None:
            return getattr(self.target, "partner", None) if self.side else None
        return dict(self.pairing.partners).get(self.side)

    def language_wanted(self, name: str) -> str:
        """What a withdrawn one is about nobody needs any more in another language; why it is withdrawn, they do."""
        return "" if self.withdrawn_at and name == "description" else super().language_wanted(name)

    @property
    def is_own_side(self) -> bool:
        """Whether one side has it for itself."""
        return self.audience == Audience.OWN_SIDE

    @property
    def audience_name(self) -> str:
        """Who may see it; one side by its name."""
        return str(self.brought_by.name if self.is_own_side else self.get_audience_display())

    def was_own_side(self) -> bool:
        """Whether one side ever had it for itself; one query."""
        return bool(self.history.filter(audience=Audience.OWN_SIDE).exists())


class DocumentVersionQuerySet(models.QuerySet[Any]):
    """The versions of documents."""

    def visible_to(self, grants: Grants) -> Self:
        documents = self.model._meta.get_field("document").related_model._default_manager
        return self.filter(document__in=documents.visible_to(grants))


class DocumentVersion(OneLanguageTexts):
    """One file of a document, never changed: what it was called, what it is, its size in bytes and its SHA-256."""

    WRITTEN_ONCE: tuple[str, ...] = ("note",)
    WRITTEN_IN: tuple[str, ...] = ("document",)

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="versions", verbose_name=_("document")
    )
    number = models.PositiveIntegerField(_("version"))
    file = models.FileField(_("file"), storage=document_storage, upload_to=random_name, max_length=100)
    name = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    note_other = other_text(_("what is new"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)
    search_text = FoldedField(sources=("name",))

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"

    def language_wanted(self, name: str) -> str:
        return "" if self.document.withdrawn_at else super().language_wanted(name)

    @property
    def type_label(self) -> str:
        """What people call its type, such as PDF."""
        return dict(FileType.choices).get(self.media_type, self.media_type)

    @property
    def url(self) -> str:
        """Where it is downloaded; nowhere once the document is withdrawn."""
        if self.document.withdrawn_at:
            return ""
        return self.document.address_of("partnerships:document-file", number=self.number)


class NoteQuerySet(OfRecordQuerySet):
    """Notes of one side."""

    def visible_to(self, grants: Grants) -> Self:
        """One's own side's, nobody else's."""
        return self.filter(own_side(grants, "pairing__"))


class Note(Addressed, Versioned):
    """A note of one side on a record of its pairing, which nobody of the other side, and no office, ever sees."""

    ADDRESS: dict[str, str] = {"strand": "pairing__strand__code", "pairing": "pairing__code", "note": "pk"}

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="+", verbose_name=_("pairing"))
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    record_id = models.BigIntegerField()
    record = GenericForeignKey("record_type", "record_id")
    side = models.CharField(_("side"), max_length=11, choices=Side)
    text = models.TextField(_("note"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_label = models.CharField(_("author"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    search_text = FoldedField(sources=("text",), max_length=LONG)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note of one side")
        verbose_name_plural = _("notes of one side")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["record_type", "record_id", "-at"], name="note_of_record")]
        constraints = [
            one_of("note", "side", Side),
            models.CheckConstraint(
                name="note_says_something", condition=~models.Q(text="") | models.Q(withdrawn_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_label}, {format_date(timezone.localtime(self.at).date())}"

    def get_absolute_url(self) -> str:
        """The page of the record that it is on."""
        record: Any = self.record
        if record is None or isinstance(record, Pairing):
            return self.pairing.address_of("partnerships:pairing-about")
        record.pairing = self.pairing
        return str(record.get_absolute_url())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return self.pairing.get_crumbs()

    def actors(self, grants: Grants) -> frozenset[str]:
        """As what the reader can act in its pairing."""
        return self.pairing.actors(grants)

    def is_of_author(self, grants: Grants) -> bool:
        """Whether the reader wrote it, and still works for its side."""
        return self.author_id == grants.user_id and self.pairing.side_of(grants) == self.side
