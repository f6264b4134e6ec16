"""What the browser tests share: the portal with the real records, a browser, and a reader's window."""

import copy
import datetime as dt
import sqlite3
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from core import clock
from core.tests.stack import with_room
from e2e.portal import DESKTOP, PASSWORD, Portal, Window
from partnerships.tests.files import file_storage
from worldcities.demo.preparing import prepare

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # A page takes over the frame of the page before it: a sixth less for each. The first, Playwright itself asks for.
    "--enable-features=CDPScreenshotNewSurface,RenderDocument:level/crashed-frame",
    # A page is looked at once: to optimise its scripts, or to compile each of them, costs more than it brings, and so
    # does cleaning up after them.
    "--js-flags=--no-maglev --no-turbofan --min-semi-space-size=64",
]


# When the demonstration is looked at, whenever that is: a picture of May has another row than December's, and in the
# evening the header has the dates of both sides.
BEGIN = dt.datetime(2026, 12, 1, 10, tzinfo=clock.STRAND_ZONE)


class State:
    """All rows and files as they are now, to lay out again: copying them takes no time beside making them."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self.rows = sqlite3.connect(":memory:")
        connection.connection.backup(self.rows)
        self.files = copy.deepcopy(file_storage()._root)

    def lay_out(self) -> None:
        """Put them in the place of what is there."""
        connection.ensure_connection()
        self.rows.backup(connection.connection)
        file_storage()._root = copy.deepcopy(self.files)
        cache.clear()


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One browser for a run. Its event loop lives in this thread, where the tests read the database too."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield started
        started.close()
        # Beside a running event loop Django keeps connections of their own, which nobody else closes.
        connections.close_all()


@pytest.fixture(scope="session")
def states(django_db_setup: Any, django_db_blocker: Any) -> Iterator[tuple[State, State]]:
    """The empty database, and the demonstration told once for a run, as of `BEGIN`."""
    assert connection.vendor == "sqlite", "a database changes no pixel: the browser looks at SQLite (make e2e)"
    later = BEGIN - timezone.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "timezone", SimpleNamespace(now=lambda: timezone.now() + later))
        patch.setattr(settings, "DEMO_PASSWORD", PASSWORD)
        with django_db_blocker.unblock():
            empty = State()
            prepare()
            told = State()
        assert told.files._children, "the demonstration has files of its own"
        yield empty, told


@pytest.fixture(scope="module")
def db(states: tuple[State, State], django_db_blocker: Any) -> Iterator[None]:
    """The real records and the demonstration's people, as if nobody had been there before this module.

    Stands for pytest-django's fixture of that name: the server's threads see only what is committed.
    """
    empty, told = states
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO_PASSWORD", PASSWORD)
        told.lay_out()
        yield
        empty.lay_out()


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> list[mail.EmailMessage]:
    """The mails that leave; what waited is forgotten by the queue once it is sent."""
    sent: list[mail.EmailMessage] = []
    monkeypatch.setattr(mail, "outbox", sent, raising=False)
    return sent


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings by which production serves static files: compressed, named by their content, kept for good."""
    collected = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    found = {
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": settings.STORAGES | {"staticfiles": collected},
        "WHITENOISE_USE_FINDERS": False,
        "WHITENOISE_AUTOREFRESH": False,
    }
    with override_settings(**found):
        call_command("collectstatic", verbosity=0, interactive=False)
    return found


@pytest.fixture(scope="module")
def portal(db: None, served: dict[str, Any]) -> Iterator[Portal]:
    """The portal at an address of its own."""
    with override_settings(**served):
        # No handler of static files before the portal itself: its own middleware serves them.
        server = LiveServerThread("localhost", static_handler=lambda portal: partial(with_room, portal))
        server.daemon = True
        server.start()
        server.is_ready.wait()
        assert not server.error, server.error
        yield Portal(f"http://localhost:{server.port}")
        server.terminate()


@pytest.fixture(scope="module")
def window(portal: Portal, browser: Browser) -> Iterator[Any]:
    """A reader's window on the portal, kept open: `window("coordinator", language="ko", width=PHONE)`.

    Where nothing is clicked, moves, or becomes a picture, `drawn=False` saves a quarter.
    """
    opened: dict[tuple[Any, ...], Window] = {}

    def open_window(
        role: str = "anonymous", *, language: str = "en", width: int = DESKTOP, drawn: bool = True
    ) -> Window:
        key = (role, language, width, drawn)
        if key not in opened:
            opened[key] = Window(browser, portal, role, language=language, width=width, drawn=drawn)
        return opened[key]

    yield open_window
    for one in opened.values():
        one.close()
