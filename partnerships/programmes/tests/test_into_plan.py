"""A milestone of a single pairing is taken into a plan: of its own strand, or of a later round."""

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.periods import PartialDate, Period
from partnerships.models import Participation
from partnerships.people.selectors import read_grants
from partnerships.programmes.actions import OpenRound, TakeIntoPlan
from partnerships.programmes.selectors import plans_for
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    StrandFactory,
    StrandRoleFactory,
    period,
)
from partnerships.tests.plan_story import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_january")]


def next_round(story):
    return OpenRound.do(
        story.strand,
        **story.by,
        values={"phase": "2019-2020", "name_en": "EU-Korea", "starts_on": PartialDate.parse("2019-03")},
        participations=list(Participation.objects.filter(strand=story.strand)),
        pairings=story.pairings,
    )


@pytest.fixture
def own(story):
    return MilestoneFactory(
        pairing=story.pairings[0],
        stage=story.stages["closing"],
        code="open-day",
        title_en="Open day",
        title_ko="",
        responsible="eu",
        forecast=period("2018-03-21"),
    )


def test_taken_into_its_own_plan_the_other_pairings_get_it(story, own):
    item = TakeIntoPlan.do(own, **story.by)
    own.refresh_from_db()
    assert (own.plan_item, item.code, item.stage) == (item, "open-day", story.stages["closing"])
    assert (item.forecast, item.responsible, item.title_en) == (period("2018-03-21"), "eu", "Open day")
    assert list(item.milestones.order_by("pairing__code").values_list("pairing__code", "code")) == [
        ("pairing-0", "open-day"),
        ("pairing-1", "open-day"),
    ]
    with pytest.raises(AlreadyDone):
        TakeIntoPlan.do(own, **story.by)


def test_taken_into_a_later_round_it_moves_with_the_plan(story, own):
    row = next_round(story)
    assert plans_for(own, story.grants) == [story.strand, row]
    item = TakeIntoPlan.do(own, **story.by, strand=row)
    assert (item.strand, item.stage.code, item.forecast) == (row, "closing", period("2020-03-21"))
    own.refresh_from_db()
    assert own.plan_item is None
    with pytest.raises(AlreadyDone, match="has it already"):
        TakeIntoPlan.do(own, **story.by, strand=row)


def test_a_plan_that_does_not_go_on_from_the_pairing_is_refused(story, own):
    foreign = StrandRoleFactory(user=story.staff).strand
    with pytest.raises(DomainError, match="does not continue"):
        TakeIntoPlan.do(own, **story.by, strand=foreign)
    elsewhere = StrandFactory(previous=story.strand)
    with pytest.raises(NotAllowed):
        TakeIntoPlan.do(own, **story.by, strand=elsewhere)
    assert plans_for(own, story.grants) == [story.strand]
    member = MembershipFactory(participation=story.pairings[0].eu).user
    with pytest.raises(NotAllowed):
        TakeIntoPlan.do(own, by=member, grants=read_grants(member))


def test_a_round_without_stages_takes_nothing_in(story, own):
    row = StrandRoleFactory(user=story.staff, strand__previous=story.strand).strand
    PairingFactory(strand=row, predecessor=story.pairings[0], status="planned")
    with pytest.raises(DomainError, match="has no stage yet"):
        TakeIntoPlan.do(own, **story.by, strand=row)
    own.forecast = own.baseline = Period()
    own.save(by=None)
    with pytest.raises(DomainError, match="on which it starts"):
        TakeIntoPlan.do(own, **story.by)


def test_a_milestone_is_taken_into_the_plan_on_its_page(client, story, own):
    client.force_login(story.staff)
    url = f"{own.get_absolute_url()}into-plan/"
    form = client.get(url).context["form"]
    data = {"once": form["once"].value(), "seen_version": own.version, "strand": story.strand.pk}
    assert client.post(url, data | {"strand": StrandFactory().pk}).status_code == 422
    assert client.post(url, data | {"seen_version": 9}).status_code == 409
    assert client.post(url, data).url == "/strands/eu-korea/plan/"
    assert "It is already in the plan" in client.get(url).text


def test_it_is_said_before_that_others_would_owe_it_at_once(client, story, own):
    client.force_login(story.staff)
    way = own.get_absolute_url() + "into-plan/"
    warning = "Its date is past: in the other pairings it would be overdue at once."
    assert warning not in client.get(way).content.decode()
    with clock.fixed_at(DAY.replace(year=2019)):
        assert warning in client.get(way).content.decode()
