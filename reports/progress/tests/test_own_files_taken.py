"""The portal takes the files that it makes: a report is brought back as a document."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partnerships.documents.uploads import check_upload
from reports.progress.rendering.documents import report_file

pytestmark = pytest.mark.one_database

SNAPSHOT = json.loads((Path(__file__).parent / "pinned" / "snapshot.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_a_report_can_be_brought_as_a_document(form, language):
    content = report_file(SNAPSHOT, language=language, file_format=form, sha256="3f7a91c40be25d18" * 4)
    assert check_upload(SimpleUploadedFile(f"report.{form}", content)).type.label == form.upper()
