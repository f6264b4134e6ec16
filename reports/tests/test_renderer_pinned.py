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
    "en.csv": "513126ce6c80347cd188c99b40367121866e9f88a729e87c492561d2c5184c60",
    "en.docx": "a998d4a12ebac3324c0bc8563302e3bceacd1ec1be884f9117e4eb367f68e093",
    "en.json": "cd2d6656364c6ecb0e354fa337b7048a3f13a5c3b21886e91f3a6242d1d5c680",
    "en.pdf": "37afc5f4fe86165976a5b9f4e50da2740e781d6042a7953179d6c95a91143374",
    "en.xlsx": "7c82483bf8058df9c7dadda8812cf6984de4c50850e0ac7930298135b117b4d1",
    "ko.csv": "7079b73385d6de0af7fd5daf060c2b855f9324dbdcfced480e98dca915fef341",
    "ko.docx": "c637b72a17a94bf9d7380c61df95690b52a5b43e3ed1491ad1c345cdee9740dd",
    "ko.json": "cd2d6656364c6ecb0e354fa337b7048a3f13a5c3b21886e91f3a6242d1d5c680",
    "ko.pdf": "bc0409bf8f7f3207db76e297358abe728335d0910e92e4bf7a131d7617728d22",
    "ko.xlsx": "65d113559d89987678b7435d61fce90e9d8ab14eea459d1fdd7738490be192a0",
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
