"""The pages of agendas as each reader meets them: the draft and its acts, versions, the hosts' sheet, the programme."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.access import Grants
from core.tests.pdf_reading import words_of
from events.models import AgendaItem, AgendaRelease, Event
from events.services.agenda_clocks import clocks_of
from events.services.agenda_lines import AgendaLine
from events.tests.agenda_scene import agenda_scene, at
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.tests.factories import CityFactory, ThemeFactory, period
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.pages import fields, messages_of, text_of

pytestmark = pytest.mark.django_db

SECRET = "Marta, +34 600 000 000"


@pytest.fixture
def scene():
    return agenda_scene()


@pytest.fixture
def item(scene):
    return AgendaItemFactory(
        event=scene.event,
        position=1,
        title_en="Welcome at Casa Asia",
        title_ko="카사 아시아 환영 행사",
        day="2017-11-27",
        starts_at=at(9, 30),
        ends_at=at(10, 30),
        place="Casa Asia",
        topic=ThemeFactory(strand=scene.event.strand, name_en="Smart City"),
        host=OrganisationFactory(name_en="Casa Asia Foundation", strands=[scene.event.strand]),
        contact_on_day=SECRET,
        languages="en;ko",
    )


def sign_in(client, scene, role):
    client.force_login(scene.person(role), "django.contrib.auth.backends.ModelBackend")


def url(scene, name, *more):
    return reverse(f"events:{name}", args=[scene.event.strand.code, scene.event.code, *more])


def send(client, address, **given):
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, fields(page) | given, follow=True)


class TestAgendaPage:
    def test_an_empty_one_says_what_to_do_next(self, client, scene):
        sign_in(client, scene, "eu")
        assert "Add the first item" in text_of(client.get(url(scene, "agenda")))
        sign_in(client, scene, "observer")
        assert "It stands here once it is released." in text_of(client.get(url(scene, "agenda")))

    def test_editors_see_both_clocks_the_contact_and_the_acts(self, client, scene, item):
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "agenda")))
        for words in (
            "Draft: nothing of it is released yet.",
            "Barcelona is 8 hours behind Busan since 29 October 2017.",
            "Day 1 Monday, 27 November 2017",
            "09:30–10:30",
            "17:30–18:30",
            "Welcome at Casa Asia",
            "카사 아시아 환영 행사",
            "Meeting" if item.kind == "meeting" else "Session · Casa Asia",
            "English and Korean",
            SECRET,
            "Not asked yet",
            "Take out",
        ):
            assert words in text

    def test_the_authority_reads_the_draft_without_contact_and_acts(self, client, scene, item):
        sign_in(client, scene, "authority")
        text = text_of(client.get(url(scene, "agenda")))
        assert "Welcome at Casa Asia" in text
        assert SECRET not in text
        assert "Take out" not in text

    def test_observers_see_no_draft(self, client, scene, item):
        sign_in(client, scene, "observer")
        for name in ("agenda", "event"):
            text = text_of(client.get(url(scene, name)))
            assert "Welcome" not in text
            assert SECRET not in text

    def test_warnings_are_for_editors(self, client, scene, item):
        AgendaItemFactory(
            event=scene.event, position=2, title_en="Talk", day="2017-11-27", starts_at=at(10), ends_at=at(11)
        )
        far = CityFactory(code="copenhagen", name_en="Copenhagen", latitude="55.67594", longitude="12.56553")
        AgendaItemFactory(event=scene.event, position=3, title_en="Plenary", day="2017-11-28", city=far)
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "agenda")))
        assert "“Welcome at Casa Asia” and “Talk” overlap." in text
        assert "From Barcelona to Copenhagen it is 1,7" in text
        sign_in(client, scene, "authority")
        assert "overlap" not in text_of(client.get(url(scene, "agenda")))

    def test_in_korean_it_reads_korean_and_marks_the_rest(self, client, scene, item):
        AgendaItemFactory(event=scene.event, position=2, title_en="Talk", title_ko="")
        sign_in(client, scene, "counterpart")
        client.cookies["django_language"] = "ko"
        page = client.get(url(scene, "agenda")).content.decode()
        assert "2017. 11. 27.(월)" in page
        assert '<span lang="en">Talk</span>' in page

    def test_a_closed_pairing_is_read_only_and_says_why(self, client, scene, item):
        scene.pairing.status = "closed"
        scene.pairing.save(by=None)
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "agenda")))
        assert "closed" in text
        assert "Take out" not in text

    def test_one_item_costs_as_much_as_many(self, client, scene, item):
        sign_in(client, scene, "eu")

        def count():
            with CaptureQueriesContext(connection) as told:
                assert client.get(url(scene, "agenda")).status_code == 200
            return len(told)

        few = count()
        for number in range(2, 30):
            row = AgendaItemFactory(event=scene.event, position=number, day="2017-11-28", host=item.host)
            row.joining.create(organisation=item.host, position=1)
        item.joining.create(organisation=item.host, position=1)
        assert count() - few in {0, 1}  # the organisations that take part are read once there are any


class TestActs:
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

    def test_what_is_refused_keeps_the_input(self, client, scene):
        sign_in(client, scene, "eu")
        page = client.get(url(scene, "agenda-item-add"))
        wrong = {"kind": "session", "title_en": "Night walk", "on_text": "2017-12-01", "starts_at": "10:00"}
        for more, words in (
            ({}, "not one of the event's days"),
            ({"on_text": "soon"}, "is no date"),
            ({"on_text": "2017-11-27", "ends_at": "09:00"}, "The end must be after the start."),
            ({"on_text": "2017-11-27", "starts_at": "", "ends_at": "09:00"}, "Say when it starts"),
            ({"on_text": "2017-11-27", "title_en": ""}, "at least one language"),
        ):
            refused = client.post(url(scene, "agenda-item-add"), fields(page) | wrong | more)
            assert refused.status_code == 422
            assert words in text_of(refused)
        assert not AgendaItem.objects.exists()

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
        done = send(client, url(scene, "agenda-item-restore", item.pk))
        assert messages_of(done) == ["It is in the agenda again."]
        assert AgendaItem.objects.standing().count() == 1

    def test_the_answers_of_the_host(self, client, scene, item):
        sign_in(client, scene, "eu")
        form = {"once": "word", "seen_version": item.version}
        client.post(url(scene, "agenda-answer", item.pk, "ask"), form)
        item.refresh_from_db()
        assert item.answer == "asked"
        page = client.get(url(scene, "agenda-answer", item.pk, "decline"))
        assert client.post(url(scene, "agenda-answer", item.pk, "decline"), fields(page)).status_code == 422
        send(client, url(scene, "agenda-answer", item.pk, "decline"), reason="Closed on Mondays")
        assert "Closed on Mondays" in text_of(client.get(url(scene, "agenda")))
        assert client.get(url(scene, "agenda-answer", item.pk, "shout")).status_code == 404
        sign_in(client, scene, "authority")
        assert "Closed on Mondays" not in text_of(client.get(url(scene, "agenda")))

    def test_an_item_of_another_event_is_not_found(self, client, scene):
        other = AgendaItemFactory(event=EventFactory(strand=scene.event.strand))
        sign_in(client, scene, "eu")
        assert client.get(url(scene, "agenda-item-edit", other.pk)).status_code == 404

    @pytest.mark.parametrize("role", ["authority", "observer", "other"])
    def test_who_only_reads_is_refused(self, client, scene, item, role):
        sign_in(client, scene, role)
        for name, *more in (
            ("agenda-item-add",),
            ("agenda-release",),
            ("host-sheet",),
            ("agenda-item-edit", item.pk),
            ("agenda-answer", item.pk, "confirm"),
        ):
            assert client.get(url(scene, name, *more)).status_code == 403, name


class TestHostSheet:
    def test_it_tells_what_is_open(self, client, scene, item):
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "host-sheet")))
        assert "Casa Asia Foundation" in text
        assert "not asked yet" in text
        assert SECRET in text

    def test_without_items_it_says_what_to_do(self, client, scene):
        sign_in(client, scene, "eu")
        assert "say who hosts them" in text_of(client.get(url(scene, "host-sheet")))


class TestEventPage:
    def test_a_mission_shows_the_agenda_of_the_part_that_is_next(self, client, scene, item):
        strand = scene.event.strand
        mission = EventFactory(strand=strand, kind="mission", forecast=period("2017-11-20", "2017-11-29"))
        scene.event.part_of = mission
        scene.event.save(by=None)
        other = EventFactory(strand=strand, part_of=mission, title_en="Plenary", forecast=period("2017-11-20"))
        AgendaItemFactory(event=other, from_sources=True)
        sign_in(client, scene, "staff")
        text = text_of(client.get(mission.get_absolute_url()))
        assert "Agenda: Busan in Barcelona" in text
        assert "Agendas of the other parts : Plenary" in text.replace("parts:", "parts :")


class TestProgramme:
    @pytest.mark.parametrize("language", ["en", "ko", "both"])
    def test_a_file_in_each_language(self, client, scene, item, language):
        sign_in(client, scene, "eu")
        sent = client.get(url(scene, "programme", language))
        assert (sent.status_code, sent["Content-Type"]) == (200, "application/pdf")
        assert sent["Cache-Control"] == "private, no-store"
        text = words_of(sent.content)
        assert ("Welcome at Casa Asia" in text) == (language != "ko")
        assert ("카사 아시아 환영 행사" in text) == (language != "en")
        assert "17:30–18:30" in text
        assert "600 000 000" not in text

    def test_a_draft_says_so_and_a_version_does_not(self, client, scene, item):
        sign_in(client, scene, "eu")
        assert "not released" in words_of(client.get(url(scene, "programme", "en")).content)
        send(client, url(scene, "agenda-release"))
        assert "not released" not in words_of(client.get(url(scene, "programme", "en")).content)
        item.title_en = "Changed since"
        item.save(by=None)
        version = words_of(client.get(url(scene, "programme", "en") + "?version=1").content)
        assert "Welcome at Casa Asia" in version
        sign_in(client, scene, "observer")
        assert "Changed since" not in words_of(client.get(url(scene, "programme", "en")).content)

    @pytest.mark.parametrize(("language", "query"), [("fr", ""), ("en", "?version=7"), ("en", "?version=x")])
    def test_what_there_is_not(self, client, scene, item, language, query):
        sign_in(client, scene, "eu")
        assert client.get(url(scene, "programme", language) + query).status_code == 404


class TestClocks:
    def test_the_other_side_is_the_reader_s_own_partner(self, scene):
        scene.event.all_pairings = True
        scene.event.save(by=None)
        event = Event.objects.with_names().get(pk=scene.event.pk)
        mine = clocks_of(scene.actor("counterpart")["grants"], event)
        assert (mine.local.name, mine.local.side, mine.other.name) == ("Barcelona", "eu", "Busan")

    def test_an_event_without_partners_has_one_clock(self):
        clocks = clocks_of(Grants(), EventFactory(cities=[CityFactory(name_en="Copenhagen")]))
        assert (clocks.local.name, clocks.other, clocks.sentence) == ("Copenhagen", None, "")

    def test_days_over_which_the_clocks_change_say_so(self, scene):
        scene.event.forecast = period("2017-10-27", "2017-10-30")
        clocks = clocks_of(Grants(), scene.event)
        assert "The clocks change on these days" in clocks.sentence

    def test_items_by_other_clocks_are_by_their_own(self, scene):
        london = AgendaLine(key=1, kind="session", title_en="x", start="09:00", zone=ZoneInfo("Europe/London").key)
        assert clocks_of(Grants(), scene.event, [london]).local_name == "Local time"
        paris = AgendaLine(key=1, kind="session", title_en="x", start="09:00", zone="Europe/Paris")
        assert clocks_of(Grants(), scene.event, [paris]).local_name == "Barcelona"
