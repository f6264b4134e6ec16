"""The log of lists that were taken along as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import NotAllowed
from core.models import one_act, write_audit
from partnerships.audit_actions import LIST_EXPORTED
from partnerships.rules import may_view_strand

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Pairing, Strand


@one_act()
def log_export(
    *, by: User, grants: Grants, strand: Strand, pairing: Pairing | None, name: str, form: str, rows: int
) -> None:
    """Note who takes along which list (`name`), as `csv` or `xlsx`, with how many rows; raises NotAllowed."""
    if not may_view_strand(grants, strand):
        raise NotAllowed
    write_audit(
        action=LIST_EXPORTED,
        by=by,
        record=pairing or strand,
        list=name,
        format=form.upper(),
        rows=rows,
    )
