"""The pages of events: who reads and who acts, and what the acts answer."""

from unittest.mock import ANY

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.events.selectors import lies_in
from events.models import Event, EventDateChange, EventOrganisation
from events.tests.event_scene import address, fresh, meeting_of, milestone, mission_of
from events.tests.factories import EventFactory
from partnerships.models import Document, Pairing
from partnerships.tests.factories import CityFactory, MembershipFactory, period
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.files import upload
from partnerships.tests.milestone_pages import filled, follow, said
from partnerships.tests.pages import fields, messages_of, sign_in
from partnerships.tests.two_sides import ROLES

pytestmark = pytest.mark.django_db
ACTS = ("edit", "reschedule", "announce", "confirm", "held", "not-reported", "cancel", "reopen", "copy")


@pytest.fixture
def as_role(client, sides):
    def signed_in(role):
        sign_in(client, sides, role)
        return client

    return signed_in


def the_list(event):
    return reverse("events:event-list", args=[event.strand.code])


# Who reads, and who acts.


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_whoever_reads_the_strand_reads_its_events(as_role, sides, role):
    event = meeting_of(sides)
    page = as_role(role).get(address(event))
    assert page.status_code == 200
    assert "Working meeting" in said(page)
    assert client_sees(page, "Edit") == (role in ("eu", "counterpart", "staff", "administrator"))
    assert as_role(role).get(the_list(event)).status_code == 200


@pytest.mark.one_database
def test_an_event_leads_to_the_cards_of_those_across(as_role, sides):
    event = meeting_of(sides)
    of_all = EventFactory(strand=event.strand, all_pairings=True, hosts=[sides.pairing.eu])

    def leads_to(event, side, role):
        card = reverse("partnerships:person", args=[event.strand.code, sides.people[side].pk])
        return f'<a href="{card}">' in as_role(role).get(address(event)).text

    for role in ROLES:
        both = role not in ("eu", "counterpart")
        assert leads_to(event, "counterpart", role) is (role == "eu" or both), role
        assert leads_to(event, "eu", role) is (role == "counterpart" or both), role
    # Of one for many pairings those who belong to none of them, such as an observer, find its hosts.
    for role in ("staff", "authority", "observer"):
        assert leads_to(of_all, "eu", role), role
        assert not leads_to(of_all, "counterpart", role), role


@pytest.mark.one_database
def test_who_coordinates_costs_an_event_the_same_with_many(as_role, sides):
    event, client = meeting_of(sides), as_role("staff")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(event)).status_code == 200
        return len(queries)

    cost()
    MembershipFactory(participation=sides.pairing.eu)
    one = cost()
    for _ in range(5):
        MembershipFactory(participation=sides.pairing.eu)
    assert cost() == one


def client_sees(page, label):
    return any(button.label == label for button in page.context["buttons"])


@pytest.mark.one_database
@pytest.mark.parametrize("act", ACTS)
def test_the_acts_are_of_those_who_organise_it(as_role, sides, act):
    event = meeting_of(sides)
    for role in ROLES:
        expected = 403 if role in ("authority", "observer", "neighbour") else 200
        assert as_role(role).get(address(event, act)).status_code == expected, role


@pytest.mark.one_database
@pytest.mark.parametrize("act", ["", *ACTS])
def test_an_unknown_event_and_one_of_another_strand_are_not_found(as_role, sides, act):
    event, foreign = meeting_of(sides), EventFactory()
    client = as_role("staff")
    assert client.get(address(event, act).replace("/meeting/", "/nothing/")).status_code == 404
    assert client.get(address(foreign, act)).status_code == 404


# Adding and editing.


@pytest.mark.one_database
@pytest.mark.parametrize(("status", "offered"), [("planned", True), ("held", False), ("cancelled", False)])
def test_the_form_leads_to_the_move_while_the_days_can_be_moved(as_role, sides, status, offered):
    event = meeting_of(sides)
    Event.objects.update(status=status)
    page = as_role("eu").get(address(event, "edit"))
    assert (f'href="{address(event, "reschedule")}"' in page.text) is offered


