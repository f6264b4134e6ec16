"""How a strand stands, its rounds, and what its plan can take in."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext, npgettext, pgettext

from core import clock
from core.access import Grants
from core.errors import NotAllowed
from core.flat_rows import Given, flat_counts, read_flat
from core.folding import ByName
from core.formats import format_number, spell_count
from core.parts import RISK
from core.pictures.stops import stage_days
from partnerships.contacts.selectors import silence
from partnerships.enums import OPEN_PAIRING, BuiltIn, MilestoneStatus, PairingStatus, Side
from partnerships.indicators.selectors import figure_url
from partnerships.milestones.selectors import days_late
from partnerships.models import (
    Agreement,
    Invitation,
    Membership,
    Milestone,
    Pairing,
    PairingHealth,
    Participation,
    Project,
    Stage,
    Strand,
    Theme,
)
from partnerships.pairings.selectors import COUNTED, IN_ONE_STATE, Progress
from partnerships.rules import may_edit_plan, may_see_programme
from partnerships.tasks.selectors import partner_name
from partnerships.tasks.signals import SILENT, Health, read_health

IN_ACTIVE_PAIRING = models.Q(pairings_as_eu__status=PairingStatus.ACTIVE) | models.Q(
    pairings_as_counterpart__status=PairingStatus.ACTIVE
)


def read_numbers(strand: Strand, today: dt.date) -> dict[str, Counter[str]]:
    """How many a strand has, by status or level: `pairings`, `milestones`, `projects`; `overdue` of a pairing that goes
    on, and `agreements` signed since it began, both under nothing. One query.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, rows in read_flat(_numbers, strand=strand.pk, today=today).items():
        found[kind].update({one["key"]: one["number"] for _pairing, one in rows})
    return found


def _numbers() -> Iterator[models.QuerySet[Any, Any]]:
    strand, today = Given("strand", models.BigIntegerField()), Given("today", models.DateField())
    milestones = Milestone.objects.filter(pairing__strand=strand)
    late = milestones.filter(
        status=MilestoneStatus.PLANNED, forecast_last_day__lt=today, pairing__status__in=OPEN_PAIRING
    )
    yield flat_counts("pairings", Pairing.objects.filter(strand=strand), "status")
    yield flat_counts("milestones", milestones, "status")
    yield flat_counts("overdue", late, "")
    yield flat_counts("projects", Project.objects.filter(strand=strand), "level")
    yield flat_counts("agreements", Agreement.objects.signed().filter(strand=strand), "")


def read_summary(
    *,
    strand: Strand,
    numbers: dict[str, Counter[str]],
    health: Collection[Health],
    stages: Sequence[Stage],
    levels: dict[str, Any],
    today: dt.date,
) -> dict[str, Any]:
    """How a strand is doing on a day: `sentences`, and four or five `figures`, each with the rows behind it.

    `health` is that of the pairings whose signals the reader sees. One query.
    """
    states, milestones = numbers["pairings"], numbers["milestones"]
    count, signed = states.total(), numbers["agreements"][""]
    planned = milestones.total() - milestones[MilestoneStatus.CANCELLED]
    is_open = any(states[state] for state in OPEN_PAIRING)
    pairings = npgettext("figure of a strand", "pairing", "pairings", count)
    agreed = ngettext("project agreed", "projects agreed", levels["reached"])
    projects = reverse("partnerships:project-list", args=[strand.code], query={"level": "reached"})
    signatures = figure_url("figure-rows", strand, BuiltIn.AGREEMENTS_SIGNED.value)
    figures = [
        _figure(count, pairings, "#board-heading" if count else ""),
        _figure(levels["reached"], agreed, projects),
        _figure(signed, ngettext("agreement signed", "agreements signed", signed), signatures),
    ]
    if late := days_late(strand, today):
        behind = figure_url("figure-rows", strand, BuiltIn.DAYS_OF_DELAY.value)
        figures.append(_figure(_days(late), _("behind plan"), behind))
    if is_open:
        figures += _stage_figure(strand, stages, today)
    elif count and planned:
        # Of a strand that is over: what became of its milestones.
        done = format_number(milestones[MilestoneStatus.DONE])
        url = reverse("partnerships:timeline", args=[strand.code], query={"status": MilestoneStatus.DONE})
        value = _("%(done)s of %(all)s") % {"done": done, "all": format_number(planned)}
        figures.append(_figure(value, _("milestones done"), url))
    sentences = [sentence] if (sentence := _pairings_sentence(states)) else []
    if overdue := numbers["overdue"][""]:
        sentence = ngettext("%(count)s milestone is overdue.", "%(count)s milestones are overdue.", overdue)
        sentences.append(capfirst(sentence % {"count": spell_count(overdue)}))
    elif states[PairingStatus.ACTIVE]:
        sentences.append(_("Nothing is overdue."))
    sentences += health_sentences([one.state for one in health])
    return {"sentences": sentences, "figures": figures}


