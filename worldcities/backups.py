"""Backups, and bringing a portal back from one into an empty database.

A backup is a tar file: `database.sqlite3` or `database.dump` (PostgreSQL's custom format), `files/…`, and
`manifest.json` at its end, which lists both with their sums. Where a key is set, all of it is encrypted by age
(https://age-encryption.org) for whoever holds the key's other half: the machine that makes backups cannot read them.
"""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.mails.services import mark_unsure
from core import clock
from core.erasures import noted_erasures
from core.errors import DomainError
from core.kept import forget_pages
from events.delegates.services import erase_again, erase_expired
from partnerships.documents.models import document_storage
from worldcities.personal_data import ACCOUNT, anonymise

FORMAT = 1
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
FILES, MANIFEST = "files/", "manifest.json"
NAME = re.compile(r"portal-(\d{8}T\d{6}Z)\.tar(\.age)?")
KEPT_DAYS, KEPT_WEEKS = 7, 4
MOMENT = "%Y%m%dT%H%M%SZ"


def make_backup(target: Path) -> tuple[Path, dict[str, Any]]:
    """Write a backup to a file, or into a folder by a name of its own; it is there whole or not at all.

    Returns where it is and its manifest. Raises CommandError.
    """
    now = clock.now()
    if target.is_dir():
        target /= f"portal-{now.strftime(MOMENT)}.tar{'.age' if settings.BACKUP_KEY else ''}"
    if target.exists():
        raise CommandError(f"{target} is there already: a backup is never written over.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as work:
        plain, dump = Path(work, "backup.tar"), Path(work, DATABASE[connection.vendor])
        rows = _dump(dump)
        with tarfile.open(plain, "w") as archive:
            manifest: dict[str, Any] = {
                "format": FORMAT,
                "version": settings.VERSION,
                "made_at": now.isoformat(),
                "database": connection.vendor,
                "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
                "rows": rows,
                "sums": {dump.name: sum_of(dump)},
            }
            archive.add(dump, dump.name)
            dump.unlink()
            # After the database: each record in it has its file, which never changes.
            for name in stored_names():
                if file := _copied(name, Path(work, "file")):
                    manifest["sums"][FILES + name] = sum_of(file)
                    archive.add(file, FILES + name)
            listed = tarfile.TarInfo(MANIFEST)
            content = json.dumps(manifest, indent=1, sort_keys=True).encode()
            listed.size = len(content)
            archive.addfile(listed, BytesIO(content))
        written = _encrypted(plain) if settings.BACKUP_KEY else plain
        written.chmod(0o600)
        with written.open("rb") as whole:
            os.fsync(whole.fileno())
        written.replace(target)
    return target, manifest


def _encrypted(plain: Path) -> Path:
    try:
        key = pyrage.x25519.Recipient.from_str(settings.BACKUP_KEY)
    except pyrage.RecipientError as fault:
        raise CommandError("BACKUP_KEY is no public key of age. It begins with age1.") from fault
    written = plain.with_suffix(".age")
    pyrage.encrypt_file(str(plain), str(written), [key])
    return written


@contextmanager
def opened(file: Path, identity: Path | None) -> Iterator[tuple[tarfile.TarFile, dict[str, Any]]]:
    """A backup to read from, decrypted where it is encrypted, with its manifest; raises CommandError."""
    with tempfile.TemporaryDirectory(prefix="restore-") as work:
        plain = file
        if file.suffix == ".age":
            if identity is None:
                raise CommandError("This backup is encrypted. Name the file of the secret key: --identity FILE.")
            plain = Path(work, "backup.tar")
            lines = identity.read_text(encoding="ascii").splitlines()
            try:
                keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
                pyrage.decrypt_file(str(file), str(plain), keys)
            except (pyrage.IdentityError, pyrage.DecryptError) as fault:
                raise CommandError(f"{file} does not open with {identity}: {fault}") from fault
        try:
            with tarfile.open(plain) as archive:
                manifest = json.load(_member(archive, MANIFEST))
                if manifest["format"] != FORMAT:
                    raise CommandError(f"{file} is in another format: restore it with version {manifest['version']}.")
                yield archive, manifest
        except (tarfile.TarError, KeyError, ValueError) as fault:
            raise CommandError(f"{file} is no whole backup: {fault}") from fault


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def read_member(archive: tarfile.TarFile, name: str, path: Path) -> None:
    """Write one part of a backup to a file; raises KeyError."""
    with _member(archive, name) as part, path.open("wb") as file:
        shutil.copyfileobj(part, file)


def check_sums(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Compare everything that the manifest lists with its sum; raises CommandError, which names what differs."""
    for name, expected in manifest["sums"].items():
        with _member(archive, name) as part:
            if hashlib.file_digest(part, "sha256").hexdigest() != expected:  # type: ignore[arg-type]
                raise CommandError(f"{name} is damaged in this backup. Nothing was restored.")


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def thin_out(folder: Path) -> list[Path]:
    """Delete the older backups of a folder: of seven days and of four weeks that have any, the newest stays.

    Returns those that went. Other files of the folder are none of its business.
    """
    made = {dt.datetime.strptime(found[1], MOMENT).date(): file for file, found in _backups(folder)}  # noqa: DTZ007
    weeks = {day.isocalendar()[:2]: file for day, file in made.items()}
    kept = [*list(made.values())[-KEPT_DAYS:], *list(weeks.values())[-KEPT_WEEKS:]]
    gone = [file for file, _found in _backups(folder) if file not in kept]
    for file in gone:
        file.unlink()
    return gone


def _backups(folder: Path) -> list[tuple[Path, re.Match[str]]]:
    """The backups of a folder that have a name of their own, oldest first."""
    return [(file, found) for file in sorted(folder.iterdir()) if (found := NAME.fullmatch(file.name))]


def stored_names(folder: str = "") -> Iterator[str]:
    """The name of each stored file, whatever the storage is."""
    storage = document_storage()
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    yield from (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from stored_names(f"{folder}{name}/")


def _copied(name: str, path: Path) -> Path | None:
    """A stored file beside the backup; None where it was taken away meanwhile, as exports are in time."""
    try:
        with document_storage().open(name) as stored, path.open("wb") as file:
            shutil.copyfileobj(stored, file)
    except FileNotFoundError:
        return None
    return path


def count_rows() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - its own tables
            counts[table] = cursor.fetchone()[0]
    return counts


def _dump(path: Path) -> dict[str, int]:
    """Write the database to a file as it is at one moment; how many rows each of its tables then holds."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            tables = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = [name for name in tables if not name.startswith("sqlite_")]
            return {
                name: copy.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}").fetchone()[0]  # noqa: S608
                for name in sorted(kept)
            }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        shared = f"--snapshot={cursor.fetchone()[0]}"
        run_client("pg_dump", "--format=custom", "--no-owner", "--no-privileges", shared, f"--file={path}")
        return count_rows()


def run_client(program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs on the portal's database; raises CommandError with what it said."""
    found, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *reached, name = found[1:]
    command = [program, *words, *reached, f"--dbname={name}"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | (env or {}))  # noqa: S603
    except FileNotFoundError as fault:
        raise CommandError(f"{program} is missing: install PostgreSQL's client programs.") from fault
    except subprocess.CalledProcessError as fault:
        raise CommandError(f"{program}: {fault.stderr.strip()}") from fault


def restore_backup(file: Path, *, identity: Path | None, ledger: Path) -> dict[str, Any]:
    """Lay out the database and the files of a backup, then do again what may not come back with it.

    Nothing is written unless the whole backup is sound and the database is empty. Afterwards the rows are counted, the
    tables brought to the present, each erasure of the ledger done again and what is due to be erased erased; everybody
    signs in anew; mails that waited are marked as perhaps sent, since most of them were. Returns the manifest. Raises
    CommandError.
    """
    if connection.introspection.table_names():
        raise CommandError("The database is not empty. A backup is restored into a new one.")
    with opened(file, identity) as (archive, manifest):
        _check_fits(manifest)
        check_sums(archive, manifest)
        with tempfile.TemporaryDirectory(prefix="restore-") as work:
            _lay_out_database(archive, Path(work))
            found = count_rows()
            differ = [name for name, count in manifest["rows"].items() if found.get(name) != count]
            if differ:
                raise CommandError(f"Not as many rows as in the backup: {', '.join(differ)}")
            for name in manifest["sums"]:
                if name.startswith(FILES):
                    _lay_out_file(archive, name, Path(work, "file"))
    call_command("migrate", verbosity=0)
    _do_again(ledger, dt.datetime.fromisoformat(manifest["made_at"]))
    return manifest


def _check_fits(manifest: dict[str, Any]) -> None:
    """Raise CommandError where this portal cannot take the backup."""
    if manifest["database"] != connection.vendor:
        raise CommandError(f"The backup is of {manifest['database']}; DATABASE_URL names {connection.vendor}.")
    known = MigrationLoader(None).disk_migrations
    own = {app for app, _name in known}
    unknown = [f"{app}.{name}" for app, name in manifest["migrations"] if app in own and (app, name) not in known]
    if unknown:
        raise CommandError(
            f"The backup is of a later version ({manifest['version']}; this is {settings.VERSION}), which has "
            f"{', '.join(unknown)}. Restore it with that version."
        )


def _lay_out_database(archive: tarfile.TarFile, work: Path) -> None:
    dump = Path(work, DATABASE[connection.vendor])
    if connection.vendor == "postgresql":
        read_member(archive, dump.name, dump)
        run_client("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", str(dump))
        return
    connection.close()
    place = Path(connection.settings_dict["NAME"])
    place.unlink(missing_ok=True)  # the check whether it is empty made it
    read_member(archive, dump.name, place)


def _lay_out_file(archive: tarfile.TarFile, name: str, path: Path) -> None:
    storage, own = document_storage(), name.removeprefix(FILES)
    read_member(archive, name, path)
    if storage.exists(own):
        expected, kept_file = sum_of(path), path.with_suffix(".there")
        with storage.open(own) as there:
            kept_file.write_bytes(there.read())
        if sum_of(kept_file) != expected:
            raise CommandError(f"{own} is there already and is another file. Restore into an empty folder.")
        return
    with path.open("rb") as file:
        storage.save(own, File(file))


def _do_again(ledger: Path, since: dt.datetime) -> None:
    for kind, number in noted_erasures(ledger, since):
        if kind == ACCOUNT:
            with suppress(get_user_model().DoesNotExist, DomainError):  # made after the backup, or anonymous in it
                anonymise(number, again=True)
        else:
            erase_again(kind, number)
    erase_expired()
    Session.objects.all().delete()
    mark_unsure()
    forget_pages()
