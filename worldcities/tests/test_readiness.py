"""`/readyz` is red where the portal cannot do its work, or its clock stands still."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from worldcities import tasks
from worldcities.operation import queue

pytestmark = pytest.mark.django_db

NOW = get_date_max()  # as the queue writes “as soon as possible”


def waits(*, minutes, run_after=NOW, status="READY"):
    """A task that was handed over so many minutes ago."""
    row = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="worldcities.tasks.come_back",
        backend_name="default",
        run_after=run_after,
        status=status,
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=timezone.now() - dt.timedelta(minutes=minutes))


@pytest.fixture
def punctual():
    for name in tasks.LATE_AFTER:
        tasks.note_run(name)


def test_a_well_portal_is_ready_in_few_queries(client, punctual, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready")


def test_what_the_clock_has_not_run_makes_it_unready_but_for_a_demonstration(client, settings):
    settings.DEMO = False
    tasks.note_run("hourly")
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.text == "Late by the clock: daily, backup. manage.py doctor says how to run them."
    settings.DEMO = True
    assert client.get("/readyz").text == "ready"


def test_without_storage_it_is_not_ready_and_says_no_path(client, punctual, settings, tmp_path):
    (tmp_path / "no-folder").write_text("")
    where = {"location": str(tmp_path / "no-folder"), "base_url": None}
    settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": "core.stored_files.WholeFiles", "OPTIONS": where}}
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.text == "No file can be stored and read again. manage.py doctor says why."


def test_its_own_trial_leaves_no_file(client, punctual, settings, tmp_path):
    where = {"location": str(tmp_path), "base_url": None}
    settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": "core.stored_files.WholeFiles", "OPTIONS": where}}
    assert client.get("/readyz").status_code == 200
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("limit", "status"), [(60, 503), (90, 200), (0, 200)])
def test_a_task_that_nobody_takes_makes_it_unready_after_a_while(client, punctual, settings, limit, status):
    settings.QUEUE_LATE_MINUTES = limit
    waits(minutes=61)
    answer = client.get("/readyz")
    assert (answer.status_code, "no worker runs" in answer.text) == (status, status == 503)


def test_the_queue_counts_what_waits_now():
    waits(minutes=500, status="RUNNING")
    waits(minutes=500, status="SUCCESSFUL")
    waits(minutes=500, run_after=timezone.now() + dt.timedelta(minutes=1))
    assert queue() == {"waiting": 0, "oldest": 0}
    waits(minutes=500, run_after=timezone.now() - dt.timedelta(minutes=2))
    waits(minutes=1)
    found = queue()
    assert (found["waiting"], round(found["oldest"] / 10)) == (2, 12)


def test_a_database_that_lacks_something_is_asked_nothing_else(client, punctual):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_draft RENAME COLUMN form TO page")
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.text == "The database lacks migrations or columns. manage.py check --database default says which."
