"""Long work: asked for once, made by a worker, handed to whoever asked for it, and gone once its time is over."""

import datetime as dt
import hashlib
import json
import secrets
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import AlreadyDone, NotAllowed, TooOften
from core.models import one_act, write_audit
from partnerships.models import Strand
from partnerships.querysets import within
from partnerships.rules import may_view_strand
from reports.audit_actions import EXPORT_AGAIN, EXPORT_FETCHED
from reports.enums import OPEN_EXPORT, ExportState
from reports.exports.work import LOST_AFTER, READING, export_kind, give_up, may_have_export, reading_of, take_back
from reports.models import Export, ProgressReport
from reports.progress.services import unfinished_reports
from reports.tasks import make_export, make_issued_files

# A task is expected to have run by then; the sweep makes another one.
WAITED_LONG = dt.timedelta(minutes=10)
# How much expensive work one person may ask for in a while: files that a worker makes, and reports that are issued.
MOST = 20
WHILE = dt.timedelta(minutes=10)


@one_act()
def ask_export(
    *, by: User, grants: Grants, strand: Strand, kind: str, parameters: dict[str, Any], language: str
) -> Export:
    """Ask a worker for a file. The same one that waits already is given back; raises NotAllowed, LookupError.

    `parameters` is plain data for the kind's maker. The file is made after the commit. Raises TooOften.
    """
    if export_kind(kind) is None:
        message = f"no export of the kind {kind} is registered"
        raise LookupError(message)
    export = Export(
        owner=by,
        strand=strand,
        key=secrets.token_urlsafe(24),
        kind=kind,
        parameters=parameters | {READING: reading_of(grants, strand)},
        language=language,
    )
    export.digest = _digest(export)
    if not may_view_strand(grants, strand) or not may_have_export(grants, export):
        raise NotAllowed
    if waiting := _same(export):
        # Whoever asks again looks after it: what a dead worker left does not wait for the clock.
        if waiting.state == ExportState.RUNNING:
            _unstick(waiting.pk, clock.now())
            waiting.refresh_from_db()
        return waiting
    check_pace(by)
    try:
        with transaction.atomic():
            export.save(force_insert=True)
    except IntegrityError:
        # Asked for twice at the same moment.
        if (waiting := _same(export)) is None:
            raise
        return waiting
    _enqueue(export)
    return export


def give_up_exports(by: User, person: User, moment: dt.datetime) -> None:
    """Make no more files for a person whose access has ended; what a worker makes just now is thrown away."""
    del by, moment
    open_ones = Export.objects.select_for_update().filter(owner=person, state__in=OPEN_EXPORT)
    with translation.override(person.mail_language):
        words = _("You may not have this file any more.")
    for row in open_ones.order_by("pk"):
        give_up(row, words)


def waits_for_owner(grants: Grants, export: Export) -> bool:
    """Whether a list offers the file, without a look at what it is made of: whoever downloads it is asked in full."""
    reads = grants.is_administrator or export.strand_id in grants.strands
    return reads and export.state == ExportState.READY and not export.has_expired


def may_fetch(grants: Grants, export: Export) -> bool:
    """Its owner, while it is kept, and while what it is made of is still the owner's to read."""
    is_kept = export.state == ExportState.READY and not export.has_expired
    return is_kept and bool(export.actors(grants)) and may_have_export(grants, export)


@one_act()
def note_fetch(*, by: User, grants: Grants, export: Export) -> None:
    """Write each download into the log, and when it was last; raises NotAllowed."""
    if not may_fetch(grants, export):
        raise NotAllowed
    export.fetched_at = clock.now()
    export.save(update_fields=["fetched_at"])
    write_audit(action=EXPORT_FETCHED, by=by, record=export, label=export.name, size=export.size)


@one_act()
def make_again(*, by: User, export: Export) -> None:
    """Let a worker make a file that failed anew, for its owner, who may have it as before; by administrators alone.

    Its owner asks for it anew instead. Raises NotAllowed, AlreadyDone.
    """
    if not by.is_superuser:
        raise NotAllowed
    row = Export.objects.select_for_update(of=("self",)).select_related("owner").get(pk=export.pk)
    if row.state != ExportState.FAILED or _same(row):
        raise AlreadyDone(_("This file has not failed, or was asked for again since."))
    row.state, row.attempts, row.fault, row.ended_at = ExportState.WAITING, 0, "", None
    row.save(update_fields=["state", "attempts", "fault", "ended_at"])
    write_audit(action=EXPORT_AGAIN, by=by, record=row, label=row.name or row.kind)
    _enqueue(row)


