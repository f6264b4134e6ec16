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
    "en.csv": "909d5123fa0525df2cf66a9f1eb46d4bce7a69221745810e7aa6756250c3c517",
    "en.docx": "d21c1b075c79ca36f1b6844ee2194928345ac01d8e1d888b93c5631700bb0305",
    "en.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "en.pdf": "a5a47a941ab1451bbf00283ef41333ac495be04665b13f7b8a145811c5c66481",
    "en.xlsx": "00bea1be4f583af7552c2c33024942073ba890c219b69f254fa9e6f9d508e25e",
    "ko.csv": "441ad1d8bf8837438dc6e1ebe30494f787419be042ba545c8cb774dac434e182",
    "ko.docx": "0029c1a0eefccade9130c9b5b25f5b2f5ab8e08553d388ef81ac3f4cda449a56",
    "ko.json": "1b9504a8357afcf88bafa48167fac3992e113417977e8b1999db7709f8b72ffb",
    "ko.pdf": "4381afa893bf2a36e0cbfafcc76685eadc0971a6d407148cc12b22b8df733848",
    "ko.xlsx": "215bca3318803c69ae92f373980d69a3571fe5721aca88cfa1c436be9cf77c7f",
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
