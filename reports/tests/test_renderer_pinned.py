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
    "en.csv": "2671bc7d25d88426fa9b9ba0090bd8337f2805fa215676a3844cab464bd0d3e4",
    "en.docx": "bc0de2cd253f3fd7c53dbbd51bd6347fd94728a38b97b177a73427cfef81a067",
    "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
    "en.pdf": "ac78cf1d2029dda502f8197333d7d9ae510fccf077e50c233a2f0ef06334ea4a",
    "en.xlsx": "6052c28e5197bc8a0042c8be73b4202f7eed8343ca9d105eb6fa50f254709499",
    "ko.csv": "8a5cb30f5bf3518b47626be1abe52e8c720c24d01be5727b4880f5311be3d4c7",
    "ko.docx": "b79ab71a512c72a5bb7be24c3649c9356aef6026630b67acb720d93c02831cb9",
    "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
    "ko.pdf": "49e5ccd80897cfa9086495c2625e6ed99859cd52896e141b720b289a0b034147",
    "ko.xlsx": "aaeef1ac2e49e2affafae94aa5c6078cf397e3f55873f04d4803e399c9a3dd1e",
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
