"""Work whose worker died, or that the database broke off, is begun again soon by whoever is there."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.management.commands import db_worker as worker
from partnerships.tests.factories import StrandRoleFactory
from reports.tests.export_scene import ask, tried_kind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kind(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with tried_kind() as one:
        yield one


@pytest.fixture
def export(kind):
    role = StrandRoleFactory()
    return ask(role.user, role.strand)


def work(**options):
    given = {"batch": True, "verbosity": 0, "interval": 0, "startup_delay": False, "reload": False} | options
    call_command("db_worker", **given)


def killed(export, *, seconds):
    """As a worker leaves both that took the export and was killed; its last sign is some seconds old."""
    (task,) = DBTaskResult.objects.filter(status="READY")
    task.claim("killed")
    task.started_at = timezone.now() - dt.timedelta(seconds=seconds)
    task.save()
    export.refresh_from_db()
    export.state, export.attempts, export.worked_at = "running", export.attempts + 1, task.started_at
    export.save()


def test_an_export_whose_worker_died_is_taken_up_within_two_minutes_and_given_up_the_second_time(export, kind):
    killed(export, seconds=30)
    work()
    export.refresh_from_db()
    assert (export.state, kind.made) == ("running", 0)
    task = DBTaskResult.objects.get()
    task.started_at -= dt.timedelta(seconds=60)
    task.save()
    work()
    export.refresh_from_db()
    assert (export.state, kind.made) == ("ready", 1)

    again = ask(export.owner, export.strand)
    for _worker in range(2):
        killed(again, seconds=119)
        worker.take_up_left()
    work()
    again.refresh_from_db()
    assert (again.state, kind.made) == ("failed", 1)
    assert "broken off" in again.fault


def test_a_task_that_takes_its_workers_with_it_is_given_up(export):
    for _run in range(3):
        (task,) = DBTaskResult.objects.filter(status="READY")
        task.claim("killed")
        task.started_at -= dt.timedelta(seconds=119)
        task.save()
        worker.take_up_left()
    assert DBTaskResult.objects.get().status == "FAILED"


def test_long_work_gives_signs_of_life_and_is_left_to_its_worker(export, kind, monkeypatch):
    monkeypatch.setattr(worker, "SIGN_EVERY", 0.05)
    began = []

    def long(_export, _progress):
        began.append(DBTaskResult.objects.get().started_at)
        deadline = timezone.now() + dt.timedelta(seconds=10)
        while DBTaskResult.objects.get().started_at == began[0]:
            assert timezone.now() < deadline

    kind.then = long
    work()
    export.refresh_from_db()
    assert (export.state, len(began)) == ("ready", 1)


@pytest.mark.parametrize("fault", [OperationalError("database is locked"), SystemExit(1)])
def test_what_the_database_or_the_end_of_a_worker_broke_off_is_begun_again(export, kind, fault):
    def once(_export, _progress):
        if kind.made == 1:
            raise fault

    kind.then = once
    work()
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)


@pytest.mark.postgres
def test_a_worker_outlives_its_connection_in_the_midst_of_work(export, kind, monkeypatch):
    monkeypatch.setattr(worker, "PAUSE", 0.1)

    def cut_off(_export, _progress):
        if kind.made == 1:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    kind.then = cut_off
    work(batch=False, max_tasks=2)
    export.refresh_from_db()
    assert (export.state, export.attempts) == ("ready", 2)
