"""An issued report is made anew to the byte as long as `RENDERER` stands: no other look or word without a new number.

`pinned/snapshot.json` is a small report with something in every section, and `PINNED` what this version makes of it.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from reports.enums import FileFormat, Section
from reports.progress.rendering.documents import RENDERER, report_file

pytestmark = pytest.mark.one_database

SNAPSHOT = Path(__file__).parent / "pinned" / "snapshot.json"
# By language and format: SHA-256 of the content.
PINNED: dict[str, str] = {
    "en.csv": "37f0de7b3285b2560d11c9d92c6056d04956c6ce2788e12b9bcef4938d3de104",
    "en.docx": "3bd88462d153fbe59d50ff5baf854cc4c97459489c3fe03ac1630c8418ec338b",
    "en.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "en.pdf": "5e52bc6b7c490ecfde3a09e3c3c3fe8a9095eb61aef4b200476f71e4ca2cc9c3",
    "en.xlsx": "5e3ca9c40a8f6f51025a1ed786beb9e83da9d7956e52bfa5546534526969af8b",
    "ko.csv": "c6e3802bd8ccc34326432b14818ac588dbc572b96cae16f4f43c16ff1c05bd8d",
    "ko.docx": "346b5a2fc1dd01cd620c88d2cb640a05f5c71d6c6ccfede271f6fd7a9c0dccf9",
    "ko.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "ko.pdf": "b24a2d87b402084cdf3c5ad81eb930fbf0d48cb3a5634e0d4ddd190ac1637fdc",
    "ko.xlsx": "d28f407f6f5aece2a423963d062e116dd932722a2d228fcff8ada774632a40da",
}


def content_hash(made: bytes) -> str:
    """The SHA-256 of a file; of one packed with ZIP that of what it holds, since each zlib packs in its own way."""
    if not made.startswith(b"PK"):
        return hashlib.sha256(made).hexdigest()
    found = hashlib.sha256()
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        for entry in packed.infolist():
            found.update(f"{entry.filename} {entry.file_size}\n".encode() + packed.read(entry))
    return found.hexdigest()


def test_the_pinned_report_has_every_section():
    assert set(json.loads(SNAPSHOT.read_text())["order"]) == set(Section.values)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("file_format", FileFormat.values)
def test_what_is_made_changes_with_the_renderer_alone(file_format, language):
    snapshot = json.loads(SNAPSHOT.read_text())
    made = content_hash(report_file(snapshot, language=language, file_format=file_format, sha256="ab" * 32))
    name = f"{language}.{file_format}"
    assert PINNED[name] == made, (
        f"Issued reports would come out otherwise. If that is meant, raise RENDERER in "
        f"reports/progress/rendering/documents.py, "
        f"now {RENDERER}, and pin what it makes, here {name}: {made}"
    )
