"""Which files the portal takes: told by their content, whatever they are called."""

import io
import zipfile

import pytest

from core.errors import DomainError
from partnerships.documents import zipped
from partnerships.documents.uploads import check_type, check_upload, clean_name
from partnerships.tests.files import (
    FILES,
    PDF,
    compound,
    image,
    office,
    open_document,
    packed,
    upload,
)

pytestmark = pytest.mark.one_database

NOT_ALLOWED = "This type of file is not allowed"
CONTENT = "but the content is not of the type"
NAME = "but its name ends in"
MACROS = "macros"
DAMAGED = "damaged or incomplete"
TOO_MUCH = "more than the portal takes once it is unpacked"
PASSWORD = "protected with a password"
PROGRAM = "holds a program or an archive"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def refused(content: bytes, name: str) -> str:
    with pytest.raises(DomainError) as told:
        check_type(io.BytesIO(content), name)
    assert told.value.field == "file"
    return str(told.value)


@pytest.mark.parametrize("name", list(FILES))
def test_every_allowed_type_is_taken(name):
    checked = check_upload(upload(name, FILES[name]))
    assert checked.name == name
    assert checked.file.read() == FILES[name] or checked.type.value.startswith("image/")
    assert name.lower().endswith(checked.type.endings)


REFUSED = {
    "html as pdf": (HTML, "plan.pdf", CONTENT),
    "svg": (SVG, "plan.svg", NOT_ALLOWED),
    "svg as png": (SVG, "plan.png", CONTENT),
    "xml before svg": (b"<?xml version='1.0'?>" + SVG, "plan.svg", NOT_ALLOWED),
    "text": (b"plain words", "plan.txt", NOT_ALLOWED),
    "csv": (b"a;b\n1;2\n", "plan.csv", NOT_ALLOWED),
    "program as pdf": (b"MZ" + bytes(500), "plan.pdf", CONTENT),
    "script": (b"#!/bin/sh\nrm -rf /\n", "plan.sh", NOT_ALLOWED),
    "html before pdf": (HTML + PDF, "plan.pdf", CONTENT),
    "bmp": (image("BMP"), "photo.bmp", NOT_ALLOWED),
    "rtf": (b"{\\rtf1 hello}", "plan.rtf", NOT_ALLOWED),
    "plain zip": (packed({"a.txt": b"words"}), "plan.zip", NOT_ALLOWED),
    "zip called docx": (packed({"a.txt": b"words"}), "plan.docx", CONTENT),
    "java": (packed({"META-INF/MANIFEST.MF": b"x", "A.class": b"\xca\xfe"}), "plan.jar", PROGRAM),
    "compound of nobody": (compound({"Other": b""}), "plan.doc", CONTENT),
    "pdf called docx": (PDF, "plan.docx", NAME),
    "docx called pdf": (office("docx"), "plan.pdf", NAME),
    "docx called xlsx": (office("docx"), "plan.xlsx", NAME),
    "two endings": (PDF, "plan.pdf.exe", NAME),
    "no ending": (PDF, "plan", NAME),
    "png called jpg": (image("PNG"), "photo.jpg", NAME),
    "docm": (office("docm"), "plan.docm", MACROS),
    "docm called docx": (office("docm"), "plan.docx", MACROS),
    "vba in docx": (office("docx", {"word/vbaProject.bin": b"x"}), "plan.docx", MACROS),
    "vba elsewhere": (office("docx", {"word/x.bin": compound({"_VBA_PROJECT": b""})}), "plan.docx", MACROS),
    "vba in a sheet within": (
        office("docx", {"word/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"})}),
        "plan.docx",
        MACROS,
    ),
    "basic in odt": (open_document("odt", {"Basic/Standard/Module1.xml": b"x"}), "plan.odt", MACROS),
    "vba in doc": (compound({"WordDocument": b""}, ("Macros",)), "plan.doc", MACROS),
    "vba in xls": (compound({"Workbook": b""}, ("_VBA_PROJECT_CUR",)), "plan.xls", MACROS),
    "vba in ppt": (
        compound({"PowerPoint Document": b"x\x0f\x00\xff\x03\x14\x00\x00\x00"}),
        "plan.ppt",
        MACROS,
    ),
    "encrypted docx": (compound({"EncryptedPackage": b"", "EncryptionInfo": b""}), "plan.docx", PASSWORD),
    "half a pdf": (PDF[:20], "plan.pdf", DAMAGED),
    "half a docx": (office("docx")[:-40], "plan.docx", DAMAGED),
    "half a doc": (compound({"WordDocument": b""})[:700], "plan.doc", DAMAGED),
    "other method": (
        packed({"[Content_Types].xml": b"x"}, zipfile.ZIP_BZIP2),
        "plan.docx",
        DAMAGED,
    ),
    "program in docx": (office("docx", {"word/embeddings/run.bin": b"MZ" + bytes(99)}), "plan.docx", PROGRAM),
    "archive in docx": (office("docx", {"word/embeddings/a.7z": b"7z\xbc\xaf\x27\x1c"}), "plan.docx", PROGRAM),
    "bomb in docx": (office("docx", {"word/media/a.xml": bytes(20_000_000)}), "plan.docx", TOO_MUCH),
}