def add_url(sides, **query):
    return reverse("events:event-add", args=[sides.pairing.strand.code], query=query)


def test_a_coordinator_adds_a_meeting_of_the_own_pairing(as_role, sides):
    client = as_role("counterpart")
    page = client.get(add_url(sides))
    assert "all_pairings" not in page.context["form"].fields
    data = filled(page)
    assert (data["kind"], data["pairings"]) == ("bilateral-meeting", [sides.pairing.code])
    refused = client.post(add_url(sides), data | {"kind": "bilateral-meeting"})
    assert refused.status_code == 422
    assert "Write it in at least one language." in said(refused)
    assert "Enter when it is planned." in said(refused)
    city = sides.pairing.eu.partner.first_city
    full = data | {"kind": "bilateral-meeting", "title_ko": "양자회의", "forecast_start_text": "2026-12"}
    answer = client.post(add_url(sides), full | {"cities_1": city.code})
    page = follow(client, answer)
    event = Event.objects.get()
    assert (event.code, event.pairing_codes, event.city_codes) == ("event-1", sides.pairing.code, city.code)
    assert event.forecast == period("2026-12")
    assert messages_of(page) == ["Added. Write its agenda next."]
    # The same form again leads to the same place.
    again = client.post(add_url(sides), full | {"cities_1": city.code})
    assert again["Location"] == event.get_absolute_url()
    assert Event.objects.count() == 1


def test_the_address_fills_in_mission_kind_and_pairing(as_role, sides):
    mission, _parts = mission_of(sides)
    query = {"part_of": mission.code, "kind": "plenary", "pairing": sides.pairing.code}
    data = filled(as_role("staff").get(add_url(sides, **query)))
    assert (data["part_of"], data["kind"], data["pairings"]) == (mission.pk, "plenary", [sides.pairing.code])
    odd = {"part_of": "no\x00pe", "kind": "party", "pairing": "x" * 3000}
    plain = filled(as_role("staff").get(add_url(sides)))
    assert filled(as_role("staff").get(add_url(sides, **odd))) == plain | {"once": ANY}


@pytest.mark.one_database
def test_what_serves_every_pairing_names_none_beside(as_role, sides):
    client = as_role("staff")
    data = filled(client.get(add_url(sides, pairing=sides.pairing.code)))
    data |= {"kind": "plenary", "title_en": "Plenary", "forecast_start_text": "2027-02-03", "all_pairings": "on"}
    refused = client.post(add_url(sides), data)
    assert refused.status_code == 422
    assert refused.context["form"].errors == {
        "pairings": ["It serves every pairing: choose no single ones, or untick that."]
    }


@pytest.mark.one_database
def test_a_copy_has_a_title(as_role, sides):
    event, client = meeting_of(sides), as_role("staff")
    data = filled(client.get(address(event, "copy"))) | {"title_en": "", "title_ko": "", "start": "2027-05-03"}
    refused = client.post(address(event, "copy"), data)
    assert refused.status_code == 422
    assert refused.context["form"].errors == {"title_en": ["Write it in at least one language."]}
    assert Event.objects.count() == 1


@pytest.mark.one_database
def test_a_part_outside_its_mission_is_said_and_not_refused(as_role, sides):
    mission, _parts = mission_of(sides)
    client = as_role("staff")
    data = filled(client.get(add_url(sides, part_of=mission.code)))
    data |= {"kind": "plenary", "title_en": "Late plenary", "forecast_start_text": "2027-02-03"}
    page = follow(client, client.post(add_url(sides), data))
    assert any("outside those of “Mission”" in message for message in messages_of(page))


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("mission", "inside", "outside"),
    [(("2017-10-30",), "2017-11-20", "2017-10-29"), (("2017-10", "2017-11"), "2017-11-30", "2017-12")],
)
def test_a_mission_whose_end_nobody_knows_has_its_parts_on_any_day_from_its_first(mission, inside, outside):
    assert lies_in(period(inside), period(*mission))
    assert not lies_in(period(outside), period(*mission))


