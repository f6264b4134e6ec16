"""What a page weighs on its way, as production serves it; and that nothing on it moves once it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.test.testcases import LiveServerThread

from e2e.portal import Portal, portal_visits

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


@pytest.fixture(scope="module")
def portal(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with its static files as collected: compressed, named by their content, kept for good."""
    collected = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES=settings.STORAGES | {"staticfiles": collected},
        WHITENOISE_USE_FINDERS=False,
        WHITENOISE_AUTOREFRESH=False,
    ):
        call_command("collectstatic", verbosity=0, interactive=False)
        # No handler of static files before the portal itself: its own middleware serves them.
        server = LiveServerThread("localhost", static_handler=lambda portal: portal)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert not server.error, server.error
        yield Portal(f"http://localhost:{server.port}")
        server.terminate()


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


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("visit", SHOWN, ids=str)
def test_nothing_moves_once_it_is_drawn(window, visit, language):
    """Without a Korean font on the machine, Hangul is drawn anew when its pieces come: once, then they are kept."""
    seen = window(visit.reader, language=language)
    path = seen.portal.path(visit, language)
    seen.page.goto(path, wait_until="networkidle")
    seen.visit(path)
    assert seen.page.evaluate(MOVES) == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("visit", SHOWN, ids=str)
def test_a_page_hardly_moves_while_it_comes_over_a_slow_line(window, visit, language):
    """It is drawn while it comes: rows and columns that come later leave in place what is read already."""
    seen = window(visit.reader, language=language)
    path = seen.portal.path(visit, language)
    seen.page.goto(path, wait_until="networkidle")
    line = seen.page.context.new_cdp_session(seen.page)
    line.send("Network.emulateNetworkConditions", SLOW)
    seen.visit(path)
    line.detach()
    assert seen.page.evaluate(MOVES) <= MOVED
