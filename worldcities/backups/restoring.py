"""Bringing a portal back from a backup, into an empty database."""

import datetime as dt
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files import File
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.mails.services import mark_unsure
from core.erasures import noted_erasures
from core.errors import DomainError
from core.kept import forget_pages
from events.delegates.services import erase_again, erase_expired
from partnerships.documents.models import document_storage
from worldcities.backups.archives import (
    DATABASE,
    FILES,
    check_sums,
    count_rows,
    opened,
    read_member,
    run_client,
    sum_of,
)
from worldcities.personal_data import ACCOUNT, anonymise


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
