"""An issued report is made anew to the byte as long as `RENDERER` stands: no other look or word without a new number.

`pinned/snapshot.json` is a small report with something in every section, and `PINNED` what each version makes of it. A
version that somebody has issued reports with is never edited here: raise `RENDERER` and add an entry below the others.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from reports.enums import FileFormat, Section
from reports.rendering.documents import RENDERER, report_file

SNAPSHOT = Path(__file__).parent / "pinned" / "snapshot.json"
# By version of the renderer, language and format: SHA-256 of the content.
PINNED: dict[int, dict[str, str]] = {
    1: {
        "en.csv": "25fe69dfb3345f7bee58b99105586b368413f5b2a3a5a1dd76a50ae2d6257ce7",
        "en.docx": "7413c07349eada231a75b0ab9dad2a8c609697d445073f928d583b1b1c832110",
        "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "en.pdf": "7a4ce23a6ab22708d352713ed2ca5e515ad04b8306d1c91aa2cb5e98821d61b8",
        "en.xlsx": "9ca07dfbe6abbbb1ecc87d04e762da71f574a0828210a11c14efc728cbaacf44",
        "ko.csv": "1a11a618e4d2eebd5720920eccc00472f0477dda62da8da53a3e5d09617284ca",
        "ko.docx": "5c638910376626c346da378db810b415ff5a3f58a294660856243a446e499cf1",
        "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "ko.pdf": "a9659fd2165b42852ef4de6c1e49ca56ceaf5cbcc9694adea0b7743d1f4671d0",
        "ko.xlsx": "e33919400ce5141944248e16c914e8e26622231cab92281a7b9000ce8dca974a",
    },
    2: {
        "en.csv": "25fe69dfb3345f7bee58b99105586b368413f5b2a3a5a1dd76a50ae2d6257ce7",
        "en.docx": "7413c07349eada231a75b0ab9dad2a8c609697d445073f928d583b1b1c832110",
        "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "en.pdf": "7a4ce23a6ab22708d352713ed2ca5e515ad04b8306d1c91aa2cb5e98821d61b8",
        "en.xlsx": "9ca07dfbe6abbbb1ecc87d04e762da71f574a0828210a11c14efc728cbaacf44",
        "ko.csv": "1a11a618e4d2eebd5720920eccc00472f0477dda62da8da53a3e5d09617284ca",
        "ko.docx": "8326d6b402b9efb20ddcdb6c9a63d6f5dbc5a9809f40e129bc6108d4242fb28c",
        "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "ko.pdf": "be344a32e3460515a47e03fadfa2fd274c7fbc7a12361c6a62844035ec716ec9",
        "ko.xlsx": "e33919400ce5141944248e16c914e8e26622231cab92281a7b9000ce8dca974a",
    },
    3: {
        "en.csv": "a94179e2bc2abd0bb13819223b9661dacf0bcb4ff0a0d88a781ab9cc46212b12",
        "en.docx": "7413c07349eada231a75b0ab9dad2a8c609697d445073f928d583b1b1c832110",
        "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "en.pdf": "7a4ce23a6ab22708d352713ed2ca5e515ad04b8306d1c91aa2cb5e98821d61b8",
        "en.xlsx": "fc1fbeb17b7db128716a3845aea62a7429a8af33fcc36ec4e7085b7eaf975f80",
        "ko.csv": "a8be1ac91d9b40bf175ff61c32f60c2068ad5d04cd816893d74df0c24396cce4",
        "ko.docx": "8326d6b402b9efb20ddcdb6c9a63d6f5dbc5a9809f40e129bc6108d4242fb28c",
        "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "ko.pdf": "be344a32e3460515a47e03fadfa2fd274c7fbc7a12361c6a62844035ec716ec9",
        "ko.xlsx": "f134341f8eb74978b26be04fcb3fef32c0f3d42295952424f757005bb221e0fb",
    },
    4: {
        "en.csv": "4fb3ba0834e2f3079cad195aabe5c84bc76bb4027608270f00016feaadaae2b2",
        "en.docx": "3a68b7598ea6b3fcd9da9de5d0c93bab64a45d4eab81159d2ce6827c8a3d2d13",
        "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "en.pdf": "f745ed6e95aff7ae626ddb7b3a3483fe367a8de1cec718eb5100e456cf7fe72f",
        "en.xlsx": "6052c28e5197bc8a0042c8be73b4202f7eed8343ca9d105eb6fa50f254709499",
        "ko.csv": "cce510212e023bef243437dec5f6ec8cab909be7d60e1fe52ce83b5192bf6d73",
        "ko.docx": "2b55eee07b091eca689b3e9a4232bf9fad3a3ad9f929cf68da0b588f74052663",
        "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "ko.pdf": "a6c36e4a24f0ce6f0f171e53b3ff9e0da1097323637194ebf0ec49e533e419b3",
        "ko.xlsx": "aaeef1ac2e49e2affafae94aa5c6078cf397e3f55873f04d4803e399c9a3dd1e",
    },
    5: {
        "en.csv": "4fb3ba0834e2f3079cad195aabe5c84bc76bb4027608270f00016feaadaae2b2",
        "en.docx": "bc0de2cd253f3fd7c53dbbd51bd6347fd94728a38b97b177a73427cfef81a067",
        "en.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "en.pdf": "ac78cf1d2029dda502f8197333d7d9ae510fccf077e50c233a2f0ef06334ea4a",
        "en.xlsx": "6052c28e5197bc8a0042c8be73b4202f7eed8343ca9d105eb6fa50f254709499",
        "ko.csv": "cce510212e023bef243437dec5f6ec8cab909be7d60e1fe52ce83b5192bf6d73",
        "ko.docx": "b79ab71a512c72a5bb7be24c3649c9356aef6026630b67acb720d93c02831cb9",
        "ko.json": "ed81b168b792b9a7623de19a7b409c025eeac0e4032b021f4876b776d60da293",
        "ko.pdf": "49e5ccd80897cfa9086495c2625e6ed99859cd52896e141b720b289a0b034147",
        "ko.xlsx": "aaeef1ac2e49e2affafae94aa5c6078cf397e3f55873f04d4803e399c9a3dd1e",
    },
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
    assert PINNED.get(RENDERER, {}).get(name) == made, (
        f"Issued reports would come out otherwise. If that is meant, raise RENDERER in reports/rendering/documents.py "
        f"and add what it makes to PINNED, here {name}: {made}"
    )
