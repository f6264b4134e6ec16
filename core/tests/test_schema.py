"""A database that lacks what the code needs says so, and two that migrate it wait for each other."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from core.checks import missing_in
from core.management.commands.migrate import alone


@pytest.mark.django_db
def test_a_whole_database_is_ready(client):
    assert missing_in(connection) == []
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready")
    call_command("check", "--database", "default")


LAST = "core.0004_log_of_visits"  # a migration that no other needs


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["core_draft.form", LAST])
def test_what_it_lacks_is_named_and_it_is_not_ready(client, missing):
    if missing == LAST:
        MigrationRecorder(connection).record_unapplied(*LAST.split("."))
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE core_draft RENAME COLUMN form TO page")
    assert missing in missing_in(connection)
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    with pytest.raises(CommandError, match=missing):
        call_command("check", "--database", "default")


@pytest.mark.django_db
def test_the_second_to_migrate_waits_for_the_first():
    order, asked = [], threading.Event()

    def second():
        with alone(connections["default"], asked.set):
            order.append("second")
        connections["default"].close()

    other = threading.Thread(target=second)
    with alone(connection, lambda: order.append("waited")):
        other.start()
        assert asked.wait(10)
        order.append("first")
    other.join(10)
    assert order == ["first", "second"]
