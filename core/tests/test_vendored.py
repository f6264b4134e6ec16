"""The vendored files of the front end and of documents are exactly those that frontend/VENDORED.json records."""

import hashlib
import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]


def recorded() -> dict[str, str]:
    """Return path and SHA-256 of every vendored file on record."""
    record = json.loads((ROOT / "frontend/VENDORED.json").read_text(encoding="utf-8"))
    return {path: digest for package in record.values() for path, digest in package["files"].items()}


@pytest.mark.security("V15")
def test_vendored_files_match_their_record() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("static/vendor", "core/pdf/fonts")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert found == recorded()


def test_fonts_of_documents_come_with_their_licence() -> None:
    names = {path.rpartition("/")[2] for path in recorded() if path.startswith("core/pdf/fonts/")}
    assert names == {"Pretendard-Regular.otf", "Pretendard-Bold.otf", "LICENSE.txt"}


def test_vendored_versions_match_the_package_file() -> None:
    wanted = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))["dependencies"]
    record = json.loads((ROOT / "frontend/VENDORED.json").read_text(encoding="utf-8"))
    assert {name: package["version"] for name, package in record.items()} == wanted


def test_vendored_files_point_to_no_source_map() -> None:
    """A dangling pointer makes collectstatic with hashed names fail."""
    for path in recorded():
        if path.endswith((".css", ".js")):
            assert "sourceMappingURL" not in (ROOT / path).read_text(encoding="utf-8"), path