def ready_exports(grants: Grants, now: dt.datetime) -> QuerySet[Export]:
    """The reader's files that wait to be downloaded for the first time."""
    rows = Export.objects.visible_to(grants).filter(state=ExportState.READY, fetched_at=None, expires_at__gt=now)
    rows = rows.filter(within(grants, "strand"))
    return rows.select_related("strand").order_by("expires_at", "pk")


def failed_exports(grants: Grants, now: dt.datetime) -> QuerySet[Export]:
    """What could not be made lately and was not asked for again since."""
    since = now - dt.timedelta(days=settings.EXPORT_DAYS)
    newer = Export.objects.filter(owner=OuterRef("owner"), digest=OuterRef("digest"), asked_at__gt=OuterRef("asked_at"))
    rows = Export.objects.visible_to(grants).filter(~Exists(newer), state=ExportState.FAILED, ended_at__gt=since)
    return rows.select_related("strand").order_by("ended_at", "pk")


def sweep_exports() -> tuple[int, int, int]:
    """Delete files whose time is over, take up what dead workers left, hand out what the queue lost; safe to repeat.

    Issued reports whose files were not made either are handed to a worker again. How many files were deleted, and how
    much work was taken up again and given up.
    """
    now = clock.now()
    deleted = sum(_expire(key) for key in _keys(state=ExportState.READY, expires_at__lte=now))
    lost = [_unstick(key, now) for key in _keys(state=ExportState.RUNNING, worked_at__lt=now - LOST_AFTER)]
    forgotten = Export.objects.filter(state=ExportState.WAITING, asked_at__lt=now - WAITED_LONG).order_by("pk")
    for export in forgotten:
        _enqueue(export)
    for report in unfinished_reports():
        make_issued_files.enqueue(report)
    return deleted, lost.count(True), lost.count(False)


def _keys(**conditions: Any) -> list[int]:
    return list(Export.objects.filter(**conditions).order_by("pk").values_list("pk", flat=True))


@one_act()
def _expire(key: int) -> bool:
    """Delete the file, then say so: where the second fails, the next run deletes what is gone, which is no fault."""
    row = Export.objects.select_for_update().filter(pk=key, state=ExportState.READY).first()
    if row is None:
        return False
    storage, name = row.file.storage, row.file.name
    if name:
        storage.delete(name)
    row.state, row.file = ExportState.EXPIRED, ""
    row.save(update_fields=["state", "file"])
    return True


@one_act()
def _unstick(key: int, now: dt.datetime) -> bool | None:
    """Let the work of a dead worker wait anew (True), or give it up (False); None where it is alive after all."""
    rows = Export.objects.select_for_update(of=("self",)).select_related("owner")
    row = rows.filter(pk=key, state=ExportState.RUNNING, worked_at__lt=now - LOST_AFTER).first()
    if row is None:
        return None
    is_waiting = take_back(row)
    if is_waiting:
        _enqueue(row)
    return is_waiting


def _same(export: Export) -> Export | None:
    """What the same person already waits for, locked."""
    rows = Export.objects.select_for_update().filter(owner=export.owner, digest=export.digest, state__in=OPEN_EXPORT)
    found: Export | None = rows.first()
    return found


def _digest(export: Export) -> str:
    asked = [export.strand_id, export.kind, export.parameters, export.language]
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _enqueue(export: Export) -> None:
    """Hand it to a worker after the commit; a queue that fails undoes nothing, the sweep finds it."""
    transaction.on_commit(partial(make_export.enqueue, export.pk), robust=True)


def check_pace(by: User) -> None:
    """Raise TooOften for whoever has asked for the most already; it says from when on one more is possible.

    In the transaction of what is asked for: two requests at once do not both count as the last one.
    """
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=by.pk).only("pk"))
    since = clock.now() - WHILE
    asked = Export.objects.filter(owner=by, asked_at__gt=since).order_by()
    issued = ProgressReport.objects.filter(issued_by=by, issued_at__gt=since).order_by()
    begun: list[Any] = [*asked.values_list("asked_at", flat=True), *issued.values_list("issued_at", flat=True)]
    if len(begun) >= MOST:
        raise TooOften(sorted(begun)[-MOST] + WHILE)
