"""What a portal must have before it is given readers, asked in few and cheap questions (`/readyz`)."""

import datetime as dt
import os
from collections.abc import Iterator

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Case, Count, F, Min, When
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from core.checks import missing_in
from core.errors import outage_of
from partnerships.documents.models import document_storage

TRIAL = "doctor"  # the folder of files that are written, read and deleted again


def unready() -> Iterator[str]:
    """What keeps the portal from its work, in words for an operator.

    Not that a timer is late: without it the pages are as good as with it, and nobody would read them.
    """
    if missing_in(connection):
        yield "The database lacks migrations or columns. manage.py check --database default says which."
        return  # what follows may ask for them
    if storage_fault():
        yield "No file can be stored and read again. manage.py doctor says why."
    if cache_fault():
        yield "Redis does not answer. manage.py doctor says why."
    late = settings.QUEUE_LATE_MINUTES * 60
    if late and queue()["oldest"] > late:
        yield "Tasks have waited for too long: no worker runs, or it cannot keep up."


def storage_fault() -> str:
    """Why a file cannot be stored and read again as it was; nothing where it can."""
    documents, content = document_storage(), os.urandom(1000)
    try:
        name = documents.save(f"{TRIAL}/file", ContentFile(content))
        with documents.open(name) as file:
            same = file.read() == content
        documents.delete(name)
    except OSError as fault:
        return f"No file can be stored: {fault}"
    return "" if same else "A stored file is not read as it was written."


def cache_fault() -> str:
    """Why Redis, where it is used, cannot be asked; nothing where it can."""
    for name in ("default", "pages") if settings.REDIS_URL else ():
        try:
            caches[name].get(TRIAL)
        except Exception as fault:
            if outage_of(fault) is None:
                raise
            return f"Redis does not answer: {fault}"
    return ""


def queue() -> dict[str, float]:
    """How many tasks wait for a worker, and for how many seconds the oldest has: `waiting` and `oldest`.

    One that is to begin later does not wait yet.
    """
    since = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    found = DBTaskResult.objects.ready().order_by().aggregate(waiting=Count("pk"), first=Min(since))
    now = timezone.now()
    first: dt.datetime = found["first"] or now
    return {"waiting": found["waiting"], "oldest": max(0.0, (now - first).total_seconds())}