@pytest.mark.security("C16", "C17", "V5")
@pytest.mark.parametrize("case", list(REFUSED))
def test_c17_what_is_not_allowed_is_refused_with_its_reason(case):
    content, name, reason = REFUSED[case]
    assert reason in refused(content, name)


def test_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(zipped, "MOST_MEMBERS", 20)
    assert TOO_MUCH in refused(office("docx", {f"word/{n}.xml": b"x" for n in range(20)}), "plan.docx")


@pytest.mark.security("C28", "V5")
def test_what_is_in_all_members_together_is_counted_also_within_others(monkeypatch):
    monkeypatch.setattr(zipped, "MOST_BYTES", 100_000)
    inner = office("xlsx", {"xl/a.xml": bytes(60_000)})
    assert check_type(io.BytesIO(office("docx", {"word/a.xlsx": inner})), "plan.docx").label == "DOCX"
    assert TOO_MUCH in refused(office("docx", {"word/a.xlsx": inner, "word/b.xlsx": inner}), "plan.docx")


def test_a_file_in_a_file_in_a_file_in_a_file_is_refused():
    content = office("docx")
    for _level in range(2):
        content = office("docx", {"word/embeddings/a.docx": content})
    assert check_type(io.BytesIO(content), "plan.docx").label == "DOCX"
    assert TOO_MUCH in refused(office("docx", {"word/embeddings/a.docx": content}), "plan.docx")


@pytest.mark.security("V5")
def test_a_table_of_contents_that_lies_is_found_out():
    whole = office("docx", {"word/media/a.xml": bytes(50_000)})
    said = (50_000).to_bytes(4, "little")
    assert DAMAGED in refused(whole.replace(said, (500).to_bytes(4, "little")), "plan.docx")


def test_a_member_that_is_there_twice_is_refused():
    target = io.BytesIO(office("docx"))
    with zipfile.ZipFile(target, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("word/document.xml", b"<other/>")
    assert DAMAGED in refused(target.getvalue(), "plan.docx")


NAMES = {
    "../../etc/plan.pdf": "plan.pdf",
    "C:\\papers\\plan.pdf": "plan.pdf",
    "pl\x00an\r\n.pdf": "pl an.pdf",
    "fdp\u202efdp.pdf": "fdp fdp.pdf",
    "계획".encode().decode() + ".hwp": "계획.hwp",
    "\u1100\u1168\u1112\u116c\u11a8.hwp": "계획.hwp",
    "  a   b.pdf ": "a b.pdf",
    'we<ird>:"|?*.pdf': "weird.pdf",
    "..pdf": "pdf",
}


@pytest.mark.parametrize("name", list(NAMES))
def test_of_a_name_its_last_part_stays_without_what_cannot_be_seen(name):
    assert clean_name(name) == NAMES[name]


def test_a_name_of_300_letters_keeps_its_ending():
    name = clean_name("가" * 300 + ".pdf")
    assert len(name) == 150
    assert name.endswith("가.pdf")


def test_an_empty_file_is_refused():
    with pytest.raises(DomainError, match="empty"):
        check_upload(upload("plan.pdf", b""))


@pytest.mark.security("C28", "V5")
def test_c28_a_large_file_is_refused_unread(settings):
    settings.MAX_DOCUMENT_MB = 1
    sent = upload("plan.pdf", PDF)
    sent.size = 200_000_000
    sent.file = None
    with pytest.raises(DomainError, match=r"190\.7.MB; at most 1.MB"):
        check_upload(sent)
