"""The pages of agendas as each reader meets them: the draft, the hosts' sheet, the event's own page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.events.move_actions import RescheduleEvent
from events.tests.agenda_scene import SECRET, agenda_scene, at, sign_in, url, welcome
from events.tests.event_scene import fresh
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.models import DirectoryOrganisation
from partnerships.tests.factories import CityFactory, period
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return agenda_scene()


@pytest.fixture
def item(scene):
    return welcome(scene)


class TestAgendaPage:
    @pytest.mark.one_database
    def test_an_empty_one_says_what_to_do_next(self, client, scene):
        sign_in(client, scene, "eu")
        assert "Add the first item" in text_of(client.get(url(scene, "agenda")))
        sign_in(client, scene, "observer")
        assert "Shown here once it is released." in text_of(client.get(url(scene, "agenda")))

    @pytest.mark.one_database
    def test_editors_see_both_clocks_the_contact_and_the_acts(self, client, scene, item):
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "agenda")))
        for words in (
            "Draft: nothing of it is released yet.",
            "Barcelona is 8 hours behind Busan from 29 October 2017.",
            "Day 1 Monday, 27 November 2017",
            "09:30–10:30",
            "17:30–18:30",
            "Welcome at Casa Asia",
            "카사 아시아 환영 행사",
            "Session · Casa Asia",
            "English and Korean",
            SECRET,
            "Not asked yet",
            "Take out",
        ):
            assert words in text

    @pytest.mark.one_database
    def test_the_authority_reads_the_draft_without_contact_and_acts(self, client, scene, item):
        sign_in(client, scene, "authority")
        text = text_of(client.get(url(scene, "agenda")))
        assert "Welcome at Casa Asia" in text
        assert SECRET not in text
        assert "Take out" not in text

    @pytest.mark.one_database
    def test_observers_see_no_draft(self, client, scene, item):
        sign_in(client, scene, "observer")
        for name in ("agenda", "event"):
            text = text_of(client.get(url(scene, name)))
            assert scene.event.title in text
            assert "Welcome" not in text
            assert SECRET not in text

    @pytest.mark.one_database
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

    @pytest.mark.one_database
    def test_a_moved_event_takes_no_item_to_an_hour_that_is_left_out_without_a_word(self, client, scene, item):
        AgendaItemFactory(event=scene.event, position=2, title_en="Night train", day="2017-11-27", starts_at=at(2, 30))
        given = {"version": fresh(scene.event).version, "forecast": period("2117-03-28"), "reason": "No hall"}
        RescheduleEvent.do(fresh(scene.event), **scene.actor("eu"), **given)
        sign_in(client, scene, "eu")
        said = text_of(client.get(url(scene, "agenda")))
        assert "“Night train”: the clocks go forward that night, so this time does not exist." in said

    @pytest.mark.one_database
    def test_in_korean_it_reads_korean_and_marks_the_rest(self, client, scene, item):
        AgendaItemFactory(event=scene.event, position=2, title_en="Talk", title_ko="")
        sign_in(client, scene, "counterpart")
        client.cookies["django_language"] = "ko"
        page = client.get(url(scene, "agenda")).content.decode()
        assert "2017. 11. 27.(월)" in page
        assert '<span lang="en">Talk</span>' in page

    @pytest.mark.one_database
    def test_a_closed_pairing_is_read_only_and_says_why(self, client, scene, item):
        scene.pairing.status = "closed"
        scene.pairing.save(by=None)
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "agenda")))
        assert "closed" in text
        assert "Take out" not in text

    @pytest.mark.one_database
    def test_as_what_an_organisation_acts_in_the_strand_stands_beside_it(self, client, scene, item):
        commission = OrganisationFactory(name_en="European Commission")
        DirectoryOrganisation(strand=scene.event.strand, organisation=commission, part="commission").save(by=None)
        entry = DirectoryOrganisation.objects.get(strand=scene.event.strand, organisation=item.host)
        entry.part = "national-authority"
        entry.save(by=None)
        item.joining.create(organisation=commission, position=1)
        item.organisation_codes = commission.code
        item.save(by=None)
        for role, host in (("eu", "Foundation National authority"), ("authority", "Foundation (National authority)")):
            sign_in(client, scene, role)
            text = text_of(client.get(url(scene, "agenda")))
            assert "European Commission (Commission)" in text
            assert host in text

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
        assert count() - few in {
            0,
            1,
            2,
        }  # the organisations that take part are read once there are any, and their roles


class TestHostSheet:
    @pytest.mark.one_database
    def test_it_tells_what_is_open(self, client, scene, item):
        sign_in(client, scene, "eu")
        text = text_of(client.get(url(scene, "host-sheet")))
        assert "Casa Asia Foundation" in text
        assert "not asked yet" in text
        assert SECRET in text

    @pytest.mark.one_database
    def test_without_items_it_says_what_to_do(self, client, scene):
        sign_in(client, scene, "eu")
        assert "with their hosts" in text_of(client.get(url(scene, "host-sheet")))


@pytest.mark.one_database
class TestEventPage:
    @pytest.mark.one_database
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

    @pytest.mark.one_database
    def test_a_long_agenda_shows_one_day_and_leads_to_the_others(self, client, scene):
        for position in range(1, 15):
            AgendaItemFactory(
                event=scene.event, position=position, day=f"2017-11-{27 + position // 8}", title_en=f"Talk {position}"
            )
        sign_in(client, scene, "staff")
        page = client.get(scene.event.get_absolute_url())
        text = text_of(page)
        assert "Talk 7" in text
        assert "Talk 8" not in text
        assert "7 more items on other days" in text
        assert f'href="{url(scene, "agenda")}"' in page.content.decode()
