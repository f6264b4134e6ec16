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
    "en.csv": "8bea22817d9ff60565d43afd12fcfa12b17702355174c2c9bbbddb95c4b5f861",
    "en.docx": "dc5ed50e298cbf78ed0af16b0a19ee5a63d848151f507d41132a3977bf8b0575",
    "en.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "en.pdf": "2e5f4265a5b0b9df8a5e29481ffca9bc6bff24064f62874737e7e5ad8f6e3089",
    "en.xlsx": "131f9152a98c670edda235a1884afd461f3b58d0900c6ed5b99a833939b638f8",
    "ko.csv": "8d4828710c1279e6436e7aea757420ec52a953833f7f5ee84ab2c1a9c35a6db3",
    "ko.docx": "f9b3a2d1945793fb51d369d825f6fac6e1bac17fd5dced159988c7a57b02b4ee",
    "ko.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "ko.pdf": "d9acf9141baeeed74c0bb5870756b0732ba8f9691172df2250e7a1737e7f46f7",
    "ko.xlsx": "a0c8ea50de837be090f82621ad3e42c3612a7d76ae3c24a1bfad8eb976830303",
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
