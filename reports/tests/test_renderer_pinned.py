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
    "en.csv": "2706dccf2975ac539b02094fdbb55431c438f135de94c0928cae3fc46b98d3ec",
    "en.docx": "6daffd83a0073d275546e7fa0b6823ea7e37ad6ea0453112298d0a11184c108c",
    "en.json": "9d70ffaad63479fa0c65908cde23fce49fdf8323ac85747991d842e2c1828213",
    "en.pdf": "79034e77f9f2ae8356b5aefacf4e72e22f4d079937f70d9032ea9095918776f6",
    "en.xlsx": "92cad73e0665c60471889d779ee5a8af5beeaa197ef8e673173c67eea3afa82e",
    "ko.csv": "c5c79e82f4977a9beb3097e7f8fb932527e6705053fbaa9c46d3666565f3288b",
    "ko.docx": "0cb8d722935244016692c519e014bcca9f232829283f7c1fbd1e3088a62ccd4e",
    "ko.json": "9d70ffaad63479fa0c65908cde23fce49fdf8323ac85747991d842e2c1828213",
    "ko.pdf": "d5b801a29899cb0e2123e7262ed84fef62fb13b27386f5b08c3558e29043b27d",
    "ko.xlsx": "879030178e1de421a8fc50bf595ca4918db9f80bb56930e4041ebd347df4ec02",
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
