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
    "en.csv": "32e8f9ee3b1affb65caaedd0d7cee3ed9733ab52be668c8b62861e2194c51d08",
    "en.docx": "2bea4f2950549e3c53d380bc782b71ba150b402f13b33cecc763a83c33cd8391",
    "en.json": "fb6ef22bc8ccb6e96d881ea00819acab5fe37bdb9a5e2669b3ca0861f4f83672",
    "en.pdf": "62ef12ed78dac67d9e2c1aefafeeba2c2d85445f596ba52cb733af5c08995efb",
    "en.xlsx": "6aa4422c058c07fb7814d39b1b9dbeacceb2bc1f89d8af25fb565e61edcdbe67",
    "ko.csv": "7079b73385d6de0af7fd5daf060c2b855f9324dbdcfced480e98dca915fef341",
    "ko.docx": "c637b72a17a94bf9d7380c61df95690b52a5b43e3ed1491ad1c345cdee9740dd",
    "ko.json": "fb6ef22bc8ccb6e96d881ea00819acab5fe37bdb9a5e2669b3ca0861f4f83672",
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
