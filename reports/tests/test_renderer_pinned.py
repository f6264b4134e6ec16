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
    "en.csv": "cbf9e10197d32127c5c760b1df5427c0da3b80a475580b3a181079936f482932",
    "en.docx": "8c648960c54c8db61d7fb3688b1e7db01fcdf1ee0e4bfb80735037881ed85b0d",
    "en.json": "1734b356c3c4bd3249bbbe8d019bde238225eee6b2ec9ebd5d3925cb2081291d",
    "en.pdf": "99897f2ba1b283b47318d93aab9dc488db45ca2637050491f780016436f81a7a",
    "en.xlsx": "74231672a2bae84d6994e67f5503ac594ba0bc021ed2f3508fa5a0d2c7344d06",
    "ko.csv": "764e17579b20798e90746072a4a30a45670ffba8aac4f76fd9b061020815c957",
    "ko.docx": "3b8a694f7df35dda7d7ca553b3b956fb1213e3bdb2118e1635ae870ac7eca11f",
    "ko.json": "1734b356c3c4bd3249bbbe8d019bde238225eee6b2ec9ebd5d3925cb2081291d",
    "ko.pdf": "c52730400d33151d8b2d2413afba77cc2b04753bb7049edb3c3cea13f1883e9b",
    "ko.xlsx": "7a34eb66303dce6e521a966f7f7c7791a02fa5f9f5dab8138165bfd688657edd",
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
