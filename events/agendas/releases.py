"""Releasing an agenda: a version as it stands, with what changed since the last one; who it concerns is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.services.mail import queue_mail
from core import clock
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import one_act
from events.agendas.act_steps import lock_agenda
from events.agendas.changes import AgendaChange, compare
from events.agendas.lines import digest_of
from events.agendas.selectors import draft_lines, lines_of_release
from events.audit_actions import AGENDA_RELEASED
from events.events.act_steps import log_act_on_event
from events.events.services import people_concerned
from events.models import AgendaRelease, Event
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from events.agendas.lines import AgendaLine


MOST_CHANGES = 20  # that a mail tells; all stand on the version's page


def programme_changed(*, release: AgendaRelease, event: Event, changes: Sequence[AgendaChange], by: User | None) -> int:
    """Tell the coordinators of the served pairings and of the hosts, each once and not `by`; returns how many mails."""
    address = reverse("events:agenda-version", args=[event.strand.code, event.code, release.number])
    return sum(
        queue_mail(
            to=person,
            kind=MailKind.PROGRAMME_CHANGED,
            key=f"{MailKind.PROGRAMME_CHANGED.value}:{release.pk}:{person.pk}",
            template="programme_changed",
            context={
                "event": event,
                "number": release.number,
                "note": release.note,
                "changes": changes[:MOST_CHANGES],
                "more": max(0, len(changes) - MOST_CHANGES),
                "by": str(by or ""),
                "link": settings.BASE_URL + address,
            },
        )
        for person in people_concerned(event, by)
    )


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
    log_act_on_event(AGENDA_RELEASED, row, by, number=release.number)
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
