"""What a page costs: the same number of queries for 1, 4 and 50 pairings with all that can wait in them."""

import datetime as dt

import pytest

from core import clock
from core.periods import PartialDate, Period
from partnerships.models import ActionPlan
from partnerships.programmes.views import ROWS
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
    period,
)
from partnerships.tests.waiting_rows import act, ask, promise, touch

# A page that needs one query more says here why: the cost is chosen, not found.
QUERIES = {
    # 5 for the reader, the counters of what is kept, and the header; the pairings, and in one query all that waits in
    # them; since when they are silent; cities, whom the reader stands in for, the newest contacts; 3 for journeys with
    # each word; the health as it is kept; 2 for what changed; the next events. Until they are put away, 2 for the first
    # steps: the own pairing, and what the records know of the steps.
    "tasks": 20,
    # Neither contacts beside the tasks nor journeys; 1 for reports that are due, and 1 for what staff look after, which
    # is kept for each pairing. 1 for the first steps: what the records know of them.
    "tasks of staff": 15,
    # 5 for the reader, the counters of what is kept, and the header with the strand; its numbers in one query; the
    # pairings with their health; 3 for journeys; 2 for the map; its organisations; its documents; projects by level;
    # the helix; 2 for how it stands: states, delays once each; for staff, what is missing before it works.
    "strand": 20,
    # Of more pairings than a page has, neither the map (2) nor the table by pairing (1) are drawn.
    "strand of many": 17,
    # 5 for the reader, the counters and the header; the pairing and its cities; 4 for the journey with each word and
    # moves; the health as it is kept; 1 each for projects, what waits, contacts, closing days and coordinators.
    "pairing": 17,
    # 5 for the reader, the counters and the header with the strand; themes, and the pairings that chose them.
    "themes": 7,
    # 5 as above; one for each source of counts, and one for what pairings have alike; targets, values, indicators.
    "indicators": 18,
    # 4 for the reader and the header; pairings to choose from; which kinds lack a text, then the two that do; which of
    # what is written once.
    "texts to translate": 8,
    # 5 for the reader, the counters and the header; the strands, their pairings with their health, those of the page
    # with theirs; silence; 6 for milestones by state, stage and pairing; the pairings that these lead to.
    "programme": 17,
}
STATES = ("done", "unknown", "planned", "cancelled")


def _on(days):
    return clock.today() + dt.timedelta(days=days)


def strand_with(pairings):
    """A strand of so many pairings: in each a milestone of every state in each of four stages, and all kinds of tasks.

    The coordinator works for the first pairing, the staff for all.
    """
    strand = StrandFactory()
    ends = Period(PartialDate(_on(-60)), PartialDate(_on(5)))
    stages = [StageFactory(strand=strand, position=number, forecast=ends) for number in range(1, 5)]
    items = [PlanItemFactory(stage=stage) for stage in stages]
    area = ThemeFactory(strand=strand)
    coordinator, staff = UserFactory(), StrandRoleFactory(strand=strand).user
    for number in range(pairings):
        eu = ParticipationFactory(strand=strand, side="eu")
        counterpart = ParticipationFactory(strand=strand, side="counterpart")
        pairing = PairingFactory(strand=strand, code=f"pairing-{number}", eu=eu, counterpart=counterpart)
        pairing.themes.add(area, through_defaults={"position": 1})
        across = MembershipFactory(participation=eu).user
        MembershipFactory(user=coordinator if number == 0 else UserFactory(), participation=counterpart)
        for stage, item in zip(stages, items, strict=True):
            for state in STATES:
                row = MilestoneFactory(
                    pairing=pairing,
                    stage=stage,
                    plan_item=item if state == "done" else None,
                    code=f"{stage.code}-{state}",
                    status=state,
                    confirmation="both" if stage.position == 1 else "",
                    actual=period("2017-03-15") if state == "done" else Period(None, None),
                )
                if stage.position == 2 and state == "planned":
                    row.objection, row.objection_side = "It was not so.", "eu"
                    row.save(by=None)
        plan = ActionPlan(pairing=pairing)
        plan.save(by=None)
        ask(plan, _on(-30), confirmed={"eu": across})
        ask(pairing.milestones.get(code=f"{stages[0].code}-planned"), _on(-3))
        for side in ("eu", "counterpart"):
            promise(pairing, side, _on(-2), owner=across if side == "eu" else None)
        for record in (plan, pairing):
            kind = record._meta.label_lower
            act(pairing, across, _on(-1), object_type=kind, object_id=record.pk, object_label=str(record))
        # As silent as a pairing may be, and longer.
        touch(pairing, "eu", _on(-40), what_en="Asked for the data")
    return strand, {"coordinator": coordinator, "staff": staff}


PAGES = {
    "tasks": ("coordinator", "/"),
    "tasks of staff": ("staff", "/"),
    "strand": ("staff", "/strands/{strand}/"),
    "pairing": ("coordinator", "/strands/{strand}/pairings/pairing-0/"),
    "programme": ("staff", "/programme/"),
    "themes": ("coordinator", "/strands/{strand}/themes/"),
    "indicators": ("staff", "/strands/{strand}/indicators/"),
    "texts to translate": ("staff", "/strands/{strand}/translations/"),
}


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("pairings", [1, 4, 50])
def test_a_page_costs_the_same_for_few_and_for_many_pairings(client, django_assert_num_queries, pairings):
    strand, people = strand_with(pairings)
    for page, (role, path) in PAGES.items():
        client.force_login(people[role], "django.contrib.auth.backends.ModelBackend")
        # The first visit of a process reads the kinds of records, too; they are kept from then on.
        assert client.get(path.format(strand=strand.code)).status_code == 200
        chosen = QUERIES.get(f"{page} of many", QUERIES[page]) if pairings > ROWS else QUERIES[page]
        with django_assert_num_queries(chosen, info=page):
            client.get(path.format(strand=strand.code))
