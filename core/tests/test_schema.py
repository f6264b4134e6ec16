"""A database that lacks what the code needs says so, and two that migrate it wait for each other."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

from core.checks import missing_in
from core.management.commands.migrate import alone, models_alone


@pytest.mark.django_db
def test_a_whole_database_is_ready(client):
    assert missing_in(connection) == []
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content[:5]) == (200, b"ready")
    call_command("check", "--database", "default")


LAST = "core.0005_names_apart"  # a migration that no other needs


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


def test_a_model_that_a_migration_adds_is_made_alone_and_known_to_the_one_it_leads_to():
    state = ProjectState()
    state.add_model(ModelState("core", "City", [("id", models.AutoField(primary_key=True))]))
    city = state.apps.get_model("core", "City")
    to_city = models.ForeignKey("core.City", models.CASCADE, related_name="partners")
    with models_alone():
        state.add_model(ModelState("core", "Partner", [("id", models.AutoField(primary_key=True)), ("city", to_city)]))
    assert state.apps.get_model("core", "City") is city
    assert [one.name for one in city._meta.related_objects] == ["partners"]
    assert state.apps.get_model("core", "Partner")._meta.get_field("city").related_model is city


def test_a_model_that_gets_a_column_is_made_alone_and_all_of_them_before_code_of_ours_runs():
    number = [("id", models.AutoField(primary_key=True))]
    state = ProjectState()
    state.add_model(ModelState("core", "City", number))
    state.add_model(ModelState("core", "Partner", [*number, ("city", models.ForeignKey("core.City", models.CASCADE))]))
    partner = state.apps.get_model("core", "Partner")
    with models_alone():
        state.add_field("core", "city", "name", models.TextField(default=""), preserve_default=False)
    assert state.apps.get_model("core", "City")._meta.get_field("name")
    assert state.apps.get_model("core", "Partner") is partner
    state.clear_delayed_apps_cache()
    city = state.apps.get_model("core", "City")
    assert state.apps.get_model("core", "Partner")._meta.get_field("city").related_model is city
