"""The kinds of long work, and making its file: claimed first, so that no two workers make it, with signs meanwhile."""

import datetime as dt
import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import clock
from core.access import Grants
from core.errors import FULL, DomainError, outage_of
from core.parts import parts
from core.stored_files import files_of_act, store_file
from partnerships.models import Strand
from partnerships.people.selectors import read_grants
from reports.enums import ExportState
from reports.models import Export

# How the maker of a file says that so many steps of so many are done; raises where the work is no longer its own.
type Progress = Callable[[int, int], None]
# Among an export's parameters: in which roles its owner read the strand when it was asked for.
READING = "reading"

# Writes the file; gives its name and its media type.
type Make = Callable[[Export, Progress, IO[bytes]], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of long work.

    `make(export, progress, file)` writes into an open temporary file, and tells `progress` how far it is at least once
    in a few minutes: a worker that is silent for longer counts as gone. `may` is asked when it is asked for, when it is
    made, and at each download. `describe` says of one export what it is, beyond `label`.
    """

    name: str
    label: Any
    make: Make
    may: Callable[[Grants, Export], bool]
    describe: Callable[[Export], str] = lambda _export: ""


def export_kind(name: str) -> ExportKind | None:
    """The kind of that name; None for one that a later release has no more."""
    return next((kind for kind in parts().export_kinds if kind.name == name), None)


def export_name(export: Export) -> str:
    """What a person is told that an export is."""
    kind = export_kind(export.kind)
    if kind is None:
        return export.name or export.kind
    return kind.describe(export) or str(kind.label)


def may_have_export(grants: Grants, export: Export) -> bool:
    """Whether its owner may still have it: what it is made of is read by its own rule, now, and in the same roles."""
    kind = export_kind(export.kind)
    reading = reading_of(grants, export.strand)
    return kind is not None and export.parameters.get(READING, reading) == reading and kind.may(grants, export)


def reading_of(grants: Grants, strand: Strand) -> list[int]:
    """In which roles somebody reads a strand: what they see of it hangs on these alone."""
    roles = (grants.staff, grants.authority, grants.observer, grants.coordinates)
    held = [int(grants.is_administrator), *(int(strand.pk in role) for role in roles)]
    return [*held, *sorted(grants.participations)]


logger = logging.getLogger(__name__)

# After this long without a sign the worker that took an export is gone.
LOST_AFTER = dt.timedelta(minutes=30)
# How often one is begun: what took two workers with it would take a third.
MOST_ATTEMPTS = 2
PAUSE = 1.0  # seconds between two signs


class WorkLost(Exception):
    """Another worker has the export now, or it was given up: what was made here is thrown away."""


class Signs:
    """Writes how far a worker is, at most once a second; raises WorkLost where the work is no longer its own."""

    def __init__(self, export: Export) -> None:
        self._key, self._attempt = export.pk, export.attempts
        self._last = float("-inf")

    def __call__(self, done: int, total: int) -> None:
        """Write it, unless a second has not passed since the last time."""
        if time.monotonic() - self._last < PAUSE:
            return
        with transaction.atomic():
            row = own_work(self._key, self._attempt)
            row.done, row.total, row.worked_at = done, max(done, total), clock.now()
            row.save(update_fields=["done", "total", "worked_at"])
        self._last = time.monotonic()


def own_work(key: int, attempt: int) -> Export:
    """The export that this worker took, locked; raises WorkLost."""
    row = Export.objects.select_for_update().filter(pk=key, state=ExportState.RUNNING, attempts=attempt).first()
    if row is None:
        raise WorkLost
    return row


def work_on(export_id: int, *, left: bool = False) -> None:
    """Make one export, if it waits for it, or was `left` by the worker that made it.

    Not in a transaction: its signs are to be seen while it is made.
    """
    export = _claim(export_id, left=left)
    if export is None:
        return
    try:
        # As if its owner had asked for it on a page: in that language, and by that clock.
        own_clock = timezone.override(export.owner.zone)
        with translation.override(export.language), own_clock, tempfile.TemporaryFile() as file:
            _keep(export, _make(export, file), file)
    except WorkLost:
        logger.warning("Export %s went on elsewhere; what this worker made is thrown away", export.pk)
    except DomainError as refused:
        _fail(export, str(refused))
    except Exception as fault:
        outage = outage_of(fault)
        # Where the database is locked or away, the worker begins the task again, and with it the export.
        if outage in (None, FULL):
            with translation.override(export.owner.mail_language or export.language):
                words = _("Something went wrong while the file was made. The operators of the portal can see what.")
                if outage:
                    words = _(
                        "The portal has no room left for the file. Make it again once an administrator has made room."
                    )
                _fail(export, words)
        raise


def _make(export: Export, file: IO[bytes]) -> tuple[str, str]:
    kind = export_kind(export.kind)
    # Roles can end while it waits.
    if kind is None or not may_have_export(read_grants(export.owner), export):
        raise DomainError(_("You may not have this file any more."))
    return kind.make(export, Signs(export), file)


@transaction.atomic
def _claim(export_id: int, *, left: bool) -> Export | None:
    """The export, taken for this worker alone; None where another one has it or had it."""
    rows = Export.objects.select_for_update(of=("self",)).select_related("owner", "strand")
    row = rows.filter(pk=export_id).first()
    if row is not None and left and row.state == ExportState.RUNNING:
        take_back(row)
    if row is None or row.state != ExportState.WAITING:
        return None
    row.state, row.attempts, row.worked_at = ExportState.RUNNING, row.attempts + 1, clock.now()
    row.done = row.total = 0
    row.save(update_fields=["state", "attempts", "worked_at", "done", "total"])
    return row


def _keep(export: Export, made: tuple[str, str], file: IO[bytes]) -> None:
    """Store the file under a random name, and say that it is ready; it goes again where the row cannot be saved."""
    name, media_type = made
    with files_of_act(), transaction.atomic():
        row = own_work(export.pk, export.attempts)
        row.size, row.sha256 = store_file(row.file, PurePath(name).suffix, file)
        row.state, row.name, row.media_type = ExportState.READY, name[:200], media_type
        row.ended_at = clock.now()
        row.expires_at = row.ended_at + dt.timedelta(days=settings.EXPORT_DAYS)
        row.done = row.total = max(row.total, 1)
        row.save()


@transaction.atomic
def _fail(export: Export, words: str) -> None:
    """Say why there is no file, unless another worker has it by now."""
    row = Export.objects.select_for_update().filter(pk=export.pk, attempts=export.attempts).first()
    if row is not None and row.state == ExportState.RUNNING:
        give_up(row, words)


def give_up(row: Export, words: str) -> None:
    """A locked export that is not made: its owner reads why."""
    row.state, row.fault, row.ended_at = ExportState.FAILED, words, clock.now()
    row.save(update_fields=["state", "fault", "ended_at"])


def take_back(row: Export) -> bool:
    """Let the work of a dead worker, locked, wait anew (True), or give it up (False)."""
    if row.attempts < MOST_ATTEMPTS:
        row.state = ExportState.WAITING
        row.save(update_fields=["state"])
        return True
    logger.error("Export %s was begun %s times, and its workers are gone; it is given up", row.pk, row.attempts)
    with translation.override(row.owner.mail_language or row.language):
        give_up(row, _("The work was broken off more than once, and is given up."))
    return False
