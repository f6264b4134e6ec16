"""The versions of events and agenda items, their acts in the pairing's history, and the documents of an event."""

import pytest
from django.urls import reverse

from events.agendas.actions import EditItem
from events.events.actions import EditEvent
from events.tests.event_scene import TODAY, fresh, meeting_of, milestone, open_page
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.documents.services import add_document
from partnerships.documents.uploads import check_upload
from partnerships.history.pairing_history import acts_in, entries_of
from partnerships.models import Document
from partnerships.tests.factories import CityFactory, PairingFactory, period
from partnerships.tests.files import upload
from partnerships.tests.pages import sign_in, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings, tmp_path):
    settings.PORTAL_TODAY = TODAY
    settings.VAR_DIR = tmp_path


class TestHistory:
    def test_an_event_has_its_versions_with_names_for_codes(self, client, scene):
        event = meeting_of(scene, title_en="Old title")
        milestone(scene.pairing, "working-meeting", title_en="The working meeting")
        changes = {"title_en": "New title", "milestones": ["working-meeting"]}
        EditEvent.do(event, **scene.by("eu"), version=event.version, changes=changes)
        page = reverse("partnerships:record-history", args=[event.strand.code, "event", event.pk])
        answer = open_page(client, scene, "observer", page)
        assert answer.status_code == 200
        assert [name for name, _url in answer.context["crumbs"]][1:3] == ["Events", "New title"]
        compared = text_of(client.get(page, {"a": event.version, "b": event.version + 1}))
        assert "The working meeting" in compared
        acts = entries_of(list(acts_in(pairing=scene.pairing, grants=scene.grants("eu"), kind="events")), scene.pairing)
        assert [(one.name, one.url) for one in acts] == [("New title", event.get_absolute_url())]

    def test_acts_on_its_agenda_are_told_by_the_event(self, scene):
        event = meeting_of(scene)
        item = event.agenda.get()
        EditItem.do(item, **scene.by("eu"), version=item.version, changes={"title_en": "Tram depot"})
        acts = list(acts_in(pairing=scene.pairing, grants=scene.grants("observer"), kind="events"))
        assert [(one.name, one.url) for one in entries_of(acts, scene.pairing)] == [
            ("Working meeting", event.get_absolute_url())
        ]

    def test_acts_on_an_event_of_two_pairings_are_told_in_these_alone(self, scene):
        other, third = (PairingFactory(strand=scene.pairing.strand) for _ in range(2))
        plan = {"baseline": period("2026-12-03"), "forecast": period("2026-12-03"), "cities": [CityFactory()]}
        made = EventFactory(strand=scene.pairing.strand, pairings=[scene.pairing, other], **plan)
        item, event = AgendaItemFactory(event=made, position=1, day="2026-12-03"), fresh(made)
        EditEvent.do(event, **scene.by("staff"), version=event.version, changes={"title_en": "New title"})
        EditItem.do(item, **scene.by("staff"), version=item.version, changes={"title_en": "Tram depot"})
        told = {
            pairing: acts_in(pairing=pairing, grants=scene.grants("staff"), kind="events").count()
            for pairing in (scene.pairing, other, third)
        }
        assert told == {scene.pairing: 2, other: 2, third: 0}

    def test_acts_done_in_a_pairing_stay_in_its_history_when_the_event_moves_to_another(self, scene):
        other = PairingFactory(strand=scene.pairing.strand)
        event = meeting_of(scene)
        row = EditEvent.do(event, **scene.by("eu"), version=event.version, changes={"title_en": "New title"})
        EditEvent.do(fresh(row), **scene.by("staff"), version=row.version, changes={"pairings": [other]})
        acts = acts_in(pairing=scene.pairing, grants=scene.grants("eu"), kind="events")
        assert "event-edit" in acts.values_list("action", flat=True)

    def test_versions_of_an_agenda_item_are_for_those_who_see_the_draft(self, client, scene):
        event = meeting_of(scene)
        item = event.agenda.get()
        EditItem.do(item, **scene.by("eu"), version=item.version, changes={"title_en": "Tram depot"})
        page = reverse("partnerships:record-history", args=[event.strand.code, "agenda-item", item.pk])
        for role, status in {"eu": 200, "staff": 200, "authority": 200, "observer": 404, "neighbour": 404}.items():
            assert open_page(client, scene, role, page).status_code == status, role


class TestDocuments:
    def test_a_document_hangs_on_an_event_of_the_pairing_alone(self, client, scene):
        event = meeting_of(scene)
        place = [event.strand.code, scene.pairing.code, "event"]
        sign_in(client, scene, "eu")
        assert client.get(reverse("partnerships:document-add", args=[*place, event.pk])).status_code == 200
        shared = EventFactory(strand=event.strand, all_pairings=True)
        assert client.get(reverse("partnerships:document-add", args=[*place, shared.pk])).status_code == 404
        document = add_document(
            **scene.by("eu"), record=event, values={"audience": "pairing"}, upload=check_upload(upload())
        )
        assert Document.objects.get().record == event
        assert document.title in text_of(client.get(event.get_absolute_url()))
        assert event.title in text_of(client.get(document.get_absolute_url()))
        assert event.title in text_of(client.get(url(scene, "document-list")))

    def test_it_stays_with_the_pairing_when_the_event_comes_to_serve_others_too(self, client, scene):
        event = meeting_of(scene)
        document = add_document(
            **scene.by("eu"), record=event, values={"audience": "pairing"}, upload=check_upload(upload())
        )
        other = PairingFactory(strand=event.strand)
        served = {"pairings": [scene.pairing, other]}
        EditEvent.do(event, **scene.by("staff"), version=event.version, changes=served)
        sign_in(client, scene, "eu")
        assert document.title in text_of(client.get(event.get_absolute_url()))
        assert event.title in text_of(client.get(document.get_absolute_url()))
        assert Document.objects.get().pairing == scene.pairing
        edit = reverse("partnerships:document-edit", args=[event.strand.code, scene.pairing.code, document.code])
        assert client.get(edit).status_code == 200
