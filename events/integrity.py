"""Finds what no constraint can see of events and of what lies in them; people are named by number, never by name."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet

from events import models
from events.enums import EventKind
from partnerships.integrity import PLACES, Fault, file_fault, list_faults, name_of, of_other_places, stray_files
from partnerships.models import Milestone, PlanItem


def contradictions() -> Iterator[Fault]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from of_other_places("events", (models.Delegation, models.Event, *PLACES))
    parts = models.Event.objects.exclude(part_of=None)
    for rows, fault in (
        (parts.exclude(part_of__kind=EventKind.MISSION), "what it is part of is no mission"),
        (
            models.Event.objects.filter(all_pairings=True, pk__in=models.EventPairing.objects.values("event")),
            "it serves every pairing, and names one beside",
        ),
        (
            models.Quota.objects.exclude(participation=None).exclude(participation__side=F("side")),
            "it is set for a partner of the other side",
        ),
    ):
        for row in rows.order_by("pk"):
            yield name_of(row), fault
    yield from _missions()
    yield from _lists()
    yield from _milestones()
    yield from _dealings()
    yield from _files()


def _missions() -> Iterator[Fault]:
    """None lies in a mission that lies in it."""
    parts = models.Event.objects.filter(part_of__isnull=False).order_by("pk")
    above = dict(parts.values_list("pk", "part_of"))
    for event in parts:
        chain, mission = set(), above.get(event.pk)
        while mission is not None and mission not in chain:
            chain.add(mission)
            mission = above.get(mission)
        if event.pk in chain:
            yield name_of(event), "it is part of itself"


def _lists() -> Iterator[Fault]:
    for model, relation, path, text in (
        (models.Event, "visiting", "city", "city_codes"),
        (models.Event, "hosting", "participation.partner", "host_codes"),
        (models.Event, "serving", "pairing", "pairing_codes"),
        (models.Event, "joining", "organisation", "organisation_codes"),
        (models.AgendaItem, "joining", "organisation", "organisation_codes"),
    ):
        rows: QuerySet[Any] = model._default_manager.prefetch_related(f"{relation}__{path.replace('.', '__')}")
        for row in rows.order_by("pk"):
            yield from list_faults(row, getattr(row, relation).all(), path, text)


def _milestones() -> Iterator[Fault]:
    """What an event completes once it is held, at least one of the pairings that it serves has, or will have."""
    known: dict[int, set[tuple[int, str]]] = {}
    for event in models.Event.objects.exclude(milestone_codes="").prefetch_related("serving").order_by("pk"):
        if event.strand_id not in known:
            rows = Milestone.objects.filter(pairing__strand=event.strand_id)
            planned = PlanItem.objects.filter(strand=event.strand_id).values_list("code", flat=True)
            known[event.strand_id] = {*rows.values_list("pairing", "code"), *((0, code) for code in planned)}
        served = {row.pairing_id for row in event.serving.all()}
        for code in event.milestone_codes.split(";"):
            if not any(own == code and (event.all_pairings or key in served) for key, own in known[event.strand_id]):
                yield name_of(event), f"none of the pairings that it serves has the milestone {code}"


def _dealings() -> Iterator[Fault]:
    """Notes and minutes are of a pairing that their event serves."""
    serving = set(models.EventPairing.objects.values_list("event", "pairing"))
    kinds: tuple[Any, ...] = (models.VisitNote, models.Minutes)
    for model in kinds:
        for row in model.objects.select_related("event", "pairing").order_by("pk"):
            if not row.event.all_pairings and (row.event_id, row.pairing_id) not in serving:
                yield name_of(row), "its event does not serve its pairing"


def _files() -> Iterator[Fault]:
    """Letters and photographs are kept where documents are, in folders of their own."""
    known: set[str] = set()
    for letter in models.InvitationLetter.objects.order_by("pk"):
        known.add(letter.file.name or "")
        if fault := file_fault(letter.file, size=letter.size, sha256=letter.sha256):
            yield name_of(letter.event), f"the file of letter {letter.number} {fault}"
    for photo in models.TripPhoto.objects.select_related("paper__delegation").order_by("pk"):
        known.add(photo.file.name or "")
        if photo.removed_at is None and (fault := file_fault(photo.file, size=photo.size, sha256=photo.sha256)):
            yield name_of(photo.paper.delegation), f"the file of photograph {photo.position} {fault}"
    storage = models.TripPhoto._meta.get_field("file").storage
    for folder in ("letters", "trips"):
        yield from stray_files(storage, folder, known, "no letter or photograph has it; it can be deleted")
