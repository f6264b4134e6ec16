"""Small files of every kind, real ones and such as only pretend, made as their programs make them."""

import io
import itertools
import struct
import zipfile
from typing import Any

from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from partnerships.documents.actions import AddDocument
from partnerships.documents.uploads import check_upload
from partnerships.models import Document, DocumentVersion
from partnerships.tests.two_sides import TwoSides

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\nstartxref\n0\n%%EOF\n"
_OPENXML = "application/vnd.openxmlformats-officedocument"
_PARTS = {
    "docx": ("word/document.xml", f"{_OPENXML}.wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OPENXML}.spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OPENXML}.presentationml.presentation.main+xml"),
    "docm": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
}
_OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A packed file of these members, in this order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return target.getvalue()


def office(kind: str, more: dict[str, bytes] | None = None) -> bytes:
    """A file of Office with one main part, and more members."""
    part, media = _PARTS[kind]
    types = f'<Types><Override PartName="/{part}" ContentType="{media}"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), part: b"<w/>", **(more or {})})


def open_document(kind: str, more: dict[str, bytes] | None = None) -> bytes:
    """A file of OpenDocument."""
    media = f"application/vnd.oasis.opendocument.{_OPEN_DOCUMENT[kind]}"
    return packed({"mimetype": media.encode(), "content.xml": b"<office/>", **(more or {})})


def hwpx() -> bytes:
    """A file of Hangul's packed kind."""
    return packed({"mimetype": b"application/hwp+zip", "Contents/section0.xml": b"<hs:sec/>"})


def image(kind: str, size: tuple[int, int] = (8, 6), **options: Any) -> bytes:
    """A picture of that format."""
    target = io.BytesIO()
    Image.new("RGB", size, (35, 85, 166)).save(target, kind, **options)
    return target.getvalue()


def photograph(orientation: int = 6) -> bytes:
    """A JPEG as a telephone makes it: lying on its side, with place, device, time, author and a comment."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Samsung"
    exif[0x013B] = "Kim Jisu"
    exif[0x0132] = "2017:03:15 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 10.0, 46.0), 3: "E", 4: (129.0, 4.0, 32.0)})
    return image("JPEG", (8, 6), exif=exif, comment=b"taken at home")


def compound(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A compound file (OLE) with these streams, in the plain layout of [MS-CFB] version 3.

    Each stream is filled up to 4096 bytes, so that it needs no small sectors. `storage/name` is one in a storage.
    """
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    bodies = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    folders = [*storages, *dict.fromkeys(name.partition("/")[0] for name in streams if "/" in name)]
    names = ["Root Entry", *bodies, *folders]
    directory_sectors = -(-len(names) // 4)
    starts, at = {}, 1 + directory_sectors
    table = [0xFFFFFFFD, *range(2, 1 + directory_sectors), end]
    for name, body in bodies.items():
        count = -(-len(body) // sector)
        starts[name] = at
        table += [*range(at + 1, at + count), end]
        at += count
    table += [free] * (128 - len(table))
    within = {folder: [at for at, name in enumerate(names) if name.startswith(f"{folder}/")] for folder in folders}
    within["Root Entry"] = [at for at, name in enumerate(names) if at and "/" not in name]
    # Siblings form a chain to the right, which readers accept as a tree.
    after = {one: other for chain in within.values() for one, other in itertools.pairwise(chain)}
    entries = b""
    for index, name in enumerate(names):
        label = name.rpartition("/")[2].encode("utf-16-le")
        kind = 5 if index == 0 else 2 if name in bodies else 1
        child = (within.get(name) or [free])[0]
        chain = (free, after.get(index, free), child)
        entries += label.ljust(64, b"\0") + struct.pack("<HBBIII", len(label) + 2, kind, 1, *chain)
        entries += bytes(36) + struct.pack(
            "<IQ", starts.get(name, end if index == 0 else 0), len(bodies.get(name, b""))
        )
    entries = entries.ljust(directory_sectors * sector, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    fat = struct.pack("<128I", *table)
    return head + fat + entries + b"".join(bodies.values())


def hwp() -> bytes:
    """A file of Hangul."""
    return compound({"FileHeader": b"HWP Document File", "DocInfo": b""})


FILES: dict[str, bytes] = {
    "plan.pdf": PDF,
    "plan.docx": office("docx"),
    "plan.xlsx": office("xlsx"),
    "plan.pptx": office("pptx"),
    "plan.odt": open_document("odt"),
    "plan.ods": open_document("ods"),
    "plan.odp": open_document("odp"),
    "plan.doc": compound({"WordDocument": b""}),
    "plan.xls": compound({"Workbook": b""}),
    "plan.ppt": compound({"PowerPoint Document": b""}),
    "계획.hwp": hwp(),
    "계획.hwpx": hwpx(),
    "photo.jpg": image("JPEG"),
    "photo.JPEG": image("JPEG"),
    "photo.png": image("PNG"),
    "photo.webp": image("WEBP"),
    "photo.gif": image("GIF"),
    "scan.tif": image("TIFF"),
}


def upload(name: str = "plan.pdf", content: bytes = PDF, media: str = "application/octet-stream") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type=media)


def stored_names() -> set[str]:
    """The names of all stored files."""
    storage = file_storage()
    return {f"{folder}/{name}" for folder in storage.listdir("")[0] for name in storage.listdir(folder)[1]}


def file_storage() -> Storage:
    """Where the files of documents lie; in tests it is the memory of the process."""
    return DocumentVersion._meta.get_field("file").storage


def forget_files() -> None:
    """Take away what earlier tests stored."""
    for name in stored_names():
        file_storage().delete(name)


def file(name: str = "plan.pdf", content: bytes = PDF) -> Any:
    """A file that was looked at."""
    return check_upload(upload(name, content))


def bring(sides: TwoSides, role: str = "eu", *, record: Any = None, sent: Any = None, **values: Any) -> Document:
    """A document that somebody brings to a record of the two sides."""
    row = Document(pairing=sides.pairing, record=record or sides.pairing)
    given = {"audience": "pairing", "file": sent or file()} | values
    added: Document = AddDocument.do(row, **sides.by(role), **given)
    return added
