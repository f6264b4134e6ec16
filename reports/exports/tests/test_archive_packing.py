"""Names of files that unpack on every system."""

import pytest

from reports.exports.packing import safe_name

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_._etc_passwd"),
        ("CON.txt", "_CON.txt"),
        ("a:b*c?.pdf", "a_b_c_.pdf"),
        ("line\nbreak\t\x00.pdf", "line break.pdf"),
        ("...", "file"),
        ("계획서.hwpx", "계획서.hwpx"),
        ("\u202egnp.exe", "gnp.exe"),
    ],
)
def test_a_name_unpacks_everywhere(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_between_letters_and_keeps_its_ending():
    cut = safe_name("부" * 200 + ".pdf")
    assert cut.endswith("부.pdf")
    assert len(cut.encode()) <= 120
