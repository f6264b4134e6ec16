"""What delegations, notes, minutes and papers must fulfil across tables; people are named by number, never by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import F

from core import clock
from events.models import (
    Delegate,
    Delegation,
    Event,
    InvitationLetter,
    Minutes,
    NotedInterest,
    Quota,
    TripPhoto,
    VisitNote,
)
from events.services.event_integrity import name_of

_FOLDERS = ("letters", "trips")
# A file is stored before the transaction of its act ends: a younger one may belong to an act that still runs.
_STILL_RUNNING = dt.timedelta(hours=1)


def of_visits() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from _delegations()
    yield from _dealings()
    yield from _interests()
    yield from _files()


def _delegations() -> Iterator[tuple[str, str]]:
    quotas = Quota.objects.filter(participation__isnull=False).select_related("event__strand").order_by("pk")
    for quota in quotas.exclude(participation__strand=F("event__strand")):
        yield name_of(quota.event), "a quota is set for a partner of another strand"
    for quota in quotas.exclude(participation__side=F("side")):
        yield name_of(quota.event), "a quota is set for a partner of the other side"
    delegations = Delegation.objects.select_related("event__strand", "participation__partner").order_by("pk")
    for delegation in delegations.exclude(participation__strand=F("event__strand")):
        yield _delegation(delegation), "its partner takes part in another strand"
    people = Delegate.objects.select_related("delegation__event__strand", "delegation__participation__partner")
    for delegate in people.filter(replaces__isnull=False).exclude(replaces__delegation=F("delegation")).order_by("pk"):
        yield _delegate(delegate), "whom the delegate replaces was in another delegation"
    letters = InvitationLetter.objects.select_related("event__strand").order_by("pk")
    for letter in letters.exclude(delegate__delegation__event=F("event")):
        yield name_of(letter.event), f"letter {letter.number} is of a delegate to another event"


def _delegation(delegation: Delegation) -> str:
    return f"delegation {delegation.event.strand.code}/{delegation.event.code}/{delegation.participation.partner.code}"


def _delegate(delegate: Delegate) -> str:
    return f"{_delegation(delegate.delegation)}, delegate {delegate.number}"


def _dealings() -> Iterator[tuple[str, str]]:
    """Notes and minutes are of a pairing that their event serves."""
    serving: dict[int, set[int]] = {}
    for event, pairing in Event.pairings.through._default_manager.values_list("event", "pairing"):
        serving.setdefault(event, set()).add(pairing)
    models: tuple[Any, ...] = (VisitNote, Minutes)
    for model in models:
        for row in model.objects.select_related("event__strand", "pairing").order_by("pk"):
            name = f"{model._meta.model_name} {row.pairing.code}/{row.code}"
            if row.pairing.strand_id != row.event.strand_id:
                yield name, "its event belongs to another strand"
            elif not row.event.all_pairings and row.pairing_id not in serving.get(row.event_id, set()):
                yield name, "its event does not serve its pairing"
    notes = VisitNote.objects.select_related("pairing").order_by("pk")
    for note in notes.filter(item__isnull=False).exclude(item__event=F("event")):
        yield f"visitnote {note.pairing.code}/{note.code}", "its agenda item belongs to another event"
    for note in notes.filter(topic__isnull=False).exclude(topic__strand=F("pairing__strand")):
        yield f"visitnote {note.pairing.code}/{note.code}", "its topic belongs to another strand"


def _interests() -> Iterator[tuple[str, str]]:
    rows = NotedInterest.objects.filter(project__isnull=False).select_related("note__pairing").order_by("pk")
    for row in rows.exclude(project__pairing=F("note__pairing")):
        yield f"visitnote {row.note.pairing.code}/{row.note.code}", "the project it became belongs to another pairing"


def _files() -> Iterator[tuple[str, str]]:
    """Letters and photographs are kept where documents are, in folders of their own."""
    known = set(InvitationLetter.objects.values_list("file", flat=True)) | set(
        TripPhoto.objects.exclude(file="").values_list("file", flat=True)
    )
    for letter in InvitationLetter.objects.select_related("event__strand").order_by("pk"):
        if not _is_there(letter.file):
            yield name_of(letter.event), f"the file of letter {letter.number} is gone"
    photos = TripPhoto.objects.filter(removed_at=None).order_by("pk")
    for photo in photos.select_related("paper__delegation__event__strand", "paper__delegation__participation__partner"):
        if not _is_there(photo.file):
            yield _delegation(photo.paper.delegation), f"the file of photograph {photo.position} is gone"
    yield from _strays(known)


def _is_there(file: Any) -> bool:
    return bool(file) and file.storage.exists(file.name)


def _strays(known: set[str]) -> Iterator[tuple[str, str]]:
    """Files that no record has, once what may still be storing them has come to its end."""
    storage, latest = TripPhoto._meta.get_field("file").storage, clock.now() - _STILL_RUNNING
    for folder in _FOLDERS:
        try:
            names = sorted(storage.listdir(folder)[1])
        except FileNotFoundError:
            continue  # Nothing was ever stored there.
        for name in (f"{folder}/{each}" for each in names):
            if name not in known and storage.get_modified_time(name) < latest:
                yield f"file {name}", "no letter or photograph has it; it can be deleted"
