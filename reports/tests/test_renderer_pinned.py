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
from reports.rendering.documents import RENDERER, report_file

pytestmark = pytest.mark.one_database

SNAPSHOT = Path(__file__).parent / "pinned" / "snapshot.json"
# By language and format: SHA-256 of the content.
PINNED: dict[str, str] = {
    "en.csv": "0e278e324cc7713793722f3b0bf4ed3481dd5d8fff9f317342329d7dea478f93",
    "en.docx": "3aae5c83bff19f7582f2b322a7f03bdf1fc0fb2df0386afb4c1928245dc6fcfa",
    "en.json": "d957719161a4ad516be0fc8d9e9d46c1ab3ad5763c26053090c99d5ec8c17c4e",
    "en.pdf": "18a98a416912a52d01aa8707b3282e49b2d5db344c28c4e3156d797f719f72c5",
    "en.xlsx": "433ff04400a4dae7a3fa89721a05c696894796b589b8c7712f48546912c47a9d",
    "ko.csv": "ceb8ae0c8b5933b3468e247cdd0f2cc2115193fa5dc92cb38b2cb462d55873cc",
    "ko.docx": "639428ff9f76d4e32d82f9c2cdb4bec03bad782f5c678f9207e6e7eb3d090427",
    "ko.json": "d957719161a4ad516be0fc8d9e9d46c1ab3ad5763c26053090c99d5ec8c17c4e",
    "ko.pdf": "1e2b15007dd40c7eba1db20d940b89bc562cbf497a117a61e51cf398f9e4c604",
    "ko.xlsx": "d2e8ff884a5a374ee22d6335a24cafb333b0d0ed7c9af80adfc87bb7b12c1bb5",
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
        f"Issued reports would come out otherwise. If that is meant, raise RENDERER in reports/rendering/documents.py, "
        f"now {RENDERER}, and pin what it makes, here {name}: {made}"
    )