def test_an_edit_keeps_what_it_does_not_show_and_saves_the_order_of_cities(as_role, sides):
    event = meeting_of(sides)
    one, two = CityFactory(), CityFactory()
    event.strand.cities.add(one, two)
    client = as_role("eu")
    data = filled(client.get(address(event, "edit"))) | {
        "cities_1": two.code,
        "cities_2": one.code,
        "venue": "Casa Àsia",
    }
    assert client.post(address(event, "edit"), data).status_code == 302
    row = fresh(event)
    assert (row.venue, row.city_codes, row.title_ko) == ("Casa Àsia", f"{two.code};{one.code}", "실무회의")
    twice = filled(client.get(address(event, "edit"))) | {"cities_1": two.code, "cities_2": two.code}
    refused = client.post(address(event, "edit"), twice)
    assert refused.status_code == 422
    assert "One is chosen twice." in said(refused)


def test_an_edit_that_is_too_late_keeps_the_input(as_role, sides):
    event = meeting_of(sides)
    client = as_role("eu")
    data = filled(client.get(address(event, "edit"))) | {"title_en": "Port meeting"}
    row = fresh(event)
    row.venue = "City Hall"
    row.save(by=sides.people["counterpart"])
    page = client.post(address(event, "edit"), data)
    assert page.status_code == 409
    assert "Someone else changed this meanwhile." in said(page)
    assert page.context["form"]["title_en"].value() == "Port meeting"
    kept = filled(page)
    assert kept["venue"] == "City Hall"
    assert client.post(address(event, "edit"), kept).status_code == 302
    assert (fresh(event).title_en, fresh(event).venue) == ("Port meeting", "City Hall")


# The acts.


@pytest.mark.one_database
def test_announced_confirmed_and_held_with_its_milestone_told_before(as_role, sides):
    milestone(sides.pairing, title_en="Working meeting held")
    event = meeting_of(sides, "2026-11-20", milestone_codes="working-meeting")
    client = as_role("eu")
    page = client.get(address(event))
    assert page.context["buttons"][0].label == "Report it held"
    for act in ("announce", "confirm"):
        data = filled(client.get(address(event, act)))
        assert client.post(address(event, act), data).status_code == 302
    page = client.get(address(event, "held"))
    assert "Done with it: “Working meeting held” (Busan-Barcelona)." in said(page)
    data = filled(page)
    assert data["actual_start_text"] == "20 November 2026"
    early = client.post(address(event, "held"), data | {"actual_end_text": "2026-11-30"})
    assert (early.status_code, "This day has not come yet." in said(early)) == (422, True)
    page = follow(client, client.post(address(event, "held"), data))
    assert (fresh(event).status, sides.pairing.milestones.get().status) == ("held", "done")
    assert page.context["event"].state_text == "Held"


@pytest.mark.one_database
def test_what_a_held_event_refuses_leads_to_its_reopening(as_role, sides):
    client, event = as_role("staff"), meeting_of(sides, "2026-11-20")
    Event.objects.filter(pk=event.pk).update(status="held")

    page = client.get(address(event, "cancel"))

    assert f"“{event.title}” was held already. To change that, reopen the event first." in said(page)
    assert address(event, "reopen") in page.content.decode()


def test_a_stale_act_is_refused_with_409(as_role, sides):
    event = meeting_of(sides)
    client = as_role("eu")
    data = filled(client.get(address(event, "cancel"))) | {"reason": "Strike."}
    row = fresh(event)
    row.venue = "City Hall"
    row.save(by=None)
    page = client.post(address(event, "cancel"), data)
    assert (page.status_code, fresh(event).status) == (409, "planned")
    assert page.context["form"]["reason"].value() == "Strike."
    assert client.post(address(event, "cancel"), filled(page)).status_code == 302
    assert fresh(event).status == "cancelled"


def test_a_mission_is_cancelled_with_its_ticked_parts(as_role, sides):
    mission, (plenary, visit) = mission_of(sides)
    client = as_role("staff")
    data = filled(client.get(address(mission, "cancel"))) | {"reason": "Strike."}
    assert sorted(data["parts"]) == sorted([str(plenary.pk), str(visit.pk)])
    page = follow(client, client.post(address(mission, "cancel"), data | {"parts": [str(visit.pk)]}))
    assert messages_of(page) == ["Cancelled. It can be reopened. 1 part with it."]
    assert [fresh(event).status for event in (mission, plenary, visit)] == ["cancelled", "planned", "cancelled"]


