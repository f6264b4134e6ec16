"""The signals of a pairing, worked out from its records and its strand's thresholds, and its health, by the worst."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import ngettext

from core.parts import RISK, WATCH, Signal, parts
from partnerships.contacts.selectors import silence_state, too_silent
from partnerships.enums import LATE, MilestoneStatus, PairingStatus
from partnerships.models import Milestone, Pairing, Stage
from partnerships.rules.journey import may_see_dealings
from partnerships.tasks.selectors import due_follow_ups, ending_stages, open_milestones, waiting_confirmations
from partnerships.tasks.waiting import Waiting

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing

# Nothing is stored. A signal is `watch`; it is `risk` once its thing has been late for as many days as the strand
# allows without contact, and silence once it lasts twice as long as that. Days are counted by the date in Brussels.

MILESTONE_LATE, CONFIRMATION_LATE, FOLLOW_UP_LATE = "milestone-late", "confirmation-late", "follow-up-late"
STAGE_ENDING, SILENT = "stage-ending", "silent"


def read_signals(pairings: Sequence[Pairing], today: dt.date) -> list[Signal]:
    """The signals of those of the pairings that are open, one for each pairing and kind; two queries."""
    if not any(pairing.is_open for pairing in pairings):
        return []
    waiting = Waiting(pairings, today)
    return [signal for offered in parts().waiting_signals for signal in offered(waiting=waiting)]


def of_journey(*, waiting: Waiting) -> Iterable[Signal]:
    """Silence, and what is late of confirmations, milestones and follow-ups; a stage that ends."""
    rows, today = list(waiting.pairings.values()), waiting.today
    stages = ending_stages(rows, waiting)
    milestones = open_milestones(rows, waiting, stages)
    yield from _silent(rows, waiting)
    yield from _confirmations(rows, waiting)
    yield from _milestones(milestones, today)
    yield from _follow_ups(rows, waiting)
    yield from _stages(rows, milestones, stages)


def _level(pairing: Pairing, oldest: dt.date, today: dt.date) -> str:
    return RISK if (today - oldest).days >= pairing.strand.silence_days else WATCH


def _silent(pairings: Sequence[Pairing], waiting: Waiting) -> Iterator[Signal]:
    for pairing, _quiet, days in too_silent(pairings, waiting):
        state = silence_state(days, pairing.strand.silence_days)
        sentence = ngettext("%(count)s day without contact", "%(count)s days without contact", days) % {"count": days}
        url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
        yield Signal(SILENT, RISK if state == "at-risk" else WATCH, pairing.pk, sentence, url)


def _confirmations(pairings: Sequence[Pairing], waiting: Waiting) -> Iterator[Signal]:
    today = waiting.today
    late: dict[int, list[dt.date]] = defaultdict(list)
    urls: dict[int, list[str]] = defaultdict(list)
    by_id = {pairing.pk: pairing for pairing in pairings}
    for row in waiting_confirmations(pairings, waiting):
        if row.due < today:
            late[row.pairing.pk].append(row.due)
            urls[row.pairing.pk].append(row.url)
    for key, days in late.items():
        pairing = by_id[key]
        sentence = ngettext("%(count)s confirmation late", "%(count)s confirmations late", len(days))
        several = reverse("partnerships:text-list", args=[pairing.strand.code, pairing.code])
        url = urls[key][0] if len(set(urls[key])) == 1 else several
        yield Signal(CONFIRMATION_LATE, _level(pairing, min(days), today), key, sentence % {"count": len(days)}, url)


def _milestones(milestones: Iterable[Milestone], today: dt.date) -> Iterator[Signal]:
    late: dict[int, list[Milestone]] = defaultdict(list)
    for row in milestones:
        if row.is_overdue(today):
            late[row.pairing_id].append(row)
    for key, rows in late.items():
        pairing = rows[0].pairing
        oldest = min(row.forecast.last_day or today for row in rows)
        sentence = ngettext("%(count)s milestone overdue", "%(count)s milestones overdue", len(rows))
        url = rows[0].get_absolute_url() if len(rows) == 1 else _milestone_list(pairing, status=LATE)
        yield Signal(MILESTONE_LATE, _level(pairing, oldest, today), key, sentence % {"count": len(rows)}, url)


def _milestone_list(pairing: Pairing, **chosen: str) -> str:
    return reverse("partnerships:milestone-list", args=[pairing.strand.code, pairing.code], query=chosen)


def _follow_ups(pairings: Sequence[Pairing], waiting: Waiting) -> Iterator[Signal]:
    today = waiting.today
    late: dict[int, list[dt.date]] = defaultdict(list)
    by_id = {pairing.pk: pairing for pairing in pairings}
    for row in due_follow_ups(pairings, waiting):
        if row.is_late(today):
            late[row.pairing_id].append(row.due_on)
    for key, days in late.items():
        pairing = by_id[key]
        sentence = ngettext("%(count)s follow-up late", "%(count)s follow-ups late", len(days)) % {"count": len(days)}
        url = reverse("partnerships:follow-up-list", args=[pairing.strand.code, pairing.code], query={"state": LATE})
        yield Signal(FOLLOW_UP_LATE, _level(pairing, min(days), today), key, sentence, url)


def _stages(
    pairings: Sequence[Pairing], milestones: Iterable[Milestone], stages: dict[int, list[Stage]]
) -> Iterator[Signal]:
    waiting: dict[tuple[int, int], int] = defaultdict(int)
    for row in milestones:
        waiting[row.pairing_id, row.stage_id] += 1
    for pairing in pairings:
        open_in = ((stage, waiting[pairing.pk, stage.pk]) for stage in stages.get(pairing.strand_id, []))
        stage, count = next((found for found in open_in if found[1]), (None, 0))
        if stage is not None:
            sentence = ngettext(
                "Stage ends soon, %(count)s milestone open",
                "Stage ends soon, %(count)s milestones open",
                count,
            ) % {"count": count}
            url = _milestone_list(pairing, status=MilestoneStatus.PLANNED, stage=stage.code)
            yield Signal(STAGE_ENDING, WATCH, pairing.pk, sentence, url)


# From best to worst, as the status words of components are called.
STATES = ("on-track", "watch", "at-risk")


class Health:
    """A pairing's signals, the worst first."""

    def __init__(self, signals: Iterable[Signal]) -> None:
        self.signals = sorted(signals, key=lambda signal: signal.level != RISK)

    @property
    def state(self) -> str:
        """`on-track`, `watch` or `at-risk`."""
        if not self.signals:
            return "on-track"
        return "at-risk" if self.signals[0].level == RISK else "watch"

    @property
    def rank(self) -> int:
        """For sorting: 0 is on track, 2 at risk."""
        return STATES.index(self.state)


def read_health(*, grants: Grants, pairings: Sequence[Pairing], today: dt.date) -> dict[int, Health]:
    """The health of the pairings of which the reader may see it: active ones whose dealings are the reader's to know.

    Of the others there is no entry: one that is planned has not begun, one that is closed is over.
    """
    rows = [row for row in pairings if row.status == PairingStatus.ACTIVE and may_see_dealings(grants, row)]
    if not rows:
        return {}
    signals: dict[int, list[Signal]] = defaultdict(list)
    for signal in read_signals(rows, today):
        signals[signal.pairing_id].append(signal)
    return {pairing.pk: Health(signals[pairing.pk]) for pairing in rows}
