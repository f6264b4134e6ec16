"""The programme at a glance: where stages stand in the pairings of each strand, what is due, who is silent."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, Max, Min, Q, Value, When, Window
from django.db.models.functions import RowNumber

from core import clock
from core.access import Grants
from core.errors import NotAllowed
from core.folding import ByName
from core.parts import RISK
from partnerships.contacts.selectors import silence
from partnerships.enums import OPEN_PAIRING, MilestoneStatus, PairingStatus
from partnerships.models import Milestone, Pairing, PairingHealth, Stage, Strand
from partnerships.pairings.selectors import Progress
from partnerships.rules.places import may_see_programme
from partnerships.tasks.selectors import partner_name
from partnerships.tasks.signals import SILENT, read_health

MOST_DUE = MOST_SILENT = 5  # of a strand
# How a stage stands in a pairing, by what counts most among its milestones.
STATES = ("cancelled", "done", "not_reported", "open", "overdue")
SORTS = ("health", "pairing", "silence", "due")

type Line = tuple[int, int, str]  # of a pairing: its key, its strand's, its status
type Signals = dict[int, list[list[Any]]]  # by pairing: kind, level and facts of each


def read_strands(grants: Grants) -> list[Strand]:
    """The strands that the reader looks after or reads for the authority, newest first; raises NotAllowed."""
    if not may_see_programme(grants):
        raise NotAllowed
    strands = Strand.objects.all()
    if not grants.is_administrator:
        strands = strands.filter(pk__in=grants.staff | grants.authority)
    return list(strands.newest_first())


def read_lines(strands: Iterable[Strand], *, by_name: bool = False) -> list[Line]:
    """Their pairings, by strand and code or by name; one query, and no rows made of it."""
    rows = Pairing.objects.filter(strand__in=[strand.pk for strand in strands])
    names = (ByName("counterpart__partner__"), ByName("eu__partner__")) if by_name else ()
    return list(rows.order_by(*names, "strand__code", "code").values_list("pk", "strand", "status"))


def read_signals(grants: Grants, lines: Iterable[Line], today: dt.date) -> Signals:
    """The signals of the pairings that are under way, as they are kept for the day; one query where all of them are."""
    keys = [key for key, _strand, status in lines if status == PairingStatus.ACTIVE]
    kept = PairingHealth.in_force(keys, today) if keys else {}
    if others := [key for key in keys if key not in kept]:
        read_health(grants=grants, pairings=list(Pairing.objects.filter(pk__in=others).with_names()), today=today)
        kept |= PairingHealth.in_force(others, today)
    return kept


def state_of(signals: Iterable[Sequence[Any]]) -> str:
    """As `Health` has it."""
    levels = {level for _kind, level, _facts in signals}
    return "at-risk" if RISK in levels else "watch" if levels else "on-track"


def in_order(lines: Sequence[Line], signals: Signals, sort: str, today: dt.date) -> list[int]:
    """The keys of pairings: the worst health first, the longest silence, the nearest date; backwards with a minus."""
    ranks = {"at-risk": 0, "watch": 1, "on-track": 2}
    keys = [key for key, _strand, _status in lines]
    key_of = sort.removeprefix("-")
    order: dict[int, Any] = {}
    if key_of == "health":
        order = {key: (ranks[state_of(some)], -len(some)) for key, some in signals.items()}
        last: Any = (3, 0)
    elif key_of == "silence":
        open_rows = Pairing.objects.filter(pk__in=signals).select_related("strand").only("strand__starts_on")
        quiet = silence(list(open_rows), clock.end_of(today))
        order = {key: -one.days for key, one in quiet.items() if one.days is not None}
        last = 1
    elif key_of == "due":
        strands = {strand for _key, strand, _status in lines}
        ahead = _ahead(today, pairing__strand__in=strands)
        order = dict(ahead.values_list("pairing").annotate(day=Min("forecast_last_day")))
        last = dt.date.max
    else:
        return keys[::-1] if sort.startswith("-") else keys
    return sorted(keys, key=lambda key: order.get(key, last), reverse=sort.startswith("-"))


def _ahead(today: dt.date, **where: Any) -> Any:
    rows = Milestone.objects.filter(pairing__status__in=OPEN_PAIRING, **where)
    return rows.filter(status=MilestoneStatus.PLANNED, forecast_last_day__gte=today).order_by()


def read_pairings(keys: Sequence[int]) -> list[Pairing]:
    """Pairings in this order, `with_changes`."""
    found = Pairing.objects.filter(pk__in=keys).with_names().with_changes().in_bulk()
    return [found[key] for key in keys]


def read_rows(pairings: Sequence[Pairing], grants: Grants, today: dt.date) -> list[dict[str, Any]]:
    """Pairings with what staff look at; `health` and days without contact are None where one is over.

    Six queries, however many they are.
    """
    keys = [row.pk for row in pairings]
    health = read_health(grants=grants, pairings=pairings, today=today)
    active = [row for row in pairings if row.status == PairingStatus.ACTIVE]
    quiet = silence(active, clock.end_of(today)) if active else {}
    progress = _read_progress(keys, today)
    due = Milestone.objects.filter(pk__in=_next(_ahead(today, pairing__in=list(keys)), "pairing", 1))
    next_due = {row.pairing_id: row for row in due}
    return [
        {
            "pairing": row,
            "health": health.get(row.pk),
            "silent_days": quiet[row.pk].days if row.pk in quiet else None,
            "silent_side": partner_name(row, quiet[row.pk].side) if row.pk in quiet and quiet[row.pk].side else "",
            "next_due": next_due.get(row.pk),
            "progress": progress.get(row.pk, Progress(0, 0, 0, 0, 0)),
        }
        for row in pairings
    ]


def _read_progress(pairings: Sequence[int], today: dt.date) -> dict[int, Progress]:
    states = (MilestoneStatus.DONE, MilestoneStatus.PLANNED, MilestoneStatus.UNKNOWN, MilestoneStatus.CANCELLED)
    counted = [Count("pk", filter=Q(status=state)) for state in states]
    counted.insert(2, Count("pk", filter=Q(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today)))
    named = dict(zip(("is_done", "is_open", "is_late", "is_unknown", "is_cancelled"), counted, strict=True))
    rows = Milestone.objects.filter(pairing__in=list(pairings)).order_by().values("pairing").annotate(**named)
    return {key: Progress(*numbers) for key, *numbers in rows.values_list("pairing", *named)}


def _next(rows: Any, scope: str, most: int) -> dict[int, int]:
    """The keys of the next few of each scope; what several pairings have under one title and on one day is one.

    Each with how many they are.
    """
    same = rows.values(scope, "title_en", "title_ko", "forecast_last_day").annotate(first=Min("pk"), number=Count("pk"))
    order = Window(RowNumber(), partition_by=F(scope), order_by=[F("forecast_last_day"), F("first")])
    placed = same.annotate(place=order).values_list("first", "number", "place")
    return {first: number for first, number, place in placed if place <= most}


def read_parts(
    strands: Sequence[Strand], lines: Sequence[Line], signals: Signals, today: dt.date
) -> list[dict[str, Any]]:
    """By strand its stages, each with in how many pairings it is in which state; what is due next; who is silent.

    `silent` are pairings with their days, the longest first, `more` how many others; six queries.
    """
    stages = _read_stages(strands, today)
    due: dict[int, list[tuple[Milestone, int]]] = defaultdict(list)
    keys = [strand.pk for strand in strands]
    counts = _next(_ahead(today, pairing__strand__in=keys), "pairing__strand", MOST_DUE)
    for row in Milestone.objects.filter(pk__in=counts).with_names().order_by("forecast_last_day", "pk"):
        due[row.pairing.strand_id].append((row, counts[row.pk]))
    states: dict[int, list[str]] = defaultdict(list)
    numbers: Counter[int] = Counter()
    silent: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for key, strand_id, status in lines:
        states[strand_id].append(status)
        numbers[strand_id] += len(signals.get(key, ()))
        days = [facts["count"] for kind, _level, facts in signals.get(key, ()) if kind == SILENT]
        silent[strand_id] += [(-one, key) for one in days]
    shown = {key for some in silent.values() for _days, key in sorted(some)[:MOST_SILENT]}
    named = Pairing.objects.filter(pk__in=shown).with_names().in_bulk() if shown else {}
    return [
        {
            "strand": strand,
            "stages": stages.get(strand.pk, []) if states[strand.pk] else [],
            "due": due[strand.pk],
            "silent": [(named[key], -days) for days, key in sorted(silent[strand.pk])[:MOST_SILENT]],
            "more": max(len(silent[strand.pk]) - MOST_SILENT, 0),
            "signals": numbers[strand.pk],
            "is_over": bool(states[strand.pk]) and not set(states[strand.pk]) & set(OPEN_PAIRING),
        }
        for strand in strands
    ]


def _read_stages(strands: Sequence[Strand], today: dt.date) -> dict[int, list[tuple[Stage, Counter[str]]]]:
    """The stages of each strand in their order; a late one is late, whatever else it holds; two queries."""
    rank = Case(
        When(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today, then=4),
        When(status=MilestoneStatus.PLANNED, then=3),
        When(status=MilestoneStatus.UNKNOWN, then=2),
        When(status=MilestoneStatus.DONE, then=1),
        default=Value(0),
    )
    keys = [strand.pk for strand in strands]
    each = Milestone.objects.filter(pairing__strand__in=keys).order_by().values("stage", "pairing")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    if keys:
        sql, parameters = each.annotate(found=Max(rank)).values_list("stage", "found").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT stage, found, COUNT(*) FROM ({sql}) AS one GROUP BY stage, found", parameters)  # noqa: S608
            for stage, found, number in cursor.fetchall():
                counts[stage][STATES[found]] = number
    result: dict[int, list[tuple[Stage, Counter[str]]]] = defaultdict(list)
    for stage in Stage.objects.filter(strand__in=keys).order_by("strand", "position"):
        result[stage.strand_id].append((stage, counts[stage.pk]))
    return result
