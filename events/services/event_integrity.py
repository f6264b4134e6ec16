"""What events and their agendas must fulfil across tables, for the check of records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F

from events.enums import EventKind
from events.models import AgendaItem, AgendaOrganisation, Event, EventHost, EventPairing
from partnerships.models import Milestone, PlanItem

# The ordered lists of an event: its rows, the way to the code of each, the text that repeats the codes, its words.
_LISTS = (
    ("visiting", "city", "city_codes", "cities"),
    ("hosting", "participation.partner", "host_codes", "hosts"),
    ("serving", "pairing", "pairing_codes", "pairings"),
    ("joining", "organisation", "organisation_codes", "organisations"),
)


def of_events() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from _missions()
    yield from _places()
    yield from _lists()
    yield from _milestones()
    yield from _agendas()


def name_of(event: Event) -> str:
    """An event by its code in its strand."""
    return f"event {event.strand.code}/{event.code}"


def _missions() -> Iterator[tuple[str, str]]:
    """A part lies in a mission of its own strand, and in none that lies in it."""
    parts = Event.objects.filter(part_of__isnull=False).select_related("strand", "part_of").order_by("pk")
    for event in parts.exclude(part_of__strand=F("strand")):
        yield name_of(event), "the mission it is part of belongs to another strand"
    for event in parts.exclude(part_of__kind=EventKind.MISSION):
        yield name_of(event), "what it is part of is no mission"
    above = dict(parts.values_list("pk", "part_of"))
    for event in parts:
        if event.pk in _chain(event.pk, above):
            yield name_of(event), "it is part of itself"


def _chain(key: int, above: dict[int, int | None]) -> list[int]:
    """The keys of what an event is part of, as far as they do not come round again."""
    chain: list[int] = []
    mission = above.get(key)
    while mission is not None and mission not in chain:
        chain.append(mission)
        mission = above.get(mission)
    return chain


def _places() -> Iterator[tuple[str, str]]:
    hosts = EventHost.objects.select_related("event__strand").order_by("pk")
    for host in hosts.exclude(participation__strand=F("event__strand")):
        yield name_of(host.event), "a host takes part in another strand"
    served = EventPairing.objects.select_related("event__strand").order_by("pk")
    for row in served.exclude(pairing__strand=F("event__strand")):
        yield name_of(row.event), "a pairing that it serves belongs to another strand"
    for row in served.filter(event__all_pairings=True):
        yield name_of(row.event), "it serves every pairing, and names one beside"


def _lists() -> Iterator[tuple[str, str]]:
    rows = Event.objects.select_related("strand").order_by("pk")
    for event in rows.prefetch_related(
        "visiting__city", "hosting__participation__partner", "serving__pairing", "joining__organisation"
    ):
        for relation, path, text, words in _LISTS:
            yield from _list(name_of(event), getattr(event, relation).all(), path, getattr(event, text), words)


def _list(name: str, rows: Iterable[Any], path: str, text: str, words: str) -> Iterator[tuple[str, str]]:
    codes = []
    for row in rows:
        for step in path.split("."):
            row = getattr(row, step)  # noqa: PLW2901 - one step further along the path
        codes.append(row.code)
    if (told := ";".join(codes)) != text:
        yield name, f"its {words} are {told}, its text says {text}"


def _milestones() -> Iterator[tuple[str, str]]:
    """What an event completes once it is held, at least one of the pairings that it serves has, or will have."""
    linked = Event.objects.exclude(milestone_codes="").select_related("strand").prefetch_related("serving")
    known: dict[int, set[tuple[int, str]]] = {}
    for event in linked.order_by("pk"):
        if event.strand_id not in known:
            rows = Milestone.objects.filter(pairing__strand=event.strand_id)
            planned = PlanItem.objects.filter(strand=event.strand_id).values_list("code", flat=True)
            known[event.strand_id] = {*rows.values_list("pairing", "code"), *((0, code) for code in planned)}
        served = {row.pairing_id for row in event.serving.all()}
        for code in event.milestone_codes.split(";"):
            if not any(own == code and (event.all_pairings or key in served) for key, own in known[event.strand_id]):
                yield name_of(event), f"none of the pairings that it serves has the milestone {code}"


def _agendas() -> Iterator[tuple[str, str]]:
    rows = AgendaItem.objects.select_related("event__strand").order_by("pk")
    for item in rows.filter(topic__isnull=False).exclude(topic__strand=F("event__strand")):
        yield _item(item), "its topic belongs to another strand"
    for item in rows.filter(ends_at__lt=F("starts_at")):
        yield _item(item), "it ends before it starts"
    named = AgendaOrganisation.objects.order_by("item", "position").values_list("item", "organisation__code")
    codes: dict[int, list[str]] = {}
    for key, code in named:
        codes.setdefault(key, []).append(code)
    for item in rows:
        told = ";".join(codes.get(item.pk, []))
        if told != item.organisation_codes:
            yield _item(item), f"its organisations are {told}, its text says {item.organisation_codes}"


def _item(item: AgendaItem) -> str:
    return f"agenda item {item.event.strand.code}/{item.event.code}/{item.position}"
