"""My tasks as a page: the most urgent first, told in a sentence, one click to finish, lines to copy."""

import pytest

from core import clock
from partnerships.tests.factories import PairingFactory, UserFactory
from partnerships.tests.pages import text_of
from partnerships.tests.waiting_rows import calm_scene, day, milestone, on, promise, tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return calm_scene(sides)


@pytest.mark.one_database
def test_my_tasks_has_the_most_urgent_first_and_says_how_much_waits(scene, client):
    scene.pairing.strand.deadline_days = 14
    scene.pairing.strand.save(by=None)
    promise(scene.pairing, "eu", on(-2), what_en="The late one")
    promise(scene.pairing, "eu", on(7), what_en="The near one")
    milestone(scene, title_en="The far one", responsible="eu", forecast=day(8))
    promise(scene.pairing, "counterpart", on(1), what_en="The owed one")
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    page = client.get("/")
    text = page.content.decode()
    assert "Three things wait for you, one of them late." in text
    assert [row["task"].thing for row in page.context["waiting"]] == ["The late one", "The near one", "The far one"]
    assert "Waiting for Busan (1)" in text_of(page)
    assert text.count("wc-button--main") == 1
    assert [row["task"].thing for row in page.context["owed"]] == ["The owed one"]
    # Each side reads the number that the other one waits for.
    assert "one of them late. Busan waits for three." in text
    client.force_login(scene.people["counterpart"], "django.contrib.auth.backends.ModelBackend")
    page = client.get("/")
    assert "One thing waits for you. Barcelona waits for one." in text_of(page)
    assert "Waiting for Barcelona (3)" in text_of(page)


@pytest.mark.one_database
def test_many_tasks_are_shown_a_page_at_a_time(scene, client):
    scene.pairing.strand.deadline_days = 14
    scene.pairing.strand.save(by=None)
    for number in range(25):
        promise(scene.pairing, "eu", on(-2), what_en=f"Promise {number}")
    for number in range(12):
        promise(scene.pairing, "counterpart", on(-2), what_en=f"Of Busan {number}")
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    first, rest = client.get("/"), client.get("/?page=2")
    shown = [[len(page.context[name]) for name in ("waiting", "more", "owed")] for page in (first, rest)]
    assert shown == [[4, 16, 5], [5, 0, 5]]
    assert not {task.thing for task in first.context["page"]} & {task.thing for task in rest.context["page"]}
    assert "Waiting for Busan (12)" in text_of(first)
    assert 'href="?owed=all#owed"' in first.text
    every = client.get("/?owed=all")
    assert [len(every.context[name]) for name in ("waiting", "more", "owed")] == [4, 16, 12]
    assert '<details class="wc-fold" id="owed" open>' in every.text
    assert 'href="?owed=all#owed"' not in every.text
    assert "1–20 of 25" in text_of(first)


@pytest.mark.parametrize(
    ("days", "word", "state"),
    [(-1, "1 day late", "overdue"), (0, "today", "soon"), (7, "in 7 days", "soon"), (8, "in 8 days", "planned")],
)
def test_a_day_is_late_only_once_it_is_over(scene, client, days, word, state):
    scene.pairing.strand.deadline_days = 14
    scene.pairing.strand.save(by=None)
    promise(scene.pairing, "eu", on(days))
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    (row,) = client.get("/").context["waiting"]
    assert (row["days"], row["state"], row["is_late"]) == (word, state, days < 0)


@pytest.mark.one_database
def test_a_task_can_be_copied_as_three_lines_and_a_link(scene, client, settings):
    settings.BASE_URL = "https://portal.example"
    promise(scene.pairing, "eu", on(-2), what_en="The draft")
    client.force_login(scene.people["counterpart"], "django.contrib.auth.backends.ModelBackend")
    (row,) = client.get("/").context["owed"]
    lines = row["message"].split("\n")
    assert lines[:2] == ["Busan-Barcelona · Barcelona: Follow up: The draft", "Promised by Barcelona."]
    assert lines[2].endswith("(2 days late)")
    assert lines[3].startswith("https://portal.example/strands/")


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["authority", "observer", "administrator"])
def test_whoever_reads_along_is_told_so(scene, client, role):
    milestone(scene, forecast=day(-9))
    client.force_login(scene.people[role], "django.contrib.auth.backends.ModelBackend")
    page = client.get("/")
    told = {"administrator": "Administrators have no tasks. What waits for the sides is on the boards."}
    assert told.get(role, "You have read access only, so you have no tasks.") in page.content.decode()
    assert "Waiting for me" not in page.content.decode()


def test_one_click_finishes_a_follow_up_once_and_comes_back(scene, client):
    row = promise(scene.pairing, "eu", on(-2))
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    (task,) = tasks(scene, "eu")
    sent = {"once": "word-1", "seen_version": task.act.version, "next": "/"}
    assert client.post(task.act.url, sent)["Location"] == "/"
    row.refresh_from_db()
    assert (row.state, row.closed_on) == ("done", clock.today())
    assert tasks(scene, "eu") == []
    for once in ("word-1", "word-2"):
        again = client.post(task.act.url, sent | {"once": once})
        assert (again.status_code, again["Location"]) == (302, "/")
    version = row.version
    row.refresh_from_db()
    assert row.version == version


@pytest.mark.one_database
def test_one_click_leads_nowhere_outside_the_portal(scene, client):
    promise(scene.pairing, "eu", on(-2))
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    (task,) = tasks(scene, "eu")
    sent = {"once": "word", "seen_version": task.act.version, "next": "https://elsewhere.example/"}
    assert client.post(task.act.url, sent)["Location"].startswith("/strands/")


@pytest.mark.one_database
def test_the_own_pairing_is_not_lost_among_many(scene, client):
    for number in range(25):
        PairingFactory(strand=scene.pairing.strand, code=f"a-{number:02}")
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert "Pairing: Busan-Barcelona" in page
    assert "Contact with Busan" in page
    assert "a-01" not in page
    assert "Open the strand" in page


@pytest.mark.one_database
def test_a_coordinator_of_a_closed_pairing_still_finds_it(scene, client):
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    page = client.get("/").content.decode()
    assert "Pairing: Busan-Barcelona" in page
    assert "Contact with Busan" not in page


def test_a_person_without_any_role_sees_an_empty_page(client):
    client.force_login(UserFactory(), "django.contrib.auth.backends.ModelBackend")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "No pairings yet Once the programme staff open a pairing" in text_of(answer)
    assert "Waiting for me" not in text_of(answer)
