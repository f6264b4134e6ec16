"""Imports on their way, kept until they are stored, long ones left to a worker; and the templates of sheets."""

import datetime as dt
import io
import json
import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import NotAllowed
from events.models import Delegate
from partnerships.enums import PartnerKind
from partnerships.models import Invitation, Membership, Strand, StrandRole
from reports.enums import ImportState, ImportWork
from reports.imports.kinds import DELEGATES, PACK, PARTNERS, PEOPLE, SheetKind
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


# What a template shows: the records of a strand as the rows of a sheet, and what each of its columns asks for.


type Record = dict[str, str]


def template_file(kind: SheetKind) -> tuple[bytes, int]:
    """A workbook of two sheets: the rows as they are today, and what to write into each column; how many rows."""
    import xlsxwriter  # noqa: PLC0415 - few requests need it

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_("Rows"))
        columns = list(kind.columns.values())
        sheet.write_row(0, 0, [column.label for column in columns], head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 22)
        rows = 0
        for rows, record in enumerate(_records(kind), start=1):
            for place, column in enumerate(columns):
                if text := record.get(column.name, ""):
                    sheet.write_string(rows, place, column.show(text))
        notes = book.add_worksheet(_("Explanations"))
        notes.write_row(0, 0, [_("Column"), _("Must be filled"), _("What to write")], head)
        notes.set_column(0, 1, 28)
        notes.set_column(2, 2, 90)
        for number, column in enumerate(columns, start=1):
            needed = _("Yes") if column.required else ""
            notes.write_row(number, 0, [column.label, needed, column.why], wrapped)
    return target.getvalue(), rows


def _records(kind: SheetKind) -> Iterator[Record]:
    """The strand's records, each with what a pack's cells hold."""
    own = {PEOPLE: _people, DELEGATES: _delegates, PARTNERS: _partners}
    return own[kind.name](kind) if kind.name in own else _of_table(kind, kind.name)


def _of_table(kind: SheetKind, name: str) -> Iterator[Record]:
    table = kind.tables[name]
    for values in table.exported(kind.strand):
        yield {column.name: str(column.cell.write(values[column.name])) for column in table.columns if column.kept_in}


def _partners(kind: SheetKind) -> Iterator[Record]:
    """A partner with its place and its side; then the places that do not take part."""
    places = {row["code"]: row for row in _of_table(kind, "cities")}
    partners = {row["code"]: row for row in _of_table(kind, "partners")}
    sides = {row["partner"]: row for row in _of_table(kind, "participants")}
    for code, taking_part in sides.items():
        row, place = partners[code], places.get(code, {})
        # A partner and its place share one row where they share their names.
        alike = all(place.get(name) == row[name] for name in ("name_en", "name_ko", "name_local"))
        own_place = row["kind"] == PartnerKind.CITY and row["cities"] == code and alike
        shown = places.pop(code) | row | {"cities": ""} if own_place else row
        yield shown | {name: taking_part[name] for name in ("side", "delegates")}
    # A code is one row.
    yield from (row for code, row in places.items() if code not in sides)


def _people(kind: SheetKind) -> Iterator[Record]:
    """Who has a role, and who is invited to one."""
    strand, today = kind.strand, clock.today()
    members = Membership.objects.not_ended(today).filter(participation__strand=strand).with_names()
    for row in members.order_by("pk"):
        yield _person(row.user) | {"role": "coordinator", "partner": row.participation.partner.code}
    for role in StrandRole.objects.not_ended(today).filter(strand=strand).select_related("user").order_by("pk"):
        yield _person(role.user) | {"role": role.role}
    waiting = Invitation.objects.waiting().filter(strand=strand).select_related("participation__partner")
    for one in waiting.order_by("pk"):
        partner = one.participation.partner.code if one.participation else ""
        yield _person(one) | {"role": one.role, "partner": partner}


def _person(row: Any) -> Record:
    return {name: str(getattr(row, name)) for name in ("email", "family_name", "given_name", "language")}


def _delegates(kind: SheetKind) -> Iterator[Record]:
    rows = Delegate.objects.active().filter(delegation__event__strand=kind.strand)
    rows = rows.select_related("delegation__event", "delegation__participation__partner")
    for row in rows.order_by("delegation__event__code", "delegation", "number"):
        place = {"event": row.delegation.event.code, "partner": row.delegation.participation.partner.code}
        yield place | {name: str(getattr(row, name)) for name in Delegate.PERSON}
