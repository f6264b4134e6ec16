"""Who saves over another's change puts nothing back that they never touched: ticks, lists, rows beside a record."""

import pytest
from django.urls import reverse

from events.models import AgendaItem
from events.tests.event_scene import address, fresh, meeting_of
from partnerships.models import Participation
from partnerships.tests.factories import ParticipationFactory, StageFactory
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory
from partnerships.tests.milestone_pages import filled
from partnerships.tests.pages import sign_in, text_of, url
from reports.models import ReportingTerms

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
