"""What the words of an address stand for where people travel and meet: one record of each kind at one event."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from events.enums import OPEN_EVENT
from events.models import Delegate, DelegateLink, Delegation, DestructionRecord, Event, EventDateChange
from events.tests.factories import (
    AgendaItemFactory,
    AgendaReleaseFactory,
    CalendarFeedFactory,
    DelegateFactory,
    DelegateLinkFactory,
    DelegationFactory,
    HeadCountFactory,
    InvitationLetterFactory,
    MinutesFactory,
    MinutesObjectionFactory,
    QuotaFactory,
    TripPaperFactory,
    TripPhotoFactory,
    VisitNoteFactory,
    event_of,
)
from partnerships.fields import next_code
from partnerships.tests.factories import period

if TYPE_CHECKING:
    from partnerships.models import Pairing


def words_of_events(pairing: Pairing, *, token: str) -> dict[str, Any]:
    """An event of the pairing, hosted by its EU partner, with one record of each kind of the counterpart.

    `token` is the secret of whatever opens by a link.
    """
    event = Event.objects.of_pairing(pairing).filter(all_pairings=False).order_by("pk").first() or event_of(pairing)
    host = event.strand.organisations.order_by("pk").first()
    item = event.agenda.active().first() or AgendaItemFactory(event=event, position=1, host=host)
    release = event.releases.first() or AgendaReleaseFactory(event=event, number=1)
    delegation = _delegation(event, pairing)
    delegate = delegation.delegates.active().first() or DelegateFactory(delegation=delegation, number=1)
    if not DelegateLink.objects.filter(token_hash=hashlib.sha256(token.encode()).hexdigest()).exists():
        DelegateLinkFactory(delegate=_still_to_travel(pairing) or delegate, token=token)
    if not event.letters.filter(delegate=delegate, number=1).exists():
        InvitationLetterFactory(delegate=delegate, event=event, number=1)
    note = pairing.visit_notes.filter(event=event, interests__side="counterpart").first()
    code = next_code("visit-note", pairing.visit_notes.all())
    note = note or VisitNoteFactory(event=event, pairing=pairing, code=code, interests=["counterpart"])
    minutes = event.minutes.filter(pairing=pairing).first() or MinutesFactory(event=event, pairing=pairing)
    paper = delegation.papers.filter(kind="report").first() or TripPaperFactory(delegation=delegation)
    _keep_for_administrators(event)
    return {
        "event": event.code,
        "item": item.pk,
        "release": release.number,
        "language": "both",
        "head_count": (event.head_counts.first() or HeadCountFactory(event=event)).pk,
        "delegate": delegate.number,
        "visit_note": note.code,
        "noted_interest": note.interests.get(side="counterpart").pk,
        "objection": (minutes.objections.first() or MinutesObjectionFactory(minutes=minutes)).pk,
        # An address of somebody whom none of the readers is.
        "feed": CalendarFeedFactory().pk,
        "paper": paper.kind,
        "paper_language": "ko",
        "file_format": "docx",
        "photo": (paper.photos.first() or TripPhotoFactory(paper=paper)).pk,
    }


def _still_to_travel(pairing: Pairing) -> Delegate | None:
    """Somebody of the counterpart whose journey lies ahead: the page behind a link closes some time after it."""
    rows = Delegate.objects.active().filter(delegation__participation=pairing.counterpart)
    found: Delegate | None = rows.filter(delegation__event__status__in=OPEN_EVENT).order_by("pk").first()
    return found


def _keep_for_administrators(event: Event) -> None:
    """What the administration alone shows: places of a side, a move of the days, that something was erased."""
    if not event.quotas.exists():
        QuotaFactory(event=event)
    if not event.destructions.exists():
        DestructionRecord(event=event, kept_days=30, counts={"needs": 1}).save()
    if not event.date_changes.exists():
        change = EventDateChange(event=event, reason="The hall was taken.", by_label="Marta Soler")
        change.old, change.new = period("2017-03"), period("2017-03-14")
        change.save()


def _delegation(event: Event, pairing: Pairing) -> Delegation:
    """The counterpart's people at the event; `partner` is the word of their address."""
    found = Delegation.objects.filter(event=event, participation=pairing.counterpart).first()
    return found or DelegationFactory(event=event, participation=pairing.counterpart)
