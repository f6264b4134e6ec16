"""The gate sees what is wrong: a page with every fault that it looks for."""

from __future__ import annotations

import pytest

from e2e.gate import english_words, findings
from e2e.portal import Visit

pytestmark = pytest.mark.browser

FAULTY = """<!DOCTYPE html><html lang="en"><head><title>오늘</title></head><body>
<main><h1>하나</h1><h1>둘</h1><img src="https://elsewhere.example/a.png">
<div style="width: 2000px" lang="ko">Nominate the delegates</div></main></body></html>"""
STRICT = {"Content-Security-Policy": "default-src 'self'; style-src 'self'"}


def test_every_kind_of_fault_is_found(window):
    seen = window("anonymous", language="ko", width=390)
    seen.page.route("**/faulty/", lambda route: route.fulfill(body=FAULTY, content_type="text/html", headers=STRICT))
    visit = Visit("faulty", "anonymous", path="/faulty/", statuses=frozenset({404}))
    found = "\n".join(findings(seen, visit, seen.visit(visit.path)))
    for start in (
        "status 200",
        "asks another host",
        "console",
        "html lang",
        "2 h1",
        "English: Nominate",
        "axe image-alt",
    ):
        assert start in found


def test_a_page_wider_than_the_window_is_found(window):
    seen = window("anonymous", language="ko", width=390)
    seen.page.route("**/wide/", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    visit = Visit("wide", "anonymous", path="/wide/")
    assert "wider than the window" in "\n".join(findings(seen, visit, seen.visit(visit.path)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Suwon의 대표단", True),
        ("대표단 nominate", True),
        ("정보통신기술(ICT), 사물인터넷(IoT)", False),
        ("busan@demo.example", False),
        ("https://www.eeas.europa.eu/node/22912_en", False),
        ("Asia/Seoul", False),
        ("eu-visit", False),
        ("UTC+2", False),
        ("EU", False),
    ],
)
def test_words_are_told_from_addresses_and_initials(db, text, words):
    assert bool(english_words([text])) is words
