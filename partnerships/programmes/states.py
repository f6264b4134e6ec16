"""How a strand stands, for the first screen of its page: facts read in five queries, and the sentences they make."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from core.formats import spell_count
from core.pictures.stops import stage_days
from partnerships.contacts.selectors import silence
from partnerships.enums import OPEN_PAIRING, BuiltIn, MilestoneStatus, PairingStatus
from partnerships.indicators.counts import read_counts, reading_of
from partnerships.models import Agreement, Milestone
from partnerships.rules.journey import may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing, Stage, Strand


@dataclass(frozen=True, slots=True)
class StageNow:
    """The stage that runs, or else comes next or ended last.

    `days` are those from today to the end of a running one or to the beginning of one ahead, or since the end of one
    that is done.
    """

    stage: Stage
    state: Literal["done", "running", "ahead"]
    days: int


@dataclass(frozen=True)
class StrandState:
    """Where a strand stands on a day, with its days of delay.

    `agreements` were signed since it began, `earlier` has the years of older ones. `quiet` is the pairing longest
    without contact, where that is too long.
    """

    states: Counter[str]
    milestones: Counter[str]
    agreements: int
    earlier: list[int]
    delay: int
    stage: StageNow | None
    quiet: tuple[Pairing, int] | None

    @property
    def pairings(self) -> int:
        """All of them."""
        return sum(self.states.values())

    @property
    def is_over(self) -> bool:
        """Whether it had pairings and none is open."""
        return bool(self.pairings) and not any(self.states[state] for state in OPEN_PAIRING)

    @property
    def sentences(self) -> list[str]:
        """How it stands, in words: its pairings, what is overdue, who has not been in touch."""
        found = [_pairings_sentence(self.states)]
        overdue = self.milestones["overdue"]
        if overdue:
            said = ngettext("%(count)s milestone is overdue.", "%(count)s milestones are overdue.", overdue)
            found.append(capfirst(said % {"count": spell_count(overdue)}))
        elif self.states[PairingStatus.ACTIVE]:
            found.append(_("Nothing is overdue."))
        if self.quiet:
            pairing, days = self.quiet
            said = ngettext(
                "%(pairing)s has had no contact for %(count)s day.",
                "%(pairing)s has had no contact for %(count)s days.",
                days,
            )
            found.append(said % {"pairing": pairing.name, "count": days})
        return found


def read_states(
    *, grants: Grants, strand: Strand, pairings: Sequence[Pairing], stages: Sequence[Stage], today: dt.date
) -> StrandState:
    """Read it of all pairings and stages of the strand; five queries at most."""
    states = Counter(pairing.status for pairing in pairings)
    is_open, slug = any(states[state] for state in OPEN_PAIRING), BuiltIn.DAYS_OF_DELAY
    signed = list(Agreement.objects.ever_signed().filter(strand=strand).only("signed_on"))
    return StrandState(
        states=states,
        milestones=_milestones(strand, today),
        agreements=sum(not row.is_earlier for row in signed),
        earlier=sorted({row.signed_on.year for row in signed if row.is_earlier}),
        delay=int(reading_of(read_counts(strand=strand, today=today, only=(slug,)), None, slug).value or 0),
        stage=_stage_now(stages, today) if is_open else None,
        quiet=_quiet(grants, pairings, today),
    )


def _milestones(strand: Strand, today: dt.date) -> Counter[str]:
    """How many are done, not reported, planned at all, and overdue in a pairing that goes on; one query."""
    late = Q(status=MilestoneStatus.PLANNED, forecast_last_day__lt=today, pairing__status__in=OPEN_PAIRING)
    return Counter(
        Milestone.objects.filter(pairing__strand=strand).aggregate(
            planned=Count("pk", filter=~Q(status=MilestoneStatus.CANCELLED)),
            done=Count("pk", filter=Q(status=MilestoneStatus.DONE)),
            untold=Count("pk", filter=Q(status=MilestoneStatus.UNKNOWN)),
            overdue=Count("pk", filter=late),
        )
    )


def _stage_now(stages: Sequence[Stage], today: dt.date) -> StageNow | None:
    days = stage_days([stage.forecast for stage in stages])
    known = [(stage, span) for stage, span in zip(stages, days, strict=True) if span]
    begun = [(stage, span) for stage, span in known if span.first <= today]
    ahead = [(stage, span) for stage, span in known if span.first > today]
    if begun and begun[-1][1].last >= today:
        return StageNow(begun[-1][0], "running", (begun[-1][1].last - today).days)
    if ahead:
        return StageNow(ahead[0][0], "ahead", (ahead[0][1].first - today).days)
    return StageNow(begun[-1][0], "done", (today - begun[-1][1].last).days) if begun else None


def _quiet(grants: Grants, pairings: Sequence[Pairing], today: dt.date) -> tuple[Pairing, int] | None:
    """As signals are, it is told to those who may see the pairing's dealings; one query."""
    seen = [row for row in pairings if row.status == PairingStatus.ACTIVE and may_see_dealings(grants, row)]
    if not seen:
        return None
    silences = silence(seen, clock.end_of(today))
    counted = [(row, days) for row in seen if (days := silences[row.pk].days) is not None]
    row, days = max(counted, key=lambda one: one[1], default=(None, 0))
    return (row, days) if row is not None and days >= row.strand.silence_days else None


def _pairings_sentence(states: Counter[str]) -> str:
    every, active = sum(states.values()), states[PairingStatus.ACTIVE]
    if not every:
        return _("No pairing has been opened yet.")
    if every == 1:
        return _only(states)
    if active == every:
        said = _("%(count)s pairings are under way.")
    elif active:
        said = ngettext(
            "%(active)s of %(count)s pairings is under way.", "%(active)s of %(count)s pairings are under way.", active
        )
    elif states[PairingStatus.PLANNED] == every:
        said = _("%(count)s pairings are planned; none is open yet.")
    elif states[PairingStatus.CLOSED] == every:
        said = _("%(count)s pairings are closed.")
    else:
        return _("No pairing is under way: %(states)s.") % {"states": ", ".join(_state_parts(states))}
    return capfirst(said % {"count": spell_count(every), "active": spell_count(active)})


def _only(states: Counter[str]) -> str:
    if states[PairingStatus.ACTIVE]:
        return _("The pairing is under way.")
    if states[PairingStatus.PLANNED]:
        return _("The pairing is planned and not opened yet.")
    if states[PairingStatus.CLOSED]:
        return _("The pairing is closed.")
    return _("The pairing was discontinued.")


def _state_parts(states: Counter[str]) -> Iterator[str]:
    for state in (PairingStatus.PLANNED, PairingStatus.CLOSED, PairingStatus.DISCONTINUED):
        if states[state]:
            yield pgettext("pairings in a state", "%(count)s %(state)s") % {
                "count": states[state],
                "state": str(state.label).lower(),
            }
