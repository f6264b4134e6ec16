"""How the values of two snapshots read in a list of changes: in words, never as codes of the portal."""

import pytest
from django.utils import translation

from reports.progress.rendering.changes import Changes
from reports.progress.rendering.phrases import Phrases

pytestmark = pytest.mark.one_database

FRAME = {
    "sides": {"names": {"eu": {"en": "EU side", "ko": "EU 측"}, "counterpart": {"en": "South Korea", "ko": "한국 측"}}},
    "pairings": [{"code": "busan-barcelona", "name": {"en": "Busan-Barcelona", "ko": "부산·바르셀로나"}}],
}
CHANGE = {"kind": "changed", "what": "record", "key": "a", "name": {"en": "A", "ko": "가"}, "url": "", "in_figure": ""}


@pytest.mark.parametrize(
    ("section", "field", "old", "new", "told"),
    [
        ("events", "deviation", None, {"start": {"days": 0}, "end": {"days": 20}}, ("–", "종료 20일 연기")),
        ("events", "state", "planned", "not-reported", ("예정", "미보고")),
        ("events", "pairings", ["busan-barcelona"], ["gone"], ("부산·바르셀로나", "gone")),
        ("events", "baseline", {"start": "2017-03", "end": None}, {}, ("2017. 3.", "–")),
        ("journey", "deviation", "moved", "cancelled", ("현재 계획 변경", "취소")),
        ("journey", "confirmation", "none", "both", ("아직 없음", "양측")),
        ("journey", "confirmed", ["eu"], ["eu", "counterpart"], ("EU 측", "EU 측, 한국 측")),
        ("journey", "responsible", "both", "counterpart", ("양측", "한국 측")),
        ("agreements", "signed", "", "in-period", ("–", "기간 중")),
        ("next", "kind", "mou", "launch", ("업무협약(MOU)", "출범회의")),
        ("updates", "state", "sent", "accepted", ("제출(승인 전)", "승인")),
        ("indicators", "reached", None, True, ("–", "예")),
    ],
)
def test_values_read_in_words(section, field, old, new, told):
    change = {**CHANGE, "section": section, "field": field, "old": old, "new": new}
    with translation.override("ko"):
        (line,) = Changes(FRAME, Phrases("ko")).lines([change])
    assert (line["old"], line["new"]) == told
    assert not line["what"].isascii()


@pytest.mark.parametrize(
    ("field", "called"), [("answers.next", "What comes next"), ("lines.achieved", "lines: What was achieved")]
)
def test_an_answer_and_its_lines_are_called_by_their_question(field, called):
    change = {**CHANGE, "section": "updates", "field": field, "old": 1, "new": 2}
    assert Changes({}, Phrases("en")).lines([change])[0]["what"] == called
