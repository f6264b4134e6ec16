"""From a match to a project in one click: in which pairing, who leads, with whom, and never silently twice."""

import pytest
from django.utils import translation
from django.utils.html import escape

from core.errors import DomainError, NotAllowed
from partnerships.enums import OPEN_PAIRING
from partnerships.matching.actions import StartProject, WithdrawInterest
from partnerships.matching.forms import TopicTaken
from partnerships.matching.selectors import MatchList, matches_of
from partnerships.models import Project
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import InterestFactory, ProjectFactory
from partnerships.tests.match_story import tell
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(pairing):
    return tell(pairing)


@pytest.fixture
def need(story):
    return story.states(story.pairing.counterpart, "need", "idle-spaces", note_en="Old docks.")


@pytest.fixture
def offer(story):
    return story.states(story.pairing.eu, "offer", "idle-spaces", note_ko="22@ 지구")


def start(user, pairing, need, offer, **more):
    return StartProject.do(pairing, by=user, grants=read_grants(user), need=need, offer=offer, **more)


def test_the_project_is_named_after_the_topic_and_led_by_the_side_with_the_need(pairing, need, offer, marta):
    project = start(marta, pairing, need, offer)
    assert (project.title_en, project.code, project.topic_id) == ("Idle spaces", "idle-spaces", offer.topic_id)
    assert (project.title_ko, project.lead, project.level) == (offer.topic.name_ko, "counterpart", "identified")
    assert project.partner_codes == ""
    change = project.level_changes.get()
    assert change.evidence == ""
    assert change.found_text == (
        "Busan wants to learn about Idle spaces: “Old docks.” Barcelona offers its experience: “22@ 지구”"
    )


@pytest.mark.parametrize("clicked", ["en", "ko"])
def test_where_it_was_found_is_told_in_the_language_of_whoever_reads(client, pairing, need, offer, marta, clicked):
    with translation.override(clicked):
        project = start(marta, pairing, need, offer)
    client.force_login(marta)
    for language, words in (("en", "Busan wants to learn about Idle spaces"), ("ko", "분야의 교류를 희망합니다")):
        with translation.override(language):
            said = project.level_changes.get().found_text
        assert words in said
        marta.language = language
        marta.save()
        page = client.get(project.get_absolute_url())
        assert escape(said) in page.text


def test_near_topics_start_on_the_topic_that_is_offered(story, need, marta):
    quays = story.states(story.pairing.eu, "offer", "quays")
    assert start(marta, story.pairing, need, quays).topic == quays.topic


def test_what_lies_in_no_area_meets_on_the_same_topic_alone(story, marta):
    area, other = story.topics["idle-spaces"].parent, story.topics["hydrogen"].parent
    need = InterestFactory(participation=story.pairing.counterpart, kind="need", topic=area)
    same, another = (
        InterestFactory(participation=story.pairing.eu, kind="offer", topic=topic) for topic in (area, other)
    )
    with pytest.raises(DomainError, match="do not meet"):
        start(marta, story.pairing, need, another)
    assert start(marta, story.pairing, need, same).topic == area


def test_whoever_offers_from_outside_is_a_further_partner(story, need, marta):
    outside = story.states(story.tampere, "offer", "idle-spaces")
    project = start(marta, story.pairing, need, outside)
    assert [row.partner.code for row in project.further.all()] == ["tampere"]
    assert (project.lead, project.pairing) == ("counterpart", story.pairing)


def test_where_the_need_comes_from_outside_the_own_side_leads(story, offer, marta):
    outside = story.states(story.suwon, "need", "idle-spaces")
    project = start(marta, story.pairing, outside, offer)
    assert (project.lead, project.partner_codes) == ("eu", "suwon")


def test_one_more_on_the_topic_is_started_knowingly(pairing, need, offer, marta):
    first = start(marta, pairing, need, offer)
    with pytest.raises(TopicTaken, match="already"):
        start(marta, pairing, need, offer)
    assert Project.objects.get() == first
    assert start(marta, pairing, need, offer, another=True).code == "idle-spaces-2"


