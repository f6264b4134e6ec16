"""What the files of a report are called: the strand, the period, whose report, its revision, language and day."""

import pytest

from reports.progress.rendering.documents import file_name
from reports.progress.tests.snapshots import a_snapshot

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("changes", "file_format", "name"),
    [
        ({}, "pdf", "eu-korea-2017_final_strand_r2_en_2018-06-02.pdf"),
        ({}, "csv", "eu-korea-2017_final_strand_r2_en_2018-06-02.zip"),
        ({"issued_at": None}, "xlsx", "eu-korea-2017_final_strand_r2_draft_en_2018-06-01.xlsx"),
        ({"scope": "busan-barcelona"}, "json", "eu-korea-2017_final_busan-barcelona_r2_en_2018-06-02.json"),
    ],
)
def test_names_of_files(changes, file_format, name):
    snapshot = a_snapshot()
    snapshot["report"] |= changes
    assert file_name(snapshot, "en", file_format) == name
