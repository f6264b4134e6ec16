"""The pages of minutes: written item by item, confirmed from their page, objected to, and closed to everybody else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.parts import collect
from events.models import Minutes, MinutesObjection
from events.tests.factories import (
    AgendaItemFactory,
    MinutesFactory,
    MinutesObjectionFactory,
    event_of,
)
from events.tests.notes_scene import address, meeting
from partnerships.follow_ups.actions import AddFollowUp
from partnerships.models import Closing
from partnerships.tests.factories import PairingFactory
from partnerships.tests.pages import fields, messages_of, sign_in, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_meeting")]


def sent_from(page, **typed):
    """What a browser sends back of the form: every field with its value."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | fields(page) | typed


@pytest.mark.one_database
@pytest.mark.parametrize("key", ["99999999999", "9" * 19, "9" * 40])
def test_an_item_that_no_agenda_can_have_is_refused(scene, event, client, key):
    sign_in(client, scene, "eu")
    page = client.get(address(event, "minutes-edit"))
    answer = client.post(address(event, "minutes-edit"), sent_from(page, item_0_item=key, item_0_said_en="Said."))
    assert answer.status_code == 422
    assert not Minutes.objects.exists()


@pytest.mark.one_database
def test_minutes_are_begun_from_the_agenda_and_saved_with_more_rows(scene, event, client):
    AgendaItemFactory(event=event, position=1, title_en="Ports", title_ko="항만", kind="session")
    sign_in(client, scene, "eu")
    page = client.get(address(event, "minutes"))
    assert "No minutes yet" in text_of(page)
    page = client.get(address(event, "minutes-edit"))
    assert "1. Ports" in text_of(page)
    assert len(page.context["form"].rows) == 3
    sent = sent_from(page, item_0_said_en="The data are there.", item_1_title_ko="전차", item_1_decision_ko="검토한다.")
    more = client.post(address(event, "minutes-edit"), sent | {"more": "1"})
    assert more.status_code == 200
    assert len(more.context["form"].rows) == 6
    assert not Minutes.objects.exists()
    sent = sent_from(more)
    assert sent["item_1_decision_ko"] == "검토한다."
    assert client.post(address(event, "minutes-edit"), sent)["Location"] == address(event, "minutes")
    row = Minutes.objects.get()
    assert [(item["title_en"], item["title_ko"]) for item in row.items] == [("Ports", "항만"), ("", "전차")]
    page = client.get(address(event, "minutes"))
    assert messages_of(page) == ["Saved. Ask both sides to confirm the minutes once they are complete."]
    assert "Said The data are there." in text_of(page)
    assert '<span lang="ko">전차</span>' in page.text
    assert "Edition 1 is written; nobody was asked to confirm it." in text_of(page)


def test_a_refused_or_stale_form_keeps_what_was_typed(scene, event, client):
    sign_in(client, scene, "eu")
    edit = address(event, "minutes-edit")
    sent = sent_from(client.get(edit), item_0_said_en="No title.")
    page = client.post(edit, sent)
    assert page.status_code == 422
    assert "Enter what each item is about" in text_of(page)
    assert "No title." in page.text
    # Somebody else begins them meanwhile.
    MinutesFactory(event=event, pairing=scene.pairing)
    page = client.post(edit, sent | {"once": "other", "item_0_title_en": "Roofs"})
    assert page.status_code == 422
    assert "The form is incomplete. Nothing was saved; open it again." in text_of(page)
    sent = sent_from(client.get(edit), summary_ko="만났다.")
    Minutes.objects.get().save(by=None)
    page = client.post(edit, sent)
    assert page.status_code == 409
    assert "만났다." in page.text
    assert client.post(edit, sent_from(page)).status_code == 302
    assert Minutes.objects.get().summary_ko == "만났다."


@pytest.mark.one_database
def test_both_sides_confirm_from_the_page_and_hear_what_an_edit_costs(scene, event, client):
    minutes = MinutesFactory(event=event, pairing=scene.pairing)
    scene.ask(minutes)
    for role in ("counterpart", "eu"):
        sign_in(client, scene, role)
        page = client.get(address(event, "minutes"))
        (link,) = re.findall(r'href="([^"]+/confirm/)"', page.text)
        form = client.get(link)
        assert "Both sides met." in text_of(form)
        assert client.post(link, fields(form)).status_code == 302
    page = client.get(address(event, "minutes"))
    assert "Both cities have confirmed edition 1: it is now in force." in text_of(page)
    page = client.get(address(event, "minutes-edit"))
    assert "Busan: confirmed by Jiwon Kim" in text_of(page)
    client.post(address(event, "minutes-edit"), sent_from(page, summary_en="Both sides met in June."))
    page = client.get(address(event, "minutes"))
    assert messages_of(page) == ["Saved as edition 2. Both sides are asked to confirm it."]
    for name in ("text", "text-print", "text-file"):
        assert client.get(url(scene, name, minutes.text_slug)).status_code == 200
    assert client.get(f"{url(scene, 'text', minutes.text_slug)}?since=1").status_code == 200