def _figure(value: int | str, label: str, url: str) -> dict[str, str]:
    return {"value": value if isinstance(value, str) else format_number(value), "label": label, "url": url}


def _days(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": format_number(days)}


def _stage_figure(strand: Strand, stages: Sequence[Stage], today: dt.date) -> Iterator[dict[str, str]]:
    """The days to the end of the stage that runs, else to the beginning of the next, else since the end of the last."""
    spans = stage_days([stage.forecast for stage in stages])
    known = [(stage, span) for stage, span in zip(stages, spans, strict=True) if span]
    begun = [(stage, span) for stage, span in known if span.first <= today]
    ahead = [(stage, span) for stage, span in known if span.first > today]
    if begun and begun[-1][1].last >= today:
        stage, span = begun[-1]
        label, days = _("to the end of stage %(number)s"), (span.last - today).days
    elif ahead:
        stage, span = ahead[0]
        label, days = _("to the beginning of stage %(number)s"), (span.first - today).days
    elif begun:
        stage, span = begun[-1]
        label, days = _("since the end of stage %(number)s"), (today - span.last).days
    else:
        return
    yield _figure(_days(days), label % {"number": stage.position}, strand.address_of("partnerships:plan"))


def health_sentences(states: Sequence[str]) -> list[str]:
    """How many pairings are not on track; nothing where all are."""
    told = (("at-risk", _("At risk: %(count)s.")), ("watch", _("On watch: %(count)s.")))
    return [sentence % {"count": count} for state, sentence in told if (count := states.count(state))]


def _pairings_sentence(states: Counter[str]) -> str:
    """Where they stand; nothing where all are under way."""
    every, active = sum(states.values()), states[PairingStatus.ACTIVE]
    if not every:
        return _("No pairing has been opened yet.")
    if every == active:
        return ""
    if every == 1:
        return str(IN_ONE_STATE[next(iter(states))])
    if active:
        sentence = ngettext(
            "%(active)s of %(count)s pairings is under way.", "%(active)s of %(count)s pairings are under way.", active
        )
    elif states[PairingStatus.PLANNED] == every:
        sentence = _("%(count)s pairings are planned; none is open yet.")
    elif states[PairingStatus.CLOSED] == every:
        sentence = _("%(count)s pairings are closed.")
    else:
        parts = [
            pgettext("pairings in a state", "%(count)s %(state)s")
            % {"count": states[state], "state": str(state.label).lower()}
            for state in (PairingStatus.PLANNED, PairingStatus.CLOSED, PairingStatus.DISCONTINUED)
            if states[state]
        ]
        return _("No pairing is under way: %(states)s.") % {"states": ", ".join(parts)}
    return capfirst(sentence % {"count": spell_count(every), "active": spell_count(active)})


def rounds_of(strand: Strand, grants: Grants) -> list[Strand]:
    """The rounds before and after a strand that the reader may see, in one query."""
    near = models.Q(previous=strand) | models.Q(pk=strand.previous_id)
    return list(Strand.objects.visible_to(grants).filter(near).order_by("starts_on", "code"))


def plans_for(milestone: Milestone, grants: Grants) -> list[Strand]:
    """The strands whose plan can take in a pairing's milestone: its own, and the later rounds of its pairing."""
    strand = milestone.pairing.strand
    later = models.Q(previous=strand, pairings__predecessor=milestone.pairing)
    rows = (
        Strand.objects.visible_to(grants)
        .filter(models.Q(pk=strand.pk) | later)
        .distinct()
        .order_by("starts_on", "code")
    )
    return [row for row in rows if may_edit_plan(grants, row) and not (row == strand and milestone.plan_item_id)]


def set_up_steps(strand: Strand) -> list[dict[str, Any]]:
    """What a strand needs before its first pairing works: each with `label`, `url` and whether it `is_done`; one query.

    Nothing of a strand that has all of it, or whose pairings are over.
    """
    taking_part, pairings = Participation.objects.filter(strand=strand), Pairing.objects.filter(strand=strand)
    active = pairings.filter(status=PairingStatus.ACTIVE)
    found = (
        Strand.objects.filter(pk=strand.pk)
        .order_by()
        .values(
            has_eu=models.Exists(taking_part.filter(side=Side.EU)),
            has_counterpart=models.Exists(taking_part.filter(side=Side.COUNTERPART)),
            has_themes=models.Exists(Theme.objects.filter(strand=strand).exclude(parent=None)),
            has_plan=models.Exists(Stage.objects.filter(strand=strand)),
            has_opened=models.Exists(pairings.exclude(status=PairingStatus.PLANNED)),
            is_going_on=models.Exists(active),
            lacks_people=models.Exists(without_coordinator(strand).filter(IN_ACTIVE_PAIRING)),
        )
        .get()
    )
    steps = (
        (_("Partners"), "partnerships:partner-add", found["has_eu"] and found["has_counterpart"]),
        (_("Themes"), "partnerships:theme-add", found["has_themes"]),
        (_("Plan"), "partnerships:plan-take", found["has_plan"]),
        (_("First pairing"), "partnerships:pairing-open", found["has_opened"]),
        (_("Coordinators"), "partnerships:coordinator-invite", found["is_going_on"] and not found["lacks_people"]),
    )
    if all(is_done for _label, _name, is_done in steps) or (found["has_opened"] and not found["is_going_on"]):
        return []
    return [
        {"label": label, "url": strand.address_of(name), "is_done": done, "name": name} for label, name, done in steps
    ]


def next_step(strand: Strand, otherwise: str) -> str:
    """Where whoever sets up a strand goes on: the first step that is not done, else the page that is given."""
    return next((step["url"] for step in set_up_steps(strand) if not step["is_done"]), otherwise)


def without_coordinator(strand: Strand) -> Any:
    """The partners of a strand for which nobody works, and nobody is invited."""
    working = Membership.objects.not_ended(clock.today()).filter(participation=models.OuterRef("pk"))
    invited = Invitation.objects.waiting().filter(participation=models.OuterRef("pk"))
    return Participation.objects.filter(~models.Exists(working), ~models.Exists(invited), strand=strand)


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
        order = dict(ahead.values_list("pairing").annotate(day=models.Min("forecast_last_day")))
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
    counted = [models.Count("pk", filter=models.Q(status=state)) for state in COUNTED]
    counted.insert(2, models.Count("pk", filter=models.Q(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today)))
    named = dict(zip(("is_done", "is_open", "is_late", "is_unknown", "is_cancelled"), counted, strict=True))
    rows = Milestone.objects.filter(pairing__in=list(pairings)).order_by().values("pairing").annotate(**named)
    return {key: Progress(*numbers) for key, *numbers in rows.values_list("pairing", *named)}


def _next(rows: Any, scope: str, most: int) -> dict[int, int]:
    """The keys of the next few of each scope; what several pairings have under one title and on one day is one.

    Each with how many they are.
    """
    same = rows.values(scope, "title_en", "title_ko", "forecast_last_day").annotate(
        first=models.Min("pk"), number=models.Count("pk")
    )
    order = models.Window(
        RowNumber(), partition_by=models.F(scope), order_by=[models.F("forecast_last_day"), models.F("first")]
    )
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
    rank = models.Case(
        models.When(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today, then=4),
        models.When(status=MilestoneStatus.PLANNED, then=3),
        models.When(status=MilestoneStatus.UNKNOWN, then=2),
        models.When(status=MilestoneStatus.DONE, then=1),
        default=models.Value(0),
    )
    keys = [strand.pk for strand in strands]
    each = Milestone.objects.filter(pairing__strand__in=keys).order_by().values("stage", "pairing")
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    if keys:
        sql, parameters = each.annotate(found=models.Max(rank)).values_list("stage", "found").query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT stage, found, COUNT(*) FROM ({sql}) AS one GROUP BY stage, found", parameters)  # noqa: S608
            for stage, found, number in cursor.fetchall():
                counts[stage][STATES[found]] = number
    result: dict[int, list[tuple[Stage, Counter[str]]]] = defaultdict(list)
    for stage in Stage.objects.filter(strand__in=keys).order_by("strand", "position"):
        result[stage.strand_id].append((stage, counts[stage.pk]))
    return result
