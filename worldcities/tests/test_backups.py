"""A portal destroyed and brought back from its backup, on both databases, by the commands that an operator types."""

import datetime as dt
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing

import pyrage
import pytest
from django.conf import settings
from django.db import connection, transaction

from bench.services import store
from core import clock
from core.erasures import note_erasure, noted_erasures
from partnerships.documents.models import document_storage
from worldcities.backups import MOMENT, stored_names, sum_of, thin_out
from worldcities.tests.test_upgrade import LOAD

RELEASE = settings.BASE_DIR / "data" / "releases" / "0.2.0.tar.xz"

# A mail waits and a delegate has told something; then what lies there, but for what a restore changes on purpose.
START = """
import django
django.setup()
from accounts.enums import MailKind
from accounts.models import Mail
from events.delegates.services import erase_expired
from events.models import Delegate, DelegateNeeds
from worldcities.tests.test_backups import content
erase_expired()
Mail(key="waits", address="a@example.org", kind=MailKind.values[0], subject="s", text="t").save()
rows = Delegate.objects.filter(needs=None, gender="", delegation__event__code="second-working-meeting-in-europe")
found = list(rows.order_by("pk")[:3])
for delegate, name in zip(found, ("Gone", "Told again", "In part"), strict=True):
    DelegateNeeds(delegate=delegate, emergency_name=name, diet="Hazelnuts", told="here").save(by=None)
print(*(delegate.pk for delegate in found), content())
"""
END = """
import django
django.setup()
from accounts.models import Mail
from django.contrib.sessions.models import Session
from events.models import DelegateNeeds
from worldcities.tests.test_backups import content
rows = DelegateNeeds.objects.exclude(emergency_name="").order_by("pk")
told = [(row.emergency_name, row.diet) for row in rows if row.emergency_name in ("Gone", "Told again", "In part")]
print(told, Mail.objects.get(key="waits").state, Session.objects.count(), content())
"""
CHANGED = (
    "django_session",
    "django_migrations",
    "portal_",
    "accounts_mail",
    "core_audit",
    "core_changecounter",
    "sqlite_",
)


