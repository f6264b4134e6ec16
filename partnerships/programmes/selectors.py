"""The programme at a glance, how one strand stands, and the rounds of a strand."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from core.errors import NotAllowed
from core.formats import format_number, join_names, spell_count
from core.pictures.stops import stage_days
from partnerships.contacts.selectors import Silence, silence
from partnerships.enums import OPEN_PAIRING, BuiltIn, MilestoneStatus, PairingStatus
from partnerships.indicators.counts import counts, read_whole
from partnerships.indicators.selectors import figure_url
from partnerships.models import Agreement, Milestone, Pairing, Participation, Strand
from partnerships.pairings.selectors import IN_ONE_STATE, Journey, read_journeys
from partnerships.rules.journey import may_see_dealings
from partnerships.rules.places import may_edit_plan, may_see_programme
from partnerships.tasks.selectors import partner_name
from partnerships.tasks.signals import Health, read_health

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Stage

MOST_DUE = 5


def read_programme(*, grants: Grants, today: dt.date) -> list[dict[str, Any]]:
    """The strands that the reader looks after or reads for the authority, newest first; raises NotAllowed.

    A constant number of queries, whatever the number of strands and pairings.
    """
    if not may_see_programme(grants):
        raise NotAllowed
    strands = Strand.objects.all()
    if not grants.is_administrator:
        strands = strands.filter(pk__in=grants.staff | grants.authority)
    parts = {strand.pk: strand for strand in strands.newest_first()}
    pairings = list(Pairing.objects.filter(strand__in=parts).with_names().order_by("code"))
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    health = read_health(grants=grants, pairings=pairings, today=today)
    silences = silence(pairings, clock.end_of(today))
    for journey in read_journeys(pairings, today):
        key = journey.pairing.pk
        rows[journey.pairing.strand_id].append(_row(journey, health.get(key), silences[key]))
    return [_part(strand, rows[key]) for key, strand in parts.items()]


def _row(journey: Journey, health: Health | None, quiet: Silence) -> dict[str, Any]:
    """A pairing with what staff look at; `health` and days without contact are None where it is over."""
    pairing = journey.pairing
    days = quiet.days if pairing.status == PairingStatus.ACTIVE else None
    planned = [row for row in journey.milestones if row.status == MilestoneStatus.PLANNED] if pairing.is_open else []
    ahead = [(day, row) for row in planned if (day := row.forecast.last_day) and day >= journey.today]
    due = [row for _day, row in sorted(ahead, key=lambda one: one[0])]
    return {
        "pairing": pairing,
        "journey": journey,
        "health": health,
        "silent_days": days,
        "silent_side": partner_name(pairing, quiet.side) if quiet.side and days is not None else "",
        "due": due,
        "next_due": due[0] if due else None,
    }


def _part(strand: Strand, rows: list[dict[str, Any]]) -> dict[str, Any]:
    silent = [row for row in rows if row["silent_days"] is not None and row["silent_days"] >= strand.silence_days]
    return {
        "strand": strand,
        "rows": rows,
        "stages": _stages([row["journey"] for row in rows]),
        "due": _due(milestone for row in rows for milestone in row["due"]),
        "silent": sorted(silent, key=lambda row: -row["silent_days"]),
        "signals": sum(len(row["health"].signals) for row in rows if row["health"]),
        "is_over": bool(rows) and not any(row["pairing"].is_open for row in rows),
    }


def _stages(journeys: Sequence[Journey]) -> list[tuple[Stage, Counter[str]]]:
    """Each stage with the states that it has in the pairings; a late one is late, whatever else it holds."""
    names = {"running": "open", "planned": "open", "not-reported": "not_reported"}
    return [
        (parts[0].stage, Counter(names.get(part.state, part.state) for part in parts))
        for parts in zip(*(journey.stages for journey in journeys), strict=True)
    ]


def _due(milestones: Iterable[Milestone]) -> list[tuple[Milestone, list[Pairing]]]:
    """The next few; what several pairings have under one title and on one day is listed once."""
    found: dict[tuple[Any, ...], tuple[Milestone, list[Pairing]]] = {}
    for row in sorted(milestones, key=lambda one: (one.forecast.last_day, one.pk)):
        key = (row.title_en, row.title_ko, row.forecast.last_day)
        found.setdefault(key, (row, []))[1].append(row.pairing)
    return list(found.values())[:MOST_DUE]


def read_summary(
    *,
    grants: Grants,
    strand: Strand,
    states: Counter[str],
    pairings: Sequence[Pairing],
    stages: Sequence[Stage],
    levels: dict[str, Any],
    today: dt.date,
) -> dict[str, Any]:
    """How a strand is doing on a day: `sentences`, and four or five `figures`, each with the rows behind it.

    `states` are those of all pairings, `pairings` those that the page shows. Six queries at most.
    """
    count, partners = states.total(), Participation.objects.filter(strand=strand).count()
    is_open = any(states[state] for state in OPEN_PAIRING)
    milestones = _count_milestones(strand, today)
    figures = [
        _figure(
            count,
            ngettext("pairing, %(partners)s", "pairings, %(partners)s", count)
            % {"partners": _counted(ngettext("%(count)s partner", "%(count)s partners", partners), partners)},
            "#board-heading" if count else "",
        ),
        _figure(
            levels["reached"],
            _projects_label(levels),
            reverse("partnerships:project-list", args=[strand.code], query={"level": "reached"}),
        ),
        _agreements_figure(strand),
        *_delay_figure(strand, today),
    ]
    if is_open:
        figures += _stage_figure(strand, stages, today)
    elif count and milestones["planned"]:
        # Of a strand that is over: what became of its milestones.
        label, unknown = _("milestones done"), milestones["unknown"]
        if unknown:
            label = _("milestones done, %(count)s not reported") % {"count": format_number(unknown)}
        done, planned = (format_number(milestones[key]) for key in ("done", "planned"))
        url = reverse("partnerships:timeline", args=[strand.code], query={"status": MilestoneStatus.DONE})
        figures.append(_figure(_("%(done)s of %(all)s") % {"done": done, "all": planned}, label, url))
    sentences = [_pairings_sentence(states)]
    if overdue := milestones["overdue"]:
        sentence = ngettext("%(count)s milestone is overdue.", "%(count)s milestones are overdue.", overdue)
        sentences.append(capfirst(sentence % {"count": spell_count(overdue)}))
    elif states[PairingStatus.ACTIVE]:
        sentences.append(_("Nothing is overdue."))
    if len(pairings) == count:
        sentences += _silence_sentence(grants, pairings, today)
    return {"sentences": sentences, "figures": figures}


def _figure(value: int | str, label: str, url: str) -> dict[str, str]:
    return {"value": value if isinstance(value, str) else format_number(value), "label": label, "url": url}


def _counted(sentence: str, count: int) -> str:
    return sentence % {"count": format_number(count)}


def _count_milestones(strand: Strand, today: dt.date) -> dict[str, int]:
    """How many are done, not reported, planned at all, and overdue in a pairing that goes on; one query."""
    late = Q(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today, pairing__status__in=OPEN_PAIRING)
    return Milestone.objects.filter(pairing__strand=strand).aggregate(
        planned=Count("pk", filter=~Q(status=MilestoneStatus.CANCELLED)),
        done=Count("pk", filter=Q(status=MilestoneStatus.DONE)),
        unknown=Count("pk", filter=Q(status=MilestoneStatus.UNKNOWN)),
        overdue=Count("pk", filter=late),
    )


def _projects_label(levels: dict[str, Any]) -> str:
    """What was merely named, or is talked about, comes after what two sides have agreed."""
    reached = ngettext("project agreed", "projects agreed", levels["reached"])
    if named := levels["total"] - levels["reached"]:
        return _("%(reached)s, %(number)s not yet") % {"reached": reached, "number": format_number(named)}
    return reached


def _agreements_figure(strand: Strand) -> dict[str, str]:
    """Those signed since the strand began; what the sides come from, which is no result of it, has its years."""
    signed = list(Agreement.objects.ever_signed().filter(strand=strand).only("signed_on"))
    earlier = sorted({row.signed_on.year for row in signed if row.is_earlier})
    number = sum(not row.is_earlier for row in signed)
    label = ngettext("agreement signed", "agreements signed", number)
    if earlier:
        years = join_names(str(year) for year in earlier)
        label = _("%(signed)s; before the programme: %(years)s") % {"signed": label, "years": years}
    return _figure(number, label, figure_url("figure-rows", strand, BuiltIn.AGREEMENTS_SIGNED.value))


def _delay_figure(strand: Strand, today: dt.date) -> Iterator[dict[str, str]]:
    """All delays of the strand, where there are any."""
    count = counts()[BuiltIn.DAYS_OF_DELAY]
    if days := int(read_whole(count, strand=strand, today=today)):
        yield _figure(
            _counted(ngettext("%(count)s day", "%(count)s days", days), days),
            _("behind the first plan"),
            figure_url("figure-rows", strand, count.slug.value),
        )


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
    yield _figure(
        _counted(ngettext("%(count)s day", "%(count)s days", days), days),
        label % {"number": stage.position},
        reverse("partnerships:plan", args=[strand.code]),
    )


def _silence_sentence(grants: Grants, pairings: Sequence[Pairing], today: dt.date) -> Iterator[str]:
    """The pairing longest without contact, where that is too long.

    As signals are, it is shown to those who may see the pairing's dealings; one query.
    """
    seen = [row for row in pairings if row.status == PairingStatus.ACTIVE and may_see_dealings(grants, row)]
    silences = silence(seen, clock.end_of(today)) if seen else {}
    counted = [(row, days) for row in seen if (days := silences[row.pk].days) is not None]
    row, days = max(counted, key=lambda one: one[1], default=(None, 0))
    if row is not None and days >= row.strand.silence_days:
        yield ngettext(
            "%(pairing)s has had no contact for %(count)s day.",
            "%(pairing)s has had no contact for %(count)s days.",
            days,
        ) % {"pairing": row.name, "count": days}


def _pairings_sentence(states: Counter[str]) -> str:
    every, active = sum(states.values()), states[PairingStatus.ACTIVE]
    if not every:
        return _("No pairing has been opened yet.")
    if every == 1:
        return str(IN_ONE_STATE.get(next(iter(states))) or _("The pairing is under way."))
    if active == every:
        sentence = _("%(count)s pairings are under way.")
    elif active:
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
    near = Q(previous=strand) | Q(pk=strand.previous_id)
    return list(Strand.objects.visible_to(grants).filter(near).order_by("starts_on", "code"))


def plans_for(milestone: Milestone, grants: Grants) -> list[Strand]:
    """The strands whose plan can take in a pairing's milestone: its own, and the later rounds of its pairing."""
    strand = milestone.pairing.strand
    later = Q(previous=strand, pairings__predecessor=milestone.pairing)
    rows = Strand.objects.visible_to(grants).filter(Q(pk=strand.pk) | later).distinct().order_by("starts_on", "code")
    return [row for row in rows if may_edit_plan(grants, row) and not (row == strand and milestone.plan_item_id)]
