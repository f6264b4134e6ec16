"""The document on a record of a pairing, and its versions, each a file that never changes."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.folding import FoldedField
from core.models import History, Versioned
from partnerships.enums import Audience, Side, one_of
from partnerships.fields import CodeField
from partnerships.pairings.models import Pairing
from partnerships.querysets.together import DocumentQuerySet, DocumentVersionQuerySet


def document_storage() -> Storage:
    """Where files lie: outside the web root, handed out by a checked page alone."""
    return storages["documents"]


def random_name(version: DocumentVersion, filename: str) -> str:
    """A name that tells nothing and cannot be guessed, with the ending of the checked type."""
    del version
    name = uuid4().hex
    return f"{name[:2]}/{name}{PurePath(filename).suffix.lower()}"


class Document(Versioned):
    """A document on a record: its name, what it is about, who may see it.

    `side` is the side whose own it is where the audience is one side only, else the side that brought it (empty:
    the office). `code` is its kind and number, such as `document-7`, unique within its pairing; what begins as one
    side's own has a random one instead, because a gap would tell of it. A withdrawn one is handed out no more; its
    trace stays.
    """

    TAKES_DOCUMENTS: ClassVar[bool] = False
    RESTORABLE: ClassVar[tuple[str, ...]] = ("title", "description")

    pairing = models.ForeignKey(Pairing, on_delete=models.PROTECT, related_name="documents", verbose_name=_("pairing"))
    code = CodeField()
    record_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+", editable=False)
    record_id = models.BigIntegerField(editable=False)
    record = GenericForeignKey("record_type", "record_id")
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    audience = models.CharField(_("who may see it"), max_length=8, choices=Audience, default=Audience.PAIRING)
    side = models.CharField(_("side"), max_length=11, choices=Side, blank=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason"), blank=True, editable=False)
    search_text = FoldedField(sources=("title", "description"), db_index=True)

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
            one_of("document", "audience", Audience),
            models.CheckConstraint(name="document_side_allowed", condition=models.Q(side__in=["", *Side.values])),
            models.CheckConstraint(
                name="document_own_side_of_one",
                condition=~models.Q(audience=Audience.OWN_SIDE) | ~models.Q(side=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The document's page."""
        return reverse("partnerships:document", args=[self.pairing.strand.code, self.pairing.code, self.code])


class DocumentVersion(models.Model):
    """One file of a document, never changed: what it was called, what it is, its size in bytes and its SHA-256."""

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
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_label = models.CharField(_("by"), max_length=200)
    at = models.DateTimeField(_("when"), default=clock.now)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]

    def __str__(self) -> str:
        return f"{self.document}, {self.number}"
