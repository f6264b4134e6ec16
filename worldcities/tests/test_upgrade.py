"""Earlier releases: upgraded by `migrate`, held as they were released, and set aside where they are a demonstration."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.state import ModelState, ProjectState

from scripts import releases

RELEASES = sorted((settings.BASE_DIR / "data" / "releases").glob("*.tar.xz"))
MOST = 355  # kinds of pages that the demonstration of 0.2.0 leads to, or more


def in_release(url, folder, *words):
    """What a command of the portal prints on that database."""
    there = {"DATABASE_URL": url, "DOCUMENTS_ROOT": str(folder / "documents"), "SECRET_KEY": "only-for-tests"}
    there |= {"DJANGO_SETTINGS_MODULE": "worldcities.settings.demo", "IGNORE_ENV_FILE": "true"}
    command = [sys.executable, *words]
    done = subprocess.run(
        command, check=False, cwd=settings.BASE_DIR, env=os.environ | there, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


# In one process: to start one takes longer than any of them.
UPGRADE = """
import django, io
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("check", databases=["default"], fail_level="WARNING", stdout=io.StringIO())
call_command("check_records")
"""


def upgrade(url, folder):
    assert in_release(url, folder, "-c", UPGRADE) == "0 contradictions\n"
    found = json.loads(in_release(url, folder, "-m", "worldcities.tests.open_pages"))
    assert found["faults"] == []
    assert len(found["opened"]) >= MOST


@pytest.fixture(params=RELEASES, ids=lambda file: file.name.removesuffix(".tar.xz"))
def release(request, tmp_path):
    with tarfile.open(request.param) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def set_aside(url, folder):
    words = "import django; django.setup(); from worldcities.demo.preparing import *; print(set_aside_older())"
    return in_release(url, folder, "-c", words).removesuffix("\n")


@pytest.mark.one_database
def test_a_release_is_upgraded_on_sqlite_and_the_file_of_another_version_set_aside(release):
    folder, file = release / "sqlite", release / "sqlite" / "portal.sqlite3"
    url = f"sqlite:///{file}"
    upgrade(url, folder)
    assert set_aside(url, folder) == "None"
    with sqlite3.connect(file) as rows:
        rows.execute("ALTER TABLE partnerships_pairing RENAME COLUMN why_en TO reason_en")
    aside = folder / "portal-older.sqlite3"
    assert set_aside(url, folder) == str(aside)
    assert not file.exists()
    with sqlite3.connect(aside) as rows:
        assert rows.execute("SELECT count(*) FROM partnerships_pairing").fetchone()[0] > 4
    assert set_aside(url, folder) == "None"


@pytest.mark.postgres
def test_a_release_is_upgraded_on_postgresql(release, django_db_blocker):
    folder, name = release / "postgresql", f"upgraded_{os.getpid()}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'")
        try:
            url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
            in_release(url, folder, "-c", LOAD, str(folder / "portal.sql"))
            upgrade(url, folder)
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


# Lines with a backslash are for the program of PostgreSQL alone.
LOAD = """
import sys, django
django.setup()
from django.db import connection

from scripts import releases
with open(sys.argv[1], encoding="utf-8") as dump, connection.cursor() as cursor:
    cursor.execute("".join(line for line in dump if not line.startswith("\\\\")))
"""


@pytest.mark.one_database
def test_a_released_migration_that_was_edited_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(releases, "ROOT", tmp_path)
    monkeypatch.setattr(releases, "RELEASES", tmp_path)
    migration = tmp_path / "app" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.write_text("first")
    (tmp_path / "0.9.sha256").write_text(releases.digests())
    (migration.parent / "0002_more.py").write_text("may be added")
    assert releases.check() == 0
    migration.write_text("edited")
    assert releases.check() == 1
    assert capsys.readouterr().out.startswith("app/migrations/0001_initial.py is not as it was released in 0.9.")


def text(**options):
    return models.CharField(max_length=9, **options)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("operation", "found"),
    [
        (migrations.RemoveField("row", "title"), {"app.row.title is gone"}),
        (migrations.RenameField("row", "note", "remark"), {"app.row.note is gone"}),
        (migrations.DeleteModel("row"), {"app.row is gone"}),
        (migrations.RenameModel("Row", "Line"), {"app.row is gone"}),
        (migrations.AlterModelTable("row", "lines"), {"app.row is gone"}),
        (migrations.AddField("row", "more", text(default="")), {"app.row.more is required"}),
        (migrations.AlterField("row", "note", text()), {"app.row.note is required"}),
        (migrations.AddField("row", "more", text(null=True)), set()),
        (migrations.AddField("row", "more", text(db_default="")), set()),
        (migrations.AddField("row", "more", models.ManyToManyField("row")), set()),
        (migrations.AlterField("row", "title", text(null=True)), set()),
        (migrations.CreateModel("New", [("title", text())]), set()),
    ],
)
def test_what_the_older_code_cannot_live_beside_is_found(operation, found):
    released = ProjectState()
    released.add_model(ModelState("app", "Row", [("title", text()), ("note", text(null=True))]))
    state = released.clone()
    operation.state_forwards("app", state)
    assert releases.breaks(released, state) == found


@pytest.mark.one_database
def test_a_migration_that_the_notes_of_upgrades_leave_out_is_named(monkeypatch, tmp_path, capsys):
    assert releases.check_upgrades() == 0
    first = Path(shutil.copy(releases.RELEASES / "0.2.0.sha256", tmp_path))
    found = dict(releases.not_beside(first))
    assert "accounts.user.telephone is required" in found["accounts.0002_people_cards"]
    assert "core.0002_kept_pages" not in found
    (tmp_path / "upgrades.md").write_text(releases.UPGRADES.read_text().replace("`accounts.0002_people_cards`", ""))
    monkeypatch.setattr(releases, "UPGRADES", tmp_path / "upgrades.md")
    monkeypatch.setattr(releases, "RELEASES", tmp_path)
    assert releases.check_upgrades() == 1
    assert capsys.readouterr().out.startswith("The code of 0.2.0 cannot live beside accounts.0002_people_cards, so ")