ROLES = {"eu": True, "counterpart": True, "staff": True, "administrator": True, "authority": False, "observer": False}


@pytest.mark.parametrize("role", [*ROLES, "other", "outsider"])
def test_who_may_start_one(pairing, need, offer, role):
    user = person(role, pairing)
    if ROLES.get(role):
        assert start(user, pairing, need, offer).pairing == pairing
    else:
        # Nor is such a one told that there is a project on the topic.
        ProjectFactory(pairing=pairing, topic=offer.topic)
        with pytest.raises(NotAllowed):
            start(user, pairing, need, offer)


def test_what_does_not_meet_starts_nothing(story, need, offer, marta):
    pairs = [
        (need, story.states(story.pairing.eu, "offer", "hydrogen")),
        (offer, offer),
        (need, need),
        (need, story.states(story.pairing.counterpart, "offer", "idle-spaces")),
        (need, InterestFactory(kind="offer")),
        (story.states(story.suwon, "need", "idle-spaces"), story.states(story.tampere, "offer", "idle-spaces")),
    ]
    for one, other in pairs:
        with pytest.raises(DomainError, match="do not meet"):
            start(marta, story.pairing, one, other)
    assert not Project.objects.exists()


def test_what_was_withdrawn_meanwhile_starts_nothing(pairing, need, offer, marta):
    WithdrawInterest.do(offer, by=marta, grants=read_grants(marta), version=1)
    with pytest.raises(DomainError, match="withdrawn meanwhile"):
        start(marta, pairing, need, offer)


def test_a_closed_pairing_starts_nothing(pairing, need, offer, marta):
    pairing.status = "closed"
    pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        start(marta, pairing, need, offer)


def starts(user, pairing):
    return [
        [(one.pairing.code, one.outside and one.outside.partner.code, len(one.projects)) for one in row.starts]
        for row in matches_of(read_grants(user), pairing)
    ]


def test_what_a_row_offers_to_start(story, need, offer, marta):
    story.states(story.tampere, "offer", "idle-spaces")
    code = story.pairing.code
    assert starts(marta, story.pairing) == [[(code, None, 0), (code, "tampere", 0)]]
    ProjectFactory(pairing=story.pairing, topic=offer.topic)
    assert starts(marta, story.pairing) == [[(code, None, 1), (code, "tampere", 1)]]
    assert starts(person("observer", story.pairing), story.pairing) == [[]]


@pytest.mark.parametrize("status", ["planned", "active", "closed", "discontinued"])
def test_a_suggestion_starts_in_the_pairing_of_whoever_needs_it(story, need, status, marta):
    story.states(story.tampere, "offer", "idle-spaces")
    story.pairing.status = status
    story.pairing.save(by=None)
    found = MatchList(grants=read_grants(marta), strand=story.pairing.strand, asked={"eu": "tampere"})
    (row,) = found.rows()
    told = [(one.pairing.code, one.outside.partner.code) for one in row.starts]
    assert told == ([(story.pairing.code, "tampere")] if status in OPEN_PAIRING else [])


def test_a_suggestion_of_two_others_starts_nowhere(story, marta):
    story.states(story.suwon, "need", "hydrogen")
    story.states(story.tampere, "offer", "hydrogen")
    other = PairingFactory(strand=story.pairing.strand, eu=story.tampere)
    grants = read_grants(marta)
    found = MatchList(grants=grants, strand=story.pairing.strand, asked={})
    assert [row.starts for row in found.rows()] == [[]]
    office = read_grants(person("staff", story.pairing))
    (row,) = MatchList(grants=office, strand=story.pairing.strand, asked={}).rows()
    assert [(one.pairing, one.outside) for one in row.starts] == [(other, story.suwon)]


def test_a_discontinued_pairing_is_a_suggestion_again(story, need, offer, marta):
    story.pairing.status = "discontinued"
    story.pairing.save(by=None)
    (row,) = MatchList(grants=read_grants(marta), strand=story.pairing.strand, asked={}).rows()
    assert row.pairing is None
