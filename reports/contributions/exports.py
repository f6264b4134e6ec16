"""What exports add to the pages further left: tasks, the way to one's own, the archive of a strand, and their kinds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import clock
from core.formats import format_date
from core.parts import Panel, Task
from reports.models import Export
from reports.rules import may_take_archive
from reports.services.archive.closing import is_over
from reports.services.export_kinds import export_name
from reports.services.exports import failed_exports, ready_exports

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand


def of_exports(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Files that are ready and were not taken yet, and those that could not be made."""
    del today
    now = clock.now()
    for export in ready_exports(grants, now):
        until = clock.day_of(export.expires_at) if export.expires_at else None
        yield _task(
            export,
            verb=pgettext("task", "Fetch"),
            why=_("The file is ready, and is kept until %(day)s.") % {"day": format_date(until)},
            button=_("Download"),
            answer=reverse("reports:export-file", args=[export.key]),
            due=until,
        )
    for export in failed_exports(grants, now):
        yield _task(
            export,
            verb=pgettext("task", "Ask again"),
            why=_("The file could not be made."),
            button=_("See why"),
            answer=export.get_absolute_url(),
            due=None,
        )


def _task(export: Export, *, verb: str, why: str, button: str, answer: str, due: dt.date | None) -> Task:
    return Task(
        verb=verb,
        thing=export_name(export),
        language=(get_language() or "en")[:2],
        url=export.get_absolute_url(),
        why=why,
        due=due,
        button=button,
        answer_url=answer,
        about=str(export.strand),
    )


def own_exports(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Whoever has a role has something to export."""
    del today
    if grants.strands or grants.is_administrator:
        yield Panel("reports/account_exports.html", {})


def way_to_archive(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """Once the strand is over, for whoever may take it along; before, the way leads over its reports."""
    del today
    if may_take_archive(grants, strand) and is_over(strand):
        yield Panel("reports/strand_archive.html", {"strand": strand}, "aside")
