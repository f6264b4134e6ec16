"""What acts by itself in old Office, HWP, PDF and archives is refused; what only looks like it is taken."""

import struct
import zipfile
import zlib

import pytest

from partnerships.documents import compound as compound_parts, pdf as pdf_parts, zipped
from partnerships.documents.tests.acting_files import (
    EMPTY_SCRIPT,
    PROGRAM,
    all_refused,
    all_taken,
    document,
    dropped,
    field,
    hangul,
    hangul_script,
    old_text,
    packed_objects,
    pdf,
    records,
    slides,
    with_object,
)
from partnerships.tests.files import PDF, compound, hwpx, image, office, packed

pytestmark = pytest.mark.one_database


def test_old_office_files_that_act_are_refused():
    dde = "DDE link"
    all_refused("doc", {
        "field": (old_text("a\x13 DDEAUTO c:\\\\a.exe \x14b\x15"), dde),
        "in pieces": (old_text("\x13 DDEAUTO \x14b\x15", split=True), dde),
        "put together": (old_text("\x13\x13 QUOTE 68 \x14DDE\x15 a\x15"), dde),
        "template": (old_text("a", template="https://evil.example/a.dot"), "fetches its template"),
        "object": (compound({"WordDocument": b"", "ObjectPool/\x01Ole10Native": b"\x04\0\0\0\x09\0"}), "cannot check"),
    })  # fmt: skip
    all_refused("xls", {
        "link": (records((0x1AE, struct.pack("<HHB", 0, 5, 0) + b"cmd\x03a")), dde),
        "link of 1995": (records((0x17, b"\x05cmd\x03a"), stream="Book"), dde),
        "macro sheet": (records((0x85, bytes(4) + b"\0\x01\x01\0a")), "macros"),
        "password": (records((0x2F, bytes(6))), "password"),
    })  # fmt: skip
    packed_object = slides(0x1011, dropped("a.exe", PROGRAM), packed=True)
    all_refused("ppt", {
        "action": (slides(0x0FF3, bytes(8) + b"\x02" + bytes(7)), "starts a program"),
        "object": (packed_object, "holds a program"),
        "linked": (slides(0x0FCE, b""), "from another file"),
    })  # fmt: skip
    all_taken("doc", {
        "fields": old_text('\x13 PAGE \x141\x15 \x13 HYPERLINK "http://a/DDE" \x14DDE\x15', split=True),
        "template": old_text("a", template="C:\\Templates\\Normal.dot"),
    })  # fmt: skip
    workbook_link = struct.pack("<HHB", 1, 6, 0) + b"\x01a\x03b.xls"
    all_taken("xls", {"sheet of 1995": records((0x17, b"\x07\x03Sheet1"), stream="Book")})
    all_taken("xls", {"workbook": records((0x85, bytes(4) + b"\0\0\x01\0a"), (0x1AE, workbook_link))})
    all_taken(
        "ppt",
        {
            "jump": slides(0x0FF3, bytes(8) + b"\x03" + bytes(7)),
            "sheet": slides(0x1011, compound({"Workbook": b""}), packed=True),
        },
    )


def test_hangul_files_with_scripts_or_programs_are_refused():
    def script_of(text: str) -> bytes:
        return hangul({"Scripts/DefaultJScript": hangul_script(text)})

    acts = "function OnDocument_Open()\r\n{\r\n\tnew ActiveXObject('a');\r\n}\r\n"
    program = struct.pack("<I", 9) + dropped("a.exe", PROGRAM)
    all_refused("hwp", {
        "script": (script_of(acts), "a script"),
        "object": (hangul({"BinData/BIN0001.OLE": program}), "holds a program"),
        "postscript": (hangul({"BinData/BIN0001.jpg": b"%!PS-Adobe-3.0 EPSF"}), "holds a program"),
        "password": (hangul({}, flags=3), "password"),
    })  # fmt: skip
    all_taken("hwp", {
        "empty script": script_of(EMPTY_SCRIPT),
        "object": hangul({"BinData/BIN0001.OLE": struct.pack("<I", 9) + compound({"Workbook": b""})}),
        "picture": hangul({"BinData/BIN0002.png": image("PNG")}),
    })  # fmt: skip
    types = {"mimetype": b"application/hwp+zip"}
    item = b'<a><item href="%b" isEmbeded="0"/></a>'
    all_refused("hwpx", {
        "script": (packed(types | {"Scripts/sourceScripts.js": acts.encode("utf-16")}), "a script"),
        "linked picture": (packed(types | {"Contents/content.hpf": item % b"http://evil.example/a"}), "network"),
        "linked document": (packed(types | {"Contents/header.xml": b'<linkinfo path="//server/a"/>'}), "network"),
        "object": (packed(types | {"BinData/ole1.ole": dropped("a.exe", PROGRAM)}), "holds a program"),
    })  # fmt: skip
    all_taken("hwpx", {
        "plain": hwpx(),
        "picture": packed(types | {"Contents/content.hpf": item % b"BinData/image1.png"}),
        "empty script": packed(types | {"Scripts/sourceScripts.js": EMPTY_SCRIPT.encode("utf-16")}),
    })  # fmt: skip


