"""What the message of an act offers: once, to whoever may, on the version that was seen, and as plain text."""

import pytest
from django.contrib.messages import get_messages
from django.urls import resolve

from core.actions import find_undo, undo_of
from partnerships.models import Contact, FollowUp
from worldcities.tests.addresses import addresses

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
PATHS = {one.name: one for one in addresses()}


@pytest.fixture
def finished(seeded, client):
    """A follow-up that staff have just finished, and what their message offers."""
    own, _foreign, people = seeded
    client.force_login(people["staff"], BACKEND)
    row = FollowUp.objects.get(pairing=own.pairing, code=own.words["follow_up"])
    path = PATHS["partnerships:follow-up-finish"].path(own.words)
    answer = client.post(path, {"once": "one", "seen_version": row.version, "result": "Sent"})
    (told,) = get_messages(answer.wsgi_request)
    undo = undo_of(told)
    assert undo is not None
    assert not undo["asks"]
    return row, answer, undo


def sent(undo):
    return dict(undo["fields"]) | {"once": "two"}


def test_the_page_offers_it_as_a_form_and_a_second_click_does_nothing_twice(client, finished):
    row, answer, undo = finished
    page = client.get(answer.url)
    assert f'<form action="{undo["url"]}" method="post">' in page.text
    assert page.text.count('role="status" tabindex="-1" autofocus') == 1
    assert client.post(undo["url"], sent(undo)).status_code == 302
    again = client.post(undo["url"], sent(undo))
    assert again.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.version) == ("open", finished[0].version)
    assert row.history.filter(state="open").count() == 2


def test_what_another_changed_meanwhile_is_not_taken_back(client, finished):
    row, _answer, undo = finished
    now = FollowUp.objects.get(pk=row.pk)
    now.what_en = "Send the map"
    now.save(by=None)
    refused = client.post(undo["url"], sent(undo))
    assert refused.status_code == 409
    now.refresh_from_db()
    assert (now.state, now.what_en) == ("done", "Send the map")


@pytest.mark.parametrize(("role", "status"), [("observer", 404), ("authority", 403), ("outsider", 404)])
def test_nobody_else_takes_it_back(client, seeded, finished, role, status):
    row, _answer, undo = finished
    client.force_login(seeded[2][role], BACKEND)
    assert client.post(undo["url"], sent(undo)).status_code == status
    row.refresh_from_db()
    assert row.state == "done"


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["staff", "coordinator", "authority", "observer", "outsider"])
def test_it_is_offered_to_those_alone_who_may_take_it_back(client, seeded, role):
    own, _foreign, people = seeded
    client.force_login(people[role], BACKEND)
    request = client.get("/").wsgi_request
    path = PATHS["partnerships:contact-withdraw"].path(own.words)
    words = resolve(path).kwargs
    undo = find_undo(request, "partnerships:contact-withdraw", words, {})
    assert (undo and undo["url"]) == (path if role in {"staff", "coordinator"} else None)


@pytest.mark.security("C13")
@pytest.mark.one_database
def test_words_of_people_stay_words(client, seeded):
    own, _foreign, people = seeded
    client.force_login(people["staff"], BACKEND)
    bad = '"><script>alert(1)</script>'
    path = PATHS["partnerships:contact-edit"].path(own.words)
    row = Contact.objects.get(pairing=own.pairing, code=own.words["contact"])
    row.what_en = bad
    row.save(by=None)
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    changed = {"what_en": "Ferries"}
    answer = client.post(path, {name: value for name, value in values.items() if value is not None} | changed)
    page = client.get(answer.url)
    assert "<script>alert" not in page.text
    undo = undo_of(next(iter(get_messages(answer.wsgi_request))))
    assert client.post(undo["url"], sent(undo)).status_code == 302
    row.refresh_from_db()
    assert row.what_en == bad


def test_a_reason_is_proposed_only_on_the_page_that_the_message_leads_to(client, seeded):
    own, _foreign, people = seeded
    client.force_login(people["staff"], BACKEND)
    row = Contact.objects.get(pairing=own.pairing, code=own.words["contact"])
    withdraw, restore = (PATHS[f"partnerships:contact-{act}"].path(own.words) for act in ("withdraw", "restore"))
    client.post(withdraw, {"once": "one", "seen_version": row.version, "reason": "Not so"})
    row.refresh_from_db()
    answer = client.post(restore, {"once": "two", "seen_version": row.version})
    undo = undo_of(list(get_messages(answer.wsgi_request))[-1])
    assert (undo["asks"], undo["url"]) == (True, withdraw)
    assert client.post(undo["url"], dict(undo["fields"])).context["form"]["reason"].value() == "Undone"
    assert client.get(withdraw).context["form"]["reason"].value() in (None, "")
    assert client.get(f"{restore}?filled").status_code == 200
