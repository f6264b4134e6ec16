"""The lists of an event's people: who may look at which, what stands in it and what does not, and that it is noted."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core.errors import NotAllowed
from core.models import AuditEntry
from events.delegates.selectors import LISTS, needs_counts, participants, people_of, read_list, readable_lists
from events.delegates.tests.details_scene import link_of, tell
from events.models import Delegate
from events.tests.delegation_scene import person, scene
from events.tests.factories import EventFactory
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db
READERS = {
    "participants": {"administrator", "staff", "authority", "eu", "counterpart"},
    "needs-counts": {"staff", "eu"},
    "photographs": {"administrator", "staff", "eu"},
    "needs": {"staff"},
    "arrivals": {"staff"},
    "emergency-sheet": {"staff"},
}
ROLES = ("administrator", "staff", "authority", "eu", "counterpart", "other", "observer", "outsider")
ADDRESSES = {
    "participants": "participants-list",
    "needs-counts": "needs-counts",
    "photographs": "photograph-list",
    "needs": "needs-list",
    "arrivals": "arrivals-list",
    "emergency-sheet": "emergency-sheet",
}


@pytest.fixture
def told():
    """Two delegates of Busan: one has told everything and agreed to all, the other to nothing."""
    found = scene()
    kim, yoon = found.nominate(person(given_name="Jisu"), person(family_name="Yoon", given_name="Sera", role="head"))
    tell(
        link_of(found, kim),
        needs={
            "diet_kinds": ["vegan", "no-nuts"],
            "diet": "Hazelnuts are the worst",
            "access_kinds": ["step-free"],
            "interpretation": "Korean",
            "arrival": "KE901 18:40",
            "emergency_name": "Minho, husband",
            "emergency_phone": "+82 10 1234 5678",
        },
        answers={"participants-list": True, "photographs": True},
    )
    tell(
        link_of(found, yoon),
        needs={"diet_kinds": ["vegan"]},
        answers={"participants-list": False, "photographs": False},
    )
    return found


def address(found, name):
    return reverse(f"events:{ADDRESSES.get(name, name)}", args=[found.event.strand.code, found.event.code])


def opened(client, found, name, role="staff", **query):
    client.force_login(found.act(role)["by"], "django.contrib.auth.backends.ModelBackend")
    return client.get(address(found, name), query)


@pytest.mark.security("V8")
@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_each_list_is_read_by_those_it_is_for_alone(told, role):
    act = told.act(role)
    allowed = set()
    for name in LISTS:
        try:
            read_list(**act, event=told.event, name=name)
            allowed.add(name)
        except NotAllowed:
            pass
    assert allowed == {name for name, readers in READERS.items() if role in readers}
    assert set(readable_lists(act["grants"], told.event)) == allowed


def test_the_list_of_participants_names_who_agreed_and_tells_no_need(told, client):
    page = opened(client, told, "participants", role="eu")
    text = text_of(page)
    assert "Kim Jisu" in text
    assert "Yoon" not in text
    for secret in ("Hazelnuts", "Minho", "KE901", "Vegan"):
        assert secret not in page.text
    assert "no-store" in page["Cache-Control"]


def test_whoever_said_nothing_is_not_named_among_the_participants(told):
    lee = told.one(family_name="Lee", given_name="Hana")
    tell(link_of(told, lee), needs={"diet_kinds": ["vegan"]})
    assert [row.given_name for row in participants(told.event)] == ["Jisu"]


def test_taking_the_word_back_takes_the_name_from_the_list_at_once(told, client):
    kim = Delegate.objects.get(given_name="Jisu")
    assert "Kim" in text_of(opened(client, told, "participants")).partition("Participants")[2]
    tell(link_of(told, kim), answers={"participants-list": False})
    assert "Kim" not in text_of(opened(client, told, "participants")).partition("Participants")[2]


@pytest.mark.security("V8", "V14")
def test_hosts_get_numbers_and_no_name(told, client):
    page = opened(client, told, "needs-counts", role="eu")
    for secret in ("Kim", "Yoon", "Hazelnuts", "Minho"):
        assert secret not in page.text
    counts = {what: count for _about, what, count in needs_counts(told.event)}
    assert counts["With a place"] == 2
    assert counts["Vegan"] == 2
    assert counts["No nuts"] == 1
    assert counts["Step-free access"] == 1
    assert counts["Want interpretation"] == 1
    assert "Halal" not in counts


def test_photographers_read_who_wants_to_be_in_pictures(told, client):
    third = told.one(family_name="Park", given_name="Bora")
    text = text_of(opened(client, told, "photographs", role="eu"))
    assert "Kim Jisu Busan" in text
    assert "May be in pictures" in text
    assert "No picture: not answered" in text
    assert third.family_name in text


def test_staff_read_needs_arrivals_and_emergency_contacts_each_on_its_own_list(told, client):
    needs = text_of(opened(client, told, "needs"))
    assert "Vegan, No nuts. Hazelnuts are the worst" in needs
    assert "KE901" not in needs
    assert "Minho" not in needs
    arrivals = text_of(opened(client, told, "arrivals"))
    assert "KE901 18:40" in arrivals
    assert "Yoon" not in arrivals
    sheet = text_of(opened(client, told, "emergency-sheet"))
    assert "Minho, husband" in sheet
    assert "Hazelnuts" not in sheet


@pytest.mark.parametrize("name", list(LISTS))
def test_each_look_is_noted_with_its_list_its_form_and_nobodys_name(told, client, name):
    opened(client, told, name)
    opened(client, told, name, format="csv")
    entries = list(AuditEntry.objects.filter(action="delegate-list-read").order_by("pk"))
    assert [(row.parameters["list"], row.parameters["format"]) for row in entries] == [(name, "page"), (name, "csv")]
    assert entries[0].actor == told.act("staff")["by"]
    assert (entries[0].strand_id, entries[0].parameters["event"]["en"]) == (told.event.strand_id, "Autumn visit")
    # The event's own history, which the whole strand reads, does not tell who looked at what.
    assert entries[0].object_id is None
    assert "Kim" not in str([row.parameters for row in entries])


@pytest.mark.security("V1")
@pytest.mark.one_database
def test_a_file_has_the_columns_of_the_page_and_cells_that_no_spreadsheet_runs(told, client):
    kim = Delegate.objects.get(given_name="Jisu")
    kim.function = "=cmd()"
    kim.save(by=None)
    page = opened(client, told, "participants")
    csv = b"".join(opened(client, told, "participants", format="csv").streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[0].split(",") == [f'"{column.title}"' for column in page.context["heads"]]
    assert '"\'=cmd()"' in csv
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(b"".join(opened(client, told, "participants", format="xlsx").streaming_content))
    )
    assert book.get_sheet_by_index(0).to_python()[1][0] == "Kim Jisu"


@pytest.mark.one_database
def test_the_index_names_the_readers_lists_and_is_closed_to_who_has_none(told, client):
    page = opened(client, told, "list-index", role="counterpart")
    assert [title for title, _purpose, _address in page.context["lists"]] == ["Participants"]
    assert len(opened(client, told, "list-index").context["lists"]) == 6
    assert opened(client, told, "list-index", role="observer").status_code == 403
    assert opened(client, told, "list-index", role="outsider").status_code == 404


def test_who_waits_or_has_left_stands_in_no_list():
    found = scene(places=1)
    found.nominate(person(family_name="First"), person(family_name="Second"))
    assert [row.family_name for row in people_of(found.event)] == ["First"]


def test_a_part_of_a_mission_has_the_missions_people_of_its_pairings(told):
    part = EventFactory(strand=told.event.strand, part_of=told.event, pairings=[told.pairing], hosts=[told.barcelona])
    assert len(people_of(part)) == 2
    elsewhere = EventFactory(strand=told.event.strand, part_of=told.event)
    assert people_of(elsewhere) == []


@pytest.mark.one_database
def test_a_list_costs_the_same_for_one_and_for_many(told, client):
    def cost(name):
        opened(client, told, name)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(told, name))
        return len(queries)

    before = {name: cost(name) for name in LISTS}
    told.nominate(person(), person())
    assert {name: cost(name) for name in LISTS} == before
