"""`manage.py doctor`: tries each part of an installation and says what is ill and how to mend it."""

import datetime as dt
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core import checks
from django.core.files.storage import FileSystemStorage
from django.core.mail import mailers
from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils import timezone

from accounts.enums import MailState
from accounts.models import Mail
from partnerships.documents.models import document_storage
from worldcities.operation import cache_fault, storage_fault
from worldcities.tasks import come_back
from worldcities.timers import BACKUP, late_timers

type Fault = tuple[str, str]

# Seconds: for a task to come back from the queue, for a mail to wait, and by which two clocks may differ.
QUEUE, WAITING, SKEW = 30, 900, 5
LEAST_SPACE = 2_000_000_000  # bytes
SEALED = 1000  # secrets of second steps that are opened


def settings_and_tables() -> Iterator[Fault]:
    """What Django's own checks and the portal's find: settings, the order of text, migrations, columns.

    Also whether SECRET_KEY opens what second steps are sealed with.
    """
    found = checks.run_checks(include_deployment_checks=not settings.DEMO, databases=["default"])
    if ill := [one for one in found if one.level >= checks.WARNING]:
        yield from ((one.msg, one.hint or f"See {one.id} in the documentation of Django.") for one in ill)
        return  # what follows may ask for a table that is missing
    # The oldest are sealed with the earliest key.
    sealed = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk")[:SEALED]
    try:
        for data in sealed.values_list("data", flat=True):
            decrypt(data.get("secret") or data["seed"])
    except InvalidToken:
        yield (
            "Apps and recovery codes were sealed with another SECRET_KEY: they let nobody in.",
            "Put that key into SECRET_KEY_FALLBACKS.",
        )


def files_of_settings() -> Iterator[Fault]:
    """That nobody else on the machine reads the secrets."""
    for file in (settings.BASE_DIR / ".env", Path(settings.ERASURE_LEDGER)):
        if file.exists() and file.stat().st_mode & 0o077:
            yield f"{file} can be read by others.", f"chmod 600 {file}"


def storage() -> Iterator[Fault]:
    """That a file which is written is read again as it was, and that nobody else lists the folder."""
    if fault := storage_fault():
        yield (
            fault,
            "Give the portal's user the folder DOCUMENTS_ROOT, and space on its disk; or look at the storage service.",
        )
        return
    documents = document_storage()
    if isinstance(documents, FileSystemStorage) and Path(documents.location).stat().st_mode & 0o077:
        yield f"{documents.location} can be listed by others.", f"chmod 700 {documents.location}"
    elif openings := getattr(documents, "openings", None):
        yield from openings()


def cache() -> Iterator[Fault]:
    """That Redis answers, where it is used."""
    if fault := cache_fault():
        yield fault, "Start it; REDIS_URL names it."


def mail() -> Iterator[Fault]:
    """That the mail server answers and takes the sign-in, and that no mail waits for long; none is sent."""
    server = mailers["default"]
    try:
        server.open()
        server.close()
    except OSError as fault:
        yield (
            f"The mail server does not answer: {fault}",
            "MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASSWORD and MAIL_TLS name it.",
        )
    late = timezone.now() - dt.timedelta(seconds=WAITING)
    if waiting := Mail.objects.filter(state=MailState.QUEUED, due_at__lt=late).count():
        yield (
            f"{waiting} mails have waited for more than a quarter of an hour.",
            "Start the worker: manage.py db_worker",
        )
    if failed := Mail.objects.filter(state=MailState.FAILED).exclude(text="").count():
        yield f"{failed} mails were not taken by the mail server.", "Mend its cause, then manage.py retry_mails"


def queue() -> Iterator[Fault]:
    """That a task which is handed over is done by a worker."""
    result, until = come_back.enqueue(), time.monotonic() + QUEUE
    while not result.is_finished and time.monotonic() < until:
        time.sleep(0.5)
        result.refresh()
    if not result.is_finished:
        yield f"No worker took a task within {QUEUE} seconds.", "Start it: manage.py db_worker (docs/operate.md, Mail)"


def clock() -> Iterator[Fault]:
    """That this machine and that of the database have the same time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs((cursor.fetchone()[0] - timezone.now()).total_seconds())
        if apart > SKEW:
            yield f"The clocks of portal and database differ by {apart:.0f} seconds.", "Set both by the network (NTP)."


def space() -> Iterator[Fault]:
    """That no disk is nearly full."""
    named = (settings.BASE_DIR, settings.BACKUP_FOLDER, os.environ.get("TMPDIR", "/tmp"))  # noqa: S108
    places = {Path(name) for name in named if name}
    if isinstance(documents := document_storage(), FileSystemStorage):
        places.add(Path(documents.location))
    for place in sorted(place for place in places if place.exists()):
        if (free := shutil.disk_usage(place).free) < LEAST_SPACE:
            yield f"{place} has {free // 1_000_000} MB left.", "Make room; below nothing the portal can only be read."


def timers() -> Iterator[Fault]:
    """That what runs by the clock has run, backups included."""
    for name, at in late_timers().items():
        mend = "manage.py backup FOLDER" if name == BACKUP else f"manage.py run_timer {name}"
        last = f"last ended well on {at:%Y-%m-%d %H:%M} UTC" if at else "has never ended well"
        yield f"{name} {last}.", f"Let cron or systemd run it: {mend} (docs/operate.md)"


PARTS: tuple[Callable[[], Iterator[Fault]], ...] = (
    settings_and_tables,
    files_of_settings,
    storage,
    cache,
    mail,
    queue,
    clock,
    space,
    timers,
)


class Command(BaseCommand):
    """Exit status 0 where all is well, else 1."""

    help = "Try settings, database, files, Redis, mail, queue, clock, space and timers."
    requires_system_checks = ()  # they are one of the parts

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each part, and two for each fault."""
        del args, options
        ill = 0
        for part in PARTS:
            name = part.__name__.replace("_", " ")
            try:
                faults = list(part())
            except Error as trouble:
                faults = [(f"The database does not answer: {trouble}", "Start it; DATABASE_URL names it.")]
            self.stdout.write(f"{'ILL ' if faults else 'well'}  {name}")
            for fault, mend in faults:
                self.stdout.write(f"      {fault}\n      -> {mend}")
            ill += len(faults)
        if ill:
            sys.exit(1)