@pytest.mark.one_database
def test_a_move_is_previewed_and_then_done_as_previewed(as_role, sides):
    mission, (plenary, visit) = mission_of(sides)
    client, url = as_role("staff"), address(mission, "reschedule")
    data = filled(client.get(url)) | {
        "forecast_start_text": "2027-02-26",
        "forecast_end_text": "2027-03-02",
        "reason": "The hall is taken.",
    }
    blind = client.post(url, data)
    assert (blind.status_code, "Check the preview first" in said(blind)) == (422, True)
    page = client.post(url, data | {"preview": "1"})
    assert page.status_code == 200
    assert page.context["ticked"] == {str(plenary.pk), str(visit.pk)}
    assert "2 March 2027" in said(page)
    assert not EventDateChange.objects.exists()
    answer = client.post(url, filled(page) | {"also": [str(visit.pk)]})
    page = follow(client, answer)
    assert messages_of(page) == ["Moved, with 1 part."]
    assert [fresh(event).forecast.iso() for event in (mission, plenary, visit)] == [
        "2027-02-26/2027-03-02",
        "2027-01-29",
        "2027-03-02",
    ]
    assert "The hall is taken." in said(page)


def test_a_mission_is_copied_from_its_page(as_role, sides):
    mission, _parts = mission_of(sides)
    client, url = as_role("staff"), address(mission, "copy")
    data = filled(client.get(url))
    assert client.post(url, data | {"start": "2026-01-01"}).status_code == 422
    page = follow(client, client.post(url, data | {"start": "2027-05-31", "title_en": "Spring mission"}))
    copy = Event.objects.get(title_en="Spring mission")
    assert page.context["event"] == copy
    assert copy.forecast == period("2027-05-31", "2027-06-04")
    assert Event.objects.filter(part_of=copy).count() == 2


@pytest.mark.one_database
def test_nothing_is_offered_where_the_pairing_is_closed(as_role, sides):
    event = meeting_of(sides)
    Pairing.objects.filter(strand=event.strand).update(status="closed")
    client = as_role("staff")
    page = client.get(address(event))
    assert page.context["buttons"] == []
    assert not [label for label, url, *_kind in page.context["add"] if url]
    assert "Cancel" not in said(page)
    assert "Add an event" not in said(client.get(the_list(event)))
    form = client.get(address(event, "announce"))
    assert "are closed" in said(form)
    assert client.post(address(event, "announce"), filled(form)).status_code == 422


@pytest.mark.one_database
def test_organisers_bring_documents_to_an_event_of_several_pairings_and_everybody_reads_them(as_role, sides):
    mission, _parts = mission_of(sides)
    add = reverse("partnerships:document-add", args=[mission.strand.code, "event", mission.pk])
    client = as_role("staff")
    assert f'href="{add}"' in client.get(address(mission)).text
    client.post(add, fields(client.get(add)) | {"file": upload(), "title": "Invitation"})
    document = Document.objects.get()
    assert (document.record, document.pairing, document.strand) == (mission, None, mission.strand)
    for role in ("eu", "observer"):
        page = as_role(role).get(address(mission))
        assert f'href="{document.get_absolute_url()}"' in page.text
        assert add not in page.text
        assert as_role(role).get(add).status_code == 403


@pytest.mark.one_database
def test_an_organisation_at_an_event_stands_with_its_part_in_the_strand(as_role, sides):
    event = meeting_of(sides)
    office = OrganisationFactory(name_en="European Commission", strands=[event.strand])
    office.entries.update(part="commission")
    EventOrganisation.objects.create(event=event, organisation=office, position=1)
    Event.objects.filter(pk=event.pk).update(organisation_codes=office.code)
    assert "European Commission Commission" in said(as_role("eu").get(address(event)))
