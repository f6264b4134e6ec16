"""Fills the demonstration, and builds it anew."""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from accounts.mails.services import without_mails
from core.checks import missing_in
from partnerships.models import Strand
from worldcities.demo import invented
from worldcities.demo.people import by_box, make_others, make_people, new_password, set_passwords
from worldcities.demo.reporting import add_real_period

PACK = "data/eu-korea-2017"


def set_aside_older() -> Path | None:
    """Move the file of a demonstration of another version, and say where to; None where there is none.

    Another version has not applied what this one brings, or lacks columns under the same names.
    Raises CommandError on another database than a file: what is in it is for its keeper to take away.
    """
    if "django_migrations" not in connection.introspection.table_names() or not missing_in(connection):
        return None
    if connection.vendor != "sqlite":
        raise CommandError("This database is of another version. Upgrade it with manage.py migrate, or empty it.")
    file = Path(connection.settings_dict["NAME"])
    connection.close()
    aside = file.with_name(f"{file.stem}-older{file.suffix}")
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
    return aside


def prepare() -> bool:
    """Load the real pack, make the accounts and build the invented story where the database holds no strand.

    True if it did. A database that holds a strand is left as it is, but for the accounts' password.
    """
    call_command("createcachetable", verbosity=0)
    if Strand.objects.exists():
        if settings.DEMO_PASSWORD:
            set_passwords(settings.DEMO_PASSWORD)
        return False
    password = make_password(settings.DEMO_PASSWORD or new_password())
    with transaction.atomic():
        call_command("load_pack", str(settings.BASE_DIR / PACK), stdout=StringIO())
        real = Strand.objects.get()
        make_people(real, password)
        make_others(password)
        people = by_box()
        with without_mails():
            add_real_period(real, people["admin"])
            invented.build(real, people)
    return True


def prepare_anew() -> None:
    """Empty the whole database and prepare it again; only the demonstration's settings allow it."""
    call_command("flush", interactive=False, verbosity=0)
    prepare()
