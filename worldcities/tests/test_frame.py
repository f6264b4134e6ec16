"""The frame of every page: the day by which the portal judges, whatever the reader's clock shows; the header."""

import datetime as dt

import pytest
from django.urls import reverse
from lxml import html

from core import clock
from core.periods import PartialDate
from partnerships.people.selectors import GrantsMiddleware
from partnerships.tests.factories import StrandFactory, StrandRoleFactory, UserFactory
from partnerships.tests.pages import sign_in
from worldcities.search import portal

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

EVENING = dt.datetime(2026, 11, 26, 22, 30, tzinfo=clock.STRAND_ZONE)  # in Seoul the next morning


@pytest.mark.parametrize(
    ("zone", "language", "shown"),
    [
        ("Asia/Seoul", "en", ["26 November 2026 in Brussels"]),
        ("Asia/Seoul", "ko", ["브뤼셀 2026. 11. 26.(목)"]),
        ("Europe/Madrid", "en", []),
    ],
)
def test_the_head_says_whose_day_it_is_where_the_readers_clock_shows_another(client, zone, language, shown):
    client.force_login(UserFactory(time_zone=zone, language=language))
    with clock.fixed_at(EVENING):
        page = html.fromstring(client.get("/").content)
    assert [" ".join(one.text_content().split()) for one in page.find_class("wc-nav-day")] == shown


def links_of(page, place="ul/li/a"):
    """The links of the navigation by their names, in order; the current one marked."""
    found = html.fromstring(page.content).xpath(f"//nav[@class='wc-nav']/{place}")
    return [one.text_content() + ("*" if one.get("aria-current") == "page" else "") for one in found]


def behind_more(page):
    return links_of(page, "ul/li/details//a")


def strand_named(page):
    return " ".join(html.fromstring(page.content).find_class("wc-header-strand")[0].text_content().split())


HEADER = 2  # queries of a header: what one may read, and the strands
MAIN = ["Strand", "Events", "Projects", "Matching", "Reports"]
MORE = ["Indicators", "Partners", "Organisations", "Other strands"]


@pytest.fixture
def at_home(client):
    """The page of the tasks, of somebody with roles in strands of these years."""

    def opened(*years, role="observer"):
        person = UserFactory(language="en")
        for year in years:
            lasts = year and PartialDate.parse(str(year))
            strand = StrandFactory(name_en=f"Of {year}", starts_on_date=lasts, ends_on_date=lasts)
            StrandRoleFactory(user=person, strand=strand, role=role)
        client.force_login(person)
        with clock.fixed_at(EVENING):
            return client.get("/")

    return opened


@pytest.mark.parametrize(
    ("years", "named"),
    [((2026,), 2026), ((2017,), 2017), ((None,), None), ((2017, 2026), 2026), ((2025, 2026, 2027), 2026)],
)
def test_a_page_of_no_strand_stands_in_the_only_one_or_in_the_only_one_that_runs(at_home, years, named):
    page = at_home(*years)
    assert links_of(page) == ["My tasks*", *MAIN]
    assert behind_more(page) == MORE + ["Strands"] * (len(years) > 1)
    assert strand_named(page).startswith(f"Of {named}")


@pytest.mark.parametrize("years", [(), (2016, 2017), (2026, 2026), (2026, None)])
def test_where_none_or_several_run_the_strand_is_chosen(at_home, years):
    page = at_home(*years)
    assert links_of(page) == ["My tasks*", "Strands"]
    assert behind_more(page) == []
    assert ("Choose a strand" in strand_named(page)) is bool(years)


@pytest.mark.parametrize(("role", "shown"), [("staff", True), ("authority", True), ("observer", False)])
def test_the_programme_is_for_whoever_may_see_it(at_home, role, shown):
    assert ("Programme" in links_of(at_home(2026, role=role))) is shown


@pytest.mark.parametrize(
    ("name", "words", "main", "more"),
    [
        ("partnerships:strand", (), "Strand", ""),
        ("partnerships:theme-list", (), "Strand", ""),
        ("partnerships:pairing", ("pairing",), "Strand", ""),
        ("partnerships:contact-add", ("pairing",), "Strand", ""),
        ("partnerships:project-list", (), "Projects", ""),
        ("events:event-list", (), "Events", ""),
        ("partnerships:matching", (), "Matching", ""),
        ("reports:calendar", (), "Reports", ""),
        ("partnerships:indicator-list", (), "", "Indicators"),
        ("partnerships:partner-list", (), "", "Partners"),
        ("partnerships:organisation-list", (), "", "Organisations"),
    ],
)
def test_a_page_is_marked_where_it_lies_in_its_own_strand(client, sides, name, words, main, more):
    other = StrandFactory(starts_on_date=PartialDate.parse("2026"))
    StrandRoleFactory(user=sides.people["eu"], strand=other, role="observer")
    sign_in(client, sides, "eu")
    strand = sides.pairing.strand
    page = client.get(reverse(name, args=[strand.code, *(sides.pairing.code for _word in words)]))
    assert str(strand) in strand_named(page)
    assert links_of(page) == ["My tasks", *(one + "*" * (one == main) for one in MAIN)]
    assert behind_more(page) == [*(one + "*" * (one == more) for one in MORE), "Strands"]


def test_the_header_asks_for_the_readers_strands_alone(client, sides, django_assert_num_queries):
    sign_in(client, sides, "eu")
    request = client.get(reverse("help")).wsgi_request
    GrantsMiddleware(lambda _request: None)(request)  # which nobody has asked yet
    with django_assert_num_queries(HEADER):
        header = portal(request)["header"]
        assert header["main"]
        assert header["strand"] == sides.pairing.strand
