"""The pages of delegations as each role meets them: who sees how many, and who sees whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from events.delegations import actions
from events.tests.delegation_pages import enter, text, url
from events.tests.delegation_scene import on, person, scene
from events.tests.factories import EventFactory, QuotaFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    return scene()


class TestList:
    @pytest.mark.one_database
    @pytest.mark.parametrize("role", ["administrator", "staff", "authority", "counterpart", "eu", "observer"])
    def test_everybody_in_the_strand_reads_how_many_come(self, client, found, role):
        found.nominate(person(), person(), person(family_name="Geheim"))

        shown = text(enter(client, found, role).get(url(found, "delegation-list")))

        assert "3 of 4" in shown
        assert "1 place left" in shown
        assert "Geheim" not in shown

    @pytest.mark.one_database
    def test_a_stranger_finds_nothing(self, client, found):
        assert enter(client, found, "outsider").get(url(found, "delegation-list")).status_code == 404

    @pytest.mark.one_database
    def test_an_observer_has_no_way_to_the_people(self, client, found):
        shown = text(enter(client, found, "observer").get(url(found, "delegation-list")))

        assert "Busan" in shown
        assert url(found, "delegation") not in shown
        assert client.get(url(found, "delegation")).status_code == 404

    @pytest.mark.one_database
    def test_as_a_file_it_is_logged(self, client, found):
        found.one()

        file = enter(client, found).get(url(found, "delegation-list"), {"format": "csv"})

        assert '"Busan","South Korea","4","1","3","0","0"' in b"".join(file.streaming_content).decode()
        assert AuditEntry.objects.get(action="list-exported").parameters["list"] == "delegations"

    @pytest.mark.one_database
    def test_an_event_that_serves_nobody_says_what_to_do(self, client, found):
        EventFactory(strand=found.pairing.strand, code="alone")
        page = reverse("events:delegation-list", args=[found.pairing.strand.code, "alone"])

        assert "No partner comes yet" in text(enter(client, found, "staff").get(page))

    @pytest.mark.one_database
    def test_a_part_leads_to_its_mission_until_somebody_is_named_for_it(self, client, found):
        mission = EventFactory(strand=found.pairing.strand, kind="mission", title_en="First mission")
        type(found.event).objects.filter(pk=found.event.pk).update(part_of=mission)
        page = url(found, "delegation-list")

        assert f'href="{reverse("events:delegation-list", args=[mission.strand.code, mission.code])}"' in text(
            enter(client, found).get(page)
        )
        assert f'href="{page}"' in client.get(found.event.get_absolute_url()).text
        both = (page, url(found, "delegation"))
        assert ["Delegates are nominated for the mission" in text(client.get(one)) for one in both] == [True, True]
        found.one()
        assert ["Delegates are nominated for the mission" in text(client.get(one)) for one in both] == [False, False]


class TestDelegation:
    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            ("administrator", 200),
            ("staff", 200),
            ("authority", 200),
            ("counterpart", 200),
            ("eu", 200),  # the host
            ("observer", 404),
            ("other", 404),
            ("outsider", 404),
        ],
    )
    @pytest.mark.one_database
    def test_who_comes_is_for_partner_host_staff_and_authority(self, client, found, role, status):
        found.one(family_name="Geheim")

        response = enter(client, found, role).get(url(found, "delegation"))

        assert response.status_code == status
        assert ("Geheim" in text(response)) == (status == 200)

    @pytest.mark.one_database
    def test_the_guest_does_not_see_who_hosts(self, client, found):
        assert enter(client, found).get(url(found, "delegation", partner="barcelona")).status_code == 404

    @pytest.mark.one_database
    def test_a_partner_that_does_not_come_has_no_page(self, client, found):
        assert enter(client, found, "staff").get(url(found, "delegation", partner="nobody")).status_code == 404

    @pytest.mark.one_database
    def test_nobody_yet_says_what_to_do(self, client, found):
        assert "Nobody is nominated yet" in text(enter(client, found).get(url(found, "delegation")))

    @pytest.mark.one_database
    def test_a_number_of_its_own_is_shown_with_its_reason(self, client, found):
        assert "Why this number of places" not in text(enter(client, found).get(url(found, "delegation")))
        QuotaFactory(event=found.event, participation=found.busan, places=6, reason="Two more for the port.")

        page = text(client.get(url(found, "delegation")))

        assert "0 of 6" in page
        assert "Why this number of places: Two more for the port." in page

    @pytest.mark.one_database
    def test_a_host_reads_and_has_no_buttons_or_addresses(self, client, found):
        found.one(family_name="Seo", email="jisu@example.org")

        shown = text(enter(client, found, "eu").get(url(found, "delegation")))

        assert "Seo" in shown
        assert "jisu@example.org" not in shown
        assert url(found, "delegate-add") not in shown
        assert url(found, "delegate-withdraw", 1) not in shown

    @pytest.mark.one_database
    def test_after_the_deadline_the_page_says_whom_to_ask(self, client, found):
        found.event.nominate_until = on(-1)
        found.event.save(by=None)

        shown = text(enter(client, found).get(url(found, "delegation")))

        assert "Ask the programme staff" in shown
        assert url(found, "delegate-add") not in shown

    @pytest.mark.one_database
    def test_history_and_waiting_list_stand_on_the_page(self, client, found):
        rows = found.nominate(*(person() for _number in range(5)))
        row = rows[0]
        actions.ReplaceDelegate.do(row, **found.act(), version=row.version, reason="Another journey.", comes=rows[4])

        shown = text(enter(client, found).get(url(found, "delegation")))

        assert "Another journey." in shown
        assert "Replaces" in shown
        assert "Not coming any more" in shown

    @pytest.mark.one_database
    def test_in_korean_the_name_in_hangul_comes_first_and_the_other_is_marked(self, client, found):
        found.one(family_name="Kim", given_name="Jisu", name_native="김지수")

        shown = text(enter(client, found, language="ko").get(url(found, "delegation")))

        assert shown.index("김지수") < shown.index('<span lang="en">Kim Jisu</span>')

    @pytest.mark.one_database
    def test_the_own_list_as_a_file(self, client, found):
        found.one(family_name="=Kim", given_name="Jisu", email="jisu@example.org")

        file = enter(client, found).get(url(found, "delegation"), {"format": "csv"})

        rows = b"".join(file.streaming_content).decode().splitlines()
        assert rows[1].startswith('"1","\'=Kim","Jisu","\'=Kim Jisu","김지수",')
        assert "jisu@example.org" not in rows[1]
        assert AuditEntry.objects.get(action="list-exported").parameters["rows"] == 1

    def test_many_people_cost_as_much_as_one(self, client, found):
        found.nominate(person(role="substitute"), person())
        enter(client, found)
        page = url(found, "delegation")
        client.get(page)
        with CaptureQueriesContext(connection) as few:
            client.get(page)
        found.nominate(*(person() for _number in range(20)))
        with CaptureQueriesContext(connection) as many:
            client.get(page)
        assert len(few) == len(many)

    @pytest.mark.one_database
    def test_the_event_s_page_shows_the_places(self, client, found):
        found.nominate(person(), person())

        shown = text(enter(client, found).get(url(found, "event")))

        assert "2 of 4" in shown
        assert url(found, "delegation") in shown
