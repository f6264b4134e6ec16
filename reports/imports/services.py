"""Imports on their way: kept until they are stored, looked at; long ones are left to a worker."""

import datetime as dt
import json
import secrets
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import NotAllowed
from partnerships.models import Strand
from reports.enums import ImportState, ImportWork
from reports.imports.kinds import PACK
from reports.imports.work import check, found_in
from reports.models import Import
from reports.rules import may_import, may_import_into
from reports.tasks import work_on_import

MOST_AT_ONCE = 300  # rows that a page reads itself
GIVEN_UP = dt.timedelta(days=1)
KEPT_SHEETS = dt.timedelta(days=30)  # the cells, which may name people


def begin_import(
    *, by: User, grants: Grants, strand: Strand | None, kind: str, name: str, sheets: dict[str, Any]
) -> Import:
    """Keep a sheet to be looked at; nothing of it is stored. Raises NotAllowed."""
    if not may_import(grants) or (strand is not None and not may_import_into(grants, strand)):
        raise NotAllowed
    row = Import(owner=by, strand=strand if kind != PACK else None, kind=kind, key=secrets.token_urlsafe(12))
    # Of a sheet each change is seen before; a pack is loaded again and again, over what people have done since.
    row.overwrite = kind != PACK
    row.name, row.language = name[:200], get_language() or "en"
    put_sheets(row, sheets)
    return row


def put_sheets(row: Import, sheets: dict[str, Any]) -> None:
    """Give an import other cells, and read a long one in a worker."""
    # PostgreSQL keeps no zero byte, which a workbook can spell.
    row.sheets = json.loads(json.dumps(sheets).replace("\\u0000", "\\ufffd"))
    row.found, row.fault = {}, ""
    row.rows = sum(len(rows) for _columns, rows in sheets["tables"].values())
    row.save()
    read_in_worker(row)


def is_long(row: Import) -> bool:
    """Whether a page would wait for it."""
    return row.rows > MOST_AT_ONCE


def read_in_worker(row: Import) -> None:
    """Let a worker read a long one, unless it was read in the language at hand."""
    if is_long(row) and row.state == ImportState.SHOWN and row.found.get("language") != get_language():
        leave(row, ImportWork.CHECK)


def leave(row: Import, work: ImportWork) -> None:
    """Leave work on an import to a worker, who answers in the language at hand."""
    row.state, row.work, row.language, row.fault = ImportState.WORKING, work, get_language() or "en", ""
    row.done = row.total = 0
    row.save()
    transaction.on_commit(partial(work_on_import.enqueue, row.pk))


def read_found(row: Import, *, by: User, grants: Grants) -> dict[str, Any]:
    """What becomes of each row, now; of a long one as a worker found it."""
    return row.found if is_long(row) else found_in(check(row, by=by, grants=grants))


def sweep_imports() -> None:
    """Forget cells whose time is over: what was not stored goes whole, what was can still be taken back."""
    old = Import.objects.filter(at__lt=clock.now() - KEPT_SHEETS)
    old.filter(state=ImportState.SHOWN).delete()
    # What several workers in turn could not end is its owner's again.
    left = Import.objects.filter(state=ImportState.WORKING, at__lt=clock.now() - GIVEN_UP)
    for row in left.order_by("pk"):
        row.state = ImportState.STORED if row.stored_at else ImportState.SHOWN
        row.save()
    for row in old.filter(state=ImportState.STORED, rows__gt=0).order_by("pk"):
        row.sheets, row.rows = {"tables": {"": [[], []]}, "faults": []}, 0
        row.found |= {"lines": [], "faults": []}
        row.save()
