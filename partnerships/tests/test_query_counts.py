"""What a page costs: the same number of queries for 1, 4 and 50 pairings with all their milestones."""

from __future__ import annotations

import pytest

from core.periods import Period
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    ThemeFactory,
    UserFactory,
    period,
)

# A page that needs one query more says here why: the cost is chosen, not found.
QUERIES = {"tasks": 9, "strand": 15, "pairing": 15}
STATES = ("done", "unknown", "planned", "cancelled")


def _strand_with(pairings):
    """A strand of so many pairings, each with a milestone of every state in each of four stages."""
    strand = StrandFactory()
    stages = [StageFactory(strand=strand, position=number) for number in range(1, 5)]
    items = [PlanItemFactory(stage=stage) for stage in stages]
    area = ThemeFactory(strand=strand)
    user = UserFactory()
    for number in range(pairings):
        eu = ParticipationFactory(strand=strand, side="eu")
        counterpart = ParticipationFactory(strand=strand, side="counterpart")
        pairing = PairingFactory(strand=strand, code=f"pairing-{number}", eu=eu, counterpart=counterpart)
        pairing.themes.add(area, through_defaults={"position": 1})
        MembershipFactory(user=user if number == 0 else UserFactory(), participation=counterpart)
        for stage, item in zip(stages, items, strict=True):
            for state in STATES:
                MilestoneFactory(
                    pairing=pairing,
                    stage=stage,
                    plan_item=item if state == "done" else None,
                    code=f"{stage.code}-{state}",
                    status=state,
                    actual=period("2017-03-15") if state == "done" else Period(None, None),
                )
    return strand, user


PATHS = {
    "tasks": "/",
    "strand": "/strands/{strand}/",
    "pairing": "/strands/{strand}/pairings/pairing-0/",
}


@pytest.mark.django_db
@pytest.mark.parametrize("pairings", [1, 4, 50])
def test_a_page_costs_the_same_for_few_and_for_many_pairings(client, django_assert_num_queries, pairings):
    strand, user = _strand_with(pairings)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    for page, path in PATHS.items():
        with django_assert_num_queries(QUERIES[page], info=page):
            assert client.get(path.format(strand=strand.code)).status_code == 200