@pytest.mark.one_database
def test_an_objection_is_raised_and_taken_back_from_the_page(scene, event, client):
    MinutesFactory(event=event, pairing=scene.pairing)
    sign_in(client, scene, "counterpart")
    page = client.get(address(event, "minutes"))
    assert 'id="objections-heading"' not in page.text
    add = dict(page.context["add"])["Object"]
    form = client.get(add)
    assert client.post(add, fields(form)).status_code == 422
    assert client.post(add, fields(form) | {"text": "We agreed on June."}).status_code == 302
    row = MinutesObjection.objects.get()
    page = client.get(address(event, "minutes"))
    assert "We agreed on June." in text_of(page)
    for role, mine in (("eu", True), ("counterpart", False)):
        (task,) = collect("tasks", grants=scene.grants(role), today=clock.today())
        assert (task.verb, task.mine) == ("Answer", mine)
    sign_in(client, scene, "eu")
    withdraw = address(event, "minutes-objection-withdraw", row.pk)
    assert "Withdraw the objection" not in client.get(address(event, "minutes")).text
    assert client.get(withdraw).status_code == 403
    sign_in(client, scene, "counterpart")
    assert client.post(withdraw, {"once": "w"}).status_code == 302
    page = client.get(address(event, "minutes"))
    assert "We agreed on June." in text_of(page)
    assert "Withdrawn 27 November 2026" in text_of(page)


@pytest.mark.one_database
def test_a_follow_up_comes_from_the_minutes(scene, event, client):
    MinutesFactory(event=event, pairing=scene.pairing)
    sign_in(client, scene, "eu")
    add = dict(client.get(address(event, "minutes")).context["add"])["Add a follow-up"]
    form = client.get(add)
    assert "It comes from the minutes of “Busan in Barcelona”." in text_of(form)
    client.post(add, fields(form) | {"what": "Send the data", "side": "eu", "due_on": "2026-12-04"})
    page = client.get(address(event, "minutes"))
    assert "Send the data" in text_of(page)


@pytest.mark.one_database
def test_the_events_page_shows_minutes_of_its_parts_and_who_writes_the_missing(scene, event, client):
    mission = event_of(scene.pairing, kind="mission", title_en="Autumn mission")
    event.part_of = mission
    event.save(by=None)
    MinutesFactory(event=event, pairing=scene.pairing)
    sign_in(client, scene, "eu")
    page = client.get(mission.get_absolute_url())
    assert "Edition 1 is written" in text_of(page)
    assert address(event, "minutes") in page.text
    assert address(mission, "minutes-edit") in page.text
    sign_in(client, scene, "authority")
    page = client.get(mission.get_absolute_url())
    assert address(mission, "minutes-edit") not in page.text


@pytest.mark.one_database
def test_staff_reach_minutes_and_notes_of_every_pairing_at_a_plenary(scene, event, client):
    pairings = [scene.pairing, *PairingFactory.create_batch(7, strand=scene.pairing.strand)]
    event.all_pairings = True
    event.save(by=None)
    sign_in(client, scene, "staff")
    page = client.get(event.get_absolute_url()).text
    for pairing in pairings:
        for name in ("minutes-edit", "visit-notes"):
            assert reverse(f"events:{name}", args=[event.strand.code, event.code, pairing.code]) in page


@pytest.mark.one_database
def test_a_closing_meeting_shows_what_each_side_takes_home(scene, client):
    closing = meeting(scene, kind="closing")
    scene.closing()
    Closing.objects.get()
    sign_in(client, scene, "eu")
    page = client.get(closing.get_absolute_url())
    assert "Open data pays." in text_of(page)
    assert "Write in the closing" in text_of(page)
    sign_in(client, scene, "observer")
    page = client.get(closing.get_absolute_url())
    assert "Take-aways and prospects" not in text_of(page)
    scene.ask(Closing.objects.get())
    page = client.get(closing.get_absolute_url())
    assert "Open data pays." in text_of(page)
    assert "Write in the closing" not in text_of(page)


@pytest.mark.one_database
def test_many_items_objections_and_follow_ups_cost_as_many_queries_as_one(scene, event, client):
    minutes = MinutesFactory(
        event=event, pairing=scene.pairing, items=[{"item": 0, "title_en": "Ports", "said_en": "Data."}]
    )
    sign_in(client, scene, "eu")

    def more(count):
        for _number in range(count):
            MinutesObjectionFactory(minutes=minutes)
            AddFollowUp.do(
                scene.pairing,
                values={"what_en": "Send", "side": "eu", "due_on": clock.today()},
                origin=minutes,
                **scene.by("eu"),
            )

    def cost(place):
        client.get(place)
        with CaptureQueriesContext(connection) as found:
            assert client.get(place).status_code == 200
        return len(found)

    more(1)
    places = (address(event, "minutes"), event.get_absolute_url())
    before = [cost(place) for place in places]
    more(5)
    minutes.items = minutes.items * 9
    minutes.save(by=None)
    assert [cost(place) for place in places] == before


@pytest.mark.one_database
@pytest.mark.parametrize(("language", "kind"), [("en", "Minutes"), ("ko", "회의록")])
def test_minutes_minutes_is_not_said(scene, event, client, language, kind):
    row = MinutesFactory(event=event, pairing=scene.pairing)
    sign_in(client, scene, "eu")
    place = [scene.pairing.strand.code, scene.pairing.code]
    texts = [reverse("partnerships:text", args=[*place, row.text_slug]), reverse("partnerships:text-list", args=place)]
    for page in (address(event, "minutes"), *texts):
        shown = text_of(client.get(page, HTTP_ACCEPT_LANGUAGE=language))
        assert f"{kind}: " in shown
        assert f"{kind}: {kind}" not in shown
