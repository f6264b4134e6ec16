"""The acts on an agenda in the browser: from the first item to the release, refusals, moves, answers."""

import datetime as dt

import pytest

from events.models import AgendaItem, AgendaRelease
from events.tests.agenda_scene import agenda_scene, sign_in, url, welcome
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.tests.factories import period
from partnerships.tests.pages import fields, messages_of, send, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return agenda_scene()


@pytest.fixture
def item(scene):
    return welcome(scene)


class TestActs:
    def test_languages_but_two_and_the_chosen_ones_stand_folded(self, client, scene):
        item = AgendaItemFactory(event=scene.event, languages="ca;ko")
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda-item-edit", item.pk)).text
        open_ones, folded = page.split("<summary>Other languages</summary>")
        assert [code for code in ("ca", "en", "ko", "fi") if f'value="{code}"' in open_ones] == ["ca", "en", "ko"]
        assert 'value="fi"' in folded
        assert 'value="ca"' not in folded

    @pytest.mark.one_database
    def test_a_day_or_a_month_stands_as_exact_as_it_is_known(self, client, scene):
        sign_in(client, scene, "eu")
        for day, written in (("2017-11-28", "28 November 2017"), ("2017-11", "November 2017")):
            item = AgendaItemFactory(event=scene.event, day=day)
            page = client.get(url(scene, "agenda-item-edit", item.pk)).text
            assert "A day or a month. Leave it empty if it is not known yet." in page
            assert f'name="on_text" value="{written}"' in page

    def test_from_the_first_item_to_the_release(self, client, scene):
        sign_in(client, scene, "counterpart")
        done = send(
            client,
            url(scene, "agenda-item-add") + "?day=2017-11-28",
            kind="site-visit",
            title_en="22@ innovation district",
            on_text="2017-11-28",
            starts_at="09:30",
            ends_at="11:00",
            languages=["en", "ko"],
        )
        item = AgendaItem.objects.get()
        assert done.redirect_chain[-1][0].endswith(f"/agenda/#item-{item.pk}")
        assert (item.languages, item.starts_at) == ("en;ko", dt.time(9, 30))

        done = send(client, url(scene, "agenda-release"), note="First programme")
        assert messages_of(done) == ["Version 1 is released."]
        sign_in(client, scene, "observer")
        assert "22@ innovation district" in text_of(client.get(url(scene, "agenda")))

        sign_in(client, scene, "eu")
        form = {"kind": "site-visit", "title_en": item.title_en, "on_text": "2017-11-28", "starts_at": "10:00"}
        send(client, url(scene, "agenda-item-edit", item.pk), **form, ends_at="11:00", languages=["en", "ko"])
        page = client.get(url(scene, "agenda-release"))
        assert "09:30–11:00" in text_of(page)
        assert "10:00–11:00" in text_of(page)
        send(client, url(scene, "agenda-release"))
        sign_in(client, scene, "observer")
        text = text_of(client.get(url(scene, "agenda-version", 2)))
        assert "What changed" in text
        assert "Time : before: 09:30–11:00 → now: 10:00–11:00" in text.replace("Time:", "Time :")
        assert client.get(url(scene, "agenda-version", 3)).status_code == 404

    def test_a_release_that_was_not_looked_at_is_refused(self, client, scene, item):
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda-release"))
        AgendaItemFactory(event=scene.event, position=2, title_en="Added meanwhile")
        stale = client.post(url(scene, "agenda-release"), fields(page) | {"note": "My words"})
        assert stale.status_code == 409
        assert "changed the agenda meanwhile" in text_of(stale)
        assert "My words" in stale.content.decode()
        assert not AgendaRelease.objects.exists()
        assert client.post(url(scene, "agenda-release"), fields(stale)).status_code == 302

    @pytest.mark.one_database
    def test_what_is_refused_keeps_the_input(self, client, scene):
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda-item-add"))
        wrong = {"kind": "session", "title_en": "Night walk", "on_text": "2017-12-01", "starts_at": "10:00"}
        for more, words in (
            ({}, "not one of the event's days"),
            ({"on_text": "soon"}, "is not a date"),
            ({"on_text": "2017-11-27", "ends_at": "09:00"}, "The end must be after the start."),
            ({"on_text": "2017-11-27", "starts_at": "", "ends_at": "09:00"}, "Enter a start time"),
            ({"on_text": "2017-11-27", "title_en": ""}, "at least one language"),
        ):
            refused = client.post(url(scene, "agenda-item-add"), fields(page) | wrong | more)
            assert refused.status_code == 422
            assert words in text_of(refused)
        assert not AgendaItem.objects.exists()

    @pytest.mark.one_database
    def test_a_night_on_which_the_clocks_change(self, client, scene):
        scene.event.forecast = period("2017-03-25", "2017-03-27")
        scene.event.save(by=None)
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda-item-add"))
        night = {"kind": "session", "title_en": "Night", "on_text": "2017-03-26", "starts_at": "02:30"}
        refused = client.post(url(scene, "agenda-item-add"), fields(page) | night)
        assert refused.status_code == 422
        assert "The clocks went forward there that night" in text_of(refused)

    def test_an_old_form_is_told_and_kept(self, client, scene, item):
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda-item-edit", item.pk))
        item.place = "Town hall"
        item.save(by=None)
        given = {"kind": "session", "title_en": "My title", "title_ko": item.title_ko}
        stale = client.post(url(scene, "agenda-item-edit", item.pk), fields(page) | given)
        assert stale.status_code == 409
        assert "My title" in stale.content.decode()

    def test_buttons_move_within_the_day(self, client, scene, item):
        second = AgendaItemFactory(event=scene.event, position=2, title_en="Talk", day="2017-11-27")
        AgendaItemFactory(event=scene.event, position=3, title_en="Next day", day="2017-11-28")
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda")).content.decode()
        assert page.count('name="place" value="1"') == 1
        assert page.count('name="place" value="2"') == 1
        form = {"once": "word", "seen_version": second.version, "place": 1}
        done = client.post(url(scene, "agenda-item-move", second.pk), form, follow=True)
        assert messages_of(done) == ["Moved."]
        assert [row.title_en for row in AgendaItem.objects.in_order()][:2] == ["Talk", "Welcome at Casa Asia"]
        send(client, url(scene, "agenda-item-move", second.pk), place="2")
        assert next(row.title_en for row in AgendaItem.objects.in_order()) == "Welcome at Casa Asia"

    def test_taking_out_and_putting_back(self, client, scene, item):
        sign_in(client, scene, "eu")
        done = send(client, url(scene, "agenda-item-remove", item.pk))
        assert "Put back" in text_of(done)
        back = url(scene, "agenda-item-restore", item.pk)
        assert "The agenda shows it again, at its time." in text_of(client.get(back))
        done = send(client, back)
        assert messages_of(done) == ["It is in the agenda again."]
        assert AgendaItem.objects.active().count() == 1

    def test_the_answers_of_the_host(self, client, scene, item):
        sign_in(client, scene, "eu")
        form = {"once": "word", "seen_version": item.version}
        client.post(url(scene, "agenda-item-ask", item.pk), form)
        item.refresh_from_db()
        assert item.answer == "asked"
        page = client.get(url(scene, "agenda-item-decline", item.pk))
        assert f"“{item.title}”: {item.host.name} is marked as having declined" in text_of(page)
        assert client.post(url(scene, "agenda-item-decline", item.pk), fields(page)).status_code == 422
        send(client, url(scene, "agenda-item-decline", item.pk), reason="Closed on Mondays")
        assert "Closed on Mondays" in text_of(client.get(url(scene, "agenda")))
        assert client.get(f"{url(scene, 'agenda')}{item.pk}/shout/").status_code == 404
        sign_in(client, scene, "authority")
        assert "Closed on Mondays" not in text_of(client.get(url(scene, "agenda")))

    def test_an_item_of_another_event_is_not_found(self, client, scene):
        other = AgendaItemFactory(event=EventFactory(strand=scene.event.strand))
        sign_in(client, scene, "eu")
        assert client.get(url(scene, "agenda-item-edit", other.pk)).status_code == 404

    @pytest.mark.one_database
    @pytest.mark.parametrize("role", ["authority", "observer", "other"])
    def test_who_only_reads_is_refused(self, client, scene, item, role):
        sign_in(client, scene, role)
        for name, *more in (
            ("agenda-item-add",),
            ("agenda-release",),
            ("host-sheet",),
            ("agenda-item-edit", item.pk),
            ("agenda-item-confirm", item.pk),
        ):
            assert client.get(url(scene, name, *more)).status_code == 403, name
