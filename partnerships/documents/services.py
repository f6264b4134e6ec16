"""What several actions share: adding a document, which agreements do too, storing its files, and telling the log."""

import secrets
from io import BytesIO
from typing import Any

from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Grants
from core.errors import DomainError
from core.models import one_act, write_audit
from core.pdf.rendering import document_image
from core.stored_files import files_of_act, store_file
from partnerships.audit_actions import DOCUMENT_ADDED, OWN_SIDE_CHANGED
from partnerships.documents.models import LONGEST_TEXT, LONGEST_TITLE
from partnerships.documents.refused_files import damaged, refusal
from partnerships.documents.selectors import audiences_for
from partnerships.documents.uploads import CheckedFile
from partnerships.enums import Audience
from partnerships.fields import next_code
from partnerships.models import Document, DocumentVersion, Pairing, Participation, Strand
from partnerships.translations.selectors import check_length, fill

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")
EDITABLE = frozenset({"title", "description", "audience"})


@files_of_act()
@one_act()
def add_document(
    *, by: User, grants: Grants, record: Any, values: dict[str, Any], upload: CheckedFile, strand: Strand | None = None
) -> Document:
    """Bring a document to a record that the person works on, with its first version.

    It lies in the record's pairing, or in the strand that is given.
    `values` holds audience, and perhaps title (else the name of the file) and description. Raises DomainError with
    the field at fault.
    """
    # One at a time where it lies, so that each gets a number of its own.
    if strand is not None:
        Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=strand.pk)
        own = isinstance(record, Participation) and record.pk in grants.participations
        document = Document(strand=strand, side=record.side if own else "", record=record)
    else:
        pairing = Pairing.objects.select_for_update(no_key=True).get(pk=record.pairing.pk)
        document = Document(pairing=record.pairing, side=pairing.side_of(grants), record=record)
    title = str(values.get("title", "")).strip() or upload.name.rpartition(".")[0] or upload.name
    write_document(document, {**values, "title": title})
    check_audience(grants, document, record)
    if document.audience == Audience.OWN_SIDE:
        # A number would tell the others that it is there, by a gap in the row.
        document.code = f"document-x{secrets.token_hex(4)}"
    else:
        there = Document.objects.filter(pairing=document.pairing)
        if strand is not None:
            there = there.filter(strand=strand)
        document.code = next_code("document", there)
    document.save(by=by)
    store(document, upload, number=1, note="", by=by)
    log_document(DOCUMENT_ADDED, document, by)
    return document


def store(document: Document, upload: CheckedFile, *, number: int, note: str, by: User) -> DocumentVersion:
    """Write the file under its random name, then its row; the name is noted, so that it goes if the act fails."""
    version = DocumentVersion(
        document=document,
        number=number,
        name=upload.name,
        media_type=upload.type.value,
        note=note,
        by=by,
        by_label=by.kept_name,
    )
    # The ending of the checked type, whatever the name's letters are.
    version.size, version.sha256 = store_file(version.file, upload.type.endings[0], upload.file)
    version.save()
    return version


def write_document(row: Document, values: dict[str, Any]) -> None:
    """Set what somebody wrote. Raises DomainError with the field at fault."""
    fill(row, values, fields=EDITABLE)
    row.title = " ".join(row.title.split())
    if not row.title:
        raise DomainError(_("Give the document a title."), field="title")
    check_length("title", row.title, LONGEST_TITLE)
    check_length("description", row.description, LONGEST_TEXT)


def check_audience(grants: Grants, row: Document, record: models.Model) -> None:
    """Refuse readers that it cannot have. Raises DomainError on `audience`."""
    if row.audience not in audiences_for(grants, record, row):
        raise DomainError(_("This document cannot be for these readers. Choose others."), field="audience")


def log_document(action: str, row: Document, by: User, *, reason: str = "", **parameters: Any) -> None:
    """Of one side's own it says nothing; all others are named by their code, since who may see them can change."""
    if row.audience == Audience.OWN_SIDE:
        write_audit(action=OWN_SIDE_CHANGED, by=by, record=row, label="")
        return
    write_audit(action=action, by=by, record=row, label=row.code, reason=reason, **parameters)


def keep_picture(field: FieldFile, upload: CheckedFile) -> tuple[str, int, str]:
    """Store a picture as pages and paper show it, inside `files_of_act`, in a record that is still to be saved.

    Gives its media type, size and SHA-256. Raises DomainError, field `file`, for what is none.
    """
    if upload.type not in PICTURES:
        raise refusal(_("This is not a picture. Choose a JPEG, PNG, WebP or GIF."))
    upload.file.seek(0)
    try:
        content, _width, _height = document_image(upload.file.read())
    except ValueError as broken:
        raise damaged() from broken
    is_png = content.startswith(b"\x89PNG")
    ending, media_type = (".png", "image/png") if is_png else (".jpg", "image/jpeg")
    return media_type, *store_file(field, ending, BytesIO(content))
