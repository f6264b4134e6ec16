"""What the pages of events tell: a mission with its parts, the list with its filters and files, and what they cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from events.tests.event_scene import address, meeting_of, mission_of
from events.tests.factories import EventFactory, VisitNoteFactory
from partnerships.tests.factories import PairingFactory, period
from partnerships.tests.milestone_pages import said
from partnerships.tests.pages import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_role(client, sides):
    def signed_in(role):
        sign_in(client, sides, role)
        return client

    return signed_in


def the_list(event):
    return reverse("events:event-list", args=[event.strand.code])


@pytest.mark.one_database
def test_the_page_of_a_mission_tells_of_its_parts(as_role, sides):
    mission, (plenary, visit) = mission_of(sides, "2026-11-20", "2026-11-22")
    plenary.status, plenary.actual = "held", period("2026-11")
    plenary.save(by=None)
    VisitNoteFactory(event=visit, pairing=sides.pairing, interests=["eu", "counterpart"])
    page = as_role("eu").get(address(mission))
    words = said(page)
    assert "2 parts, 1 held" in words
    assert "November 2026, day not recorded" in words
    assert "2 notes to decide" in words
    assert [(part.code, part.look) for part in page.context["parts"]] == [
        ("plenary", "done"),
        ("visit", "not-reported"),
    ]
    visit = page.context["parts"][1]
    assert (visit.host_sides, visit.guest_sides) == (["eu"], ["counterpart"])
    # What passes between the sides is not told to others.
    for role in ("observer", "neighbour"):
        assert "to decide" not in said(as_role(role).get(address(mission))), role


def test_the_list_keeps_parts_with_their_mission_and_its_files_are_as_the_page(as_role, sides):
    late = meeting_of(sides, "2027-03-01", code="late", title_en="Late meeting")
    mission, parts = mission_of(sides)
    first = meeting_of(sides, "2026-12-01", code="first", title_en="First meeting")
    client = as_role("observer")
    page = client.get(the_list(mission))
    rows = re.findall(r'<th scope="row">(<div class="wc-event-part">)?<a href="([^"]+)"', page.content.decode())
    assert [(href, bool(nested)) for nested, href in rows] == [
        (first.get_absolute_url(), False),
        (mission.get_absolute_url(), False),
        *((part.get_absolute_url(), True) for part in parts),
        (late.get_absolute_url(), False),
    ]
    narrowed = client.get(the_list(mission), {"kind": "study-visit", "time": "coming"})
    assert [row.code for row in narrowed.context["page"]] == ["visit"]
    sent = b"".join(client.get(the_list(mission), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    lines = sent.strip().splitlines()
    assert lines[0].startswith('"Event","Kind","Part of","Place","Venue","Hosts","Pairings","When"')
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == [
        "First meeting",
        "Mission",
        "Plenary",
        "Visit",
        "Late meeting",
    ]
    assert client.get(the_list(mission), {"format": "xlsx"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"time": "past"}, ["over"]),
        ({"status": "unknown"}, ["over"]),
        ({"status": "planned"}, ["coming", "undated"]),
        ({"q": "실무"}, ["over", "coming", "undated"]),
    ],
)
def test_the_filters_go_by_what_the_page_says(as_role, sides, query, codes):
    meeting_of(sides, code="coming")
    meeting_of(sides, "2026-11-20", code="over")
    undated = EventFactory(strand=sides.pairing.strand, code="undated", title_ko="실무")
    page = as_role("staff").get(the_list(undated), query)
    assert [row.code for row in page.context["page"]] == codes


def test_the_filter_by_pairing_holds_those_that_serve_all(as_role, sides):
    event, other = meeting_of(sides), PairingFactory(strand=sides.pairing.strand)
    mission_of(sides)
    client = as_role("staff")

    def shown(**query):
        return {row.code for row in client.get(the_list(event), query).context["page"]}

    assert shown(pairing=other.code) == {"mission", "plenary"}


@pytest.mark.one_database
def test_an_empty_list_says_what_to_do_next(as_role, sides):
    url = reverse("events:event-list", args=[sides.pairing.strand.code])
    assert "Begin with a mission" in said(as_role("staff").get(url))
    assert "Staff and coordinators add" in said(as_role("observer").get(url))


@pytest.mark.one_database
def test_the_pages_read_in_korean(as_role, sides):
    mission, _parts = mission_of(sides)
    client = as_role("staff")
    client.cookies["django_language"] = "ko"
    with translation.override("ko"):
        page = client.get(address(mission))
    assert "2027. 1. 29.(금)~2. 2.(화)" in said(page)


@pytest.mark.one_database
def test_the_pages_cost_the_same_with_one_part_and_with_many(as_role, sides):
    client = as_role("staff")

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return [query["sql"] for query in queries]

    mission, (_plenary, visit) = mission_of(sides)
    VisitNoteFactory(event=visit, pairing=sides.pairing, interests=["eu"])
    urls = [address(mission), the_list(mission), address(mission, "cancel"), address(mission, "copy")]
    few = [cost(url) for url in urls]
    for number in range(8):
        part = meeting_of(sides, "2027-01-30", code=f"part-{number}", part_of=mission, kind="study-visit")
        VisitNoteFactory(event=part, pairing=sides.pairing, interests=["eu"])
    many = [cost(url) for url in urls]
    assert [len(queries) for queries in many] == [len(queries) for queries in few]
