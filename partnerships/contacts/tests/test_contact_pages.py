"""The pages of contacts: recorded in one form, filled from a message, edited by one at a time, listed, exported."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.tests.arranged import logged
from partnerships.models import Contact, Document, FollowUp
from partnerships.tests.contact_scene import NOW, TODAY, far_apart, send
from partnerships.tests.factories_together import ContactFactory
from partnerships.tests.files import PDF
from partnerships.tests.pages import fields, messages_of, sign_in, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return far_apart(sides)


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(NOW):
        yield


@pytest.mark.one_database
def test_the_form_proposes_today_at_the_readers_place_and_the_own_side(scene, client):
    for role, day in (("eu", "25 November 2026"), ("counterpart", "26 November 2026")):
        sign_in(client, scene, role)
        form = client.get(url(scene, "contact-add")).context["form"]
        assert (str(form["on"].value()), form["side"].value()) == (day, role)
        assert form.fields["time_zone"].choices[0][0] == scene.people[role].time_zone


@pytest.mark.one_database
def test_the_form_proposes_people_as_the_record_is_read_in_both_languages(scene, client):
    for role, native in (("eu", ""), ("counterpart", "김지수")):
        scene.people[role].name_native = native
        scene.people[role].language = "ko"
        scene.people[role].save()
    latin = [scene.people[role].kept_name for role in ("counterpart", "eu")]
    sign_in(client, scene, "counterpart")
    page = client.get(url(scene, "contact-add"), headers={"accept-language": "ko"})
    assert page.headers["Content-Language"] == "ko"
    together, *each = page.context["names"]
    assert sorted(each) == sorted(latin)
    assert sorted(together.split(", ")) == sorted(latin)


@pytest.mark.one_database
def test_a_contact_is_recorded_once_with_what_follows_from_it(scene, client):
    sign_in(client, scene, "counterpart")
    sent = fields(client.get(url(scene, "contact-add"))) | {
        "kind": "call",
        "on": "2026-11-25",
        "side": "counterpart",
        "at": "17:00",
        "time_zone": "Asia/Seoul",
        "minutes": "40",
        "who": "김지원, Marta Soler",
        "what": "자료를 요청함.",
        "follow_what": "Send the data",
        "follow_whom": f"eu:{scene.people['eu'].pk}",
        "follow_due_on": "2026-12-04",
    }
    done = client.post(url(scene, "contact-add"), sent)
    row = Contact.objects.get()
    assert done["Location"] == row.get_absolute_url()
    assert client.post(url(scene, "contact-add"), sent)["Location"] == row.get_absolute_url()
    assert (row.what_en, row.what_ko) == ("", "자료를 요청함.")
    assert row.starts_at == dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)
    follow_up = FollowUp.objects.get()
    assert (follow_up.origin, follow_up.owner, follow_up.what_en) == (row, scene.people["eu"], "Send the data")
    page = client.get(done["Location"])
    assert "17:00 Busan" in text_of(page)
    assert "09:00 Barcelona" in text_of(page)
    assert "Send the data" in text_of(page)
    assert '<span lang="ko">자료를 요청함.</span>' in page.text
    more = client.get(dict(page.context["add"])["Add a follow-up"])
    assert "It comes from the contact of 25 November 2026 (Call)." in text_of(more)


@pytest.mark.one_database
@pytest.mark.parametrize("name", ["contact-add", "follow-up-add", "project-add", "agreement-add"])
def test_a_form_of_a_closed_pairing_says_so_before_it_is_filled_in(scene, client, name):
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    sign_in(client, scene, "eu")
    assert "The pairing is closed. Staff can reopen it." in text_of(client.get(url(scene, name)))


def test_the_shortest_way_is_kind_day_who_and_text(scene, client):
    sign_in(client, scene, "eu")
    page = client.get(url(scene, "contact-list"))
    once = re.findall(r'id="quick_once"[^>]*|name="once"[^>]*id="quick_once"', page.text)
    word = re.search(r'value="([^"]+)"', re.search(r'<input[^>]*id="quick_once"[^>]*>', page.text)[0])[1]
    assert once
    values = {"once": word, "side": "eu", "kind": "mail", "on": "2026-11-25", "what": "Sent the data."}
    assert client.post(url(scene, "contact-add"), values).status_code == 302
    row = Contact.objects.get()
    assert (row.side, row.kind, row.what_en, row.who) == ("eu", "mail", "Sent the data.", "")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"what": ""}, "Write what was said."),
        ({"what": "x", "kind": ""}, "Choose the kind of contact."),
        ({"what": "x", "kind": "fax"}, "Select a valid choice"),
        ({"what": "x", "on": "2026-11-27"}, "This day is still to come."),
        (
            {"what": "x", "on": "31.02.2026"},
            "“31.02.2026” does not exist: the last day of that month is 28 February 2026.",
        ),
        ({"what": "x", "on": ""}, "Enter the day."),
        ({"what": "x" * 10_001}, "10001 characters, at most 10000"),
        ({"what": "x\x00y"}, "Null characters are not allowed"),
        ({"what": "x", "who": "y" * 501}, "at most 500 characters"),
        ({"what": "x", "kind": "call", "at": "25:99"}, "Enter a valid time"),
        (
            {"what": "x", "kind": "call", "at": "02:30", "on": "2026-03-29", "time_zone": "Europe/Madrid"},
            "does not exist",
        ),
        ({"what": "x", "kind": "call", "at": "20:00", "time_zone": "Europe/Madrid"}, "This time is still to come."),
        ({"what": "x", "kind": "call", "at": "09:00", "time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"what": "x", "kind": "call", "at": "09:00", "minutes": "9999"}, "from 1 to 1440"),
        ({"what": "x", "kind": "call", "at": "09:00", "minutes": "ten"}, "from 1 to 1440"),
        (
            {"what": "x", "kind": "call", "at": "00:00", "on": "0001-01-01", "time_zone": "Asia/Seoul"},
            "between the years",
        ),
        ({"what": "x", "project": "nothing"}, "Select a valid choice"),
        ({"what": "x", "follow_what": "Send", "follow_whom": "eu", "follow_due_on": "2026-11-01"}, "This day is over."),
        ({"what": "x", "follow_what": "Send", "follow_whom": "", "follow_due_on": "2026-12-01"}, "Choose the side"),
        ({"what": "x", "follow_what": "Send", "follow_whom": "eu", "follow_due_on": ""}, "Give the day"),
        ({"what": "x", "follow_what": "Send", "follow_whom": "eu:0", "follow_due_on": "2026-12-01"}, "valid choice"),
        ({"what": "x", "follow_what": "y" * 501, "follow_whom": "eu"}, "at most 500 characters"),
    ],
)
def test_a_refused_contact_says_why_keeps_what_was_typed_and_saves_nothing(scene, client, values, said):
    sign_in(client, scene, "eu")
    page = send(client, scene, **values)
    assert page.status_code == 422
    assert said in text_of(page)
    assert page.context["form"].data.get("what") == values["what"]
    assert not Contact.objects.exists()
    assert not FollowUp.objects.exists()


def test_a_day_long_ago_is_saved_with_a_word_and_an_hour_that_came_twice_as_the_first(scene, client):
    sign_in(client, scene, "eu")
    send(client, scene, what="x", on="2017-03-14")
    page = client.get(url(scene, "contact-list"))
    assert messages_of(page) == ["Recorded. It is more than a year ago: 14 March 2017."]
    send(client, scene, what="x", kind="call", on="2026-10-25", at="02:30", time_zone="Europe/Madrid")
    assert Contact.objects.latest("pk").starts_at == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)


MAIL = "From: Marta Soler <{address}>\nTo: Jiwon Kim\nDate: {date}\nSubject: Roofs\n\nThe <b>figures</b>."


def pdf():
    return SimpleUploadedFile("sheet.pdf", PDF)


def filled(page):
    """What the browser sends from the page as it is."""
    form = page.context["form"]
    return {name: str(form[name].value() or "") for name in form.fields if name != "file"} | fields(page)


def paste(client, scene, what, **typed):
    """What the page asks as soon as something is pasted."""
    return client.post(url(scene, "contact-add"), {"what": what, "fill": "1", **typed})


@pytest.mark.one_database
def test_a_message_fills_the_form_and_saves_nothing(scene, client):
    sign_in(client, scene, "counterpart")
    typed = {"who": "nobody", "follow_what": "Answer", "on": "2026-11-02"}
    page = paste(client, scene, MAIL.format(address=scene.people["eu"].email, date="24 November 2026 09:41"), **typed)
    assert page.status_code == 200
    form = page.context["form"]
    given = {name: str(form[name].value()) for name in ("kind", "on", "at", "time_zone", "side", "who", "what")}
    assert given == {
        "kind": "mail",
        "on": "24 November 2026",
        "at": "09:41:00",
        "time_zone": "Asia/Seoul",
        "side": "eu",
        "who": "Marta Soler, Jiwon Kim",
        "what": "Roofs\n\nThe <b>figures</b>.",
    }
    assert "&lt;b&gt;figures" in page.text
    assert "<b>figures" not in page.text
    assert "Filled in from the message: Kind, Day, Time, Who got in touch, Who took part and What" in text_of(page)
    assert form.fields["file"].widget.attrs["autofocus"]
    assert (Contact.objects.count(), logged().count()) == (0, 0)
    # Sent as it is, it is recorded, with what was typed beside it; both sides see the hour by their own clocks.
    assert client.post(url(scene, "contact-add"), filled(page)).status_code == 302
    row = Contact.objects.get()
    assert (row.kind, row.side, row.starts_at) == ("mail", "eu", dt.datetime(2026, 11, 24, 0, 41, tzinfo=dt.UTC))
    assert FollowUp.objects.get().what_en == "Answer"
    for role in ("eu", "counterpart"):
        sign_in(client, scene, role)
        for page in (client.get(row.get_absolute_url()), client.get(url(scene, "contact-list"))):
            assert "01:41" in text_of(page)
            assert "09:41" in text_of(page)


@pytest.mark.one_database
def test_a_message_that_was_not_read_yet_is_read_when_the_form_is_sent_and_once_only(scene, client):
    sign_in(client, scene, "counterpart")
    kakao = "[김지원 주무관] [오전 9:41] 네\n[Marta] [오전 9:42] From: x"
    page = send(client, scene, what=kakao, kind="call", on="2026-11-24", who="both", follow_what="Answer", file=pdf())
    assert (page.status_code, Contact.objects.count(), Document.objects.count()) == (200, 0, 0)
    told = text_of(page)
    assert "Not found in it: Day" in told
    assert "Choose the file again: it was not kept." in told
    sent = filled(page)
    # The day was not found: it stays as it was typed.
    assert (sent["kind"], sent["on"], sent["at"]) == ("messenger", "2026-11-24", "09:42:00")
    assert (sent["who"], sent["follow_what"]) == ("김지원 주무관, Marta", "Answer")
    # As somebody wants it all the same, headed like a mail: it is recorded as it stands.
    headed = MAIL.format(address="a@b.example", date="23 November 2026")
    assert client.post(url(scene, "contact-add"), sent | {"what": headed, "file": pdf()}).status_code == 302
    row = Contact.objects.get()
    assert (row.what_en, row.time_zone) == (headed, "Asia/Seoul")
    assert [one.title for one in Document.objects.filter(record_id=row.pk)] == ["sheet"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("message", "focus", "said"),
    [
        (MAIL.format(address="a@b.example", date="soon"), "on", "Not found in it: Day."),
        (
            "From: Pau Vila <pau@bcn.example>\nTo: x\nDate: 24 November 2026\n\nHello",
            "side",
            "in it: Who got in touch.",
        ),
        ("From: x <x@x.example>\nTo: y\n\n" + "word " * 3000, "on", "the first 10000 characters were taken"),
        ("[<script>alert(1)</script>] [9:41] x", "on", "Not found in it: Day and Who got in touch."),
    ],
)
def test_the_cursor_stands_on_what_the_message_does_not_tell(scene, client, message, focus, said):
    sign_in(client, scene, "eu")
    page = paste(client, scene, message)
    assert page.status_code == 200
    assert said in text_of(page)
    focused = [name for name, field in page.context["form"].fields.items() if field.widget.attrs.get("autofocus")]
    assert focused == [focus]
    assert page.text.count("autofocus") == 1
    assert "<script>alert" not in page.text


@pytest.mark.one_database
def test_what_is_no_message_fills_nothing_and_nobody_fills_in_who_may_not_record(scene, client):
    sign_in(client, scene, "eu")
    for text in ("", "Just some words", "a" * 1_000_000, "<script>alert(1)</script>", "2026. 9. 14. 오전 9:41"):
        assert paste(client, scene, text).status_code == 204
    message = MAIL.format(address="a@b.example", date="soon")
    for role, status in (("authority", 403), ("observer", 404), ("neighbour", 404)):
        sign_in(client, scene, role)
        for text in ("x", message):
            assert paste(client, scene, text).status_code == status
        assert client.post(url(scene, "contact-add"), {"what": message}).status_code == status


@pytest.mark.one_database
def test_a_file_is_recorded_with_its_contact_or_neither_is(scene, client):
    sign_in(client, scene, "counterpart")
    page = send(client, scene, what="The sheet is attached.", file=SimpleUploadedFile("sheet.exe", b"MZ"))
    assert (page.status_code, Contact.objects.count()) == (422, 0)
    assert send(client, scene, what="The sheet is attached.", file=pdf()).status_code == 302
    document = Document.objects.get()
    assert (document.record, document.audience, document.title) == (Contact.objects.get(), "pairing", "sheet")
    sign_in(client, scene, "eu")
    assert "sheet" in text_of(client.get(Contact.objects.get().get_absolute_url()))


def test_two_people_edit_one_contact_and_the_second_hears_of_it(scene, client):
    row = ContactFactory(pairing=scene.pairing, what_en="Asked for the data.", on=TODAY)
    sign_in(client, scene, "eu")
    address = url(scene, "contact-edit", row.code)
    mine = client.get(address)
    sent = fields(mine) | {"kind": "mail", "on": "2026-11-25", "what_en": "Mine", "what_ko": "", "who": ""}
    sign_in(client, scene, "counterpart")
    theirs = fields(client.get(address)) | {"kind": "mail", "on": "2026-11-25", "what_en": "Theirs", "what_ko": ""}
    assert client.post(address, theirs).status_code == 302
    sign_in(client, scene, "eu")
    page = client.post(address, sent)
    assert page.status_code == 409
    assert "Someone else changed this meanwhile" in text_of(page)
    assert "Mine" in page.text
    assert client.post(address, fields(page) | sent | {"seen_version": "2", "once": "again"}).status_code == 302
    row.refresh_from_db()
    assert row.what_en == "Mine"


@pytest.mark.one_database
def test_an_edit_keeps_the_hour_at_its_place(scene, client):
    row = ContactFactory(
        pairing=scene.pairing,
        kind="call",
        on=TODAY,
        starts_at=dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC),
        time_zone="Asia/Seoul",
        minutes=30,
    )
    sign_in(client, scene, "eu")
    address = url(scene, "contact-edit", row.code)
    form = client.get(address).context["form"]
    assert (form["at"].value(), form["time_zone"].value()) == (dt.time(17), "Asia/Seoul")
    values = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    page = client.post(address, values | {"at": "17:00", "on": "2026-11-25"}, follow=True)
    assert messages_of(page) == ["Nothing was changed."]


@pytest.mark.one_database
def test_a_withdrawn_contact_is_told_with_its_reason_and_brought_back(scene, client):
    row = ContactFactory(pairing=scene.pairing, what_en="Never held", on=TODAY)
    sign_in(client, scene, "eu")
    address = url(scene, "contact-withdraw", row.code)
    assert client.post(address, fields(client.get(address)) | {"reason": ""}).status_code == 422
    assert client.post(address, fields(client.get(address)) | {"reason": "Another city"}).status_code == 302
    assert "Another city" in text_of(client.get(row.get_absolute_url()))
    page = client.get(url(scene, "contact-list"))
    assert "Another city" in text_of(page)
    assert "Never held" not in text_of(page)
    address = url(scene, "contact-restore", row.code)
    assert client.post(address, fields(client.get(address))).status_code == 302
    assert "Never held" in text_of(client.get(url(scene, "contact-list")))


def test_the_form_says_of_which_pairing_it_is(scene, client):
    sign_in(client, scene, "eu")
    page = client.get(url(scene, "contact-add")).text
    assert page.count(scene.pairing.name) == 3  # in its title, where it lies, and below its heading


def test_what_was_pasted_is_kept_as_a_draft_and_not_read_again_once_it_is_filled_in(scene, client):
    sign_in(client, scene, "eu")
    address = url(scene, "contact-add")
    pasted = "From: Kim Jisu\nDate: 24 November 2026 09:41\nSubject: Ferries\n\nThe ferries are booked."
    kept = client.post(address, {"what": pasted, "draft_keep": ""}, headers={"accept": "application/json"})
    assert kept.json()["said"].startswith("Draft saved")
    page = client.get(address)
    assert page.context["form"]["what"].value() == pasted
    assert 'name="read" value="1"' in page.text
