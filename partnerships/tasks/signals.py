"""The signals of a pairing, worked out from its records and its strand's thresholds, and its health, by the worst."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import ngettext

from core import clock
from core.access import Grants
from core.parts import RISK, WATCH, Found, Signal, parts
from partnerships.contacts.selectors import silence_state, too_silent
from partnerships.enums import LATE, MilestoneStatus, PairingStatus
from partnerships.models import Milestone, Pairing, PairingHealth, Stage, text_model
from partnerships.rules import may_see_dealings
from partnerships.tasks.selectors import Waiting, due_follow_ups, ending_stages, open_milestones, waiting_confirmations

# A signal is `watch`; it is `risk` once its thing has been late for as many days as the strand
# allows without contact, and silence once it lasts twice as long as that. Days are counted by the date in Brussels.

MILESTONE_LATE, CONFIRMATION_LATE, FOLLOW_UP_LATE = "milestone-late", "confirmation-late", "follow-up-late"
STAGE_ENDING, SILENT = "stage-ending", "silent"


def find_signals(pairings: Sequence[Pairing], today: dt.date) -> Iterator[tuple[Pairing, Found]]:
    """The signals of those of the pairings that are open, one for each pairing and kind; two queries."""
    if any(pairing.is_open for pairing in pairings):
        waiting = Waiting(pairings, today)
        for offered in parts().waiting_signals:
            for found in offered(waiting=waiting):
                yield waiting.pairings[found.pairing_id], found


def as_signal(pairing: Pairing, found: Found) -> Signal:
    """A signal in the reader's language."""
    say = next(say for kind, say in parts().signal_words if kind == found.kind)
    return Signal(found.kind, found.level, pairing.pk, *say(pairing, found.facts))


def of_journey(*, waiting: Waiting) -> Iterable[Found]:
    """Silence, and what is late of confirmations, milestones and follow-ups; a stage that ends."""
    rows, today = list(waiting.pairings.values()), waiting.today
    stages = ending_stages(rows, waiting)
    milestones = open_milestones(rows, waiting, chain.from_iterable(stages.values()))
    for pairing, _quiet, days in too_silent(rows, waiting):
        state = silence_state(days, pairing.strand.silence_days)
        yield Found(pairing.pk, SILENT, RISK if state == "at-risk" else WATCH, {"count": days})
    late: dict[tuple[str, Pairing], list[tuple[dt.date, str]]] = defaultdict(list)
    for confirmation in waiting_confirmations(rows, waiting):
        if confirmation.due < today:
            late[CONFIRMATION_LATE, confirmation.pairing].append((confirmation.due, confirmation.text.slug))
    for milestone in milestones:
        if milestone.is_overdue(today):
            late[MILESTONE_LATE, milestone.pairing].append((milestone.forecast.last_day or today, milestone.code))
    for promise in due_follow_ups(rows, waiting):
        if promise.is_late(today):
            late[FOLLOW_UP_LATE, promise.pairing].append((promise.due_on, ""))
    for (kind, pairing), things in late.items():
        names = {name for _day, name in things}
        oldest = min(day for day, _name in things)
        level = RISK if (today - oldest).days >= pairing.strand.silence_days else WATCH
        yield Found(pairing.pk, kind, level, {"count": len(things), "only": names.pop() if len(names) == 1 else ""})
    yield from _stages(rows, milestones, stages)


def _stages(
    pairings: Sequence[Pairing], milestones: Iterable[Milestone], stages: dict[int, list[Stage]]
) -> Iterator[Found]:
    waiting: dict[tuple[int, int], int] = defaultdict(int)
    for row in milestones:
        waiting[row.pairing_id, row.stage_id] += 1
    for pairing in pairings:
        open_in = ((stage, waiting[pairing.pk, stage.pk]) for stage in stages.get(pairing.strand_id, []))
        stage, count = next((found for found in open_in if found[1]), (None, 0))
        if stage is not None:
            yield Found(pairing.pk, STAGE_ENDING, WATCH, {"count": count, "stage": stage.code})


def _silent_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext("%(count)s day without contact", "%(count)s days without contact", facts["count"])
    return sentence % facts, pairing.address_of("partnerships:contact-list")


def _confirmations_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext("%(count)s confirmation late", "%(count)s confirmations late", facts["count"])
    model = text_model(facts["only"])
    if model:
        return sentence % facts, model.get_answer_url(pairing, facts["only"])
    return sentence % facts, pairing.address_of("partnerships:text-list")


def _milestones_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext("%(count)s milestone overdue", "%(count)s milestones overdue", facts["count"])
    if facts["only"]:
        return sentence % facts, pairing.address_of("partnerships:milestone", milestone=facts["only"])
    return sentence % facts, f"{pairing.address_of('partnerships:milestone-list')}?status={LATE}"


def _follow_ups_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext("%(count)s follow-up late", "%(count)s follow-ups late", facts["count"])
    return sentence % facts, f"{pairing.address_of('partnerships:follow-up-list')}?state={LATE}"


def _stage_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    sentence = ngettext(
        "Stage ends soon, %(count)s milestone open", "Stage ends soon, %(count)s milestones open", facts["count"]
    )
    chosen = f"?status={MilestoneStatus.PLANNED}&stage={facts['stage']}"
    return sentence % facts, pairing.address_of("partnerships:milestone-list") + chosen


WORDS = (
    (SILENT, _silent_sentence),
    (CONFIRMATION_LATE, _confirmations_sentence),
    (MILESTONE_LATE, _milestones_sentence),
    (FOLLOW_UP_LATE, _follow_ups_sentence),
    (STAGE_ENDING, _stage_sentence),
)


class Health:
    """A pairing's signals, the worst first; their sentences are written where they are shown."""

    def __init__(self, pairing: Pairing, found: Iterable[Found]) -> None:
        self._pairing, self._found = pairing, sorted(found, key=lambda one: one.level != RISK)

    @cached_property
    def signals(self) -> list[Signal]:
        """In the reader's language."""
        return [as_signal(self._pairing, one) for one in self._found]

    @property
    def state(self) -> str:
        """`on-track`, `watch` or `at-risk`."""
        return ("on-track", "watch", "at-risk")[self.rank]

    @property
    def rank(self) -> int:
        """For sorting: 0 is on track, 2 at risk."""
        return bool(self._found) + any(one.level == RISK for one in self._found)


def read_health(*, grants: Grants, pairings: Sequence[Pairing], today: dt.date) -> dict[int, Health]:
    """The health of the pairings of which the reader may see it: active ones whose dealings are the reader's to know.

    Of the others there is no entry: one that is planned has not begun, one that is closed is over. It is kept for the
    day: one query where nothing has changed since, else five in all.
    """
    rows = {row.pk: row for row in pairings if row.status == PairingStatus.ACTIVE and may_see_dealings(grants, row)}
    kept = PairingHealth.in_force(rows, today) if rows else {}
    if others := [row for key, row in rows.items() if key not in kept]:
        # Before anything is read: what changes meanwhile makes it old at once.
        changes = PairingHealth.count_changes(others) if today == clock.today() else {}
        found: dict[int, list[Any]] = {row.pk: [] for row in others}
        for pairing, one in find_signals(others, today):
            found[pairing.pk].append([one.kind, one.level, one.facts])
        PairingHealth.keep(today, {key: (changes[key], some) for key, some in found.items() if key in changes})
        kept |= found
    return {key: Health(row, (Found(key, *one) for one in kept[key])) for key, row in rows.items()}
