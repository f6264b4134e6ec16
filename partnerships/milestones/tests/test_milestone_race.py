"""Two people save one milestone at the same moment, a thousand times: nothing is lost, nothing silently overwritten."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import StaleRecord
from core.periods import PartialDate, Period
from core.tests.arranged import logged
from partnerships.milestones.actions import RescheduleMilestone
from partnerships.models import DateChange, Milestone
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory, MilestoneFactory

PAIRS = 1_000
FIRST = dt.date(2100, 1, 1)
WON, LOST = "won", "lost"


def day(number):
    return Period(PartialDate(FIRST + dt.timedelta(days=number)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_each_pair_of_saves_exactly_one_wins_and_the_other_is_told():
    milestone = MilestoneFactory(responsible="both")
    sides = (milestone.pairing.eu, milestone.pairing.counterpart)
    people = [MembershipFactory(participation=side).user for side in sides]
    grants = [read_grants(person) for person in people]
    together = Barrier(2, timeout=30)

    def save_in_every_round(which):
        """One person's thread: reads, waits for the other to have read, then saves what was read."""
        results = []
        with connection.cursor() as cursor:
            # A cluster for tests need not wait for its disk a thousand times.
            cursor.execute("SET synchronous_commit TO off")
        try:
            for pair in range(PAIRS):
                row = Milestone.objects.get(pk=milestone.pk)
                together.wait()
                try:
                    RescheduleMilestone.do(
                        row,
                        by=people[which],
                        grants=grants[which],
                        version=row.version,
                        forecast=day(2 * pair + which),
                        reason=f"Pair {pair}, side {which}.",
                    )
                    results.append(WON)
                except StaleRecord:
                    results.append(LOST)
                # Nobody reads for the next pair before both have answered for this one.
                together.wait()
        except BaseException:
            together.abort()
            raise
        finally:
            connection.close()
        return results

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(save_in_every_round, range(2)))

    assert [sorted(pair) for pair in zip(*both, strict=True)] == [[LOST, WON]] * PAIRS
    saved = Milestone.objects.get(pk=milestone.pk)
    changes = list(DateChange.objects.filter(milestone=milestone).order_by("at", "pk"))
    assert (saved.version, len(changes), saved.history.count()) == (PAIRS + 1, PAIRS, PAIRS + 1)
    # Each winner's dates and reason are kept, and each move starts where the one before it ended.
    winners = [0 if first == WON else 1 for first in both[0]]
    assert [(change.new, change.reason, change.by_id) for change in changes] == [
        (day(2 * pair + which), f"Pair {pair}, side {which}.", people[which].pk) for pair, which in enumerate(winners)
    ]
    assert [change.old for change in changes] == [milestone.forecast, *(change.new for change in changes[:-1])]
    assert (saved.forecast, saved.baseline) == (changes[-1].new, milestone.baseline)
    assert logged().filter(object_id=milestone.pk, action="milestone-reschedule").count() == PAIRS
