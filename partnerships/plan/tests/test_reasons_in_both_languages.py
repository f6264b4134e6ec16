"""Why the plan moved is read in the own language, once somebody of the strand has added it."""

import pytest

from core.tests.queries import count_queries
from partnerships.models import DateChange
from partnerships.tests.factories import PlanItemFactory, StageFactory, period
from partnerships.tests.once_pages import ENGLISH, check_once

pytestmark = pytest.mark.django_db

FACTORIES = {"stage": StageFactory, "plan item": lambda strand: PlanItemFactory(stage__strand=strand)}


@pytest.mark.parametrize("kind", FACTORIES)
def test_of_a_stage_and_of_an_item(client, sides, kind):
    row = FACTORIES[kind](strand=sides.pairing.strand)

    def move(record, reason):
        DateChange.keep(by=None, record=record, old=period("2017-03"), new=period("2017-04"), reason=reason)

    move(row, ENGLISH)
    page = row.get_absolute_url()
    check_once(client, sides, DateChange.objects.get(), "reason", page)
    move(row, "The hall is free.")
    one = count_queries(lambda: client.get(f"{page}?1"))
    for _ in range(3):
        move(FACTORIES[kind](strand=sides.pairing.strand), "The hall is free.")
    assert count_queries(lambda: client.get(f"{page}?2")) == one
