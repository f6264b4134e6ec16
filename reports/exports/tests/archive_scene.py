"""A closing archive as it was written, with documents that lie in a pairing."""

import csv
import hashlib
import io
import zipfile

from django.core.files.base import ContentFile

from partnerships.models import Document, DocumentVersion
from reports.exports.packing import write_archive


def document(pairing, code, content=b"content", *, name="plan.pdf", **facts):
    """The version of a document of the pairing itself."""
    row = Document(pairing=pairing, code=code, title=facts.pop("title", "A plan"), record=pairing, **facts)
    row.save(by=None)
    version = DocumentVersion(document=row, number=1, name=name, media_type="application/pdf", size=len(content))
    version.sha256 = hashlib.sha256(content).hexdigest()
    version.file.save("file.pdf", ContentFile(content), save=False)
    version.save()
    return version


def written(strand):
    """The archive, and what writing it told."""
    target = io.BytesIO()
    told = write_archive(strand, target, lambda _done, _total: None)
    return zipfile.ZipFile(target), told


def rows_of(archive, name):
    """The rows of a table in it."""
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


def everything(archive):
    """All bytes of all files in it."""
    return b"".join(archive.read(name) for name in archive.namelist())
