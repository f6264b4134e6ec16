"""What an answer that is a file says about itself."""

import io

import pytest

from core.sent_files import DOCX, PDF, send_file, send_stored

pytestmark = pytest.mark.one_database


@pytest.mark.security("C16", "C17", "V5")
def test_a_file_goes_to_its_reader_alone():
    sent = send_file(b"%PDF-", name="programme.pdf", media_type=PDF)
    assert sent.content == b"%PDF-"
    assert sent["Content-Type"] == "application/pdf"
    assert sent["Content-Disposition"] == 'attachment; filename="programme.pdf"'
    assert sent["Cache-Control"] == "private, no-store"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in sent["Content-Security-Policy"]


@pytest.mark.security("V5")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("출장 보고.docx", "attachment; filename*=utf-8''%EC%B6%9C%EC%9E%A5%20%EB%B3%B4%EA%B3%A0.docx"),
        ('a"b.docx', 'attachment; filename="a\\"b.docx"'),
        ("a\r\nSet-Cookie: x.docx", "attachment; filename*=utf-8''a%0D%0ASet-Cookie%3A%20x.docx"),
    ],
)
def test_its_name_may_be_korean_and_breaks_no_header(name, said):
    assert send_file(b"", name=name, media_type=DOCX)["Content-Disposition"] == said


def test_an_open_file_is_sent_under_the_same_terms():
    sent = send_stored(io.BytesIO(b"bytes"), name="프로그램.pdf", media_type=PDF)
    assert b"".join(sent.streaming_content) == b"bytes"
    assert sent["Content-Type"] == "application/pdf"
    assert sent["Content-Length"] == "5"
    assert sent["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert sent["Cache-Control"] == "private, no-store"
