"""The gate sees what is wrong: a page with every fault that it looks for."""

import pytest

from e2e.gate import findings
from e2e.portal import PHONE, Visit
from e2e.reflow import lost, lost_large, lost_spaced
from worldcities.tests.english import english_words, names

pytestmark = pytest.mark.browser

FAULTY = """<!DOCTYPE html><html lang="en"><head><title>오늘</title></head><body>
<main><h1>하나</h1><h1>둘</h1><img src="https://elsewhere.example/a.png">
<div style="width: 2000px" lang="ko">Nominate the delegates</div></main></body></html>"""
STRICT = {"Content-Security-Policy": "default-src 'self'; style-src 'self'"}


def test_every_kind_of_fault_is_found(window):
    seen = window("anonymous", language="ko", width=PHONE)
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
    seen = window("anonymous", language="ko", width=PHONE)
    seen.page.route("**/wide/", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    visit = Visit("wide", "anonymous", path="/wide/")
    assert "wider than the window" in "\n".join(findings(seen, visit, seen.visit(visit.path)))


FAINT = """<!DOCTYPE html><html lang="ko"><head><title>오늘</title></head><body style="background: #fff">
<main><h1>하나</h1><p class="plain" style="color: #333">둘</p><p class="faint" style="color: #aaa">셋</p>
<p class="on-dark" style="color: #333; background: #222">넷</p></main></body></html>"""


def test_each_colour_is_held_against_what_lies_behind_it(window):
    seen = window("anonymous", language="ko", width=PHONE)
    seen.page.route("**/faint/", lambda route: route.fulfill(body=FAINT, content_type="text/html"))
    visit = Visit("faint", "anonymous", path="/faint/")
    assert list(findings(seen, visit, seen.visit(visit.path))) == ["axe color-contrast: .faint, .on-dark"]


LOSING = """<!DOCTYPE html><html lang="en"><body>
<p class="short" style="width: 4rem; height: 1.6rem; overflow: hidden">Pairings</p>
<div class="region" style="width: 200px; overflow-x: auto"><p style="width: 900px">Wide</p></div>
<b style="position: absolute; top: 300px; left: 9px">One word</b>
<i style="position: absolute; top: 302px; left: 9px">And more</i>
<span class="one-line" style="display: block; width: 6.4em; overflow: hidden; text-wrap: nowrap">Some letters</span>
<u class="a-strip-wide">Both</u> <u class="a-strip-narrow">forms</u>
</body></html>"""


def test_what_is_lost_is_found(window):
    page = window("anonymous").page
    page.route("**/losing/", lambda route: route.fulfill(body=LOSING, content_type="text/html"))
    page.goto("/losing/")
    plain = "\n".join(lost(page))
    assert "scrolls without keys: div.region" in plain
    assert "scrolls without a name: div.region" in plain
    assert "stands on other words: b. “One word” and i. “And more”" in plain
    assert "shown twice: u.a-strip-wide" in plain
    assert "cut off" not in plain
    assert "cut off: span.one-line" in "\n".join(lost_spaced(page))
    page.set_viewport_size({"width": 320, "height": 600})
    assert not [one for one in lost(page) if "sideways" in one]
    page.evaluate("document.body.firstElementChild.style.width = '400px'")
    assert [one for one in lost(page) if one == "page scrolls sideways: p.short"]
    page.evaluate("document.body.firstElementChild.style.width = '64px'")
    assert "cut off: p.short" in "\n".join(lost_large(page))
    assert "cut off: p.short" not in "\n".join(lost(page))


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
    assert bool(english_words([text], names())) is words
