"""A worker goes on once its database answers again, and what it was doing is not lost."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.mails import sending
from accounts.models import Mail
from core.management.commands import db_worker as worker
from core.management.commands.db_worker import PatientWorker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(worker, "PAUSE", 0.1)
    monkeypatch.setattr(sending, "PAUSES", (0.1,) * 20)


def work(**options):
    given = {"max_tasks": 1, "verbosity": 0, "interval": 0.05, "startup_delay": False, "reload": False} | options
    call_command("db_worker", **given)


def _hold_file(name, holding):
    """Have the file of SQLite for oneself for a second, as another process would."""
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        holding.set()
        time.sleep(1)
        other.execute("COMMIT")


def _end_connection(pid, holding):
    """End a connection to PostgreSQL, as its end would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    connection.close()
    holding.set()


@pytest.fixture
def trouble():
    """Begins when it is called: SQLite is locked for longer than anybody waits, PostgreSQL ends the connection."""
    threads = []
    options = connection.settings_dict["OPTIONS"]
    kept = dict(options)
    if connection.vendor == "sqlite":
        connection.close()
        options["timeout"] = 0.1

    def begin():
        holding = threading.Event()
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            work, on = _hold_file, connection.settings_dict["NAME"]
        else:
            work, on = _end_connection, connection.connection.info.backend_pid
        threads.append(threading.Thread(target=work, args=(on, holding)))
        threads[-1].start()
        assert holding.wait(10)

    yield begin
    for thread in threads:
        thread.join()
    connection.close()
    options.clear()
    options.update(kept)


def test_a_worker_outlives_a_database_that_is_locked_or_away(note, marta, mailoutbox, trouble):
    note(marta)
    trouble()
    work()
    assert len(mailoutbox) == 1
    assert Mail.objects.get().state == "sent"


def test_what_became_of_a_mail_is_known_once_the_database_answers_again(note, marta, mailoutbox, monkeypatch, trouble):
    send = sending.PortalMail.send

    def meanwhile(message):
        trouble()
        return send(message)

    monkeypatch.setattr(sending.PortalMail, "send", meanwhile)
    note(marta)
    work()
    assert len(mailoutbox) == 1
    assert Mail.objects.get().state == "sent"


@pytest.mark.one_database
def test_a_worker_may_start_before_its_database(tmp_path, settings):
    folder = tmp_path / "not-there-yet"
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "DJANGO_SETTINGS_MODULE": "worldcities.settings.demo",
        "IGNORE_ENV_FILE": "true",
        "SECRET_KEY": "only-for-this-test",
    }
    command = [sys.executable, "manage.py", "db_worker", "--no-startup-delay"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said = process.stderr.readline()
            process.terminate()
            process.communicate(timeout=30)
        finally:
            process.kill()
    assert "locked or away; the worker asks again" in said
    assert process.returncode == 0


@pytest.mark.one_database
def test_a_worker_that_is_told_to_end_while_it_writes_a_line_of_its_log_ends(monkeypatch):
    usual = {"queue_names": ["default"], "excluded_queue_names": [], "backend_name": "default", "worker_id": "one"}
    worker = PatientWorker(**usual, interval=1, batch=False, startup_delay=False, max_tasks=None)

    def busy(*words):
        raise RuntimeError("reentrant call inside <_io.BufferedWriter name='<stderr>'>")

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.logger.warning", busy)
    with pytest.raises(SystemExit) as ended:
        worker.shutdown(signal.SIGTERM, None)
    assert (ended.value.code, worker.running) == (0, False)
