"""The search: what it proposes while one types, by names in either script, and the actions and pages that it opens."""

import re

import pytest
from django.urls import reverse

from core.kept import forget_pages
from core.tests.queries import count_queries
from partnerships.tests.factories import (
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    StrandFactory,
)
from partnerships.tests.two_sides import two_sides

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides():
    return two_sides()


@pytest.fixture
def propose(client, sides):
    """What is proposed to a role, by kind; and whether Enter goes to the first of it at once."""

    def propose(query, role="eu", **given):
        client.force_login(sides.people[role])
        answer = client.get(reverse("search-proposals"), {"q": query, "strand": sides.pairing.strand.code}, **given)
        groups = {title: [(one.name, one.url) for one in results] for title, results in answer.context["groups"]}
        return groups, bool(re.search('role="option"[^>]*aria-selected="true"', answer.text))

    return propose


def _names(groups, kind):
    return [name for name, _url in groups.get(kind, [])]


@pytest.mark.security("C4")
@pytest.mark.parametrize("query", ["bu", "busan", "부", "부산", "ㅂㅅ", "ㅄ", "부ㅅ"])
def test_a_partner_is_proposed_from_the_second_letter_on_in_both_scripts(propose, sides, query):
    groups, chosen = propose(query)
    assert _names(groups, "Partners") == ["Busan"]
    assert not chosen
    assert propose(query, "observer")[0]["Partners"] == groups["Partners"]


def test_no_more_is_proposed_than_the_eye_takes_in(propose, sides):
    for number in range(5):
        partner = PartnerFactory(name_en=f"Busan {number}")
        pairing = PairingFactory(
            strand=sides.pairing.strand,
            eu=ParticipationFactory(strand=sides.pairing.strand, side="eu", partner=partner),
        )
        MilestoneFactory(pairing=pairing, title_en=f"Busan {number}")
    groups, _chosen = propose("busan")
    assert max(map(len, groups.values())) == 3
    assert sum(map(len, groups.values())) <= 12
    assert [len(groups[kind]) for kind in ("Partners", "Pairings", "Milestones")] == [3, 3, 3]


def test_the_strand_that_began_last_comes_first(propose, sides):
    for year in ("2001", "2199"):
        strand = StrandFactory(starts_on=f"{year}-01-01")
        participation = ParticipationFactory(
            strand=strand, side="counterpart", partner=sides.pairing.counterpart.partner
        )
        MembershipFactory(user=sides.people["eu"], participation=participation)
        newest = participation.get_absolute_url()
    assert propose("busan")[0]["Partners"][0] == ("Busan", newest)


def test_a_task_is_found_on_the_page_of_results(client, sides):
    FollowUpFactory(pairing=sides.pairing, what_en="List of lamps", side="eu")
    for role, found in (("eu", True), ("counterpart", False), ("observer", False)):
        client.force_login(sides.people[role])
        groups = {one.title: one.results for one in client.get(reverse("search"), {"q": "lamps"}).context["groups"]}
        assert ("My tasks" in groups) is found, role
        if found:
            assert groups["My tasks"][0].name == "Follow up: List of lamps"


@pytest.mark.security("C4")
def test_a_signed_out_reader_gets_no_proposals(client):
    assert client.get(reverse("search-proposals"), {"q": "busan"}).status_code == 302


@pytest.mark.parametrize("query", ["my tasks", "matching", "내 할 일", "매칭"])
def test_pages_of_the_navigation_are_found_in_both_languages(propose, sides, query):
    ((_name, url), *_others) = propose(query)[0]["Pages"]
    assert url in {reverse("my-tasks"), sides.pairing.strand.address_of("partnerships:matching")}


def test_the_programmes_page_is_proposed_to_those_who_have_it(propose):
    assert _names(propose("programme", "staff")[0], "Pages") == ["Programme"]
    assert "Pages" not in propose("programme")[0]


@pytest.mark.parametrize("query", ["record a contact", "record contact busan", "연락 기록 추가"])
def test_what_is_added_to_a_pairing_begins_in_the_search(propose, sides, query):
    groups, chosen = propose(query)
    assert groups["Actions"][0] == (
        f"Record a contact: {sides.pairing.name}",
        sides.pairing.address_of("partnerships:contact-add"),
    )
    assert chosen


def test_every_way_to_add_that_the_pairing_offers_is_proposed(client, propose, sides):
    client.force_login(sides.people["eu"])
    offered = client.get(sides.pairing.get_absolute_url()).context["adds"]
    assert len(offered) == 6
    for button in offered:
        assert (f"{button.label}: {sides.pairing.name}", button.url) in propose(button.label)[0]["Actions"]


def test_an_action_is_called_with_the_name_of_its_record(client, propose, sides):
    closing = MilestoneFactory(
        pairing=sides.pairing, title_en="Closing meeting", title_ko="최종회의", responsible="both"
    )
    url = closing.address_of("partnerships:milestone-reschedule")
    for query in ("move closing", "closing move", "일정 변경 최종", "move closing busan"):
        groups, chosen = propose(query)
        assert groups["Actions"] == [("Move the date: Closing meeting", url)]
        assert chosen
    assert client.get(url).status_code == 200
    assert _names(propose("report done closing")[0], "Actions") == ["Report done: Closing meeting"]


def test_an_action_is_proposed_to_those_alone_who_may_do_it(propose, sides):
    MilestoneFactory(pairing=sides.pairing, title_en="Closing meeting", responsible="both")
    done = MilestoneFactory(pairing=sides.pairing, title_en="Launch meeting", responsible="both", status="done")
    for role in ("authority", "observer", "neighbour"):
        assert "Actions" not in propose("move closing", role)[0], role
        assert "Actions" not in propose("record contact busan", role)[0], role
    for role in ("staff", "administrator", "counterpart"):
        assert "Actions" in propose("move closing", role)[0], role
    assert "Actions" not in propose(f"move {done.title}")[0]


def test_the_page_of_results_has_pages_and_actions_too(client, sides):
    client.force_login(sides.people["eu"])
    page = client.get(reverse("search"), {"q": "record a contact"})
    assert sides.pairing.address_of("partnerships:contact-add") in page.text


@pytest.mark.parametrize("query", ["busan", "move", "move closing", "ㅂㅅ"])
def test_what_proposals_cost_does_not_grow_with_what_there_is(client, sides, query):
    client.force_login(sides.people["eu"])

    def cost():
        forget_pages()
        return count_queries(lambda: client.get(reverse("search-proposals"), {"q": query}))

    MilestoneFactory(pairing=sides.pairing, title_en="Busan, closing", title_ko="부산")
    cost()
    one = cost()
    for number in range(9):
        MilestoneFactory(pairing=sides.pairing, title_en=f"Busan, closing {number}", title_ko="부산")
    assert cost() == one <= 20
