"""The action list: who reads it, what it shows, and what its files hold."""

import datetime as dt
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from core import clock
from core.models import AuditEntry
from partnerships.tests.factories import (
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
)
from partnerships.tests.follow_up_pages import TEXTS, url
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db
TODAY = clock.today()


ROLES = {
    "eu": (200, True),
    "counterpart": (200, True),
    "staff": (200, True),
    "administrator": (200, True),
    "authority": (200, False),
    "observer": (404, False),
    "other": (404, False),
    "outsider": (404, False),
}


@pytest.mark.one_database
@pytest.mark.parametrize("role", list(ROLES))
def test_who_reads_the_list_and_who_works_in_it(client, pairing, role):
    row = FollowUpFactory(pairing=pairing)
    status, works = ROLES[role]
    client.force_login(person(role, pairing))
    for form in ("", "?format=csv", "?format=xlsx"):
        assert client.get(url(pairing) + form).status_code == status
    if status == 200:
        assert ("Add a follow-up" in client.get(url(pairing)).text) is works
    acts = {name: client.get(url(pairing, *name.split())).status_code for name in (f"{row.code} edit", "add")}
    assert set(acts.values()) == {200 if works else 403 if status == 200 else 404}


def test_late_ones_come_first_and_say_so_in_words(client, pairing, marta):
    FollowUpFactory(pairing=pairing, what_en="Later", due_on=TODAY + dt.timedelta(days=9))
    FollowUpFactory(pairing=pairing, what_en="Finished", state="done", closed_on=TODAY, result="Sent to Busan")
    FollowUpFactory(pairing=pairing, what_en="Overdue", due_on=TODAY - dt.timedelta(days=12), owner=marta)
    client.force_login(marta)
    page = client.get(url(pairing))
    assert [line["row"].what for line in page.context["lines"]] == ["Overdue", "Later", "Finished"]
    assert "12 days late" in page.text
    assert "1 late" in page.text
    assert "Sent to Busan" in page.text


@pytest.mark.security("C29", "V1")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=late", ["Old"]),
        ("state=open", ["Old", "New"]),
        ("state=done", ["Over"]),
        ("side=counterpart", ["Over"]),
        ("q=ol", ["Old"]),
        ("sort=until", ["Old", "Over", "New"]),
        ("sort=-what", ["Over", "Old", "New"]),
        ("state=wrong&side=x'&sort=evil", ["Old", "New", "Over"]),
    ],
)
def test_the_list_is_filtered_and_sorted_on_the_page_and_in_its_files(client, pairing, marta, query, found):
    FollowUpFactory(pairing=pairing, what_en="Old", due_on=TODAY - dt.timedelta(days=30), owner=marta)
    FollowUpFactory(pairing=pairing, what_en="New", due_on=TODAY + dt.timedelta(days=1))
    FollowUpFactory(pairing=pairing, what_en="Over", side="counterpart", state="done", closed_on=TODAY, due_on=TODAY)
    FollowUpFactory(what_en="Foreign")
    client.force_login(marta)
    assert [line["row"].what for line in client.get(f"{url(pairing)}?{query}").context["lines"]] == found
    file = b"".join(client.get(f"{url(pairing)}?{query}&format=csv").streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0].strip('"') for line in file.splitlines()[1:]] == found


def test_files_have_real_dates_run_no_formula_and_are_logged(client, pairing, marta):
    milestone = MilestoneFactory(pairing=pairing, title_en="Kick-off")
    for text in TEXTS:
        FollowUpFactory(pairing=pairing, what_en=text, due_on=TODAY, owner=marta, origin=milestone)
    client.force_login(marta)
    file = b"".join(client.get(f"{url(pairing)}?format=csv").streaming_content).decode("utf-8-sig")
    assert '"\'=1+1","Barcelona","Marta Soler"' in file
    assert "초안 보내기" in file
    assert "Kick-off" in file
    book = client.get(f"{url(pairing)}?format=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == TEXTS
    assert {row[3] for row in rows[1:]} == {TODAY}
    assert [entry.parameters["rows"] for entry in AuditEntry.objects.filter(action="list-exported")] == [4, 4]


@pytest.mark.parametrize("wrong", ["follow-up-999", "x\x00y", "'"])
def test_a_wrong_row_to_edit_shows_the_list(client, pairing, marta, wrong):
    FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    page = client.get(url(pairing), {"edit": wrong})
    assert page.status_code == 200
    assert not any(line.get("form") for line in page.context["lines"])


def test_a_closed_pairing_is_read_only(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing)
    pairing.status = "closed"
    pairing.save(by=None)
    client.force_login(marta)
    page = client.get(url(pairing))
    assert page.context["add_form"] is None
    assert "finish/" not in page.text
    refused = client.post(url(pairing, row.code, "finish"), {"once": "x", "seen_version": row.version})
    assert refused.status_code == 422
    assert "The pairing is closed" in refused.text


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["eu", "staff", "authority"])
def test_the_list_costs_the_same_for_one_row_and_for_fifty(client, pairing, role):
    client.force_login(person(role, pairing))
    milestone = MilestoneFactory(pairing=pairing)

    def cost(rows):
        for number in range(rows):
            owner = MembershipFactory(participation=pairing.eu).user if number % 5 == 0 else None
            FollowUpFactory(pairing=pairing, owner=owner, origin=milestone if number % 2 == 0 else None)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(pairing)).status_code == 200
        return len(queries)

    one = cost(1)
    assert cost(49) == one


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_empty_list_says_what_to_do(client, pairing, marta, language):
    marta.language = language
    marta.save()
    client.force_login(marta)
    page = client.get(url(pairing))
    assert f'<html lang="{language}">' in page.text
    assert page.status_code == 200
    assert page.context["lines"] == []


def test_a_milestone_shows_what_came_from_it(client, pairing, marta):
    milestone = MilestoneFactory(pairing=pairing, code="kick-off")
    mine = FollowUpFactory(pairing=pairing, what_en="Print the programme", origin=milestone)
    FollowUpFactory(pairing=pairing, what_en="Of another", origin=MilestoneFactory(pairing=pairing))
    add_link = "follow-ups/add/?from=milestone%3Akick-off"
    client.force_login(marta)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            text = client.get(milestone.get_absolute_url()).text
        assert "Print the programme" in text
        assert mine.get_absolute_url() in text
        assert "Of another" not in text
        assert add_link in text
        return len(queries)

    one = cost()
    for _ in range(9):
        FollowUpFactory(pairing=pairing, origin=milestone)
    assert cost() == one
    for role, told in (("authority", True), ("observer", False), ("other", False)):
        client.force_login(person(role, pairing))
        text = client.get(milestone.get_absolute_url()).text
        assert ("Print the programme" in text) is told
        assert add_link not in text


def test_a_row_leads_to_its_history(client, pairing, marta):
    row = FollowUpFactory(pairing=pairing)
    client.force_login(marta)
    (line,) = client.get(url(pairing)).context["lines"]
    assert line["row"] == row
    assert client.get(line["history_url"]).status_code == 200
