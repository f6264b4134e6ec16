"""The programme as PDF, and the two clocks by which it is read."""

from zoneinfo import ZoneInfo

import pytest

from core.access import Grants
from core.tests.pdf_reading import pdf_text
from events.agendas.cards import Clocks
from events.agendas.selectors import AgendaLine
from events.models import Event
from events.tests.agenda_scene import agenda_scene, sign_in, url, welcome
from events.tests.factories import EventFactory
from partnerships.tests.factories import CityFactory, period
from partnerships.tests.pages import send

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def scene():
    return agenda_scene()


@pytest.fixture
def item(scene):
    return welcome(scene)


class TestProgramme:
    @pytest.mark.parametrize("language", ["en", "ko", "both"])
    def test_a_file_in_each_language(self, client, scene, item, language):
        sign_in(client, scene, "eu")
        sent = client.get(url(scene, "programme", language))
        assert (sent.status_code, sent["Content-Type"]) == (200, "application/pdf")
        assert sent["Cache-Control"] == "private, no-store"
        text = pdf_text(sent.content)
        assert ("Welcome at Casa Asia" in text) == (language != "ko")
        assert ("카사 아시아 환영 행사" in text) == (language != "en")
        assert ("17:30~18:30" if language == "ko" else "17:30–18:30") in text
        assert "600 000 000" not in text

    def test_a_draft_says_so_and_a_version_does_not(self, client, scene, item):
        sign_in(client, scene, "eu")
        assert "not released" in pdf_text(client.get(url(scene, "programme", "en")).content)
        send(client, url(scene, "agenda-release"))
        assert "not released" not in pdf_text(client.get(url(scene, "programme", "en")).content)
        item.title_en = "Changed since"
        item.save(by=None)
        sign_in(client, scene, "observer")
        assert "Changed since" not in pdf_text(client.get(url(scene, "programme", "en")).content)

    def test_a_language_that_there_is_not(self, client, scene, item):
        sign_in(client, scene, "eu")
        assert client.get(url(scene, "programme", "fr")).status_code == 404


class TestClocks:
    def test_the_other_side_is_the_reader_s_own_partner(self, scene):
        scene.event.all_pairings = True
        scene.event.save(by=None)
        event = Event.objects.with_names().get(pk=scene.event.pk)
        mine = Clocks(scene.actor("counterpart")["grants"], event)
        assert (str(mine.place), mine.side, mine.other.partner.name) == ("Barcelona", "eu", "Busan")

    def test_an_event_without_partners_has_one_clock(self):
        clocks = Clocks(Grants(), EventFactory(cities=[CityFactory(name_en="Copenhagen")]))
        assert (str(clocks.place), clocks.other, clocks.sentence) == ("Copenhagen", None, "")

    def test_days_over_which_the_clocks_change_say_so(self, scene):
        scene.event.forecast = period("2017-10-27", "2017-10-30")
        clocks = Clocks(Grants(), scene.event)
        assert "The clocks change on these days" in clocks.sentence

    def test_items_by_other_clocks_are_by_their_own(self, scene):
        london = AgendaLine(key=1, kind="session", title_en="x", start="09:00", zone=ZoneInfo("Europe/London").key)
        assert Clocks(Grants(), scene.event, [london]).local_name == "Local time"
        paris = AgendaLine(key=1, kind="session", title_en="x", start="09:00", zone="Europe/Paris")
        assert Clocks(Grants(), scene.event, [paris]).local_name == "Barcelona"
