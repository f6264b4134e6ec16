"""The parts of files that act by themselves, each as its program writes it, and their harmless neighbours."""

import struct
import zlib

from core.errors import DomainError
from partnerships.documents.uploads import check_upload
from partnerships.tests.files import compound, office, open_document, upload

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OPEN = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "script": "urn:oasis:names:tc:opendocument:xmlns:script:1.0",
    "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}
PROGRAM = b"MZ" + bytes(200)
SCRIPT = b'WScript.Shell = new ActiveXObject("x")'


def all_refused(ending: str, cases: dict[str, tuple[bytes, str]]) -> None:
    """Each is refused beside its field, with a sentence that has such words in it."""
    taken = []
    for name, (content, words) in cases.items():
        told = _refusal(ending, content)
        if told is None:
            taken.append(name)
        else:
            assert (told.field, words in str(told)) == ("file", True), (name, str(told))
    assert not taken, taken


def all_taken(ending: str, cases: dict[str, bytes]) -> None:
    """None is refused."""
    told = {name: str(_refusal(ending, content)) for name, content in cases.items() if _refusal(ending, content)}
    assert not told, told


def _refusal(ending: str, content: bytes) -> DomainError | None:
    try:
        check_upload(upload(f"plan.{ending}", content))
    except DomainError as refused:
        return refused
    return None


def relation(kind: str, target: str, *, external: bool = True) -> bytes:
    """A file of relations with one in it."""
    mode = ' TargetMode="External"' if external else ""
    one = f'<Relationship Id="rId1" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'
    return f"<Relationships>{one}</Relationships>".encode()


def linking(kind: str, target: str, *, form: str = "docx", external: bool = True) -> bytes:
    """A file of Office whose main part has one relation."""
    folder, part = {"docx": ("word", "document"), "xlsx": ("xl", "workbook"), "pptx": ("ppt", "presentation")}[form]
    return office(form, {f"{folder}/_rels/{part}.xml.rels": relation(kind, target, external=external)})


def words(body: str) -> bytes:
    """A part of a text document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:body xmlns:w="{_WORD}"><w:p>{body}</w:p></w:body>'.encode()


def field(*pieces: str, result: str = "") -> str:
    """A field whose code stands in several runs; a piece that is markup itself is another field."""
    runs = "".join(one if one.startswith("<") else f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in pieces)
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}{runs}{marks[1]}<w:r><w:t>{result}</w:t></w:r>{marks[2]}"


def document(body: str, part: str = "word/header1.xml") -> bytes:
    """A text document with such a part."""
    return office("docx", {part: words(body)})


def workbook(body: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with such a part."""
    return office("xlsx", {part: f'<sheet xmlns="{_SHEET}">{body}</sheet>'.encode()})


def open_text(body: str, part: str = "content.xml", kind: str = "odt") -> bytes:
    """A file of OpenDocument with such a part."""
    spaces = " ".join(f'xmlns:{name}="{space}"' for name, space in _OPEN.items())
    return open_document(kind, {part: f"<office:body {spaces}>{body}</office:body>".encode()})


def package(name: str, content: bytes, wide_name: str = "") -> bytes:
    """The stream of a file that somebody dropped into a document."""
    label, wide = name.encode() + b"\0", (wide_name or name).encode("utf-16-le")
    body = b"\x02\0" + label + b"C:\\files\\" + label + b"\0\0\x03\0" + struct.pack("<I", len(label)) + label
    body += struct.pack("<I", len(content)) + content + (struct.pack("<I", len(wide) // 2) + wide) * 3
    return struct.pack("<I", len(body)) + body


def dropped(name: str, content: bytes, wide_name: str = "") -> bytes:
    """A file that somebody dropped into a document, as the object that it became."""
    return compound({"\x01Ole10Native": package(name, content, wide_name)})


def with_object(content: bytes, name: str = "word/embeddings/oleObject1.bin") -> bytes:
    """A text document with that object in it."""
    return office("docx", {name: content})


def old_text(text: str, *, split: bool = False, template: str = "") -> bytes:
    """A text of Word 97, in one piece or in two that lie the other way round in the file."""
    letters = text.encode("utf-16-le")
    half = len(letters) // 4 * 2 if split else 0
    main = bytearray(1024) + letters[half:] + letters[:half]
    count = len(letters) // 2
    if split:
        places = struct.pack("<3I", 0, half // 2, count)
        pieces = struct.pack("<HIH", 0, 1024 + len(letters) - half, 0) + struct.pack("<HIH", 0, 1024, 0)
    else:
        places, pieces = struct.pack("<2I", 0, count), struct.pack("<HIH", 0, 1024, 0)
    plain = b"\x02" + struct.pack("<I", len(places + pieces)) + places + pieces
    said = template.encode("utf-16-le")
    names = struct.pack("<HHHH", 0xFFFF, 2, 0, 0) + struct.pack("<H", len(said) // 2) + said
    struct.pack_into("<H", main, 2, 0xC1)
    struct.pack_into("<IIII", main, 0x19A, 0, len(names), len(names), len(plain))
    return compound({"WordDocument": bytes(main), "0Table": names + plain})


def records(*contents: tuple[int, bytes], stream: str = "Workbook") -> bytes:
    """An old workbook of these records."""
    said = b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in contents)
    return compound({stream: said + struct.pack("<HH", 0x0A, 0)})


def slides(kind: int, content: bytes, *, packed: bool = False) -> bytes:
    """Old slides with one record, within another."""
    if packed:
        content = struct.pack("<I", len(content)) + zlib.compress(content)
    record = struct.pack("<HHI", 0x10 if packed else 0, kind, len(content)) + content
    return compound({"PowerPoint Document": struct.pack("<HHI", 0xF, 1000, len(record)) + record})


def hangul(streams: dict[str, bytes], flags: int = 1) -> bytes:
    """A file of Hangul with these streams, packed as it packs them."""
    head = b"HWP Document File".ljust(36, b"\0") + struct.pack("<I", flags)
    packed = {}
    for name, content in streams.items():
        packer = zlib.compressobj(wbits=-15)
        packed[name] = packer.compress(content) + packer.flush()
    return compound({"FileHeader": head, "DocInfo": b"", **packed})


def hangul_script(source: str) -> bytes:
    """The script of a file of Hangul: each text behind the number of its letters."""
    said = b""
    for text in ("var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n", source):
        said += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return said + struct.pack("<III", 0, 0, 0xFFFFFFFF)


EMPTY_SCRIPT = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n"


def pdf(*objects: bytes | str, catalog: str = "") -> bytes:
    """A PDF with this in its catalogue, and these objects from the second on."""
    parts = [f"<< /Type /Catalog {catalog} >>".encode()]
    parts += [one.encode() if isinstance(one, str) else one for one in objects]
    said = b"%PDF-1.7\n"
    for number, part in enumerate(parts, start=1):
        said += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    return said + b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def packed_objects(*objects: str, head: str = "/Type /ObjStm /Filter /FlateDecode") -> bytes:
    """Objects in a stream, numbered from 20 on."""
    numbers, at = "", 0
    for number, one in enumerate(objects, start=20):
        numbers += f"{number} {at} "
        at += len(one) + 1
    content = zlib.compress((numbers + "\n".join(objects)).encode())
    return (
        f"<< {head} /N {len(objects)} /First {len(numbers)} /Length {len(content)} >>\nstream\n".encode()
        + content
        + b"\nendstream"
    )
