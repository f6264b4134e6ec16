"""What the browser tests share: the portal with the real records, a browser, and a reader's window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from e2e.portal import PASSWORD, Portal, Window
from worldcities.demo.preparing import prepare


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One browser for a module. Its event loop lives in this thread, where the tests read the database too."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        started = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield started
        started.close()
        # Beside a running event loop Django keeps connections of their own, which nobody else closes.
        connections.close_all()


@pytest.fixture(scope="module")
def db(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """The real records and the demonstration's people, once for a module.

    Stands for pytest-django's fixture of that name: the server's threads see only what is committed.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO_PASSWORD", PASSWORD)
        prepare()
        yield
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def portal(db: None) -> Iterator[Portal]:
    """The portal as the demonstration serves it."""
    server = LiveServer("localhost")
    yield Portal(server.url)
    server.stop()


@pytest.fixture(scope="module")
def window(portal: Portal, browser: Browser) -> Iterator[Any]:
    """A reader's window on the portal, kept open: `window("coordinator", language="ko", width=390)`."""
    opened: dict[tuple[str, str, int], Window] = {}

    def open_window(role: str = "anonymous", *, language: str = "en", width: int = 1280) -> Window:
        key = (role, language, width)
        if key not in opened:
            opened[key] = Window(browser, portal, role, language=language, width=width)
        return opened[key]

    yield open_window
    for one in opened.values():
        one.close()
