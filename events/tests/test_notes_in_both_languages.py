"""The note on a record that both sides read is there in the own language, too."""

import pytest

from events.tests.factories import event_of
from partnerships.tests.factories import MilestoneFactory, PlanItemFactory
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory
from partnerships.tests.once_pages import ENGLISH, check_once

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FACTORIES = {
    "agreement": AgreementFactory,
    "milestone": MilestoneFactory,
    "project": ProjectFactory,
    "event": event_of,
    "plan item": lambda pairing, **texts: PlanItemFactory(stage__strand=pairing.strand, **texts),
}


@pytest.mark.parametrize("kind", FACTORIES)
def test_it_is_wanted_added_and_read(client, sides, kind):
    row = FACTORIES[kind](pairing=sides.pairing, note=ENGLISH, title_ko="지붕")
    check_once(client, sides, row, "note", row.get_absolute_url(), "staff")
