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
    "en.csv": "4fb3ba0834e2f3079cad195aabe5c84bc76bb4027608270f00016feaadaae2b2",
    "en.docx": "fab9c637042384d12d8b2e3c8c8c5aad39eb1a64784be5383511855e4e2bb226",
    "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
    "en.pdf": "8f4436d69a96184c5f4680e55a3afa57b07bcb8b305ba244eb0040adaceaf54e",
    "en.xlsx": "6052c28e5197bc8a0042c8be73b4202f7eed8343ca9d105eb6fa50f254709499",
    "ko.csv": "cce510212e023bef243437dec5f6ec8cab909be7d60e1fe52ce83b5192bf6d73",
    "ko.docx": "1418a9453b0d57a012a483eb70e2a7ba609e4fe04ce78c41fc862b5a150d8156",
    "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
    "ko.pdf": "55e2d661463f999634334e4d70557f091dc548c721f6fa14297e5759a4c859a3",
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
