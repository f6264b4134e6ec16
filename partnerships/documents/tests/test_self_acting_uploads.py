"""A file that acts by itself, sent by a form: the sentence says what to do, and what was typed stays."""

import struct

import pytest
from django.utils import translation

from partnerships.documents.tests.acting_files import (
    PROGRAM,
    document,
    dropped,
    field,
    hangul,
    linking,
    old_text,
    open_text,
    packed_objects,
    pdf,
    with_object,
    workbook,
)
from partnerships.models import Document
from partnerships.tests.files import packed, stored_names, upload
from partnerships.tests.pages import fields, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files"), pytest.mark.one_database]

FAMILIES = {
    "plan.docx": (linking("attachedTemplate", "https://evil.example/a.dotm"), "Choose the template Normal"),
    "dde.docx": (document(field("DDE", "AUTO a")), "Replace it by its text"),
    "ole.docx": (with_object(dropped("a.exe", PROGRAM)), "Send it without"),
    "zip.docx": (
        with_object(packed({"b.zip": packed({"run.js": b"x"})}), "word/embeddings/a.zip"), "Send it without",
    ),
    "plan.xlsx": (workbook("<f>cmd|'/c a'!A0</f>"), "Replace it by its text"),
    "plan.pptx": (linking("oleObject", "https://evil.example/a", form="pptx"), "Break that link"),
    "plan.odt": (open_text("<draw:applet/>"), "Delete it, save"),
    "plan.doc": (old_text("\x13 DDEAUTO a \x15"), "Replace it by its text"),
    "plan.hwp": (hangul({"BinData/BIN0001.OLE": struct.pack("<I", 9) + dropped("a.exe", PROGRAM)}), "Send it without"),
    "script.pdf": (pdf("<</S/#4aavaScript/JS(a)>>"), "print it to PDF, and upload that"),
    "packed.pdf": (pdf(packed_objects("<</S/Launch/F(a)>>")), "Save it again as PDF/A"),
    "files.pdf": (pdf(catalog="/Names << /EmbeddedFiles 3 0 R >>"), "Upload each by itself"),
    "locked.pdf": (pdf(packed_objects("1"), "<< /Encrypt 5 0 R >>"), "Save it without protection"),
}  # fmt: skip


def test_the_form_says_what_to_do_and_keeps_what_was_typed(as_role, sides):
    client = as_role("eu")
    address = url(sides, "document-add", "pairing", sides.pairing.pk)
    hidden = fields(client.get(address))
    wrong = {}
    for name, (content, words) in FAMILIES.items():
        typed = {"title": "Data sheet of May", "description": "Kept words", "audience": "strand"}
        page = client.post(address, {**hidden, **typed, "file": upload(name, content)})
        told = text_of(page) if page.status_code == 422 else ""
        if words not in told or 'value="Data sheet of May"' not in page.text or "Kept words" not in page.text:
            wrong[name] = page.status_code
    assert not wrong, wrong
    assert not Document.objects.exists()
    assert not stored_names()


def test_a_newer_version_is_looked_at_too_and_told_in_korean(as_role, sides):
    client = as_role("counterpart")
    address = url(sides, "document-add", "pairing", sides.pairing.pk)
    client.post(address, {**fields(client.get(address)), "audience": "pairing", "file": upload()})
    newer = url(sides, "document-version-add", Document.objects.get().code)
    with translation.override("ko"):
        client.cookies["django_language"] = "ko"
        sent = {**fields(client.get(newer)), "note": "새 판", "file": upload("plan.pdf", pdf("<< /S /JavaScript >>"))}
        page = client.post(newer, sent)
    assert page.status_code == 422
    assert "이 PDF에는 JavaScript가 들어 있습니다" in text_of(page)
    assert "새 판" in page.text
