"""Who saves over another's change puts nothing back that they never touched: ticks, lists, rows beside a record."""

import pytest
from django.urls import reverse

from events.models import AgendaItem
from events.tests.event_scene import address, fresh, meeting_of, mission_of
from events.tests.factories import AgendaItemFactory, DelegateFactory, DelegationFactory, MinutesFactory
from partnerships.models import Participation
from partnerships.tests.factories import MilestoneFactory, ParticipationFactory, StageFactory
from partnerships.tests.factories_together import AgreementFactory, ContactFactory, ProjectFactory
from partnerships.tests.milestone_pages import filled
from partnerships.tests.pages import sign_in, text_of, url
from reports.models import PublicResults, ReportingTerms

pytestmark = pytest.mark.django_db


def meet(client, sides, path, *, mine, theirs, role="staff"):
    """The form that I had open while another saved, as it is shown once I send it."""
    sign_in(client, sides, role)
    opened = filled(client.get(path))
    sent = {name: value for name, value in {**opened, **theirs, "once": "theirs"}.items() if value is not None}
    assert client.post(path, sent).status_code == 302
    shown = client.post(path, opened | mine)
    assert shown.status_code == 409
    return shown


def once_more(client, path, shown):
    assert client.post(path, filled(shown)).status_code == 302


def item_of(sides):
    item = AgendaItem.objects.get(event=meeting_of(sides))
    item.languages = "en;ko"
    item.save(by=None)
    return item, reverse("events:agenda-item-edit", args=[item.event.strand.code, item.event.code, item.pk])


def test_languages_of_an_item_that_only_the_other_changed(client, sides):
    item, path = item_of(sides)
    once_more(client, path, meet(client, sides, path, mine={"title_en": "Mine"}, theirs={"languages": ["en"]}))
    item.refresh_from_db()
    assert (item.title_en, item.languages) == ("Mine", "en")


def test_languages_of_an_item_that_both_changed(client, sides):
    _item, path = item_of(sides)
    shown = meet(client, sides, path, mine={"languages": ["ko"]}, theirs={"languages": ["en"]})
    assert shown.context["form"].errors["languages"] == ["It reads now: English"]


def test_an_event_stays_for_every_pairing(client, sides):
    event = meeting_of(sides)
    event.save(by=None)
    path = address(event, "edit")
    theirs = {"all_pairings": "on", "pairings": None}
    once_more(client, path, meet(client, sides, path, mine={"venue": "Mine"}, theirs=theirs))
    event = fresh(event)
    assert (event.venue, event.all_pairings) == ("Mine", True)


def test_what_another_no_longer_releases_stays_unreleased(client, sides):
    city = sides.pairing.eu
    city.releases_projects = True
    city.save(by=None)
    path = reverse("partnerships:partner-release", args=[city.strand.code, city.partner.code])
    shown = meet(client, sides, path, mine={}, theirs={"releases_projects": None}, role="eu")
    assert not shown.context["form"]["releases_projects"].value()
    client.post(path, filled(shown))
    assert not Participation.objects.get(pk=city.pk).releases_projects


def test_a_section_that_another_left_out_stays_out(client, sides):
    strand = sides.pairing.strand
    terms = ReportingTerms(strand=strand, sections=["journey", "projects"])
    terms.save(by=None)
    path = reverse("reports:terms-edit", args=[strand.code])
    theirs = {"section_journey": None}
    once_more(client, path, meet(client, sides, path, mine={"contract_number": "7"}, theirs=theirs))
    terms.refresh_from_db()
    assert (terms.contract_number, terms.sections) == ("7", ["projects"])


def test_what_lies_beside_a_record_is_shown_as_it_is_now(client, sides):
    strand, project = sides.pairing.strand, ProjectFactory(pairing=sides.pairing, title_en="Lights")
    third = ParticipationFactory(strand=strand, partner__name_en="Vitoria")
    agreement = AgreementFactory(pairing=sides.pairing)
    for place in (11, 12):
        StageFactory(strand=strand, position=place, code=f"stage-{place}", name_en=f"Stage {place}")
    first = reverse("partnerships:stage-edit", args=[strand.code, "stage-11"])
    for path, field, value, word in (
        (url(sides, "agreement-edit", agreement.code), "projects", [project.pk], "Lights"),
        (reverse("partnerships:project-edit", args=[strand.code, project.code]), "further", [third.pk], "Vitoria"),
        (first, "place", "3", "Stage 12"),
    ):
        mine = {"name_en": "Mine"} if field == "place" else {"note": "Mine"}
        shown = meet(client, sides, path, mine=mine, theirs={field: value})
        assert word in shown.context["form"].errors[field][0]
        assert "It reads now" in text_of(shown)


