"""Words that are typed wrong still find the name that was meant, and only a name that the reader may see."""

import pytest
from django.urls import reverse

from core.kept import forget_pages
from core.tests.queries import count_queries
from partnerships.search.parts import nearest, respelled
from partnerships.tests.factories import (
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    ThemeFactory,
)
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory
from partnerships.tests.two_sides import two_sides

NAMES = ["barcelona", "busan", "business", "suwon", "tampere", "부산광역시", "바르셀로나", "marta", "data"]


@pytest.fixture
def sides(db):
    return two_sides()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("barcelone", "barcelona"),
        ("barselone", "barcelona"),  # two letters
        ("bracelona", "barcelona"),  # two that changed places
        ("barselome", ""),  # three
        ("busen", "busan"),
        ("bussan", "busan"),
        ("busn", "busan"),
        ("bosen", ""),  # two of five
        ("tampre", "tampere"),
        ("tammpere", "tampere"),
        ("dat", ""),  # too short to be wrong
        ("부싼", "부산"),
        ("바르셀러나", "바르셀로나"),
        ("서울", ""),
    ],
)
def test_a_word_means_the_name_that_differs_in_a_letter_or_two(word, meant):
    assert nearest(word, NAMES) == meant


@pytest.mark.parametrize("query", ["Barcelone", "바르셀러나", "busan barcelone"])
def test_what_finds_nothing_finds_the_nearest_name(client, sides, query):
    client.force_login(sides.people["observer"])
    page = client.get(reverse("search"), {"q": query})
    assert page.context["groups"] == []
    assert sides.pairing.get_absolute_url() in page.text
    assert f"Nothing was found for “{query}”." in page.text
    assert f"Found for “{page.context['near']}”:" in page.text
    assert sides.pairing.get_absolute_url() in client.get(reverse("search-proposals"), {"q": query}).text


def test_names_of_people_organisations_projects_and_topics_are_forgiven_too(client, sides):
    strand = sides.pairing.strand
    OrganisationFactory(name_en="Harbour Institute", strands=[strand])
    ProjectFactory(pairing=sides.pairing, title_en="Lanterns")
    ThemeFactory(strand=strand, name_en="Biodiversity")
    client.force_login(sides.people["counterpart"])
    for typed, kind in (
        ("Harbuor", "Organisations"),
        ("Lantenrs", "Cooperation projects"),
        ("Biodivercity", "Themes"),
        ("Solar", "People"),
    ):
        page = client.get(reverse("search"), {"q": typed})
        assert kind in {group.title for group in page.context["near_groups"]}, typed


@pytest.mark.security("C4", "C11")
def test_a_name_that_the_reader_may_not_see_is_neither_found_nor_told(client, sides):
    elsewhere = PairingFactory()
    ParticipationFactory(strand=elsewhere.strand, side="eu", partner=PartnerFactory(name_en="Valencia"))
    assert respelled(sides.grants("administrator"), "Valencie") == "valencia"
    for role in ("eu", "staff", "observer"):
        assert respelled(sides.grants(role), "Valencie") == "", role
    client.force_login(sides.people["eu"])
    assert "valencia" not in client.get(reverse("search"), {"q": "Valencie"}).text


def test_no_address_of_mail_is_guessed(sides):
    person = sides.people["eu"]
    person.email = "hidden-address@example.org"
    person.save()
    assert respelled(sides.grants("staff"), "hidden-adress@example.org") == ""


def test_what_finds_enough_is_taken_as_it_is(client, sides):
    for number in range(3):
        ThemeFactory(strand=sides.pairing.strand, name_en=f"Barcelone {number}")
    client.force_login(sides.people["eu"])
    page = client.get(reverse("search"), {"q": "Barcelone"})
    assert (page.context["count"], page.context["near"], page.context["near_groups"]) == (3, "", [])


def test_the_names_cost_one_query_whatever_their_number(client, sides):
    grants = sides.grants("eu")

    def cost():
        forget_pages()
        return count_queries(lambda: respelled(grants, "Barcelone busann"))

    one = cost()
    for number in range(9):
        ThemeFactory(strand=sides.pairing.strand, name_en=f"Barcelona {number}")
    assert cost() == one == 1
