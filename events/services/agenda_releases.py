"""Releasing an agenda: a version as it stands, with what changed since the last one; who it concerns is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import one_act
from events.audit_actions.agendas import AGENDA_RELEASED
from events.models import AgendaRelease, Event
from events.services.agenda_changes import AgendaChange, compare
from events.services.agenda_lines import digest_of
from events.services.agenda_locks import lock_agenda
from events.services.agenda_notices import programme_changed
from events.services.agenda_shown import draft_lines, lines_of_release
from events.services.event_telling import tell_of_event
from partnerships.services.written import check_length

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from core.access import Grants
    from events.services.agenda_lines import AgendaLine

LONGEST_NOTE = 300


@one_act()
def release_agenda(*, by: User, grants: Grants, event: Event, digest: str, note: str = "") -> AgendaRelease:
    """Release the agenda as it stands, with the next number; `digest` is of the lines that `by` has seen.

    Tells the coordinators of the pairings it serves and of its hosts. Raises StaleRecord where somebody changed the
    agenda since, NotAllowed, DomainError where nothing is on it, AlreadyDone where the last version says the same.
    """
    row = lock_agenda(grants=grants, event=event)
    lines = draft_lines(row)
    if digest_of(lines) != digest:
        raise StaleRecord
    last = newest_release(row)
    check_releasable(lines, last)
    check_length("note", note.strip(), LONGEST_NOTE)
    release = AgendaRelease(
        event=row,
        number=last.number + 1 if last else 1,
        items=[line.stored() for line in lines],
        note=note.strip(),
        by=by,
        by_label=by.kept_name,
        at=clock.now(),
    )
    release.save()
    tell_of_event(AGENDA_RELEASED, row, by, number=release.number)
    changes = compare(lines_of_release(last), lines) if last else []
    programme_changed(release=release, event=row, changes=changes, by=by)
    return release


def check_releasable(lines: Sequence[AgendaLine], last: AgendaRelease | None) -> None:
    """Refuse to release nothing; AlreadyDone where the last version says the same. Raises DomainError."""
    if not lines:
        raise DomainError(_("Nothing is on the agenda yet. Add an item first."))
    if last is not None and lines_of_release(last) == tuple(lines):
        raise AlreadyDone(_("Version %(number)s says the same, so nothing new was released.") % {"number": last.number})


def newest_release(event: Event) -> AgendaRelease | None:
    """The version that was released last; None before the first."""
    found: AgendaRelease | None = AgendaRelease.objects.filter(event=event).order_by("-number").first()
    return found


def changes_of(release: AgendaRelease) -> list[AgendaChange]:
    """What a version changed over the one before it; nothing for the first."""
    before = AgendaRelease.objects.filter(event=release.event_id, number__lt=release.number)
    earlier = before.order_by("-number").first()
    return compare(lines_of_release(earlier), lines_of_release(release)) if earlier else []
