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
    "en.csv": "33cb0ca17c66836bbd372787927c4b4724dccd874c05197b3075f3460466f397",
    "en.docx": "6dfbb06f90d784270a4c37e379da36b8820d02b91d32ba358119ff83f2fa68dd",
    "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
    "en.pdf": "9cbd25526752eb7226bb5bb96044ddffc6b885563e421c49ca55cba0eecd730a",
    "en.xlsx": "2bed4d75402030e2b19c2759201a1fef29f65eabc4aacd2a5907c19839f63604",
    "ko.csv": "e9f11d1d55c149f614516946a5586fcd5042979f80c39d92d55f696c9d770836",
    "ko.docx": "74f09a03b5eaffcf08ffebfd7947fcf3cffe64e943f23ce5262160f307e66de2",
    "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
    "ko.pdf": "199e96f82f4832ed20b4f95d19fbf90be2166a17b80157d44fc427a411356280",
    "ko.xlsx": "ed581e78eafbc2284d716b95a6a4d5cbdfe015c93d973acd3e172eef11378761",
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
