"""What is wrong with documents, notes and stored files, for an operator: named by number, never by what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core import clock
from partnerships.models import Document, DocumentVersion, Note, Pairing

if TYPE_CHECKING:
    from django.core.files.storage import Storage

# A file is stored before the transaction of its act ends: a younger one may belong to an act that still runs.
_STILL_RUNNING = dt.timedelta(hours=1)
_FOLDER = 2  # letters of the name of a folder, as `random_name` makes them


def of_attached() -> Iterator[tuple[str, str]]:
    """Each fault as (record or file, what is wrong)."""
    yield from _pointers()
    yield from _files()


def _pointers() -> Iterator[tuple[str, str]]:
    """A reference by kind and number is kept by no foreign key."""
    for model in (Document, Note):
        for row in model.objects.select_related("pairing").prefetch_related("record").order_by("pk"):
            name = f"{model._meta.verbose_name_raw} {row.pairing.code}/{getattr(row, 'code', row.pk)}"
            record = row.record
            if record is None:
                yield name, "the record it is on is gone"
            elif (record.pk if isinstance(record, Pairing) else record.pairing_id) != row.pairing_id:
                yield name, "the record it is on belongs to another pairing"


def _files() -> Iterator[tuple[str, str]]:
    storage = DocumentVersion._meta.get_field("file").storage
    known = set()
    for document in Document.objects.select_related("pairing").filter(versions=None).order_by("pk"):
        yield f"document {document.pairing.code}/{document.code}", "it has no file"
    for version in DocumentVersion.objects.select_related("document__pairing").order_by("pk").iterator():
        name = version.file.name or ""
        known.add(name)
        if not storage.exists(name):
            document = version.document
            yield f"document {document.pairing.code}/{document.code}", f"the file of version {version.number} is gone"
    latest = clock.now() - _STILL_RUNNING
    for name in _stored(storage):
        if name not in known and storage.get_modified_time(name) < latest:
            yield f"file {name}", "no document has it; what stored it did not come to its end, it can be deleted"


def _stored(storage: Storage) -> Iterator[str]:
    """The names of all files of documents: two letters, then the name itself.

    Other apps keep their files in folders of a longer name.
    """
    try:
        folders, _loose = storage.listdir("")
    except FileNotFoundError:
        return  # Nothing was ever stored.
    for folder in sorted(folder for folder in folders if len(folder) == _FOLDER):
        for name in sorted(storage.listdir(folder)[1]):
            yield f"{folder}/{name}"
