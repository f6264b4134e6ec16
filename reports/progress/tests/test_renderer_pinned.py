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
    "en.csv": "212e1b7c19074f313bf4d67b6e6b76f64cd8526c4ef5868efea69dd58b890d0c",
    "en.docx": "92ce43f3e9108176583fb59127a56ac3935d8f0cfdb99a4d9f698619c23d65b9",
    "en.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "en.pdf": "d2046ea704a8801de28fdf88799b95a6e4fce54056f2b49989f71c90b428a553",
    "en.xlsx": "263b244deca3bdcc869e7a0ab33fc60c113989c3783c32400054d31b3eb8d89b",
    "ko.csv": "764d444b65ae4796b5e8b6d0dc5b50e84e1ac332b05cf0500bc886e83c34f0f2",
    "ko.docx": "ed18a0d6e215dd33ff5de49a3a135253a0cb442d726763fe8c8bab54c27e8a74",
    "ko.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "ko.pdf": "a91bee63fee097b754c4198be4f6aea96ec7ce17dfa4cf4e08ce13290832463e",
    "ko.xlsx": "c0c10292f0251279ab9379db2bd938682cd36deecd1a8069983485a4f7a33533",
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