def test_a_contact_keeps_what_the_other_wrote(client, sides):
    contact = ContactFactory(pairing=sides.pairing, who="Kim", what_en="Talked", what_ko="")
    path = contact.address_of("partnerships:contact-edit")
    theirs = {"who": "Kim and Soler", "what_ko": "이야기했다"}
    once_more(client, path, meet(client, sides, path, mine={"what_en": "Talked long"}, theirs=theirs, role="eu"))
    contact.refresh_from_db()
    assert (contact.who, contact.what_en, contact.what_ko) == ("Kim and Soler", "Talked long", "이야기했다")


def test_of_a_delegate_all_that_differs_is_shown(client, sides):
    event = meeting_of(sides)
    delegation = DelegationFactory(event=event, participation=sides.pairing.eu)
    delegate = DelegateFactory(delegation=delegation, family_name="Soler")
    path = delegate.address_of("events:delegate-edit")
    shown = meet(client, sides, path, mine={"title": "Dr"}, theirs={"family_name": "Soler Puig"})
    errors = shown.context["form"].errors
    assert errors["family_name"] == ["It reads now: Soler Puig"]
    assert errors["title"] == ["It reads now: –"]
    assert "function" not in errors


def test_of_places_and_of_a_corrected_partner_what_differs_is_shown(client, sides):
    mission, _parts = mission_of(sides)
    strand, partner = sides.pairing.strand, sides.pairing.eu.partner
    quota = reverse("events:quota-edit", args=[strand.code, mission.code])
    correct = reverse("partnerships:partner-correct", args=[strand.code, partner.code])
    for path, field, value in ((quota, "nominate_until", "10 January 2027"), (correct, "name_local", "Ajuntament")):
        shown = meet(client, sides, path, mine={field: ""}, theirs={field: value})
        assert shown.context["form"].errors[field] == [f"It reads now: {value}"]


def test_two_who_write_the_same_minutes_keep_each_other_s_items(client, sides):
    event = meeting_of(sides, "2026-11-24")
    first = AgendaItem.objects.get(event=event)
    second = AgendaItemFactory(event=event, position=2, day="2026-11-24", title_en="Trams", kind="session")
    for item in (first, second):
        item.kind = "session"
        item.save(by=None)
    row = MinutesFactory(event=event, pairing=sides.pairing, items=[], summary_en="We met.", summary_ko="")
    path = reverse("events:minutes-edit", args=[event.strand.code, event.code, sides.pairing.code])
    theirs = {
        "summary_ko": "만났다.",
        "item_1_said_en": "Theirs on trams",
        "item_2_title_en": "Roofs",
        "item_2_said_en": "Theirs on roofs",
    }
    mine = {"item_0_said_en": "Mine", "item_2_title_en": "Ports", "item_2_said_en": "Mine on ports"}
    once_more(client, path, meet(client, sides, path, mine=mine, theirs=theirs, role="eu"))
    row.refresh_from_db()
    assert row.summary_ko == "만났다."
    assert {item["said_en"] for item in row.items} == {"Mine", "Theirs on trams", "Theirs on roofs", "Mine on ports"}
    said = {item["item"]: item["said_en"] for item in row.items if item["item"]}
    assert said == {first.pk: "Mine", second.pk: "Theirs on trams"}


def test_words_of_a_public_result_stay_with_their_record(client, sides):
    blank = {"title_en": "", "title_ko": "", "text_en": "", "text_ko": ""}
    items = [blank | {"kind": "project", "code": code, "title_en": code.title()} for code in ("bus", "tram", "port")]
    row = PublicResults(pairing=sides.pairing, summary_en="Done.", items=items[:2])
    row.save(by=None)
    path = reverse("reports:results-edit", args=[sides.pairing.strand.code, sides.pairing.code])
    sign_in(client, sides, "eu")
    mine = filled(client.get(path)) | {"item_project_tram_text_en": "Mine on the tram"}
    row.items = items[1:]
    row.save(by=None)
    once_more(client, path, client.post(path, mine))
    row.refresh_from_db()
    assert [(one["code"], one["title_en"]) for one in row.items] == [("tram", "Tram"), ("port", "Port")]
    assert [one["text_en"] for one in row.items] == ["Mine on the tram", ""]


def test_of_what_a_project_is_linked_to_all_that_differs_is_shown(client, sides):
    project = ProjectFactory(pairing=sides.pairing)
    rows = [MilestoneFactory(pairing=sides.pairing, title_en=name) for name in ("Launch", "Closing")]
    path = project.address_of("partnerships:project-milestones")
    shown = meet(client, sides, path, mine={"milestones": [rows[0].pk]}, theirs={"milestones": [rows[1].pk]}, role="eu")
    assert "Closing" in shown.context["form"].errors["milestones"][0]
