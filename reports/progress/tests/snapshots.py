"""A small made-up snapshot for the tests of what is made of it."""

import copy
from typing import Any

PORTAL = "https://portal.example"


def text(en: str = "", ko: str = "", stale: str = "") -> dict[str, Any]:
    return {"en": en, "ko": ko, "stale": stale}


def reference(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "milestone",
        "code": f"visit-{number}",
        "pairing": "busan-barcelona",
        "name": text(f"Visit {number}", f"방문 {number}"),
        "url": f"/strands/eu-korea-2017/pairings/busan-barcelona/milestones/visit-{number}/",
        "day": "2017-11",
        "documents": ["busan-barcelona/document-1"] if number == 1 else [],
        **changes,
    }


def figure(key: str, *rows: dict[str, Any], value: float | None = None) -> dict[str, Any]:
    return {"key": key, "value": len(rows) if value is None else value, "rows": list(rows)}


_SNAPSHOT: dict[str, Any] = {
    "schema": 1,
    "base_url": PORTAL,
    "report": {
        "scope": "strand",
        "period": {
            "code": "final",
            "kind": "final",
            "name": text(),
            "starts_on": "2017-03-14",
            "ends_on": "2018-05-25",
            "due_on": "2018-05-31",
            "languages": ["en", "ko"],
        },
        "revision": 2,
        "replaces": {"revision": 1, "sha256": "ab" * 32, "issued_on": "2018-05-25"},
        "correction": {"en": "A date was wrong.", "free": True},
        "as_of": "2018-06-01T10:00:00Z",
        "issued_at": "2018-06-01T22:30:00Z",
        "from_records_alone": True,
    },
    "strand": {
        "code": "eu-korea-2017",
        "name": text("EU-Korea 2017-2018", "EU - 대한민국 2017-2018"),
        "programme": text("World Cities", "세계도시 프로젝트"),
        "phase": "",
        "starts_on": "2017-03-14",
        "ends_on": "2018-05-25",
        "countries": ["KR"],
        "implementers": [{"name": text("Example Consult", "")}],
        "contract_number": "PI/2017/388-109",
        "implementer": text("Example Consult", ""),
        "is_invented": False,
    },
    "sides": {
        "eu": [{"code": "barcelona", "name": text("Barcelona", "바르셀로나"), "kind": "city"}],
        "counterpart": [{"code": "busan", "name": text("Busan", "부산"), "kind": "city"}],
        "letters": {"eu": "EU", "counterpart": "KR"},
        "names": {"eu": text("EU side", "EU 측"), "counterpart": text("Korean side", "한국 측")},
    },
    "pairings": [
        {
            "code": "busan-barcelona",
            "name": text("Busan-Barcelona", "부산·바르셀로나"),
            "status": "active",
            "eu": "barcelona",
            "counterpart": "busan",
            "url": "/strands/eu-korea-2017/pairings/busan-barcelona/",
        }
    ],
    "updates": [
        {
            "partner": "barcelona",
            "name": text("Barcelona", "바르셀로나"),
            "status": "",
            "submitted_on": None,
            "accepted_on": None,
        },
        {"partner": "busan", "name": text("Busan", "부산"), "status": "", "submitted_on": None, "accepted_on": None},
    ],
    "notices": {
        "funding": {"en": "Funded by the European Union.", "ko": "유럽연합의 재정 지원을 받았습니다."},
        "disclaimer": {"en": "The authors answer for the contents.", "ko": ""},
    },
    "order": ["summary", "journey", "lessons"],
    "texts": {
        "summary": text(
            "The first paragraph.\n\nThe second one.\n- an item",
            "□ 추진실적\n ○ 부산 방문\n  - 현장 방문\n ※ 참고\n끝.",
        ),
        "lessons": {},
    },
    "sections": {
        "journey": {"figures": [figure("milestones-done", reference(1), reference(2)), figure("milestones-overdue")]},
    },
    "documents": {
        "busan-barcelona/document-1": {
            "title": "Programme of the visit",
            "pairing": "busan-barcelona",
            "code": "document-1",
            "url": "/strands/eu-korea-2017/pairings/busan-barcelona/documents/document-1/",
            "versions": [{"number": 1, "name": "programme.pdf", "sha256": "cd" * 32, "size": 12345}],
        }
    },
}


def a_snapshot(**changes: Any) -> dict[str, Any]:
    """A report on a final period, issued, compiled from the records alone; `changes` replace whole parts of it."""
    return copy.deepcopy(_SNAPSHOT) | changes
