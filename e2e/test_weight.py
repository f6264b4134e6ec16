"""What a page weighs on its way, as production serves it; and that nothing on it moves once it is drawn."""

from __future__ import annotations

from typing import Any

import pytest

from e2e.portal import LANGUAGES, portal_visits

pytestmark = pytest.mark.browser

FIRST, LATER = 150_000, 30_000  # bytes on the wire, fonts apart
SLOW = {"offline": False, "latency": 0, "downloadThroughput": 40_000, "uploadThroughput": -1}  # bytes a second
MOVED = 0.05  # on a slow line: the browsers' layout shift, of which up to 0.1 counts as good
MOVES = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 300);
})"""
MAIN = (
    "my-tasks",
    "partnerships:strand",
    "the real strand: board",
    "partnerships:pairing",
    "partnerships:milestone",
    "events:event",
    "help",
    "account_login",
)
# All pages have the same style sheets and scripts: what single ones weigh beside them, the gate of each page looks at.
SHOWN = [one for one in portal_visits() if one.name in MAIN]


def weigh(page: Any, path: str) -> int:
    """The bytes of a visit that came over the wire, fonts apart."""
    session, fonts, sizes = page.context.new_cdp_session(page), set(), {}
    session.on("Network.responseReceived", lambda told: told["type"] == "Font" and fonts.add(told["requestId"]))
    session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    session.send("Network.enable")
    page.goto(path, wait_until="networkidle")
    session.detach()
    return int(sum(size for key, size in sizes.items() if key not in fonts))


@pytest.mark.parametrize("visit", SHOWN, ids=str)
def test_a_page_is_light(window, visit):
    seen = window(visit.reader, language="ko")
    path = seen.portal.path(visit, "ko")
    seen.page.context.new_cdp_session(seen.page).send("Network.clearBrowserCache")
    first = weigh(seen.page, path)
    later = weigh(seen.page, path)
    assert first <= FIRST, f"{first} bytes on the first visit"
    assert later <= LATER, f"{later} bytes on a later one"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visit", SHOWN, ids=str)
def test_nothing_moves_once_it_is_drawn_and_hardly_anything_over_a_slow_line(window, visit, language):
    """Over a slow line it is drawn while it comes: what comes later leaves in place what is read already.

    Without a Korean font on the machine, Hangul is drawn anew when its pieces come: once, then they are kept.
    """
    seen = window(visit.reader, language=language)
    path = seen.portal.path(visit, language)
    seen.page.goto(path, wait_until="networkidle")
    seen.visit(path)
    assert seen.page.evaluate(MOVES) == pytest.approx(0, abs=0.001)
    line = seen.page.context.new_cdp_session(seen.page)
    line.send("Network.emulateNetworkConditions", SLOW)
    seen.visit(path)
    line.detach()
    assert seen.page.evaluate(MOVES) <= MOVED
