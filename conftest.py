"""What every test run shares: which tests this machine can run, and that a run in CI leaves none out."""

import copy
import datetime as dt
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest import runner
from allauth.account.internal.flows.login import record_authentication
from django.apps import apps
from django.contrib import auth
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from hypothesis import settings as hypothesis_settings

from core import clock, log
from core.actions import Action
from core.pack.loading import load_pack
from core.pack.stores import Load
from core.tests.arranged import outside
from core.tests.stack import with_room
from core.tests.tried import TRANSITIONS, TRIED, tried
from core.tests.undone import undone
from partnerships.tests.small_pack import REAL
from partnerships.tests.two_sides import TwoSides, two_sides

# No example is failed for its time: a busy machine says nothing of a rule.
hypothesis_settings.register_profile("portal", deadline=None)
hypothesis_settings.load_profile("portal")
# The first is the second without its windows, and quicker by a fifth.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def find_chromium() -> str | None:
    """The browser's program: the one that CHROMIUM names, else the first that is installed."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def _left_out() -> dict[str, str]:
    """The markers that cannot run here, each with the line that says so."""
    missing = {}
    if connection.vendor != "postgresql":
        missing["postgres"] = "Left out: what only PostgreSQL can show. DATABASE_URL=postgres://... runs it."
    if find_chromium() is None:
        missing["browser"] = "Left out: the browser tests. Install Chromium, or name it with CHROMIUM=/path."
    return missing


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Give each run its own SQLite file, so that two runs in one folder do not take it from each other."""
    test = connection.settings_dict["TEST"]
    own = connection.vendor == "sqlite" and test.get("NAME")
    if own:
        test["NAME"] = f"{test['NAME']}-{os.getpid()}"
    yield
    if own:
        # Django takes the database away, and knows nothing of the file that its making was locked by.
        Path(f"{test['NAME']}.migrate-lock").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A database that was made from the models counts as migrated."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field  # SQLite is asked once, by whoever comes first
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for one in MigrationLoader(connection).graph.nodes.keys() - recorder.applied_migrations().keys():
            recorder.record_applied(*one)


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database for what all tests of a module read: built once, and undone after the last of them."""
    with django_db_blocker.unblock(), undone():
        yield


@pytest.fixture(scope="module")
def sides_of_module(module_db: None) -> TwoSides:
    """The two sides, built once for a module; tests get copies, and what they do to the rows is undone.

    At a moment before those on which tests stand: who is a coordinator by then is one on each of them.
    """
    with clock.fixed_at(dt.datetime(2026, 11, 25, 11, tzinfo=dt.UTC)):
        return two_sides()


@pytest.fixture
def sides(sides_of_module: TwoSides, db: None) -> TwoSides:
    """Busan and Barcelona with a person of every role around them."""
    return copy.deepcopy(sides_of_module)


@pytest.fixture(scope="module")
def real_pack(module_db: None) -> Load:
    """What came of loading the real records of 2017-2018, once for a module; what a test does to its rows is undone."""
    return load_pack(REAL, by=None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that the tests drive; a test that asks for it is marked ``browser``."""
    found = find_chromium()
    assert found, "mark this test with pytest.mark.browser"
    return found


@pytest.fixture(scope="session", autouse=True)
def _transitions_counted() -> Iterator[None]:
    """Note each action that is checked: from which state, and for whom."""

    def noted_action(action: Action) -> None:
        tried(TRANSITIONS, action.on.__name__, action.key, action.state, *sorted(action.actors))
        check_action(action)

    check_action = Action.check
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Action, "check", noted_action)
        yield


@pytest.fixture(scope="session", autouse=True)
def _signed_in_just_now() -> Iterator[None]:
    """A browser that a test signs in without the form has given the password as well: nothing asks for it again."""

    def sign_in(request: Any, user: Any, backend: Any = None) -> None:
        login(request, user, backend)
        record_authentication(request, user, "password")

    login = auth.login
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auth, "login", sign_in)
        yield


@pytest.fixture(scope="session", autouse=True)
def _arranging_is_logged() -> Iterator[None]:
    """A test may save a record by itself; what the portal saves is held to its act."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "_outside", outside)
        yield


@pytest.fixture(autouse=True)
def _kinds_of_records_known(request: pytest.FixtureRequest, _django_db_marker: None) -> None:
    """Django keeps the kinds of records for the process: whoever counts queries finds them kept, whoever came first."""
    if request.node.get_closest_marker("django_db"):
        ContentType.objects.get_for_models(*apps.get_models())


def pytest_configure(config: pytest.Config) -> None:
    """A run in CI has a browser, or it fails at once instead of passing with less."""
    if IN_CI and find_chromium() is None:
        raise pytest.UsageError("CI=true, and no Chromium: the browser tests cannot be left out.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what cannot run here. Deselected, not skipped: a skipped test is a fault in CI."""
    missing = _left_out()
    deselected = [item for item in items if any(item.get_closest_marker(name) for name in missing)]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in set(deselected)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test, with its fixtures, as pytest itself does."""
    return with_room(runner.pytest_runtest_protocol, item, nextitem)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass by what stays for the whole run: the modules and the tests themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Take over what a worker has tried."""
    for kind, cells in getattr(node, "workeroutput", {}).get("tried", {}).items():
        TRIED[kind].update(cells)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was tried, in one line each what was left out, and in CI why a skipped test failed the run."""
    for kind, cells in TRIED.items():
        if cells:
            terminalreporter.write_line(f"Tried: {len(cells)} {kind}")
    for line in _left_out().values():
        terminalreporter.write_line(line)
    if IN_CI and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("CI=true: a skipped test is a failure.", red=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test turns a green run red; a worker hands over what it has tried."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tried"] = {kind: sorted(cells) for kind, cells in TRIED.items()}
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if IN_CI and exitstatus == 0 and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
