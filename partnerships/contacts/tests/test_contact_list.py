"""The stream of a pairing as a list: filtered, taken along, kept from observers; and the task that silence makes."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from core import clock
from core.tests.arranged import logged
from partnerships.tests.contact_scene import NOW, TODAY, far_apart, send
from partnerships.tests.factories_together import CommentFactory, ContactFactory, ProjectFactory
from partnerships.tests.pages import sign_in, url
from partnerships.tests.waiting_rows import tasks, touch

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return far_apart(sides)


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(NOW):
        yield


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["remark", "New", "on project", "Old"]),
        ("kind=mail", ["New"]),
        ("kind=comment", ["remark", "on project"]),
        ("project=fares", ["on project", "Old"]),
        ("period=30", ["remark", "New"]),
        ("period=2026-09-01..2026-09-30", ["on project", "Old"]),
        ("period=2026-11..2026-11", ["remark", "New"]),
        ("period=2026-11-20..2026-11-23", ["remark", "New"]),
        ("period=2026-11-20..2026-11-22", ["New"]),
        ("period=2026-09-01..2026-11-30&kind=contact", ["New", "Old"]),
        *(
            (f"period={asked}", ["remark", "New", "on project", "Old"])
            for asked in ("x", "2026-13-01..2026-11-20", "2026-11-20..", "0001-01-01..9999-12-31")
        ),
        ("q=new", ["New"]),
        ("q=remark", ["remark"]),
        ("q=data", ["New", "Old"]),
        ("kind=fax&project='&period=7&page=99", ["remark", "New", "on project", "Old"]),
    ],
)
def test_the_stream_is_filtered_on_the_page_and_the_contacts_in_the_files(scene, client, query, found):
    pairing, project = scene.pairing, ProjectFactory(pairing=scene.pairing, code="fares")
    ContactFactory(
        pairing=pairing, what_en="Old data", kind="call", side="counterpart", on=dt.date(2026, 9, 1), project=project
    )
    ContactFactory(pairing=pairing, what_en="New data", kind="mail", side="eu", on=dt.date(2026, 11, 20))
    ContactFactory(what_en="Foreign data")
    CommentFactory(pairing=pairing, text="A remark", side="eu", at=NOW - dt.timedelta(days=2))
    CommentFactory(pairing=pairing, text="Said on project", record=project, at=NOW - dt.timedelta(days=60))
    sign_in(client, scene, "counterpart")
    address = f"{url(scene, 'contact-list')}?{query}&"
    page = client.get(address)
    shown = [getattr(entry, "text", "") or entry.what for entry in page.context["stream"]["entries"]]
    assert [word for one in shown for word in found if word in one] == found
    assert len(shown) == len(found)
    lines = b"".join(client.get(f"{address}format=csv").streaming_content).decode("utf-8-sig")
    in_file = [word for word in ("New", "Old") if word in lines]
    assert in_file == [word for word in found if word in ("New", "Old")]
    assert "Foreign" not in lines


def test_the_file_has_both_local_times_and_runs_no_formula(scene, client):
    ContactFactory(
        pairing=scene.pairing,
        kind="call",
        on=TODAY,
        starts_at=dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC),
        time_zone="Asia/Seoul",
        what_en="=1+1",
        side="eu",
    )
    sign_in(client, scene, "eu")
    book = b"".join(client.get(f"{url(scene, 'contact-list')}?format=xlsx").streaming_content)
    head, row = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    told = dict(zip(head, row, strict=True))
    starts = [told[head].strftime("%d %H:%M") for head in ("Start, EU time", "Start, the other side’s time")]
    assert starts == ["25 09:00", "25 17:00"]
    assert (told["Who got in touch"], told["Kind"]) == ("Barcelona", "Call")
    lines = b"".join(client.get(f"{url(scene, 'contact-list')}?format=csv").streaming_content).decode("utf-8-sig")
    assert "'=1+1" in lines
    assert logged().latest("pk").sentence == "Exported the list Contacts as CSV (1 row)"


def test_an_observer_hears_of_no_contact_anywhere(scene, client):
    row = ContactFactory(pairing=scene.pairing, what_en="Zanzibar", on=TODAY)
    CommentFactory(pairing=scene.pairing, text="Timbuktu")
    sign_in(client, scene, "eu")
    send(client, scene, what="Zanzibar again")
    for role in ("observer", "neighbour"):
        sign_in(client, scene, role)
        for path in (url(scene, "contact-list"), row.get_absolute_url(), url(scene, "contact-add")):
            assert client.get(path).status_code == 404
        for path in (scene.pairing.get_absolute_url(), url(scene, "pairing-history"), "/search/?q=Zanzibar"):
            page = client.get(path).text.replace('value="Zanzibar"', "").replace("“Zanzibar”", "")
            assert "Recorded a contact" not in page
            assert "contacts/" not in page
            assert "Timbuktu" not in page
    sign_in(client, scene, "counterpart")
    assert row.get_absolute_url() in client.get("/search/?q=Zanzibar").text
    assert "Recorded a contact" in client.get(url(scene, "pairing-history")).text
    assert "Timbuktu" in client.get(scene.pairing.get_absolute_url()).text


def test_silence_is_a_task_of_the_side_whose_turn_it_is(scene):
    touch(scene.pairing, "eu", clock.today() - dt.timedelta(days=33))
    for role, mine in (("eu", False), ("counterpart", True)):
        (task,) = [one for one in tasks(scene, role) if one.verb == "Contact"]
        assert (task.mine, task.thing) == (mine, "Get in touch with Barcelona")
        assert task.why == "33 days without contact. Busan has been silent longer."
        assert task.answer_url == url(scene, "contact-add")
        assert task.due == clock.today() - dt.timedelta(days=3)
    touch(scene.pairing, "counterpart", clock.today())
    assert not [one for one in tasks(scene, "counterpart") if one.verb == "Contact"]


@pytest.mark.one_database
def test_the_list_costs_the_same_for_few_and_for_many(scene, client):
    sign_in(client, scene, "eu")
    counts = []
    for number in (1, 12):
        for day in range(number):
            project = ProjectFactory(pairing=scene.pairing)
            ContactFactory(pairing=scene.pairing, project=project, on=TODAY - dt.timedelta(days=day))
            CommentFactory(pairing=scene.pairing, record=project)
        client.get(url(scene, "contact-list"))
        with CaptureQueriesContext(connection) as spent:
            assert client.get(url(scene, "contact-list")).status_code == 200
        counts.append(len(spent))
    assert counts[0] == counts[1]
