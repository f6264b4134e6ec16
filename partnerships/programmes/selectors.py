"""How a strand stands, its rounds, and what its plan can take in."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db.models import BigIntegerField, DateField, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from core import clock
from core.access import Grants
from core.flat_rows import Given, flat_counts, read_flat
from core.formats import format_number, spell_count
from core.pictures.stops import stage_days
from partnerships.enums import OPEN_PAIRING, BuiltIn, MilestoneStatus, PairingStatus, Side
from partnerships.indicators.selectors import figure_url
from partnerships.milestones.selectors import days_late
from partnerships.models import (
    Agreement,
    Invitation,
    Membership,
    Milestone,
    Pairing,
    Participation,
    Project,
    Stage,
    Strand,
    Theme,
)
from partnerships.pairings.selectors import IN_ONE_STATE
from partnerships.rules.places import may_edit_plan
from partnerships.tasks.signals import Health

IN_ACTIVE_PAIRING = Q(pairings_as_eu__status=PairingStatus.ACTIVE) | Q(
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


def _numbers() -> Iterator[QuerySet[Any, Any]]:
    strand, today = Given("strand", BigIntegerField()), Given("today", DateField())
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
    figures = [
        _figure(
            count, npgettext("figure of a strand", "pairing", "pairings", count), "#board-heading" if count else ""
        ),
        _figure(
            levels["reached"],
            ngettext("project agreed", "projects agreed", levels["reached"]),
            reverse("partnerships:project-list", args=[strand.code], query={"level": "reached"}),
        ),
        _figure(
            signed,
            ngettext("agreement signed", "agreements signed", signed),
            figure_url("figure-rows", strand, BuiltIn.AGREEMENTS_SIGNED.value),
        ),
        *_delay_figure(strand, today),
    ]
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


def _counted(sentence: str, count: int) -> str:
    return sentence % {"count": format_number(count)}


def _delay_figure(strand: Strand, today: dt.date) -> Iterator[dict[str, str]]:
    """All delays of the strand, where there are any."""
    if days := days_late(strand, today):
        yield _figure(
            _counted(ngettext("%(count)s day", "%(count)s days", days), days),
            _("behind plan"),
            figure_url("figure-rows", strand, BuiltIn.DAYS_OF_DELAY.value),
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
    near = Q(previous=strand) | Q(pk=strand.previous_id)
    return list(Strand.objects.visible_to(grants).filter(near).order_by("starts_on", "code"))


def plans_for(milestone: Milestone, grants: Grants) -> list[Strand]:
    """The strands whose plan can take in a pairing's milestone: its own, and the later rounds of its pairing."""
    strand = milestone.pairing.strand
    later = Q(previous=strand, pairings__predecessor=milestone.pairing)
    rows = Strand.objects.visible_to(grants).filter(Q(pk=strand.pk) | later).distinct().order_by("starts_on", "code")
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
            has_eu=Exists(taking_part.filter(side=Side.EU)),
            has_counterpart=Exists(taking_part.filter(side=Side.COUNTERPART)),
            has_themes=Exists(Theme.objects.filter(strand=strand).exclude(parent=None)),
            has_plan=Exists(Stage.objects.filter(strand=strand)),
            has_opened=Exists(pairings.exclude(status=PairingStatus.PLANNED)),
            is_going_on=Exists(active),
            lacks_people=Exists(without_coordinator(strand).filter(IN_ACTIVE_PAIRING)),
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
        {"label": label, "url": strand.address_of(name), "is_done": is_done, "name": name}
        for label, name, is_done in steps
    ]


def next_step(strand: Strand, otherwise: str) -> str:
    """Where whoever sets up a strand goes on: the first step that is not done, else the page that is given."""
    return next((step["url"] for step in set_up_steps(strand) if not step["is_done"]), otherwise)


def without_coordinator(strand: Strand) -> Any:
    """The partners of a strand for which nobody works, and nobody is invited."""
    working = Membership.objects.not_ended(clock.today()).filter(participation=OuterRef("pk"))
    invited = Invitation.objects.waiting().filter(participation=OuterRef("pk"))
    return Participation.objects.filter(~Exists(working), ~Exists(invited), strand=strand)