@pytest.mark.security("C16", "V5")
def test_a_pdf_that_acts_is_refused_and_a_plain_one_is_taken():
    script, opens, files, unseen = "JavaScript", "starts something", "holds other files", "cannot check"
    all_refused("pdf", {
        "script": (pdf("<< /S /JavaScript /JS (a) >>"), script),
        "escaped": (pdf("<</S/#4a#61vaScript/J#53(a)>>"), script),
        "packed": (pdf(packed_objects("<< /A 1 >>", "<</S/JavaScript/JS 3 0 R>>")), script),
        "packed without saying so": (pdf(packed_objects("<</S/JavaScript>>", head="/Filter /FlateDecode")), script),
        "behind a string": (pdf("<< /X (stream\n) /A (endobj) /S /JavaScript >>"), script),
        "played": (pdf("<< /S /Rendition /JS (a) >>"), script),
        "in a film": (pdf("<< /Subtype /3D /OnInstantiate 5 0 R >>"), script),
        "launch": (pdf("<< /S /Launch /F (cmd.exe) >>"), opens),
        "opening": (pdf(catalog="/OpenAction << /S /URI /URI (http://a) >>"), opens),
        "opening elsewhere": (pdf("<< /S /GoToR /F (\\\\\\\\server\\\\a.pdf) >>", catalog="/OpenAction 2 0 R"), opens),
        "opening packed": (pdf(packed_objects("<< /S /URI /URI (http://a) >>"), catalog="/OpenAction 20 0 R"), opens),
        "opening by another number": (pdf("<< /S /URI >>", catalog="/OpenAction 002 0 R"), opens),
        "opening nowhere": (pdf(catalog="/OpenAction 2%\n0 R"), unseen),
        "next": (pdf(catalog="/OpenAction << /S /GoTo /D [1 0 R /Fit] /Next 9 0 R >>"), opens),
        "further": (pdf("<< /Type /Page /AA << /O 4 0 R >> >>"), opens),
        "further elsewhere": (pdf("<< /AA 4 0 R >>"), opens),
        "files": (pdf(catalog="/Names << /EmbeddedFiles << /Names [] >> >>"), files),
        "attached": (pdf("<< /Subtype /FileAttachment >>"), files),
        "specified": (pdf("<< /Type /Filespec /EF << /F 5 0 R >> >>"), files),
        "xfa": (pdf("<< /XFA 5 0 R >>"), "XFA form"),
        "rich media": (pdf("<< /Subtype /RichMedia >>"), "rich media"),
        "packed twice": (pdf(packed_objects("1", head="/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")), unseen),
        "another packing": (pdf(packed_objects("1", head="/Type /ObjStm /Filter /LZWDecode")), unseen),
        "broken packing": (
            pdf(b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nx\x9c" + bytes(9) + b"\nendstream"), "damaged"
        ),
        "encrypted": (pdf(packed_objects("1")).replace(b"trailer <<", b"trailer << /Encrypt 4 0 R"), "encrypted"),
    })  # fmt: skip
    content = zlib.compress(b"1 0 0 1 72 720 cm BT (/JavaScript) Tj ET")
    all_taken("pdf", {
        "form": pdf("<< /FT /Tx /T (name) /V (Kim) >>", catalog="/AcroForm << /Fields [2 0 R] >>"),
        "place": pdf(catalog="/OpenAction [2 0 R /Fit]"),
        "page": pdf("<< /S /GoTo /D [3 0 R /Fit] >>", catalog="/OpenAction 2 0 R"),
        "with labels": pdf(catalog="/OpenAction << /S /GoTo /D [3 0 R] >> /PageLabels << /Nums [0 << /S /D >>] >>"),
        "link": pdf("<< /S /URI /URI (https://developer.example/Web/JavaScript/Launch) >>"),
        "no further actions": pdf("<< /AA << >> >>"),
        "words": pdf(b"<< /Filter /FlateDecode >>\nstream\n" + content + b"\nendstream"),
        "packed": pdf(packed_objects("<< /Type /Outlines /First 3 0 R >>", "<< /Title (a) >>")),
        "encrypted without packed objects": pdf("<< /Length 5 >>").replace(b"trailer <<", b"trailer << /Encrypt 4 0 R"),
    })  # fmt: skip


@pytest.mark.security("V5")
def test_archives_in_documents_are_looked_into_to_two_levels():
    program, deep = "holds a program or an archive", "more than the portal takes"

    def holding(name: str, content: bytes, levels: int = 1) -> bytes:
        for level in range(levels):
            name, content = f"level{level}.zip", packed({name: content})
        return with_object(content, "word/embeddings/a.zip")

    names = [
        "a.exe",
        "a.SCR",
        "a.js",
        "a.vbs",
        "a.ps1",
        "a.bat",
        "a.cmd",
        "a.hta",
        "a.lnk",
        "a.jar",
        "a.msi",
        "a.iso",
        "a.html",
        "a.7z",
        "a.url",
    ]
    cases = {name: (holding(name, b"words"), program) for name in names}
    heads = {
        "windows": PROGRAM, "linux": b"\x7fELF", "mac": b"\xcf\xfa\xed\xfe", "script": b"#!/bin/sh\n", "flash": b"CWS",
        "rar": b"Rar!", "gz": b"\x1f\x8b", "egg": b"EGGA", "alz": b"ALZ\x01", "cab": b"MSCF",
        "tar": bytes(257) + b"ustar", "iso": bytes(32769) + b"CD001",
    }  # fmt: skip
    cases |= {name: (holding("plan.txt", head + bytes(9)), program) for name, head in heads.items()}
    cases |= {
        "two levels": (holding("a.exe", b"x", 2), program),
        "three levels": (holding("a.txt", b"x", 3), deep),
        "empty but deep": (holding("a.zip", packed({}), 2), deep),
        "document with dde": (holding("a.docx", document(field("DDE a"))), "DDE link"),
        "pdf with a script": (holding("a.pdf", pdf("<< /S /JavaScript >>"), 2), "JavaScript"),
        "locked": (holding("a.txt", b"x").replace(b"\x14\0\0\0\0", b"\x14\0\x01\0\0"), "password"),
    }
    locked = bytearray(packed({"a.txt": b"words"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flags] |= 1
    cases["locked"] = (with_object(bytes(locked), "word/embeddings/a.zip"), "password")
    all_refused("docx", cases)
    all_taken("docx", {
        "harmless": holding("a.txt", b"words", 2),
        "documents": holding("a.pdf", PDF),
        "sheet": holding("a.xlsx", office("xlsx")),
    })  # fmt: skip


def test_a_file_made_to_be_looked_at_for_long_is_put_aside(monkeypatch):
    monkeypatch.setattr(zipped, "MOST_TAGS", 10_000)
    for name, most in {"MOST_NAMES": 1_000, "MOST_STREAMS": 100, "MOST_WORK": 100_000}.items():
        monkeypatch.setattr(pdf_parts, name, most)
    plain = {"[Content_Types].xml": b"<Types/>", "mimetype": b"application/vnd.oasis.opendocument.text"}

    def text(body: bytes) -> bytes:
        return packed(plain | {"content.xml": b"<a>" + body + b"</a>"}, zipfile.ZIP_STORED)

    much = "more than the portal takes"
    all_refused("odt", {
        "tags": (text(b"<a/>" * 10_000), much),
        "attributes": (text(b"<a " + b" ".join(b"a%d=''" % one for one in range(50_000)) + b"/>"), much),
        "one tag": (text(b'<a b="' + b"ab" * 5_000_000 + b'"/>'), much),
    })  # fmt: skip
    begun = '<w:fldChar w:fldCharType="begin"/><w:instrText>a</w:instrText>'
    all_refused("docx", {"fields": (document(begun * 300), much)})
    all_refused("pdf", {
        "names": (PDF + b"/JS/AA/EF" * 400 + b"%%EOF", much),
        "streams": (PDF + b"stream\nx\x9c" * 101 + b"%%EOF", much),
        "packed objects": (pdf(packed_objects("1" * 100_000)), much),
        "openings": (pdf(catalog=" ".join(f"/OpenAction {number} 0 R" for number in range(2, 90))), much),
    })  # fmt: skip
    monkeypatch.setattr(compound_parts, "MOST_STREAMS", 10)
    all_refused("doc", {"streams": (compound({f"a{one}": b"" for one in range(12)}), much)})