def content():
    """Every row and every file, as one sum, and how many they are."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(CHANGED) and table != "events_delegateneeds":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows[table] = sorted(map(repr, cursor.fetchall()))
    storage = document_storage()
    files = {name: hashlib.sha256(storage.open(name).read()).hexdigest() for name in stored_names()}
    found = hashlib.sha256(repr([sorted(rows.items()), files]).encode()).hexdigest()
    return found, sum(map(len, rows.values())), len(files)


class Installation:
    """A portal in a folder of its own, with a database of its own."""

    def __init__(self, folder, url, **more):
        self.ledger = folder / "erasures.txt"
        self.env = {
            "DATABASE_URL": url,
            "DOCUMENTS_ROOT": str(folder / "documents"),
            "ERASURE_LEDGER": str(self.ledger),
            "SECRET_KEY": "only-for-tests",
            "PORTAL_TODAY": "2026-11-24",  # the demonstration of the release was told about then
            "DJANGO_SETTINGS_MODULE": "worldcities.settings.demo",
            "IGNORE_ENV_FILE": "true",
            **more,
        }

    def run(self, *words, status=0, **env):
        done = subprocess.run(
            [sys.executable, *words],
            check=False,
            cwd=settings.BASE_DIR,
            env=os.environ | self.env | env,
            capture_output=True,
            text=True,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout if status == 0 else done.stderr

    def manage(self, *words, **options):
        return self.run("manage.py", *map(str, words), **options)


@pytest.fixture
def release(tmp_path):
    with tarfile.open(RELEASE) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def destroy_and_restore(portal, anew, folder):
    """What was there is there again, but for what was erased meanwhile, and what must not come back."""
    key, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    (folder / "key").write_text(f"# made today\n{key}\n")
    (folder / "other-key").write_text(str(other))
    (folder / "backups").mkdir()
    gone, again, in_part, before = portal.run("-c", START).strip().split(" ", 3)
    said = portal.manage("backup", folder / "backups", BACKUP_KEY=str(key.to_public()))
    (backup,) = (folder / "backups").iterdir()
    assert said.endswith(f" bytes: {backup}\n")
    assert backup.name.endswith(".tar.age")
    assert backup.stat().st_mode & 0o777 == 0o600
    assert b"Busan" not in backup.read_bytes()
    # Erased after the backup, by who told it; and before it by who told it again.
    acts = (
        (23, "delegate", again),
        (29, "delegate", gone),
        (29, "sensitive-needs", in_part),
        (29, "delegate", 999_999),
    )
    anew.ledger.write_text("".join(f"2026-11-{day}T00:00:00Z {kind} {number}\n" for day, kind, number in acts))
    assert "is encrypted" in anew.manage("restore", backup, status=1)
    assert "does not open" in anew.manage("restore", backup, "--identity", folder / "other-key", status=1)
    assert anew.manage("restore", backup, "--identity", folder / "key").startswith("Restored: ")
    assert anew.run("-c", END).strip() == f"[('Told again', 'Hazelnuts'), ('In part', '')] unsure 0 {before}"
    assert "is not empty" in anew.manage("restore", backup, "--identity", folder / "key", status=1)


@pytest.mark.security("V14")
@pytest.mark.one_database
def test_a_portal_is_destroyed_and_restored_on_sqlite(release, tmp_path):
    there, here = release / "sqlite", tmp_path / "anew"
    here.mkdir()
    portal = Installation(there, f"sqlite:///{there}/portal.sqlite3")
    portal.manage("migrate", "--verbosity", "0")
    # From a folder into a bucket, which is how files move there; and out of it again, with the same sums.
    with store() as (settings, _client):
        anew = Installation(here, f"sqlite:///{here}/portal.sqlite3", **settings)
        destroy_and_restore(portal, anew, tmp_path)
        anew.manage("backup", tmp_path / "again.tar")
    assert not (here / "documents").exists()
    with tarfile.open(tmp_path / "again.tar") as archive:
        sums = json.load(archive.extractfile("manifest.json"))["sums"]
    files = {path.relative_to(there): path for path in (there / "documents").rglob("*") if path.is_file()}
    kept = {f"files/{name.relative_to('documents')}": sum_of(path) for name, path in files.items()}
    assert len(kept) > 3
    assert kept.items() <= sums.items()


@pytest.mark.postgres
def test_a_portal_is_destroyed_and_restored_on_postgresql(release, tmp_path, django_db_blocker):
    here = tmp_path / "anew"
    here.mkdir()
    names = [f"{name}_{os.getpid()}" for name in ("destroyed", "restored")]
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    portal, anew = (
        Installation(folder, f"{server}/{name}")
        for folder, name in zip((release / "postgresql", here), names, strict=True)
    )
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        try:
            for name in names:
                cursor.execute(
                    f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
                )
            portal.run("-c", LOAD, str(release / "postgresql" / "portal.sql"))
            portal.manage("migrate", "--verbosity", "0")
            destroy_and_restore(portal, anew, tmp_path)
        finally:
            for name in names:
                cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.mark.security("V11")
@pytest.mark.one_database
@pytest.mark.parametrize("harm", ["a byte", "its end", "no backup"])
def test_a_damaged_backup_restores_nothing(release, tmp_path, harm):
    portal = Installation(release / "sqlite", f"sqlite:///{release}/sqlite/portal.sqlite3")
    anew = Installation(tmp_path, f"sqlite:///{tmp_path}/anew.sqlite3")
    backup = tmp_path / "backup.tar"
    if harm == "no backup":
        backup.write_bytes(b"no archive")
    else:
        portal.manage("backup", backup)
        whole = bytearray(backup.read_bytes())
        whole[len(whole) // 2] ^= 1
        backup.write_bytes(whole if harm == "a byte" else whole[: len(whole) // 3])
    said = anew.manage("restore", backup, status=1)
    assert "is damaged in this backup" in said if harm == "a byte" else "is no whole backup" in said
    with closing(sqlite3.connect(tmp_path / "anew.sqlite3")) as rows:
        assert rows.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


@pytest.mark.one_database
def test_a_backup_is_never_written_over(release, tmp_path):
    portal = Installation(release / "sqlite", f"sqlite:///{release}/sqlite/portal.sqlite3")
    (tmp_path / "there").write_text("mine")
    assert "never written over" in portal.manage("backup", tmp_path / "there", status=1)
    assert "no public key" in portal.manage("backup", tmp_path / "new", status=1, BACKUP_KEY="age1wrong")
    assert (tmp_path / "there").read_text() == "mine"
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".backup-*"))


def test_the_newest_of_seven_days_and_of_four_weeks_stay(tmp_path):
    first = dt.datetime(2026, 9, 1, 3, 30, tzinfo=dt.UTC)
    moments = [first + dt.timedelta(hours=12 * number) for number in range(2 * 91)]
    for moment in moments:
        (tmp_path / f"portal-{moment.strftime(MOMENT)}.tar.age").touch()
    (tmp_path / "notes.txt").touch()
    thin_out(tmp_path)
    stay = sorted(one.name for one in tmp_path.iterdir())
    # The last day is Monday 30 November: seven days, and the last of three weeks before.
    days = ["1115", "1122", "1124", "1125", "1126", "1127", "1128", "1129", "1130"]
    assert stay == ["notes.txt", *(f"portal-2026{day}T153000Z.tar.age" for day in days)]
    assert thin_out(tmp_path) == []


@pytest.mark.django_db(transaction=True)
def test_an_erasure_is_noted_when_its_act_holds(settings, tmp_path):
    settings.ERASURE_LEDGER = tmp_path / "beside" / "erasures.txt"
    with transaction.atomic():
        note_erasure("delegate", 7)
        transaction.set_rollback(True)
    note_erasure("delegate", 8)
    note_erasure("delegate", 9)
    long_ago, tomorrow = dt.datetime(2017, 3, 1, tzinfo=dt.UTC), clock.now() + dt.timedelta(1)
    assert list(noted_erasures(settings.ERASURE_LEDGER, long_ago)) == [("delegate", 8), ("delegate", 9)]
    assert list(noted_erasures(settings.ERASURE_LEDGER, tomorrow)) == []
    assert list(noted_erasures(tmp_path / "none", long_ago)) == []
