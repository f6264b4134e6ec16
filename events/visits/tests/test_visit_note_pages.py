"""The pages of visit notes: the quick form, the agenda to note from, one click per interest, the list as a file."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from events.models import NotedInterest, VisitNote
from events.tests.factories import AgendaItemFactory, VisitNoteFactory
from events.tests.notes_scene import address, meeting
from partnerships.models import Project
from partnerships.tests.pages import fields, messages_of, sign_in, text_of
from partnerships.tests.two_sides import two_sides

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_meeting")]


def one_click(page, url):
    """The fields of the button that posts to this address."""
    form = re.search(rf'<form[^>]*action="{re.escape(url)}".*?</form>', page.text, re.DOTALL)[0]
    return dict(re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form))


@pytest.mark.one_database
def test_a_line_and_two_ticks_make_a_note_once(scene, event, client):
    sign_in(client, scene, "counterpart")
    page = client.get(address(event, "visit-notes"))
    assert "No visit notes yet" in text_of(page)
    assert [label for _side, label in page.context["form"].fields["sides"].choices] == ["Busan", "Barcelona"]
    sent = {"once": "word", "what": "슈퍼블록 조성", "sides": ["counterpart", "eu"]}
    done = client.post(address(event, "visit-note-add"), sent)
    note = VisitNote.objects.get()
    assert done["Location"] == f"{address(event, 'visit-notes')}#visit-note-1"
    assert client.post(address(event, "visit-note-add"), sent)["Location"] == done["Location"]
    assert (note.what_en, note.what_ko, note.side) == ("", "슈퍼블록 조성", "counterpart")
    page = client.get(done["Location"])
    assert '<span lang="ko">슈퍼블록 조성</span>' in page.text
    assert "2 interests to decide" in text_of(page)


@pytest.mark.one_database
def test_a_click_on_an_item_of_the_agenda_notes_it(scene, event, client):
    item = AgendaItemFactory(event=event, title_en="22@ district", kind="site-visit")
    AgendaItemFactory(event=event, title_en="Bus to the port", kind="transfer")
    sign_in(client, scene, "eu")
    page = client.get(address(event, "visit-notes"))
    assert [row.title for row in page.context["items"]] == ["22@ district"]
    sent = one_click(page, address(event, "visit-note-add")) | {"item": str(item.pk), "sides": "counterpart"}
    assert client.post(address(event, "visit-note-add"), {"once": "w"} | sent).status_code == 302
    note = VisitNote.objects.get()
    assert (note.what_en, note.item) == ("22@ district", item)
    assert note.interests.get().side == "counterpart"
    assert client.get(address(event, "visit-notes")).context["items"] == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"what": ""}, "Write what was seen or discussed"),
        ({"what": "x" * 2001}, "at most 2000 characters"),
        ({"what": "x", "sides": ["both"]}, "Select a valid choice"),
        ({"what": "x", "item": "0"}, "Select a valid choice"),
    ],
)
def test_a_refused_note_says_why_and_keeps_what_was_typed(scene, event, client, values, said):
    sign_in(client, scene, "eu")
    page = client.post(address(event, "visit-note-add"), {"once": "w"} | values)
    assert page.status_code == 422
    assert said in text_of(page)
    assert page.context["form"].data["what"] == values["what"]
    assert not VisitNote.objects.exists()


def test_one_click_makes_a_project_of_the_own_interest_and_the_other_sides_asks_first(scene, event, client):
    note = VisitNoteFactory(pairing=scene.pairing, event=event, what_en="Superblocks", interests=["eu", "counterpart"])
    mine, theirs = (note.interests.get(side=side) for side in ("counterpart", "eu"))
    sign_in(client, scene, "counterpart")
    list_url = address(event, "visit-notes")
    page = client.get(list_url)
    make = address(event, "interest-project", mine.pk)
    done = client.post(make, one_click(page, make))
    assert done["Location"] == list_url
    page = client.get(list_url)
    assert messages_of(page) == [
        "“Superblocks” is now a cooperation project. Next, enter which organisations take part."
    ]
    assert Project.objects.get().get_absolute_url() in page.text
    drop = address(event, "interest-drop", theirs.pk)
    here = f"{drop}?next={list_url}"
    assert re.search(rf'href="{re.escape(here)}"', page.text)
    asked = client.get(here)
    assert "Barcelona is informed that Busan did this." in text_of(asked)
    assert client.post(here, fields(asked) | {"reason": ""})["Location"] == list_url
    page = client.get(list_url)
    assert "Not pursued: No project comes of it for now. Change the reason" in text_of(page)
    again = address(event, "interest-reopen", theirs.pk)
    assert client.post(again, fields(client.get(again))).status_code == 302
    theirs.refresh_from_db()
    assert theirs.outcome == "open"
    # Without a list to come back to, the project is next.
    sent = {"once": "w", "seen_version": str(theirs.version)}
    assert client.post(address(event, "interest-project", theirs.pk), sent)["Location"] == (
        Project.objects.get().get_absolute_url()
    )
    assert Project.objects.count() == 1


def test_whoever_comes_second_hears_that_it_is_done(scene, event, client):
    interest = VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"]).interests.get()
    for role, status in (("eu", "“"), ("counterpart", "This interest became a project already.")):
        sign_in(client, scene, role)
        sent = {"once": role, "seen_version": "1", "next": address(event, "visit-notes")}
        client.post(address(event, "interest-project", interest.pk), sent)
        assert messages_of(client.get(address(event, "visit-notes")))[0].startswith(status)
    assert Project.objects.count() == 1


def test_another_decision_meanwhile_is_a_conflict_that_keeps_the_input(scene, event, client):
    interest = VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"]).interests.get()
    interest.outcome, interest.reason = "not-pursued", "Too dear."
    interest.save(by=None)
    sign_in(client, scene, "eu")
    page = client.post(address(event, "interest-project", interest.pk), {"once": "w", "seen_version": "1"})
    assert page.status_code == 409
    assert not Project.objects.exists()


@pytest.mark.one_database
def test_a_reason_in_own_words(scene, event, client):
    interest = VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"]).interests.get()
    sign_in(client, scene, "eu")
    url = address(event, "interest-drop", interest.pk)
    page = client.get(url)
    assert "Barcelona is interested in" in text_of(page)
    client.post(url, fields(page) | {"reason": "The roofs are private."})
    assert NotedInterest.objects.get().reason == "The roofs are private."


def test_edit_withdraw_and_bring_back_by_their_pages(scene, event, client):
    note = VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"])
    sign_in(client, scene, "eu")
    url = address(event, "visit-note-edit", note.code)
    page = client.get(url)
    assert page.context["form"]["sides"].value() == ["eu"]
    sent = fields(page) | {"what_en": "The 22@ district", "what_ko": "", "sides": ["eu", "counterpart"]}
    assert client.post(url, sent)["Location"] == note.get_absolute_url()
    assert client.post(url, sent | {"once": "late", "what_en": "Other"}).status_code == 409
    note.refresh_from_db()
    assert (note.what_en, note.interests.count()) == ("The 22@ district", 2)
    url = address(event, "visit-note-withdraw", note.code)
    assert client.post(url, fields(client.get(url))).status_code == 422
    assert client.post(url, fields(client.get(url)) | {"reason": "Seen elsewhere."}).status_code == 302
    page = client.get(address(event, "visit-notes"))
    assert "Seen elsewhere." in text_of(page)
    assert "interest to decide" not in text_of(page)
    back = address(event, "visit-note-restore", note.code)
    assert client.post(back, one_click(page, back)).status_code == 302
    note.refresh_from_db()
    assert note.withdrawn_at is None


@pytest.mark.one_database
def test_the_acts_quote_a_long_note_as_cut_and_its_form_does_not(scene, event, client):
    note = VisitNoteFactory(pairing=scene.pairing, event=event, what_en="x" * 199 + "yz", what_ko="")
    sign_in(client, scene, "eu")
    withdraw = client.get(address(event, "visit-note-withdraw", note.code))
    assert f"“{'x' * 199}…”" in text_of(withdraw)
    assert "“x" not in text_of(client.get(address(event, "visit-note-edit", note.code)))


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["eu", "counterpart", "staff", "administrator", "authority", "observer", "neighbour"])
def test_who_reads_and_who_writes(scene, event, client, role):
    note = VisitNoteFactory(pairing=scene.pairing, event=event, what_en="Secret superblocks", interests=["eu"])
    interest = note.interests.get()
    sign_in(client, scene, role)
    reads = role not in ("observer", "neighbour")
    writes = reads and role != "authority"
    page = client.get(address(event, "visit-notes"))
    assert page.status_code == (200 if reads else 404)
    assert ("Secret superblocks" in page.text) is reads
    assert ("Make a project" in page.text) is writes
    for name, key in (
        ("visit-note-edit", note.code),
        ("visit-note-withdraw", note.code),
        ("interest-project", interest.pk),
        ("interest-drop", interest.pk),
    ):
        status = 200 if writes else 403 if reads else 404
        assert client.get(address(event, name, key)).status_code == status
    on_event = client.get(event.get_absolute_url())
    assert ("Secret superblocks" in on_event.text) is reads
    assert ("Visit notes" in on_event.text) is reads


@pytest.mark.one_database
def test_a_closed_pairing_is_read_and_not_written(scene, event, client):
    VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"])
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    sign_in(client, scene, "eu")
    page = client.get(address(event, "visit-notes"))
    assert "The pairing is closed. Staff can reopen it." in text_of(page)
    assert "Make a project" not in page.text
    assert page.context["form"] is None


@pytest.mark.one_database
def test_a_pairing_that_the_event_does_not_serve_is_not_found_unless_something_was_written(scene, event, client):
    other = meeting(two_sides())
    sign_in(client, scene, "staff")
    url = address(event, "visit-notes").replace(event.code, other.code)
    assert client.get(url).status_code == 404
    url = address(event, "visit-notes")
    VisitNoteFactory(pairing=scene.pairing, event=event, code="visit-note-8")
    event.serving.all().delete()
    assert "Visit note 8" in client.get(url).text


def test_the_list_narrows_and_leaves_as_a_file_that_is_logged(scene, event, client):
    for number, (text, sides) in enumerate([("Roofs", ["eu"]), ("Pumps", []), ("Trams", ["counterpart"])], start=1):
        VisitNoteFactory(pairing=scene.pairing, event=event, what_en=text, interests=sides, code=f"visit-note-{number}")
    NotedInterest.objects.filter(side="eu").update(outcome="not-pursued", reason="=Too dear")
    sign_in(client, scene, "authority")
    url = address(event, "visit-notes")
    for query, found in (
        ("outcome=open", ["Trams"]),
        ("outcome=not-pursued", ["Roofs"]),
        ("q=pump", ["Pumps"]),
    ):
        rows = client.get(f"{url}?{query}").context["rows"]
        assert [note.what_en for note in rows] == found
    sent = b"".join(client.get(f"{url}?format=csv").streaming_content).decode("utf-8-sig")
    assert "Not pursued: =Too dear" in sent
    assert sent.count("\r\n") == 4
    assert client.get(f"{url}?format=xlsx").status_code == 200
    assert AuditEntry.objects.filter(action="list-exported", parameters__list="visit-notes").count() == 2


@pytest.mark.one_database
def test_one_note_costs_as_many_queries_as_many(scene, event, client):
    sign_in(client, scene, "eu")

    def cost(url):
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu"])
    urls = (address(event, "visit-notes"), event.get_absolute_url())
    before = [cost(url) for url in urls]
    for _number in range(6):
        VisitNoteFactory(pairing=scene.pairing, event=event, interests=["eu", "counterpart"])
    assert [cost(url) for url in urls] == before
