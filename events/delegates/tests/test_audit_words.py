"""The sentences of acts on delegates count as people do, and call no side by a word of the code."""

import pytest
from django.utils import translation

from core import audit

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("action", "parameters", "told", "told_in_korean"),
    [
        (
            "delegate-answered",
            {"answers": 1},
            "What is asked of delegates was answered (1 answer)",
            "대표단원 동의 항목 답변: 1건",
        ),
        (
            "emergency-sheet-opened",
            {"rows": 4},
            "The head of the delegation opened the emergency sheet (4 rows)",
            "단장의 비상연락망 열람: 4행",
        ),
        (
            "quota-edit",
            {"eu": 5, "counterpart": 4, "until": "2026-12-04"},
            (
                "Set the places: 5 for each partner of the EU side, 4 for each of the other side; "
                "nominations until 4 December 2026"
            ),
            "배정 인원 설정: EU 측 도시별 5명, 협력국 측 도시별 4명, 추천 마감 2026. 12. 4.(금)",
        ),
    ],
)
def test_an_act_on_delegates_reads_as_a_sentence(action, parameters, told, told_in_korean):
    assert audit.sentence(action, parameters) == told
    with translation.override("ko"):
        assert audit.sentence(action, parameters) == told_in_korean
